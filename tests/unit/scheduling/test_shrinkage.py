"""Shrinkage: shares by category, and an estimate that follows the past with honest bounds."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.shrinkage import by_category, estimate_shrinkage


def test_categories_keep_planned_and_actual_apart() -> None:
    days = pa.Table.from_pylist(
        [
            {"category": "break", "kind": "rostered", "planned_s": 1800, "actual_s": 1900},
            {"category": "absence", "kind": "unrostered", "planned_s": 0, "actual_s": 3600},
            {"category": "break", "kind": "rostered", "planned_s": 1800, "actual_s": 1500},
        ]
    )
    first, second = by_category(days, 36_000.0).to_pylist()
    assert (first["category"], first["actual_share"]) == ("absence", 0.1)
    assert (second["planned_share"], second["actual_s"]) == (0.1, 3400.0)
    with pytest.raises(ValueError, match="no time was scheduled"):
        by_category(days, 0.0)


def test_many_equal_days_outweigh_the_configured_value() -> None:
    found = estimate_shrinkage([100.0] * 90, [1000.0] * 90, range(90), 0.06)
    assert 0.09 < found.share < 0.10
    assert found.low < found.share < found.high


def test_recent_days_weigh_more() -> None:
    lost = [50.0] * 28 + [150.0] * 28
    older_first = estimate_shrinkage(lost, [1000.0] * 56, range(55, -1, -1), 0.1)
    older_last = estimate_shrinkage(lost, [1000.0] * 56, range(56), 0.1)
    assert older_first.share > 0.1 > older_last.share


def test_no_days_leave_the_configured_value() -> None:
    found = estimate_shrinkage([], [], [], 0.06)
    assert (found.share, found.low, found.high, found.days) == (0.06, 0.0, 1.0, 0.0)
    with pytest.raises(ValueError, match="not a share"):
        estimate_shrinkage([], [], [], 1.2)


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 900), st.floats(1, 1000)), min_size=1, max_size=30),
    st.floats(0, 0.9),
)
def test_bounds_hold_the_share_inside_nought_and_one(
    days: list[tuple[float, float]], configured: float
) -> None:
    lost, scheduled = zip(*days, strict=True)
    found = estimate_shrinkage(lost, scheduled, range(len(days)), configured)
    assert 0.0 <= found.low <= found.high <= 1.0
    assert 0.0 <= found.share <= 1.0


def test_bounds_cover_the_true_share_about_as_often_as_they_say() -> None:
    rng = np.random.default_rng(11)
    inside = 0
    for _ in range(300):
        lost = 1000.0 * rng.beta(8, 92, size=60)
        found = estimate_shrinkage(lost, [1000.0] * 60, range(60), 0.08)
        inside += found.low <= 0.08 <= found.high
    assert 0.86 <= inside / 300 <= 0.99
