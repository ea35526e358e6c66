"""replanning.yaml: when a legal change of the roster needs nobody's hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from data_contracts.dated import Dated, Rule
from data_contracts.located_yaml import LocatedYaml, validated
from data_contracts.refusal import Refusal
from scheduling.roster.rules import ALL_RULES

PLANNERS = frozenset({"contract_hours", "maximum_paid_hours_per_week", "minimum_days_off"})
"""Rules whose breach a planner may settle, as overtime that is paid."""


@dataclass(frozen=True)
class Approval:
    """When a legal change needs nobody's hand.

    most_cost: what coverage may cost more. excused: rules whose breach the planner may allow,
    as work beyond the contract or on a day off that is paid as overtime; every other one refuses.
    """

    most_cost: float = 0.0
    excused: frozenset[str] = PLANNERS


class ApprovalFile(Rule):
    """replanning.yaml"""

    most_coverage_cost: Dated[Annotated[int, Field(ge=0)]]
    excused_rules: Dated[list[str]]


def read_approval(document: LocatedYaml, day: date) -> Approval:
    """The rule in force on `day`. Raises Refusal with file, line and key on a bad entry.

    Only rules that overtime pay may settle, or the centre's own, can be excused.
    """
    file = validated(ApprovalFile, document)
    may = PLANNERS | {rule.__name__ for rule in ALL_RULES if rule.authority == "centre"}
    excused = file.excused_rules.on(day, document.place(("excused_rules",)))
    for name in excused:
        if name not in may:
            raise Refusal(
                "no planner may excuse this rule",
                place=document.place(("excused_rules",)),
                value=name,
                next_step=f"name some of: {', '.join(sorted(may))}",
            )
    most = file.most_coverage_cost.on(day, document.place(("most_coverage_cost",)))
    return Approval(float(most), frozenset(excused))
