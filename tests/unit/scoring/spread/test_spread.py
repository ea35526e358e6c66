"""Spread: what a grouping explains, and gaps as rule, mix and rate."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa

from scoring.spread import score_spread, score_variance

TOTALS = {"A1": Decimal(70), "A2": Decimal(80), "A3": Decimal(90), "A4": Decimal(100)}


def groups(**members: str) -> pa.Table:
    return pa.Table.from_pylist(
        [{"agent_id": who, "dimension": "team", "member": team} for who, team in members.items()]
    )


def test_the_figures_by_hand() -> None:
    """70, 80 | 90, 100: between 2·10² + 2·10² = 400, whole 15² + 5² + 5² + 15² = 500."""
    done = score_spread("2026-06", TOTALS, groups(A1="T1", A2="T1", A3="T2", A4="T2"))
    first, second = done.to_pylist()
    assert (first["mean"], first["median"]) == (75, 75)
    assert (first["q1"], second["q3"]) == (Decimal("72.5"), Decimal("97.5"))
    assert first["sd"] == Decimal("7.071068")
    assert first["explained"] == second["explained"] == Decimal("0.8")


def test_nothing_varies_and_alone() -> None:
    same = score_spread("2026-06", {"A1": Decimal(80), "A2": Decimal(80)}, groups(A1="T1", A2="T2"))
    assert same["explained"].to_pylist() == [None, None]
    assert same["sd"].to_pylist() == [None, None] and same["q1"].to_pylist() == [80, 80]
    assert score_spread("2026-06", {}, groups(A1="T1")).num_rows == 0


def part(part_id: str, parent: str | None, split: str, kind: str, points: str) -> dict:
    return {
        "period": "2026-06", "subject_kind": "centre", "subject_id": "all",
        "comparison": "last_period", "part_id": part_id, "parent_id": parent, "split": split,
        "kind": kind, "points": Decimal(points),
    }  # fmt: skip


def test_the_drivers_sum_to_the_gap() -> None:
    """A metric with types gives mix and rate, one without is rate; what is left is other."""
    parts = [
        part("total", None, "gap", "total", "-1.5"),
        part("aht", "total", "items", "item", "-2"),
        part("aht/metric", "aht", "effects", "metric", "-2.5"),
        part("aht/weight", "aht", "effects", "weight", "0.5"),
        part("aht/metric/mix", "aht/metric", "segments", "mix", "-1"),
        part("aht/metric/rate", "aht/metric", "segments", "rate", "-1.25"),
        part("aht/metric/open", "aht/metric", "segments", "other", "-0.25"),
        part("qa", "total", "items", "item", "0.75"),
        part("qa/metric", "qa", "effects", "metric", "0.75"),
        part("gate", "total", "items", "gate", "-0.25"),
    ]
    [row] = score_variance(pa.Table.from_pylist(parts)).to_pylist()
    assert [row[key] for key in ("gap", "rule", "mix", "rate", "volume", "other")] == [
        Decimal(one) for one in ("-1.5", "0.5", "-1", "-0.5", "0", "-0.5")
    ]
