"""M068 to M076 by hand: what a misfit costs, who is satisfied, what changed after publication."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest

from scheduling.plan_metrics import plan_metrics
from scheduling.schedule_quality import ScheduleQuality
from scheduling.stability import schedule_stability

PRICES = ScheduleQuality(under_hour_amount=50.0, over_hour_amount=30.0, published_days_before=5)
MONDAY = date(2026, 7, 6)


def half_hours(*pairs: tuple[str, float, float]) -> pa.Table:
    """Queue, required and scheduled agents of half-hours."""
    queues, required, scheduled = zip(*pairs, strict=True)
    return pa.table(
        {"queue_id": queues, "required_agents": required, "scheduled_agents": scheduled}
    )


def figures(prices: ScheduleQuality | None = PRICES) -> dict[tuple[str, str, str], float]:
    requests = [
        {"agent_id": agent, "weight": weight, "granted": granted}
        for agent, weight, granted in (
            ("A1", 12.0, True), ("A1", 6.0, False), ("A2", 3.0, False), ("A3", 6.0, True),
        )
    ]  # fmt: skip
    fit = half_hours(("a", 10.0, 8.0), ("a", 10.0, 11.0), ("b", 4.0, 6.0))
    made = plan_metrics(fit, requests, gap=0.02, centre_id="c", prices=prices)
    return {
        (row["metric_id"], row["variant"], row["subject_id"]): row["value"]
        for row in made.to_pylist()
    }


def test_hours_under_and_over_are_added_over_queues_and_priced() -> None:
    found = figures()
    assert found["M068", "HOURS", "c"] == 12.0
    assert found["M070", "HOURS", "c"] == 0.5
    assert (found["M071", "UNDER", "c"], found["M071", "OVER", "c"]) == (1.0, 1.5)
    assert (found["M071", "UNDER_COST", "c"], found["M071", "OVER_COST", "c"]) == (50.0, 45.0)
    assert found["M072", "WEEK", "c"] == pytest.approx(1 - 2.5 / 12)
    assert found["M073", "WEEK", "a"] == 0.5
    assert found["M074", "ROSTER", "c"] == 0.02


def test_the_average_hides_no_loser() -> None:
    found = figures()
    assert found["M075", "PERSON", "A1"] == pytest.approx(2 / 3)
    assert found["M075", "ALL", "c"] == pytest.approx(18 / 27)
    assert (found["M075", "LEAST", "c"], found["M075", "MIDDLE", "c"]) == (
        0.0,
        pytest.approx(2 / 3),
    )


def test_without_prices_there_are_no_amounts() -> None:
    assert not [key for key in figures(None) if key[1].endswith("COST")]


def shift(day: date, start: int, end: int, updated: datetime, agent: str = "A1") -> dict[str, Any]:
    midnight = datetime.combine(day, datetime.min.time())
    return {"agent_id": agent, "work_date": day, "starts_at": midnight + timedelta(hours=start),
            "ends_at": midnight + timedelta(hours=end), "updated_at": updated}  # fmt: skip


def changed(*rows: dict[str, Any]) -> dict[str, Any]:
    made = schedule_stability(pa.Table.from_pylist(list(rows)), published_days_before=5, zone="UTC")
    [row] = made.to_pylist()
    return row


def test_a_moved_shift_counts_its_moved_hours_once() -> None:
    before, after = datetime(2026, 6, 20), datetime(2026, 7, 4)
    row = changed(shift(MONDAY, 8, 16, before), shift(MONDAY, 10, 18, after))
    assert (row["published_h"], row["dropped_h"], row["added_h"], row["changed_h"]) == (8, 2, 2, 2)


def test_changes_before_publication_do_not_count() -> None:
    row = changed(
        shift(MONDAY, 8, 16, datetime(2026, 6, 20)), shift(MONDAY, 10, 18, datetime(2026, 6, 30))
    )
    assert (row["published_h"], row["changed_h"]) == (8, 0)


def test_hours_added_to_a_day_and_days_of_a_week_are_summed() -> None:
    known, late = datetime(2026, 6, 20), datetime(2026, 7, 7)
    tuesday = MONDAY + timedelta(days=1)
    row = changed(
        shift(MONDAY, 8, 16, known),
        shift(tuesday, 8, 12, known),
        shift(tuesday, 8, 12, late),
        shift(tuesday, 13, 15, late),
    )
    assert (row["published_h"], row["added_h"], row["changed_h"]) == (12, 2, 2)
    assert row["week_start"] == MONDAY
