"""comp_leave.yaml: the time off in lieu 调休 that people brought along when the ledger begins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from data_contracts.dated import Rule
from data_contracts.located_yaml import LocatedYaml, validated
from data_contracts.refusal import Refusal
from scoring.statutory.overtime import OvertimeDay

HOUR_S = 3600


class BroughtAlong(Rule):
    """Hours that are left of the overtime of one person and date."""

    agent_id: str
    earned_on: date
    hours: Annotated[Decimal, Field(gt=0, le=24, decimal_places=2)]


class OpeningFile(Rule):
    """comp_leave.yaml"""

    ledger_from: date
    source: str
    balances: tuple[BroughtAlong, ...]


@dataclass(frozen=True)
class CompLeaveOpening:
    """What everybody begins with: `days` count like rest-day overtime settled by time off, and
    nothing before `ledger_from` counts beside them."""

    ledger_from: date = date.min
    days: Mapping[str, Sequence[OvertimeDay]] = field(
        default_factory=dict[str, Sequence[OvertimeDay]]
    )


def read_opening(document: LocatedYaml) -> CompLeaveOpening:
    """The file as days of overtime. Raises Refusal for a date that stands twice for a person,
    or that is not before the ledger begins."""
    file = validated(OpeningFile, document)
    days: defaultdict[str, list[OvertimeDay]] = defaultdict(list)
    for number, one in enumerate(file.balances):
        own = days[one.agent_id]
        if one.earned_on >= file.ledger_from or any(d.work_date == one.earned_on for d in own):
            raise Refusal(
                f"{one.agent_id} brings time off of a date that stands twice, or in the ledger",
                place=document.place(("balances", number, "earned_on")),
                value=one.earned_on.isoformat(),
                next_step=f"give one row per person and date before {file.ledger_from.isoformat()}",
            )
        own.append(_day(one))
    return CompLeaveOpening(file.ledger_from, dict(days))


def _day(one: BroughtAlong) -> OvertimeDay:
    seconds = int(one.hours * HOUR_S)
    return OvertimeDay(
        one.agent_id, one.earned_on, "rest_day", worked_s=seconds, overtime_s=seconds,
        comp_leave_s=seconds,
    )  # fmt: skip
