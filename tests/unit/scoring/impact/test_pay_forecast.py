"""Pay as a distribution: certain months give certain pay, and quantiles stand in order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_contracts.refusal import Refusal
from scoring.impact import (
    Budget,
    DrawModel,
    Volume,
    accruals,
    forecast_pay,
    price_sheet,
)
from scoring.impact.pay_forecast import Quantiles

CERTAIN = Volume(Decimal(1), Decimal(1), Decimal(1))
WIDE = Volume(Decimal("0.8"), Decimal("1.0"), Decimal("1.3"))


def certain_month(small, seed: int, size: int, days: int = 20):
    """People whose every day was the same, and the work of July if it is so again."""
    people, values, _ = small.drawn(seed, size)
    for person in people:
        person |= {"scheduled_days": days, "paid_days": days}
    kinds = ("contact:sales", "contact:enquiry")
    daily = {
        (person["agent_id"], kind): (seed + 7 * n + 3 * k) % 50 + 1
        for n, person in enumerate(people)
        for k, kind in enumerate(kinds)
    }
    work = {
        (agent, date(2026, 6, day), kind): quantity
        for (agent, kind), quantity in daily.items()
        for day in range(1, 16)
    }
    coming = {
        (agent, date(2026, 7, 1), kind): quantity * days
        for (agent, kind), quantity in daily.items()
    }
    return small.month(people, values, work), small.month(people, values, coming, "2026-07")


def forecast(rules, month, draws: int = 7, volume: Volume = CERTAIN, **given):
    """The pay of July drawn from June."""
    return forecast_pay(
        rules,
        "2026-07",
        month.people,
        month.metric_values,
        month.work_done,
        months=["2026-06"],
        model=DrawModel(draws, 11, volume),
        facts=month.facts,
        **given,
    )


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_certain_month_pays_what_the_engine_pays(small, sample_rules, seed) -> None:
    past, coming = certain_month(small, seed, 6)
    found = forecast(sample_rules, past, rows_at_once=18)
    lines = coming.under(sample_rules).pay_lines.to_pylist()
    assert lines
    for line in lines:
        drawn = found.drawn("agent", line["agent_id"], line["component"])
        assert set(drawn.tolist()) == {int(line["pay_amount"] * 100)}, line


def test_the_size_of_a_batch_changes_nothing(small, sample_rules) -> None:
    past, _ = certain_month(small, 5, 6)
    one = forecast(sample_rules, past, 9, WIDE)
    for rows in (6, 20, 10**6):
        other = forecast(sample_rules, past, 9, WIDE, rows_at_once=rows)
        assert all((one.fen[name] == other.fen[name]).all() for name in one.fen)
    fewer = forecast(sample_rules, past, 4, WIDE)
    assert (fewer.points == one.points[:4]).all()


def test_every_draw_spends_every_pool(small, sample_rules) -> None:
    past, _ = certain_month(small, 9, 8)
    found = forecast(sample_rules, past, 12, WIDE)
    assert set(found.drawn("centre", "centre", "points").tolist()) == {12_600_000}
    assert len(set(found.factor.tolist())) > 1


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=40))
def test_quantiles_rise_and_leave_no_more_than_their_share_below(drawn) -> None:
    found = Quantiles.of(np.array(drawn))
    assert found.p10 <= found.p50 <= found.p90
    for share, value in ((1, found.p10), (5, found.p50), (9, found.p90)):
        assert sum(x <= value for x in drawn) * 10 >= share * len(drawn)
        assert sum(x < value for x in drawn) * 10 < share * len(drawn)


@given(st.lists(st.integers(0, 2**32 - 1), min_size=2, max_size=20))
def test_volume_factors_rise_with_the_random_number_and_meet_the_percentiles(words) -> None:
    rising = np.array(sorted(words))
    factors = WIDE.factors(rising).tolist()
    assert factors == sorted(factors)
    assert WIDE.factors(np.array([2**32 // 10, 2**31, 2**32 * 9 // 10])).tolist() == [
        800_000,
        1_000_000,
        1_300_000,
    ]


def test_the_table_sums_teams_from_people_and_knows_the_budget(small, sample_rules) -> None:
    past, _ = certain_month(small, 2, 6)
    found = forecast(sample_rules, past, 10, WIDE)
    budgets = [
        Budget("centre", "centre", "points", Decimal("125999.99")),
        Budget("centre", "centre", "performance", Decimal(10**6)),
    ]
    rows = {
        (r["subject_kind"], r["subject_id"], r["component"]): r
        for r in found.table(budgets).to_pylist()
    }
    assert rows["centre", "centre", "points"]["over_budget_probability"] == 1
    assert rows["centre", "centre", "performance"]["over_budget_probability"] == 0
    team = sum(found.drawn("agent", f"A{n:02d}", "points") for n in (0, 2, 4))
    assert (found.drawn("team", "T0", "points") == team).all()
    for row in rows.values():
        assert row["p10_amount"] <= row["p50_amount"] <= row["p90_amount"]
    journal = accruals(found, {name: name for name in found.fen}).to_pylist()
    debits = sum(row["accrual_amount"] for row in journal if row["entry"] == "debit")
    assert [r["accrual_amount"] for r in journal if r["entry"] == "credit"] == [debits]


def test_somebody_new_draws_from_people_of_the_role(small, sample_rules) -> None:
    past, _ = certain_month(small, 4, 5)
    people, _, _ = small.drawn(4, 6)
    for person in people:
        person |= {"scheduled_days": 20, "paid_days": 20}
    month = small.month(people, {}, {})
    found = forecast(sample_rules, replace(past, people=month.people), 5, WIDE)
    assert found.drawn("agent", "A05", "points").min() > 0
    with pytest.raises(Refusal, match="nobody of this role has a month to draw from"):
        forecast(sample_rules, month)


FIXED = """
kind: pay
id: fixed
name_zh: 固定单价
name_en: Fixed price
owner: Human resources
applies_to: {role: agent}
currency: CNY
rounding: HALF_UP
components:
  - id: points
    code: P3
    name_zh: 积分工资
    name_en: Points pay
    applies_to: {role: agent}
    unit_price: {2026-01-01: {value: 2, source: s}}
    payroll_code: "1"
    taxable: true
