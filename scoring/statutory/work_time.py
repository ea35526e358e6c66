"""overtime.yaml: when time outside the roster is overtime, and who is on which system.

Everybody is on the standard system (标准工时制) unless their role stands under
`work_time_systems`; the other two need the approval of the labour office, named as the source.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, model_validator

from data_contracts.dated import Dated, Rule
from data_contracts.located_yaml import LocatedYaml, validated
from data_contracts.refusal import Refusal
from scoring.period import Period
from scoring.rules.pay_plans import OvertimePlan, OvertimePointsPlan, PayPlanInForce
from scoring.rules.who import covers
from scoring.statutory.attendance import WorkTime
from scoring.statutory.overtime import CycleBalance
from scoring.statutory.parameters import Cycle, System


class OtherSystem(Rule):
    """Comprehensive working time 综合计算工时制 with its cycle, or non-fixed 不定时工作制."""

    system: Literal["COMPREHENSIVE", "NON_FIXED"]
    cycle: Cycle | None = None

    @model_validator(mode="after")
    def _cycle_of_the_comprehensive(self) -> OtherSystem:
        if (self.system == "COMPREHENSIVE") != (self.cycle is not None):
            raise ValueError("COMPREHENSIVE names its cycle, and NON_FIXED has none")
        return self


class OvertimeFile(Rule):
    """overtime.yaml"""

    tolerance_s: Dated[Annotated[int, Field(ge=0)]]
    work_time_systems: Dated[dict[str, OtherSystem]]


@dataclass(frozen=True)
class OvertimeRules:
    """overtime.yaml in one month; `others` are the roles that are not on the standard system."""

    document: LocatedYaml
    tolerance_s: int
    others: Mapping[str, OtherSystem]

    def work_time(self, role: str | None) -> WorkTime:
        """The system of a role, with its cycle."""
        other = self.others.get(role or "")
        if other is None:
            return WorkTime()
        return WorkTime(other.system, CycleBalance(other.cycle) if other.cycle else None)

    @property
    def cycles(self) -> set[Cycle]:
        """The cycles in use."""
        return {other.cycle for other in self.others.values() if other.cycle}


def read_overtime_rules(document: LocatedYaml, period: Period) -> OvertimeRules:
    """The rules of a month. Raises Refusal where one is missing or changes within the month."""
    file = validated(OvertimeFile, document)
    for key in OvertimeFile.model_fields:
        changed = getattr(file, key).changes_between(period.first, period.last)
        if changed:
            raise Refusal(
                f"this value changes within {period.label}, which is calculated as one piece",
                place=document.place((key, changed[0].isoformat())),
                next_step="date the change to the first day of a month",
            )
    return OvertimeRules(
        document,
        file.tolerance_s.on(period.first, document.place(("tolerance_s",))),
        file.work_time_systems.on(period.first, document.place(("work_time_systems",))),
    )


def refuse_other_system(rules: OvertimeRules, plans: Iterable[PayPlanInForce]) -> None:
    """Refuse a pay plan whose overtime component pays a role by another system than it is on."""
    for plan in plans:
        for component in plan.components:
            if isinstance(component, OvertimePlan | OvertimePointsPlan):
                _refuse(rules, plan, component)


def _refuse(
    rules: OvertimeRules, plan: PayPlanInForce, component: OvertimePlan | OvertimePointsPlan
) -> None:
    applies_to = component.applies_to
    named = rules.others if applies_to == "everyone" else applies_to.role
    for role in named:
        system: System = rules.work_time(role).system
        if covers(applies_to, role) and system != component.system:
            raise Refusal(
                f"'{component.id}' pays {role} as {component.system}, who is on {system}",
                place=plan.document.place(("components",)),
                value=component.system,
                next_step=f"give {role} a component of its own with system: {system}, "
                f"or correct work_time_systems in {rules.document.file}",
            )
