"""budgets.yaml: what each team may cost in a month, and the volume that was planned for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from data_contracts.dated import Dated, Rule
from data_contracts.located_yaml import LocatedYaml, validated
from data_contracts.refusal import Refusal
from scoring.impact.pay_forecast import TOTAL, Budget
from scoring.period import Period
from scoring.rules.month import MonthReader

# What the money of a component is planned by: paid people, points, or contacts handled.
VolumeDriver = Literal["heads", "points", "contacts"]


class TeamBudget(Rule):
    """One team: planned volumes by driver, and amounts by pay component."""

    volumes: dict[VolumeDriver, Dated[Decimal]]
    amounts: dict[str, Dated[Decimal]]


class BudgetRules(Rule):
    """budgets.yaml"""

    kind: Literal["budgets"]
    name_zh: str
    name_en: str
    owner: str
    currency: str
    rules_as_of: Dated[date]
    drivers: dict[str, VolumeDriver]
    teams: dict[str, TeamBudget]


@dataclass(frozen=True)
class BudgetPlan:
    """budgets.yaml in one month: the driver of each component, volumes by team and driver, and
    amounts by team and component. Rules that came after `rules_as_of` are policy."""

    rules_as_of: date
    drivers: Mapping[str, VolumeDriver]
    volumes: Mapping[tuple[str, VolumeDriver], Decimal]
    amounts: Mapping[tuple[str, str], Decimal]

    def budgets(self, department_of: Mapping[str, str]) -> list[Budget]:
        """Every team's budget by component and in total, and their sums by department and
        centre. A team that `department_of` does not know counts for the centre alone."""
        sums: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
        for (team, component), amount in self.amounts.items():
            subjects = [("team", team), ("centre", "centre")]
            if team in department_of:
                subjects.append(("department", department_of[team]))
            for kind, name in subjects:
                for one in (component, TOTAL):
                    sums[kind, name, one] += amount
        return [Budget(*key, amount) for key, amount in sorted(sums.items())]


def read_budgets(document: LocatedYaml, period: str) -> BudgetPlan:
    """budgets.yaml as it stands in `period`.

    Raises Refusal where a value is missing or changes inside the month, or a component has no
    driver, or a team no volume of that driver.
    """
    rules = validated(BudgetRules, document)
    month = MonthReader(document, Period.of(period), {})
    volumes: dict[tuple[str, VolumeDriver], Decimal] = {}
    amounts: dict[tuple[str, str], Decimal] = {}
    for team, one in rules.teams.items():
        for driver, dated in one.volumes.items():
            volumes[team, driver] = month.value(dated, ("teams", team, "volumes", driver))
        for component, dated in one.amounts.items():
            path = ("teams", team, "amounts", component)
            _refuse_without_driver(rules, document, team, component)
            amounts[team, component] = month.value(dated, path)
    as_of = month.value(rules.rules_as_of, ("rules_as_of",))
    return BudgetPlan(as_of, rules.drivers, volumes, amounts)


def _refuse_without_driver(
    rules: BudgetRules, document: LocatedYaml, team: str, component: str
) -> None:
    driver = rules.drivers.get(component)
    if driver is None or driver not in rules.teams[team].volumes:
        missing = f"volume '{driver}' for {team}" if driver else f"driver for '{component}'"
        raise Refusal(
            f"the budget names no {missing}",
            place=document.place(("teams", team, "amounts", component)),
            next_step="add it under drivers or volumes, so that volume and price can be told apart",
        )
