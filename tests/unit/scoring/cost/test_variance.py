"""Budget variance: four parts that sum exactly, as the mean over all orders."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_contracts.dated import without_later
from data_contracts.located_yaml import read_yaml
from data_contracts.refusal import Refusal
from scoring.cost import Actual, BudgetPlan, budget_variance, read_budgets

BUDGETS = Path(__file__).parents[4] / "centres/sample/budgets.yaml"
PARTS = ("volume", "mix", "price", "policy")
Teams = dict[str, tuple[int, int, int, int, int]]


def variance(teams: Teams) -> list[dict[str, Any]]:
    """Rows for teams given as planned and actual volume, budget, old-rule pay and pay in fen."""
    money = lambda fen: Decimal(fen).scaleb(-2)  # noqa: E731
    plan = BudgetPlan(
        date(2026, 1, 1),
        {"base": "heads"},
        {(name, "heads"): Decimal(one[0]) for name, one in teams.items()},
        {(name, "base"): money(one[2]) for name, one in teams.items()},
    )
    actual = Actual(
        {(name, "heads"): Decimal(one[1]) for name, one in teams.items()},
        {(name, "base"): money(one[4]) for name, one in teams.items()},
        {(name, "base"): money(one[3]) for name, one in teams.items()},
    )
    return budget_variance("2026-06", plan, actual).to_pylist()


def parts(row: dict[str, Any]) -> dict[str, Decimal]:
    return {part: row[f"{part}_amount"] for part in PARTS}


def test_by_hand() -> None:
    """10 at 100 planned; 12 at 110 by the old rules, 115 as paid: 1,000 → 1,380.

    Volume 2 × mean of all orders; price 10 and policy 5 at the mean volume 11 = 110 and 55.
    """
    [centre, _team] = variance({"T1": (10, 12, 100_000, 132_000, 138_000)})
    assert parts(centre) == {
        "volume": Decimal("215.00"),
        "mix": Decimal("0.00"),
        "price": Decimal("110.00"),
        "policy": Decimal("55.00"),
    }


def test_a_shift_between_teams_is_mix() -> None:
    rows = variance({"T1": (10, 5, 1000, 500, 500), "T2": (10, 15, 3000, 4500, 4500)})
    assert parts(rows[0]) == {
        "volume": 0, "mix": Decimal("10.00"), "price": 0, "policy": 0
    }  # fmt: skip


volumes, fen = st.integers(0, 40), st.integers(-500, 10**7)
team = st.tuples(volumes, volumes, fen, fen, fen)


@settings(max_examples=80, deadline=None)
@given(st.dictionaries(st.sampled_from(["T1", "T2", "T3"]), team, min_size=1))
def test_parts_sum_to_the_variance(teams: Teams) -> None:
    for row in variance(teams):
        assert sum(parts(row).values()) == row["variance_amount"]
        assert row["variance_amount"] == row["actual_amount"] - row["budget_amount"]


full = st.integers(1, 40)


@settings(max_examples=30, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["T1", "T2", "T3"]), st.tuples(full, full, fen, fen, fen), min_size=1
    )
)
def test_parts_are_the_mean_over_all_orders(teams: Teams) -> None:
    centre = variance(teams)[0]
    for part in PARTS:
        exact = sum(_gain(teams, order, part) for order in permutations(PARTS)) / 24
        assert abs(Fraction(centre[f"{part}_amount"]) * 100 - exact) < 1


def _gain(teams: Teams, order: tuple[str, ...], part: str) -> Fraction:
    before = order[: order.index(part)]
    return _pay(teams, {*before, part}) - _pay(teams, set(before))


def _pay(teams: Teams, moved: set[str]) -> Fraction:
    planned, done = (sum(one[side] for one in teams.values()) for side in (0, 1))
    total = Fraction(0)
    for own in teams.values():
        share = Fraction(own[1], done) if "mix" in moved else Fraction(own[0], planned)
        old, unchanged, paid = (
            Fraction(own[2], own[0]),
            Fraction(own[3], own[1]),
            Fraction(own[4], own[1]),
        )
        rate = (
            old + (unchanged - old) * ("price" in moved) + (paid - unchanged) * ("policy" in moved)
        )
        total += (done if "volume" in moved else planned) * share * rate
    return total


def test_budgets_add_up_by_department_and_centre() -> None:
    plan = read_budgets(read_yaml(BUDGETS.read_text(encoding="utf-8"), "budgets.yaml"), "2026-07")
    found = {
        (one.subject_kind, one.subject_id, one.component): one.amount
        for one in plan.budgets({"T01": "service", "T02": "service"})
    }
    both = found["team", "T01", "base"] + found["team", "T02", "base"]
    assert found["department", "service", "base"] == both
    assert found["centre", "centre", "points"] == Decimal(126_000)
    assert found["centre", "centre", "total"] == sum(plan.amounts.values())


def test_every_component_that_the_sample_pays_is_planned_by_something() -> None:
    plan = read_budgets(read_yaml(BUDGETS.read_text(encoding="utf-8"), "budgets.yaml"), "2026-07")
    pay = read_yaml((BUDGETS.parent / "pay/variable_pay.yaml").read_text(encoding="utf-8"), "pay")
    assert {component["id"] for component in pay.data["components"]} == set(plan.drivers)
    assert {component for _, component in plan.amounts} == set(plan.drivers)


def test_claims_that_nobody_planned_are_told_whole() -> None:
    """300 were taken from a team of 10 people; a budget of 0 a head leaves the price to explain."""
    plan = BudgetPlan(date(2026, 1, 1), {"deductions": "heads"}, {("T01", "heads"): Decimal(12)},
                      {("T01", "deductions"): Decimal(0)})  # fmt: skip
    taken = {("T01", "deductions"): Decimal(-300)}
    actual = Actual({("T01", "heads"): Decimal(10)}, taken, taken)
    centre, _ = budget_variance("2026-06", plan, actual).to_pylist()
    assert (centre["driver"], centre["actual_quantity"]) == ("heads", 10)
    parts = [centre[f"{part}_amount"] for part in ("volume", "mix", "price", "policy")]
    assert sum(parts) == centre["variance_amount"] == -300
    assert (parts[1], parts[3]) == (0, 0)


def test_a_component_without_a_driver_is_refused() -> None:
    text = BUDGETS.read_text(encoding="utf-8").replace("  overtime: heads\n", "")
    with pytest.raises(Refusal, match="no driver for 'overtime'"):
        read_budgets(read_yaml(text, "budgets.yaml"), "2026-06")


def test_rules_as_of_a_day_know_nothing_later() -> None:
    text = """
pool:
  2026-01-01: {value: 1}
  2026-06-01: {value: 2}
begun_later:
  2026-06-01: {value: 3}
listed:
  - rate: {2026-01-01: {value: 4}, 2026-02-01: {value: 5}}
"""
    known = without_later(read_yaml(text, "rules.yaml"), date(2026, 1, 31)).data
    assert [*known["pool"]] == [date(2026, 1, 1)]
    assert [*known["begun_later"]] == [date(2026, 6, 1)]
    assert [*known["listed"][0]["rate"]] == [date(2026, 1, 1)]
