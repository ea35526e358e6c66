"""What an item could add: the product of weights along means, and nothing where they bend."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from scoring.exact import SCORE_DIGITS, rounded
from scoring.selection import full_score_gains
from scoring.tables import NUMBER


def line(node: str, parent: str | None, weight: Any, score: Any, **more: Any) -> dict[str, Any]:
    part = Fraction(weight) * Fraction(score or 0) / 100
    return {
        "period": "2026-06", "agent_id": "A1", "node_id": node, "parent_id": parent,
        "kind": "item", "metric": node, "function": "F1", "score": score,
        "weight_applied": weight, "contribution": rounded(part, SCORE_DIGITS), **more,
    }  # fmt: skip


def lines(*rows: dict[str, Any]) -> pa.Table:
    texts = ("period", "agent_id", "node_id", "parent_id", "kind", "metric", "function")
    numbers = ("score", "weight_applied", "contribution")
    kinds = [*((n, pa.string()) for n in texts), *((n, NUMBER) for n in numbers)]
    return pa.Table.from_pylist(list(rows), schema=pa.schema(kinds))


def total(score: Any) -> dict[str, Any]:
    return line("total", None, 100, score, kind="total", metric=None)


def section(score: Any, **more: Any) -> dict[str, Any]:
    return line("quality", "total", 40, score, kind="section", metric=None, **more)


def test_the_gain_is_the_weights_times_what_is_missing() -> None:
    found = full_score_gains(
        lines(
            total(32), section(80), line("qa", "quality", 50, 70), line("csat", "quality", 50, 90)
        )
    )
    gains = {row["node_id"]: row["gain"] for row in found.table.to_pylist()}
    assert gains == {"qa": 6, "csat": 2}  # 0.4 × 0.5 × 30, 0.4 × 0.5 × 10
    assert found.table["evidence"][0].as_py() == "2026-06/A1/score/qa"
    assert found.notices == ()


def test_a_section_that_is_no_weighted_mean_is_told_and_not_guessed() -> None:
    bent = section(70, contribution=Decimal(20))
    found = full_score_gains(lines(total(20), bent, line("qa", "quality", 100, 70)))
    assert found.table.num_rows == 0
    assert [(one.code, one.agents) for one in found.notices] == [("gain_not_told", ("A1",))]


def test_gates_and_items_without_score_gain_nothing() -> None:
    gate = line("fatal", "total", 0, 0, function="F14")
    found = full_score_gains(lines(total(0), gate, line("qa", "total", 100, None)))
    assert found.table.num_rows == 0


@given(st.lists(st.tuples(st.integers(1, 50), st.integers(0, 120)), min_size=1, max_size=5))
def test_all_gains_together_lift_the_total_to_a_hundred_where_none_is_above(items) -> None:
    weights = [Fraction(100 * weight, sum(w for w, _ in items)) for weight, _ in items]
    rows = [
        line(f"i{n}", "total", rounded(weight, SCORE_DIGITS), min(score, 100))
        for n, (weight, (_, score)) in enumerate(zip(weights, items, strict=True))
    ]
    reached = sum(row["contribution"] for row in rows)
    gains = full_score_gains(lines(total(reached), *rows)).table["gain"].to_pylist()
    assert abs(reached + sum(gains) - 100) < Decimal("0.0001")
