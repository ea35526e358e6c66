"""Who is under which plan: every span of everybody in exactly one, or named (S0-17)."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_contracts.located_yaml import read_yaml
from scoring import Metric, Rules, compile_rules
from scoring.rules.coverage import coverage_tables

CARD = """
kind: scorecard
id: {id}
name_zh: 卡
name_en: Card
owner: performance
applies_to: {{role: {roles}}}
items:
  - id: one
    name_zh: 一
    name_en: One
    metric: m
    weight: {{2026-01-01: {{value: 100, source: S}}}}
    function: {{2026-01-01: {{value: {{code: F1, points: [[0, 0], [1, 100]]}}, source: S}}}}
    missing_policy: {{2026-01-01: {{value: ZERO, source: S}}}}
"""
ROLES = ("agent", "evaluator", "planner")
SPANS = pa.schema(
    [
        ("agent_id", pa.string()),
        ("role", pa.string()),
        ("team_id", pa.string()),
        ("employed_from", pa.date32()),
        ("employed_to", pa.date32()),
    ]
)


def _rules(**cards: str) -> Rules:
    metric = Metric("M001", "指标", "Metric", "n", "up", "EVENT", "-", 2, "agent_day")
    documents = [
        read_yaml(CARD.format(id=key, roles=roles), f"scorecards/{key}.yaml")
        for key, roles in cards.items()
    ]
    return compile_rules(documents, {"m": metric})


RULES = _rules(first="[agent, evaluator]", second="[evaluator]")


def _spans(roles: list[str]) -> pa.Table:
    rows = [
        {
            "agent_id": f"A{place // 2}",
            "role": role,
            "team_id": "T01",
            "employed_from": date(2026, 6, 1 + place % 2 * 15),
            "employed_to": date(2026, 6, 30),
        }
        for place, role in enumerate(roles)
    ]
    return pa.Table.from_pylist(rows, SPANS)


@given(st.lists(st.sampled_from(ROLES), max_size=12))
def test_each_span_is_in_one_plan_or_named(roles: list[str]) -> None:
    found = coverage_tables(RULES, _spans(roles), "2026-06")
    cards = [r for r in found["plan_exceptions"].to_pylist() if r["kind"] == "scorecard"]
    expected = Counter({"planner": roles.count("planner"), "evaluator": roles.count("evaluator")})
    assert Counter(row["role"] for row in cards) == +expected
    assert all(row["plans"] == {"planner": 0, "evaluator": 2}[row["role"]] for row in cards)
    people = {row["rule_id"]: row["people"] for row in found["plan_coverage"].to_pylist()}
    within = {place // 2 for place, role in enumerate(roles) if role != "planner"}
    assert people["first"] == len(within)


def test_the_plans_of_two_are_named() -> None:
    found = coverage_tables(RULES, _spans(["evaluator"]), "2026-06")["plan_exceptions"].to_pylist()
    assert [r["rule_ids"] for r in found if r["kind"] == "scorecard"] == ["first, second"]


def test_kinds_that_a_centre_does_not_have_miss_nobody() -> None:
    found = coverage_tables(RULES, _spans(["planner"]), "2026-06")["plan_exceptions"].to_pylist()
    assert [row["kind"] for row in found] == ["scorecard"]


@pytest.mark.parametrize("table", ["plan_coverage", "plan_exceptions"])
def test_columns_are_those_of_the_contract(table: str) -> None:
    path = Path(__file__).parents[4] / "data_contracts" / "outputs" / f"{table}.odcs.yaml"
    columns = read_yaml(path.read_text(encoding="utf-8"), table).data["schema"][0]["properties"]
    made = coverage_tables(RULES, _spans(["agent"]), "2026-06")[table]
    assert made.column_names == [column["name"] for column in columns]