"""


def test_a_floating_price_meets_its_budget_and_falls_with_volume(small, sample_rules) -> None:
    past, coming = certain_month(small, 6, 6)
    run = coming.under(sample_rules).run
    rows = price_sheet(run, forecast(sample_rules, past, 10, WIDE)).to_pylist()
    (pool,) = [r for r in rows if r["scope_kind"] == "pool" and r["pool_id"] == "agents"]
    exact = Decimal(126000) / pool["points"]
    assert abs(pool["price"] - exact) < Decimal("0.000001")
    assert pool["break_even_price"] == pool["price"] and pool["pay_amount"] == 126000
    assert abs(pool["price_per_percent"] - (exact / Decimal("1.01") - exact)) < Decimal("0.000002")
    assert (pool["cost_per_percent_amount"], pool["lever"]) == (0, "none")
    assert pool["lowest_price"] <= pool["highest_price"]
    for kind in ("department", "work_type"):
        parts = [r for r in rows if r["scope_kind"] == kind and r["pool_id"] == "agents"]
        assert sum(r["points"] for r in parts) == pool["points"]


def test_a_fixed_price_over_its_budget_needs_a_lever(small) -> None:
    _, coming = certain_month(small, 6, 6)
    run = coming.under(small.rules(FIXED)).run
    budget = {"points": Decimal(1000)}
    pool = price_sheet(run, None, budget).to_pylist()[0]
    assert pool["pay_amount"] == 2 * pool["points"] > 1000
    assert pool["lever"] == "price_or_volume"
    assert abs(pool["lever_price"] * pool["points"] - 1000) < Decimal("0.1")
    assert 2 * (pool["points"] + pool["lever_points"]) == 1000
    assert pool["cost_per_percent_amount"] == (pool["pay_amount"] / 100).quantize(Decimal("0.01"))
