"""Runs every sentence under tests/spec: one person, one month, the centre's own rule files.

A sentence has `name`, `role`, `period`, what is `given` (metric: value, or value with n, or
numerator and denominator), what `work` was done, and what to `expect`: a node of the
scorecard, `points`, `points_pay`, or a pay component. `null` is a node without score, `none`
a figure that must not exist. Expected values keep their arithmetic; it is exact.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import yaml

from data_contracts.located_yaml import read_yaml
from scoring import Metric, Rules, Scoring, calculate, check_trace, compile_rules

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[1]
SPECS = sorted(HERE.glob("*/*/*.yaml"))
OPERATORS: dict[type, Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
NUMBER = pa.decimal128(18, 6)


def sentences() -> list[Any]:
    """Every sentence as a test, named as it is written."""
    found = []
    for file in SPECS:
        for sentence in read_yaml(file.read_text(encoding="utf-8"), file.name).data:
            centre = file.relative_to(HERE).parts[0]
            found.append(pytest.param(centre, sentence, id=f"{file.stem}: {sentence['name']}"))
    return found


def figure(text: object) -> Fraction:
    """The value of an arithmetic expression over + − × ÷ and brackets, exactly."""

    def value(node: ast.expr) -> Fraction:
        if isinstance(node, ast.BinOp):
            return OPERATORS[type(node.op)](value(node.left), value(node.right))
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return -value(node.operand)
        return Fraction(ast.get_source_segment(str(text), node) or "")

    return value(ast.parse(str(text), mode="eval").body)


def catalogue() -> dict[str, Metric]:
    """The metrics of the semantic layer."""
    metrics: dict[str, Metric] = {}
    for file in (REPOSITORY / "dbt_project/models/semantic").glob("*.yml"):
        text = file.read_text(encoding="utf-8")
        for metric in (yaml.safe_load(text) or {}).get("metrics", []):
            meta = metric["config"]["meta"]
            wanted = ("id", "name_zh", "name_en", "unit", "direction", "basis", "variant", "digits")
            metrics[metric["name"]] = Metric(**{key: meta[key] for key in wanted})
    return metrics


METRICS = catalogue()


@cache
def rules_of(centre: str) -> Rules:
    """The centre's own rule files, compiled."""
    folder = REPOSITORY / "centres" / centre
    files = [f for kind in ("scorecards", "points", "pay") for f in (folder / kind).glob("*.yaml")]
    documents = [read_yaml(f.read_text(encoding="utf-8"), f.name) for f in files]
    return compile_rules(documents, METRICS)


def calculated(centre: str, sentence: Mapping[str, Any]) -> Scoring:
    """The month of the one person in the sentence."""
    return calculate(
        rules_of(centre),
        sentence["period"],
        people(sentence),
        metric_values(sentence),
        work_done(sentence),
    )


def people(sentence: Mapping[str, Any]) -> pa.Table:
    salary = sentence.get("base_salary_amount")
    columns = {
        "agent_id": pa.array(["A1"]),
        "role": pa.array([sentence.get("role")], pa.string()),
        "base_salary_amount": pa.array([salary and Decimal(salary)], pa.decimal128(18, 2)),
        "currency": pa.array(["CNY"]),
        "scheduled_days": pa.array([sentence.get("scheduled_days")], pa.int64()),
        "paid_days": pa.array([sentence.get("paid_days")], pa.int64()),
        "employed_from": pa.array([sentence.get("employed_from")], pa.date32()),
        "employed_to": pa.array([sentence.get("employed_to")], pa.date32()),
    }
    return pa.table(columns)


def metric_values(sentence: Mapping[str, Any]) -> pa.Table:
    rows = []
    for name, told in (sentence.get("given") or {}).items():
        parts = told if isinstance(told, Mapping) else {"value": told}
        numerator = Decimal(str(parts.get("value", parts.get("numerator"))))
        denominator = Decimal(str(parts.get("denominator", 1)))
        value = (numerator / denominator).quantize(Decimal("0.000001"))
        identity = (sentence["period"], "agent", "A1", name, METRICS[name].variant)
        rows.append((*identity, parts.get("n", 100), numerator, denominator, value))
    names = ("period", "subject_kind", "subject_id", "metric", "variant")
    fields = [*((name, pa.string()) for name in names), ("n", pa.int64())]
    fields += [(name, NUMBER) for name in ("numerator", "denominator", "value")]
    schema = pa.schema(fields)
    return pa.Table.from_pylist([dict(zip(schema.names, r, strict=True)) for r in rows], schema)


def work_done(sentence: Mapping[str, Any]) -> pa.Table:
    day = sentence.get("work_date") or date.fromisoformat(f"{sentence['period']}-01")
    kinds = sentence.get("work") or {}
    columns = {
        "agent_id": pa.array(["A1"] * len(kinds), pa.string()),
        "business_date": pa.array([day] * len(kinds), pa.date32()),
        "work_type": pa.array(list(kinds), pa.string()),
        "quantity": pa.array(list(kinds.values()), pa.int64()),
    }
    return pa.table(columns)


def figures(result: Scoring) -> dict[str, Decimal | None]:
    """Every figure a sentence may expect, by its name."""
    found: dict[str, Decimal | None] = {}
    for line in result.score_lines.to_pylist():
        found[line["node_id"]] = line["contribution" if line["function"] == "F14" else "score"]
    for line in result.pay_lines.to_pylist():
        found["points_pay" if line["code"] == "P4" else line["component"]] = line["pay_amount"]
    points = [line["points"] for line in result.point_lines.to_pylist()]
    return {**found, "points": sum(points, Decimal(0))}


@pytest.mark.parametrize(("centre", "sentence"), sentences())
def test_sentence(centre: str, sentence: Mapping[str, Any]) -> None:
    result = calculated(centre, sentence)
    found = figures(result)
    for name, expected in sentence["expect"].items():
        if expected == "none":
            assert name not in found
        elif expected is None:
            assert found[name] is None
        else:
            assert found[name] is not None and Fraction(found[name]) == figure(expected), name
    assert check_trace(result.trace_nodes) == []


def test_every_rule_file_has_its_sentences() -> None:
    for centre in ("sample", "anonymous_bank"):
        for kind in ("scorecards", "points", "pay"):
            for rules in (REPOSITORY / "centres" / centre / kind).glob("*.yaml"):
                assert (HERE / centre / kind / rules.name).exists(), rules
