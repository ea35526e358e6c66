"""A month in two segments, people who leave, nested pools, tiers and what is refused."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_contracts.located_yaml import read_yaml
from data_contracts.refusal import Refusal
from scoring import calculate, check_trace, compile_rules
from scoring.columns import Fractions, ints
from scoring.grouping import Grouping

PERIOD = "2026-06"
HEAD = """
kind: pay
id: plan
name_zh: 薪酬
name_en: Pay
owner: Tests
applies_to: everyone
currency: CNY
rounding: HALF_UP
components:
"""
BASE = """
  - id: base
    code: P1
    name_zh: 岗位工资
    name_en: Base pay
    applies_to: everyone
    EXTRA
    share_of_contract: {2026-01-01: {value: 1, source: s}}
    payroll_code: "1"
    taxable: true
"""
POOL = """
  - id: shared
    code: P4
    name_zh: 积分工资
    name_en: Points pay
    applies_to: everyone
    pools:
      - {id: agents, applies_to: {role: agent}, amount: {2026-01-01: {value: 1000, source: s}}}
      - {id: checks, applies_to: {role: evaluator}, amount: {2026-01-01: {value: 500, source: s}}}
    payroll_code: "4"
    taxable: true
"""


@pytest.fixture
def pay(catalogue, brief, month):
    """pay(components, people, work) → {(agent, component): line}, with a trace that holds."""
    files = [f for f in brief.rule_files("sample") if f.data["kind"] == "points"]

    def run(components, people, work=None):
        plan = read_yaml(HEAD + components, "plan.yaml")
        result = month(compile_rules([*files, plan], catalogue), people, {}, work, PERIOD)
        assert check_trace(result.trace_nodes) == []
        return {(x["agent_id"], x["component"]): x for x in result.pay_lines.to_pylist()}

    return run


def base(extra: str = "") -> str:
    return BASE.replace("EXTRA", extra or "proration: paid_days")


days = st.integers(1, 29)


@settings(max_examples=25, deadline=None)
@given(salary=st.integers(1, 10**7), cut=days, scheduled=st.tuples(days, days), away=days)
def test_two_segments_of_one_plan_pay_what_one_does(
    catalogue, brief, month, salary: int, cut: int, scheduled: tuple[int, int], away: int
) -> None:
    rules = compile_rules([read_yaml(HEAD + base(), "plan.yaml")], catalogue)
    contract = {"agent_id": "A1", "base_salary_amount": Decimal(salary) / 100}
    paid = (scheduled[0], max(scheduled[1] - away, 0))
    halves = [
        {
            "employed_from": date(2026, 6, 1),
            "employed_to": date(2026, 6, cut),
            "scheduled_days": scheduled[0],
            "paid_days": paid[0],
        },
        {
            "employed_from": date(2026, 6, cut + 1),
            "scheduled_days": scheduled[1],
            "paid_days": paid[1],
        },
    ]
    whole = {"scheduled_days": sum(scheduled), "paid_days": sum(paid)}
    once = month(rules, [{**contract, **whole}])
    twice = month(rules, [{**contract, **half} for half in halves])
    assert check_trace(twice.trace_nodes) == []
    (one,), (two,) = once.pay_lines.to_pylist(), twice.pay_lines.to_pylist()
    assert one["pay_amount"] == two["pay_amount"]
    assert one["unrounded_amount"] == two["unrounded_amount"]


def test_a_rise_within_the_month_pays_each_half_by_its_contract(pay) -> None:
    lines = pay(
        base(),
        [
            {
                "agent_id": "A1",
                "base_salary_amount": Decimal("3000.00"),
                "employed_from": date(2026, 6, 1),
                "employed_to": date(2026, 6, 10),
            },
            {
                "agent_id": "A1",
                "base_salary_amount": Decimal("3600.01"),
                "employed_from": date(2026, 6, 11),
            },
        ],
    )
    line = lines["A1", "base"]
    assert line["pay_amount"] == Decimal("3400.01")
    assert line["formula"] == "3,000.00 × 10/30 + 3,600.01 × 20/30"
    assert (line["base_amount"], line["factor"]) == (None, None)


def test_who_changes_role_shares_the_pools_of_both(pay) -> None:
    people = [
        {"agent_id": "A1", "employed_from": date(2026, 6, 1), "employed_to": date(2026, 6, 15)},
        {"agent_id": "A1", "role": "evaluator", "employed_from": date(2026, 6, 16)},
        {"agent_id": "A2"},
        {"agent_id": "E1", "role": "evaluator"},
    ]
    work = {
        ("A1", date(2026, 6, 1), "contact:enquiry"): 10,
        ("A1", date(2026, 6, 20), "contact:enquiry"): 10,
        ("A2", date(2026, 6, 1), "contact:enquiry"): 20,
        ("E1", date(2026, 6, 1), "contact:enquiry"): 20,
    }
    lines = pay(POOL, people, work)
    assert lines["A1", "shared"]["pay_amount"] == Decimal("333.33") + Decimal("166.67")
    assert sum(line["pay_amount"] for line in lines.values()) == 1500


@pytest.mark.parametrize(
    ("on_exit", "amount"), [("full", "4350.00"), ("prorated", "1450.00"), ("forfeited", "0.00")]
)
def test_what_a_leaver_has_earned_is_said_by_the_plan(pay, on_exit: str, amount: str) -> None:
    leaver = {"agent_id": "A1", "employed_to": date(2026, 6, 10)}
    line = pay(base(f"earned_on_exit: {on_exit}"), [leaver])["A1", "base"]
    assert line["pay_amount"] == Decimal(amount)


def test_nobody_who_stays_forfeits_anything(pay) -> None:
    joiner = {"agent_id": "A1", "employed_from": date(2026, 6, 16)}
    line = pay(base("earned_on_exit: forfeited"), [joiner])["A1", "base"]
    assert line["pay_amount"] == Decimal("2175.00")


def test_standard_days_prorate_by_the_days_of_a_full_month(catalogue, brief) -> None:
    rules = compile_rules(
        [read_yaml(HEAD + base("proration: standard_days"), "plan.yaml")], catalogue
    )
    half = {"agent_id": "A1", "scheduled_days": 11, "paid_days": 10}
    table = brief.people([{**half, "employed_from": date(2026, 6, 16)}])
    table = table.append_column("standard_days", pa.array([22], pa.int64()))
    result = calculate(rules, PERIOD, table, brief.metrics(PERIOD, {}, catalogue), brief.work({}))
    assert result.pay_lines["pay_amount"].to_pylist() == [Decimal("1977.27")]
    assert result.pay_lines["formula"].to_pylist() == ["4,350.00 × 10/22"]


NESTED = POOL.replace(
    "amount: {2026-01-01: {value: 1000, source: s}}",
    "splits: [{by: team_id, key: KEY}], amount: {2026-01-01: {value: 1000, source: s}}",
)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("headcount", {"T1": "666.67", "T2": "333.33"}),
        ("scheduled_days", {"T1": "500.00", "T2": "500.00"}),
        ("points", {"T1": "750.00", "T2": "250.00"}),
    ],
)
def test_a_nested_pool_is_split_by_its_key_to_the_fen(pay, key: str, expected: dict) -> None:
    people = [
        {"agent_id": "A1", "team_id": "T1", "scheduled_days": 10},
        {"agent_id": "A2", "team_id": "T1", "scheduled_days": 10},
        {"agent_id": "A3", "team_id": "T2", "scheduled_days": 20},
    ]
    work = {(a, date(2026, 6, 1), "contact:enquiry"): n for a, n in (("A1", 30), ("A3", 10))}
    lines = pay(NESTED.replace("KEY", key), people, work)
    teams = defaultdict(Decimal)
    for person in people:
        teams[person["team_id"]] += lines[person["agent_id"], "shared"]["pay_amount"]
    assert {team: f"{amount:.2f}" for team, amount in teams.items()} == expected


def test_nobody_without_a_team_shares_a_pool_of_teams(pay) -> None:
    with pytest.raises(Refusal, match="split by team_id, but A1 has none"):
        pay(NESTED.replace("KEY", "headcount"), [{"agent_id": "A1"}])


def test_tiers_of_the_whole_jump_and_marginal_ones_do_not(pay) -> None:
    tiers = """
  - id: METHOD
    code: P5
    name_zh: 阶梯奖
    name_en: Tiers
    applies_to: everyone
    of: points
    tiers:
      2026-01-01:
        value:
          code: F13
          method: METHOD
          tiers: [{from: 0, to: 100, rate: 1}, {from: 100, to: inf, rate: 2}]
        source: s
    payroll_code: "5"
    taxable: true
