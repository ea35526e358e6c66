"""A rule change on known months: nothing moves where nothing changes, and sums agree."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.functions import Tiered
from scoring.impact import Distances, pack_comparison, preview, preview_rules
from scoring.impact.money import gini
from scoring.impact.packs import correlation

PLAN = """
kind: pay
id: plan
name_zh: 方案
name_en: Plan
owner: Human resources
applies_to: {role: agent}
currency: CNY
rounding: HALF_UP
components:
  - id: performance
    code: P2
    name_zh: 绩效工资
    name_en: Performance pay
    applies_to: {role: agent}
    proration: none
    base_amount: {2026-01-01: {value: BASE, source: s}}
    coefficient:
      2026-01-01:
        value:
          code: F2
          domain: [-inf, inf]
          bands:
            - {from: -inf, to: 60, score: 0}
            - {from: 60, to: 90, score: 1}
            - {from: 90, to: inf, score: 1.2}
        source: s
    cap: {2026-01-01: {value: 1200, source: s}}
    payroll_code: "1"
    taxable: true
  - id: volume
    code: P5
    name_zh: 阶梯
    name_en: Tiers
    applies_to: {role: agent}
    of: points
    tiers:
      2026-01-01:
        value:
          code: F13
          method: whole
          tiers: [{from: 0, to: 1000, rate: 0.1}, {from: 1000, to: inf, rate: RATE}]
        source: s
    payroll_code: "2"
    taxable: true
