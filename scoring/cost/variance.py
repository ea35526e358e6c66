"""Budget against actual pay: volume, mix, price and policy, by exact Shapley values (M148).

Pay is Σ over teams of volume × share of the team × rate of the team. The four parts move from
plan to actual one by one; a part's effect is the mean over all 24 orders, so no order is
favoured and the four sum to the variance to the fen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from math import factorial
from typing import Any

import pyarrow as pa

from scoring.cost.amounts import fen_of
from scoring.cost.budgets import BudgetPlan, VolumeDriver
from scoring.cost.tables import BUDGET_VARIANCE
from scoring.exact import MONEY_DIGITS, SCORE_DIGITS, apportioned, from_units, rounded
from scoring.tables import table_of

PARTS = ("volume", "mix", "price", "policy")
Money = Mapping[tuple[str, str], Decimal]


@dataclass(frozen=True)
class Actual:
    """What came of a budget: volumes by team and driver, and pay by team and component, as
    paid and as the rules of the budget would have paid."""

    volumes: Mapping[tuple[str, VolumeDriver], Decimal]
    paid: Money
    under_budget_rules: Money


@dataclass(frozen=True)
class _Team:
    """One team and component: quantities, and fen by plan, by the old rules, and paid."""

    planned: Fraction
    done: Fraction
    budget: int
    unchanged: int
    paid: int

    @property
    def rates(self) -> tuple[Fraction, Fraction, Fraction]:
        """Fen a unit: planned, by the budget's rules, as paid. Without volume on one side, the
        rate of the other side holds."""
        planned = Fraction(self.budget) / self.planned if self.planned else None
        unchanged = Fraction(self.unchanged) / self.done if self.done else planned
        paid = Fraction(self.paid) / self.done if self.done else planned
        zero = Fraction(0)
        first = planned if planned is not None else unchanged
        return first or zero, unchanged or zero, paid or zero


def budget_variance(period: str, plan: BudgetPlan, actual: Actual) -> pa.Table:
    """Rows of outputs/budget_variance: the centre by component, split into its four parts, and
    every team by component with its plain difference."""
    components = sorted({name for _, name in (*plan.amounts, *actual.paid)})
    rows: list[dict[str, Any]] = []
    for component in components:
        teams = _teams(plan, actual, component)
        driver = plan.drivers.get(component)
        rows.append(_row(period, "centre", "centre", component, driver, [*teams.values()]))
        for team, one in teams.items():
            rows.append(_row(period, "team", team, component, driver, [one]))
    return table_of(rows, BUDGET_VARIANCE)


def _teams(plan: BudgetPlan, actual: Actual, component: str) -> dict[str, _Team]:
    names = {team for team, one in (*plan.amounts, *actual.paid) if one == component}
    driver = plan.drivers.get(component)
    return {team: _team(plan, actual, team, component, driver) for team in sorted(names)}


def _team(
    plan: BudgetPlan, actual: Actual, team: str, component: str, driver: VolumeDriver | None
) -> _Team:
    nothing, key = Decimal(0), (team, component)
    paid = actual.paid.get(key, nothing)
    return _Team(
        Fraction(plan.volumes.get((team, driver), nothing)) if driver else Fraction(0),
        Fraction(actual.volumes.get((team, driver), nothing)) if driver else Fraction(0),
        fen_of(plan.amounts.get(key, nothing)),
        fen_of(actual.under_budget_rules.get(key, nothing)),
        fen_of(paid),
    )


def _split(teams: Sequence[_Team]) -> dict[str, int]:
    """Fen of each part; they sum to paid − budget.

    What has money and no volume (a prize without a plan) is price: nothing else explains it.
    """
    exact = _shapley(teams)
    variance = sum(one.paid - one.budget for one in teams)
    exact["price"] += variance - sum(exact.values(), Fraction(0))
    fen = apportioned([exact[part] for part in PARTS], variance)
    return dict(zip(PARTS, fen, strict=True))


def _shapley(teams: Sequence[_Team]) -> dict[str, Fraction]:
    worth = {moved: _pay(teams, moved) for moved in _subsets(PARTS)}
    count = len(PARTS)
    found: dict[str, Fraction] = defaultdict(Fraction)
    for part in PARTS:
        others = [one for one in PARTS if one != part]
        for before in _subsets(others):
            orders = factorial(len(before)) * factorial(count - len(before) - 1)
            gain = worth[before | {part}] - worth[before]
            found[part] += gain * Fraction(orders, factorial(count))
    return found


def _subsets(parts: Sequence[str]) -> Iterator[frozenset[str]]:
    for size in range(len(parts) + 1):
        yield from map(frozenset, combinations(parts, size))


def _pay(teams: Sequence[_Team], moved: frozenset[str]) -> Fraction:
    """Pay with the parts in `moved` as they came out and the others as planned."""
    planned, done = (sum((t.planned for t in teams), Fraction(0)),
                     sum((t.done for t in teams), Fraction(0)))  # fmt: skip
    volume = done if "volume" in moved else planned
    total = Fraction(0)
    for team in teams:
        total += volume * _share(team, planned, done, "mix" in moved) * _rate(team, moved)
    return total


def _share(team: _Team, planned: Fraction, done: Fraction, moved: bool) -> Fraction:
    """The team's share of the volume; a side without volume has the shares of the other."""
    if (moved or not planned) and done:
        return team.done / done
    return team.planned / planned if planned else Fraction(0)


def _rate(team: _Team, moved: frozenset[str]) -> Fraction:
    planned, unchanged, paid = team.rates
    price = unchanged - planned if "price" in moved else Fraction(0)
    policy = paid - unchanged if "policy" in moved else Fraction(0)
    return planned + price + policy


def _row(
    period: str,
    kind: str,
    name: str,
    component: str,
    driver: VolumeDriver | None,
    teams: Sequence[_Team],
) -> dict[str, Any]:
    budget, paid = sum(one.budget for one in teams), sum(one.paid for one in teams)
    parts = _split(teams)
    planned = sum((one.planned for one in teams), Fraction(0))
    done = sum((one.done for one in teams), Fraction(0))
    return {
        "period": period,
        "subject_kind": kind,
        "subject_id": name,
        "component": component,
        "driver": driver,
        "budget_quantity": rounded(planned, SCORE_DIGITS) if driver else None,
        "actual_quantity": rounded(done, SCORE_DIGITS) if driver else None,
        "budget_amount": from_units(budget, MONEY_DIGITS),
        "actual_amount": from_units(paid, MONEY_DIGITS),
        "variance_amount": from_units(paid - budget, MONEY_DIGITS),
        **{f"{part}_amount": from_units(fen, MONEY_DIGITS) for part, fen in parts.items()},
    }