"""
    both = tiers.replace("METHOD", "marginal") + tiers.replace("METHOD", "whole")
    work = {(f"A{n}", date(2026, 6, 1), "contact:enquiry"): n for n in (99, 100, 150)}
    lines = pay(both, [{"agent_id": f"A{n}"} for n in (99, 100, 150)], work)
    for n, (slab, all_of_it) in {99: (99, 99), 100: (100, 200), 150: (200, 300)}.items():
        assert lines[f"A{n}", "marginal"]["pay_amount"] == slab
        assert lines[f"A{n}", "whole"]["pay_amount"] == all_of_it


def test_the_law_needs_a_city(brief, catalogue) -> None:
    top_up = (
        base()
        .replace("code: P1", "code: P_min")
        .replace("share_of_contract: {2026-01-01: {value: 1, source: s}}", "")
    )
    top_up = top_up.replace("proration: paid_days", "")
    plan = HEAD + base() + top_up.replace("id: base", "id: top_up")
    rules = compile_rules([read_yaml(plan, "plan.yaml")], catalogue)
    tables = (brief.people([{"agent_id": "A1"}]), brief.metrics(PERIOD, {}, catalogue))
    with pytest.raises(Refusal, match="no city is named"):
        calculate(rules, PERIOD, *tables, brief.work({}))


@given(st.lists(st.fractions(-(10**6), 10**6, max_denominator=999), min_size=1, max_size=20))
def test_sums_over_parts_are_exact(parts: list[Fraction]) -> None:
    codes = np.array([place % 3 for place in range(len(parts))])
    column = Fractions(ints([p.numerator for p in parts]), ints([p.denominator for p in parts]))
    summed = Grouping.of(codes).fraction_sums(column)
    for group in range(min(3, len(parts))):
        above, below = int(summed.numerators[group]), int(summed.denominators[group])
        assert Fraction(above, below) == sum(parts[group::3])
