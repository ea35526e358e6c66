"""Counterfactuals beside the whole month calculated again with one row of values changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.impact import Month, counterfactuals

POOLS = """
kind: pay
id: pools
name_zh: 积分工资
name_en: Points pay
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
    base_amount: {2026-01-01: {value: 1000, source: s}}
    coefficient:
      2026-01-01: {value: {code: F1, points: [[0, 0], [100, 1.5]]}, source: s}
    cap: {2026-01-01: {value: 1200, source: s}}
    payroll_code: "1"
    taxable: true
  - id: points
    code: P4
    name_zh: 积分工资
    name_en: Points pay
    applies_to: {role: agent}
    pools:
      - id: all
        applies_to: {role: agent}
        amount: {2026-01-01: {value: 20000, source: s}}
        %s
    %s
    gates:
      - id: fatal
        name_zh: 致命
        name_en: Fatal
        rule:
          2026-01-01:
            value: {metric: fatal_rate, operator: ">", threshold: 0, action: MULTIPLY, value: 0.5}
            source: s
    payroll_code: "2"
    taxable: true
"""
LIMITS = (
    "floor: {2026-01-01: {value: 1000, source: s}}\n    cap: {2026-01-01: {value: 4000, source: s}}"
)
COLLAR = "collar: {2026-01-01: {value: {lowest: 1.5, highest: 2.5}, source: s}}"
BY_TEAM = "splits: [{by: team_id, key: %s}]"
PEERS = """
kind: scorecard
id: peers
name_zh: 同组比较
name_en: Among peers
owner: Operations
applies_to: {role: agent}
items:
  - id: speed
    name_zh: 速度
    name_en: Speed
    metric: contacts_per_hour
    weight: {2026-01-01: {value: 60, source: s}}
    function: {2026-01-01: {value: {code: F10, direction: up}, source: s}}
    peers: {by: [team_id]}
    missing_policy: {2026-01-01: {value: EXCLUDE_REWEIGHT, source: s}}
  - id: quality
    name_zh: 质量
    name_en: Quality
    metric: qa_score
    weight: {2026-01-01: {value: 40, source: s}}
    function: {2026-01-01: {value: {code: F1, points: [[60, 0], [100, 100]]}, source: s}}
    min_sample: {2026-01-01: {value: 5, source: s}}
    missing_policy: {2026-01-01: {value: TEAM_MEAN, source: s}}
"""


TIERS = """
kind: pay
id: tiers
name_zh: 阶梯
name_en: Tiers
owner: Human resources
applies_to: {role: agent}
currency: CNY
rounding: HALF_UP
components:
  - id: speed
    code: P5
    name_zh: 速度奖
    name_en: For speed
    applies_to: {role: agent}
    of: metric
    metric: contacts_per_hour
    tiers:
      2026-01-01:
        value:
          code: F13
          method: whole
          tiers: [{from: 0, to: 5, rate: 10}, {from: 5, to: inf, rate: 20}]
        source: s
    payroll_code: "1"
    taxable: true
  - id: volume
    code: P5
    name_zh: 工作量奖
    name_en: For volume
    applies_to: {role: agent}
    of: metric
    metric: average_handle_time_s
    figure: numerator
    tiers:
      2026-01-01:
        value:
          code: F13
          method: marginal
          tiers: [{from: 1000, to: 20000, rate: 0.1}, {from: 20000, to: inf, rate: 0.01}]
        source: s
    payroll_code: "2"
    taxable: true
variable_pay_gates:
  - id: fatal
    name_zh: 致命
    name_en: Fatal
    rule:
      2026-01-01:
        value:
          {metric: fatal_rate, figure: numerator, operator: ">=", threshold: 2, action: ZERO}
        source: s
