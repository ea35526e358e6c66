"""Schedule efficiency by hand."""

from __future__ import annotations

import pyarrow as pa
import pytest

from scheduling.efficiency import schedule_efficiency


def efficiency(*pairs: tuple[float, float]) -> dict[str, float]:
    rows = [
        {"day": "d", "required_agents": required, "scheduled_agents": scheduled}
        for required, scheduled in pairs
    ]
    (row,) = schedule_efficiency(pa.Table.from_pylist(rows), ("day",)).to_pylist()
    return row


def test_under_and_over_are_added_and_never_netted() -> None:
    """Ten short, ten over: nothing is missing in sum, and half of the half-hours fit nobody."""
    row = efficiency((20.0, 10.0), (10.0, 20.0))
    assert (row["under_h"], row["over_h"], row["required_h"]) == (5.0, 5.0, 15.0)
    assert row["coverage_fit"] == pytest.approx(1 - 10 / 15)
    assert row["close_share"] == 0.0


def test_within_ten_percent_is_close_at_its_edge() -> None:
    row = efficiency((10.0, 11.0), (10.0, 9.0), (10.0, 11.1), (0.0, 0.0))
    assert row["close_share"] == pytest.approx(2 / 3)


def test_agents_where_nobody_is_needed_are_over_without_a_fit() -> None:
    row = efficiency((0.0, 2.0))
    assert (row["over_h"], row["coverage_fit"], row["close_share"]) == (1.0, None, 0.0)
