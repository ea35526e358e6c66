"""The checker itself: what it sees, and that it owes the engine nothing."""

from __future__ import annotations

import ast
import json
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pyarrow as pa
import pytest

from scoring.functions import ScoringFunction, Tiered
from scoring.tables import TRACE_NODES
from scoring.trace_check import OPERATIONS, check_trace

CHECKER = Path(__file__).parents[3] / "scoring/trace_check"
FULL = {"full_score": "100"}
LINE = [["code", "F1"], ["points", [["0", "0"], ["1", "100"]]]]


def node(name: str, parent: str | None, operation: str, output: Any, *inputs: Any, **row: Any):
    """A row of the trace; an input is a pair, or a triple with the node it repeats."""
    named = [{"name": "operation", "value": operation}]
    for key, value, *of in inputs:
        named.append({"name": key, "value": value} | ({"node": of[0]} if of else {}))
    usual = {"period": "2026-06", "agent_id": "A1", "kind": "function", "rule_ref": "x"}
    usual |= {"unit": "score", "digits": 6, "note_zh": "注", "note_en": "note"}
    shown = None if output is None else Decimal(output).quantize(Decimal("0.000001"))
    return {
        **usual,
        "node_id": name,
        "parent_id": parent,
        "inputs": json.dumps(named),
        "output": shown,
        **row,
    }


def checked(*rows: dict[str, Any]) -> list[str]:
    return check_trace(pa.Table.from_pylist(list(rows), TRACE_NODES))


def test_a_sum_is_that_of_its_children_in_the_same_unit() -> None:
    parts = [node("a", "t", "source", 30), node("b", "t", "source", 40, unit="s")]
    assert checked(node("t", None, "sum", 30), *parts) == []
    assert checked(node("t", None, "sum", 70), *parts) == [
        "t: output 70.000000, recomputed 30.000000"
    ]


def test_it_sees_parents_operations_and_repeated_outputs_that_are_not_there() -> None:
    lost = node("a", "nobody", "source", 1)
    assert checked(lost) == ["a: the parent nobody does not exist"]
    assert checked(node("a", None, "F99", 1)) == ["a: unknown operation F99"]
    assert "a node id stands twice" in checked(node("a", None, "source", 1), lost)
    reads = node("t", None, "source", 5, ("value", "4", "a"))
    assert checked(reads, node("a", "t", "source", 5)) == [
        "t: the input value is not the output of a"
    ]


@pytest.mark.parametrize(
    ("operation", "output", "inputs"),
    [
        ("F3", 100, {**FULL, "value": "90", "operator": ">=", "threshold": "90"}),
        (
            "F4",
            75,
            {**FULL, "value": "400", "form": "down", "target": "300", "lo": "0", "hi": "1.2"},
        ),
        ("F6", 9, {"value": "6", "per_event": ["1.5"], "cap": "10"}),
        (
            "F7",
            10,
            {
                "value": "159",
                "direction": "up",
                "floor": "100",
                "width": "20",
                "points_per_layer": "5",
            },
        ),
        (
            "F8",
            40,
            {
                "value": "20",
                "direction": "up",
                "n_min": 5,
                "curve": LINE,
                "fallback": LINE,
                "group_n": 5,
                "lower": 1,
                "equal": 2,
            },
        ),
        (
            "F10",
            70,
            {
                "value": "9",
                "direction": "up",
                "group_n": 8,
                "group_sum": "40",
                "group_sum_of_squares": "232",
            },
        ),
        ("F11", 25, {"value": "1", "before": "0.75", "change": "difference", "curve": LINE}),
        (
            "F16",
            "33.333333",
            {"value": "3", "expression": "goal ÷ x", "names": ["x"], "constants": [["goal", 100]]},
        ),
        ("lift", 12, {"composed": "48", "floor": "60"}),
        ("bonus", 105, {"base": "98", "bonus": "9", "cap_hi": "105"}),
        ("adjusted", 50, {"value": "20", "share": "1/2", "divisor": "0.8"}),
        ("stand_in", 80, {"policy": "TEAM_MEAN", "numerator": "240", "denominator": "3"}),
        ("stand_in", 75, {"policy": "SHRINK", "n": 1, "own": "60", "cases": 3, "group_mean": "80"}),
        ("over_cap", -3, {"points": "13", "cap": "10"}),
    ],
)
def test_every_operation_is_recomputed_and_a_changed_output_is_seen(
    operation: str, output: Any, inputs: dict[str, Any]
) -> None:
    right = node("n", None, operation, output, *inputs.items())
    assert checked(right) == []
    wrong = {**right, "output": right["output"] + Decimal("0.000001")}
    (problem,) = checked(wrong)
    assert problem.startswith("n: output ")


def test_shares_of_a_product_settle_in_the_last_digit() -> None:
    scores = ["99.999999", None, "33.333333", "50"]
    shares = [
        node(f"n{place}", "t", "share", output, ("scores", scores), ("place", place))
        for place, output in ((0, "99.999999"), (2, "-66.666666"), (3, "-16.666667"))
    ]
    for share in shares:
        listed = json.loads(share["inputs"])
        share["inputs"] = json.dumps([*listed, {"name": "composition", "value": "product"}])
    assert checked(node("t", None, "sum", "16.666666"), *shares) == []


def test_a_rank_that_nobody_can_have_is_no_rank() -> None:
    inputs = {"value": "1", "direction": "up", "n_min": 2, "curve": LINE, "fallback": LINE}
    inputs |= {"group_n": 3, "lower": 3, "equal": 1}
    (problem,) = checked(node("n", None, "F8", 100, *inputs.items()))
    assert "cannot be recomputed" in problem


def test_every_function_has_a_rule() -> None:
    models = [*get_args(get_args(ScoringFunction)[0]), Tiered]
    codes = {get_args(model.model_fields["code"].annotation)[0] for model in models}
    beside = {"F9", "F14"}  # on totals, and on what was scored or paid already
    assert codes | beside == {f"F{number}" for number in range(1, 17)}
    assert codes | {"F9"} <= set(OPERATIONS)


def test_the_checker_owes_the_engine_nothing() -> None:
    for file in CHECKER.glob("*.py"):
        for part in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(part, ast.ImportFrom) and (part.module or "").startswith("scoring"):
                assert part.module.startswith("scoring.trace_check"), file.name