"""
RULES = {
    "tiers": (TIERS, None),
    "sample": (None, None),
    "limits": (POOLS % ("", LIMITS), None),
    "collar": (POOLS % ("", COLLAR), None),
    "by headcount": (POOLS % (BY_TEAM % "headcount", ""), None),
    "by score": (POOLS % (BY_TEAM % "score", ""), None),
    "by points": (POOLS % (BY_TEAM % "points", ""), None),
    "peers": (POOLS % ("", ""), PEERS),
}


@pytest.mark.parametrize("name", RULES)
@settings(max_examples=2, deadline=None)
@given(seed=st.integers(0, 10**6), data=st.data())
def test_a_step_is_the_whole_month_calculated_again(small, name, seed, data) -> None:
    rules = small.rules(*RULES[name])
    month = small.month(*small.drawn(seed, 9))
    before, rows = figures(month, rules), counterfactuals(rules, month).to_pylist()
    steps = [row for row in rows if row["pay_delta"]] or rows
    picked = [data.draw(st.sampled_from(steps)) for _ in range(3)]
    picked += [data.draw(st.sampled_from(rows)) for _ in range(3)]
    for row in picked:
        after = figures(changed(month, row), rules)
        agent = row["agent_id"]
        assert row["pay_delta"] == after[agent]["pay"] - before[agent]["pay"], row
        assert row["score_delta"] == after[agent]["score"] - before[agent]["score"], row


def figures(month: Month, rules) -> dict[str, dict[str, Decimal]]:
    """Score and pay of everybody, from the tables."""
    done = month.under(rules)
    found: dict[str, dict[str, Decimal]] = {}
    for line in done.pay_lines.to_pylist():
        own = found.setdefault(line["agent_id"], {"pay": Decimal(0), "score": Decimal(0)})
        own["pay"] += line["pay_amount"]
    for line in done.score_lines.to_pylist():
        if line["node_id"] == "total":
            found[line["agent_id"]]["score"] = line["score"]
    return found


def changed(month: Month, row: dict[str, Any]) -> Month:
    """The month with one value of one person as the step says."""
    rows = month.metric_values.to_pylist()
    for one in rows:
        if (one["subject_id"], one["metric"]) == (row["agent_id"], row["metric"]):
            one["value"] = row["to_value"]
            numerator = row["to_value"] * one["denominator"]
            one["numerator"] = numerator.quantize(Decimal("0.000001"))
    table = pa.Table.from_pylist(rows, schema=month.metric_values.schema)
    return replace(month, metric_values=table)


def test_the_next_step_is_the_first_value_in_another_band(small, sample_rules) -> None:
    values = {
        ("A1", "qa_score"): (8 * 73, 8, 8),
        ("A1", "average_handle_time_s"): (460, 1, 60),
        ("A1", "adherence_strict"): (90, 100, 20),
    }
    month = small.month([{"agent_id": "A1"}], values, {})
    rows = counterfactuals(sample_rules, month).to_pylist()
    found = {(row["metric"], row["step"]): row["to_value"] for row in rows}
    assert found == {
        ("qa_score", "unit"): Decimal("73.01"),
        ("qa_score", "next"): Decimal("75"),
        ("average_handle_time_s", "unit"): Decimal("459.9"),
        ("average_handle_time_s", "next"): Decimal("449.999999"),
        ("adherence_strict", "unit"): Decimal("0.901"),
        ("adherence_strict", "next"): Decimal("0.95"),
    }
    assert [row["rank"] for row in rows] == list(range(1, 7))
    pays = [row["pay_delta"] for row in rows]
    assert pays == sorted(pays, reverse=True)


def test_a_part_of_a_month_reaches_its_edge_with_a_part_of_the_volume(small) -> None:
    card = """
kind: scorecard
id: volume
name_zh: 量
name_en: Volume
owner: Operations
applies_to: {role: agent}
items:
  - id: volume
    name_zh: 量
    name_en: Volume
    metric: handled
    variant: HANDLED
    weight: {2026-01-01: {value: 100, source: s}}
    function:
      2026-01-01:
        value:
          code: F2
          domain: [0, inf]
          bands: [{from: 0, to: 1000, score: 60}, {from: 1000, to: inf, score: 100}]
        source: s
    prorated: true
    missing_policy: {2026-01-01: {value: ZERO, source: s}}
"""
    rules = small.rules(None, card)
    person = {"agent_id": "A1", "employed_from": date(2026, 6, 21)}
    month = small.month([person], {("A1", "handled"): 100}, {})
    (step,) = [r for r in counterfactuals(rules, month).to_pylist() if r["step"] == "next"]
    assert step["score_delta"] == 40
    short = {**step, "to_value": step["to_value"] - Decimal("0.000001")}
    assert figures(changed(month, short), rules)["A1"]["score"] == 60
    assert figures(changed(month, step), rules)["A1"]["score"] == 100


@pytest.mark.parametrize("name", ["sample", "peers", "by headcount"])
def test_a_step_of_somebody_who_changed_teams(small, name) -> None:
    rules = small.rules(*RULES[name])
    people, values, work = small.drawn(21, 7)
    first = {**people[0], "employed_to": date(2026, 6, 10)}
    second = {**people[0], "team_id": "T1", "employed_from": date(2026, 6, 11)}
    month = small.month([first, second, *people[1:]], values, work)
    before = figures(month, rules)
    rows = [r for r in counterfactuals(rules, month).to_pylist() if r["agent_id"] == "A00"]
    assert rows
    for row in rows:
        after = figures(changed(month, row), rules)
        assert row["pay_delta"] == after["A00"]["pay"] - before["A00"]["pay"], row
        assert row["score_delta"] == after["A00"]["score"] - before["A00"]["score"], row


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_better_never_pays_less_where_a_metric_has_one_good_side(small, sample_rules, seed) -> None:
    month = small.month(*small.drawn(seed, 10))
    for row in counterfactuals(sample_rules, month).to_pylist():
        if row["metric"] != "average_handle_time_s":
            assert row["pay_delta"] >= 0 and row["score_delta"] >= 0, row


def test_a_metric_without_a_value_has_no_step(small, sample_rules) -> None:
    month = small.month([{"agent_id": "A1"}], {("A1", "qa_score"): (0, 0, 0)}, {})
    assert counterfactuals(sample_rules, month).num_rows == 0