"""


def plan(base: str = "1000", rate: str = "0.2") -> str:
    """The plan with its base amount and its upper rate."""
    return PLAN.replace("BASE", base).replace("RATE", rate)


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_the_same_rules_move_nobody(small, sample_rules, seed) -> None:
    found = preview_rules(sample_rules, small.rules(), [small.month(*small.drawn(seed, 7))])
    assert found.movers.num_rows == 0
    for row in found.summary.to_pylist():
        assert row["delta_amount"] == 0 and row["before_amount"] == row["after_amount"]
        assert not row["winners"] and not row["losers"]
        assert row["gini_before"] == row["gini_after"]


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 10**6), base=st.sampled_from(["900", "1100", "1500"]))
def test_movers_and_summary_are_the_difference_of_the_two_pay_tables(small, seed, base) -> None:
    old, new = small.rules(plan()), small.rules(plan(base))
    months = [small.month(*small.drawn(seed + n, 6)) for n in range(2)]
    pairs = [(month.under(old), month.under(new)) for month in months]
    found = preview(pairs)
    wanted = Decimal(0)
    for before, after in pairs:
        wanted += sum(after.pay_lines["pay_amount"].to_pylist())
        wanted -= sum(before.pay_lines["pay_amount"].to_pylist())
    rows = {(r["period"], r["scope_kind"], r["scope_id"]): r for r in found.summary.to_pylist()}
    whole = rows["all", "centre", "centre"]
    assert whole["delta_amount"] == wanted == whole["won_amount"] - whole["lost_amount"]
    moved = [row for row in found.movers.to_pylist() if row["kind"] == "pay"]
    assert sum(row["delta"] for row in moved) == wanted
    assert whole["winners"] == sum(row["delta"] > 0 for row in moved)
    assert whole["losers"] == sum(row["delta"] < 0 for row in moved)
    departments = [r for (p, kind, _), r in rows.items() if p == "all" and kind == "department"]
    assert sum(row["delta_amount"] for row in departments) == wanted
    if base == "1500":
        assert whole["cap_hits_before"] <= whole["cap_hits_after"]


def test_a_cap_that_is_reached_is_a_hit(small) -> None:
    values = {("A1", "qa_score"): (800, 8, 8)}
    month = small.month([{"agent_id": "A1"}], values, {})
    found = preview_rules(small.rules(plan()), small.rules(plan("2000")), [month])
    (row,) = [r for r in found.summary.to_pylist() if r["scope_kind"] == "centre"][:1]
    assert (row["cap_hits_before"], row["cap_hits_after"]) == (0, 1)
    assert row["before_amount"] == row["after_amount"] == 1200
    assert found.movers.num_rows == 0


def test_cliffs_of_rules_and_people_near_them(small) -> None:
    values = {("A1", "qa_score"): (8 * 86, 8, 8), ("A2", "qa_score"): (800, 8, 8)}
    people = [{"agent_id": "A1"}, {"agent_id": "A2"}]
    month = small.month(people, values, {})
    rules = small.rules(plan())
    near = Distances(score=Decimal("1.5"), points=Decimal(10))
    rows = preview_rules(rules, rules, [month], near).cliffs.to_pylist()
    edges = [(r["component"], r["edge"], r["jump_amount"]) for r in rows if r["agent_id"] == ""]
    assert edges[:3] == [
        ("performance", 60, 1000),
        ("performance", 90, 200),
        ("volume", 1000, 100),
    ]
    people_near = {(r["agent_id"], r["component"]): r for r in rows if r["agent_id"]}
    assert set(people_near) == {("A1", "performance")}
    one = people_near["A1", "performance"]
    assert (one["value"], one["distance"]) == (Decimal("88.888889"), Decimal("-1.111111"))


def test_whole_tiers_have_cliffs_and_marginal_ones_none() -> None:
    tiers = [{"from": 0, "to": 100, "rate": 1}, {"from": 100, "to": "inf", "rate": 2}]
    whole, slabs = (Tiered(code="F13", method=m, tiers=tiers) for m in ("whole", "marginal"))
    (cliff,) = whole.cliffs
    assert (cliff.at, cliff.below, cliff.above) == (100, 100, 200)
    assert slabs.cliffs == []


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=12))
def test_gini_is_half_the_relative_mean_difference(values) -> None:
    above, below = gini(values)
    if sum(values):
        apart = sum(abs(x - y) for x, y in product(values, values))
        assert Fraction(above, below) == Fraction(apart, 2 * len(values) * sum(values))
    else:
        assert above == 0


def test_correlation_of_a_known_sample() -> None:
    # Anscombe (1973), first data set: r = 0.81642…
    x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5]
    y = [804, 695, 758, 881, 833, 996, 724, 426, 1084, 482, 568]
    assert correlation(list(zip(x, y, strict=True))) == Decimal("0.816420")
    assert correlation([(1, 1), (1, 2)]) is None


def test_a_dominated_pack_is_outside_the_pareto_set(small) -> None:
    months = [small.month(*small.drawn(3, 8))]
    packs = {"now": small.rules(plan()), "dearer": small.rules(plan(rate="0.3"))}
    rows = {r["pack"]: r for r in pack_comparison(packs, months, floor=Decimal(500)).to_pylist()}
    assert rows["now"]["cost_amount"] < rows["dearer"]["cost_amount"]
    for row in rows.values():
        assert row["pareto"] == (row["dominated_by"] is None)
    again = pack_comparison({**packs, "same": packs["now"]}, months, floor=Decimal(500))
    equal = {row["pack"]: row["pareto"] for row in again.to_pylist()}
    assert equal["now"] == equal["same"]


@pytest.mark.parametrize("count", [1, 2])
def test_totals_over_periods_are_sums(small, sample_rules, count) -> None:
    months = [small.month(*small.drawn(n, 5)) for n in range(count)]
    rows = preview_rules(sample_rules, small.rules(plan()), months).summary.to_pylist()
    whole = [r for r in rows if (r["scope_kind"], r["period"]) == ("centre", "2026-06")]
    (total,) = [r for r in rows if (r["scope_kind"], r["period"]) == ("centre", "all")]
    assert total["after_amount"] == sum(r["after_amount"] for r in whole)
    assert total["people"] == 5 * count


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_twice_the_pool_is_twice_the_pay_within_a_fen(small, sample_rules, seed) -> None:
    month = small.month(*small.drawn(seed, 9))
    twice = small.rules(texts={"value: 126000.00": "value: 252000.00"})
    found = preview_rules(sample_rules, twice, [month]).movers.to_pylist()
    moved = [row for row in found if row["component"] == "points"]
    assert moved
    assert all(abs(row["after"] - 2 * row["before"]) <= Decimal("0.01") for row in moved)
    assert all(row["rank_before"] == row["rank_after"] or row["after"] for row in moved)
