"""What is known of the days ahead, and the prices of waiting and of the ways out (S3-05)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from data_contracts.dated import Dated, Rule


class Costs(Rule):
    """early_warning.yaml: what an hour, a lost contact, a new colleague and a renewed certificate
    cost, and how long hiring takes; money in the centre's currency."""

    kind: str
    hour_amount: Dated[Decimal]
    overtime_multiplier: Dated[Decimal]
    contacts_per_hour: Dated[Decimal]
    lost_contact_amount: Dated[Decimal]
    hiring_amount: Dated[Decimal]
    hiring_days: Dated[int]
    renewal_amount: Dated[Decimal]
    least_hours: Dated[Decimal]


@dataclass(frozen=True)
class Prices:
    """The values of early_warning.yaml on one day; `overtime` is what an hour of it costs."""

    hour: Decimal
    overtime: Decimal
    contacts: Decimal
    lost: Decimal
    hiring: Decimal
    hiring_days: int
    renewal: Decimal
    least_hours: Decimal

    def of_waiting(self, hours: Decimal) -> Decimal:
        """What it costs to lack so many agent hours: the contacts that are lost."""
        return hours * self.contacts * self.lost


@dataclass(frozen=True)
class Gap:
    """Agent hours short and over on one rostered day."""

    day: date
    short_h: Decimal
    over_h: Decimal


@dataclass(frozen=True)
class Week:
    """A forecast week without a roster: hours to schedule, and hours that contracts leave."""

    monday: date
    required_h: Decimal
    available_h: Decimal


@dataclass(frozen=True)
class Leave:
    """A leave asked for and not yet decided: whose, its first day, its working hours."""

    agent_id: str
    first_day: date
    hours: Decimal


@dataclass(frozen=True)
class Absence:
    """A certificate that ends: whose, for which queue, the last day it holds, weekly hours."""

    agent_id: str
    queue_id: str
    expires_on: date
    weekly_hours: Decimal


@dataclass(frozen=True)
class Month:
    """A month of the capacity plan: full-time people short, their hours, and how likely it is."""

    first_day: date
    short_fte: Decimal
    short_h: Decimal
    probability: Decimal


@dataclass(frozen=True)
class Ahead:
    """What is known of the days ahead of `as_of`, and of who left in the `seen_days` before."""

    as_of: date
    gaps: Sequence[Gap]
    weeks: Sequence[Week]
    leaves: Sequence[Leave]
    certificates: Sequence[Absence]
    months: Sequence[Month]
    headcount: int
    left: int
    seen_days: int
    weekly_hours: Decimal
