"""A points tariff as the engine earns points with."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from data_contracts.located_yaml import LocatedYaml
from scoring.catalogue import MetricRef
from scoring.functions.curves import CurveFunction
from scoring.rules.points import PointsTariff
from scoring.rules.who import AppliesTo


@dataclass(frozen=True)
class QualityPlan:
    """The quality coefficient of the month."""

    applies_to: AppliesTo
    metric: MetricRef
    function: CurveFunction
    min_sample: int
    below_min_sample: Decimal
    rule_ref: str


@dataclass(frozen=True)
class CapPlan:
    """The most points of a person per day and per month that count; None is open."""

    per_day: Decimal | None
    per_period: Decimal | None
    rule_ref: str


@dataclass(frozen=True)
class PointsPlan:
    """A tariff; standards and coefficients are read by work date, the rest by month."""

    document: LocatedYaml
    tariff: PointsTariff
    quality: QualityPlan | None
    cap: CapPlan | None = None
    valid_days: int | None = None

    @property
    def applies_to(self) -> AppliesTo:
        """Whose work earns points."""
        return self.tariff.applies_to
