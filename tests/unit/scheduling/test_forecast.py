"""Forecasts on made histories whose truth is known."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest

from data_contracts.refusal import Refusal
from scheduling import backtest, forecast
from scheduling.tables import FORECAST

ZONE = "Asia/Shanghai"
FIRST = date(2026, 4, 6)
SHAPE = np.array([0.5, 1.0, 1.4, 1.2, 0.9, 0.8, 1.0, 1.1, 0.9, 0.7])  # 08:00 to 13:00
WEEKDAYS = (1.2, 1.05, 1.0, 1.0, 1.0, 0.6, 0.5)
HOLIDAYS = {date(2026, 5, day) for day in (1, 4, 5)}


def calendar(days: int = 200) -> dict[date, str]:
    every = (FIRST + timedelta(days=i) for i in range(days))
    return {
        day: "statutory_holiday"
        if day in HOLIDAYS
        else ("rest_day" if day.weekday() > 4 else "workday")
        for day in every
    }


def opening(queue_id: str, day: date) -> tuple[str, str]:
    return ("08:00", "13:00")


def mean_of(day: date, level: float) -> np.ndarray:
    factor = 0.3 if day in HOLIDAYS else WEEKDAYS[day.weekday()]
    return level * factor * SHAPE


def history(
    days: int, level: float = 60.0, seed: int = 1, gaps: Iterable[date] = (), queue: str = "voice"
) -> pa.Table:
    rng, rows = np.random.default_rng(seed), []
    for day in (FIRST + timedelta(days=i) for i in range(days)):
        if day in set(gaps):
            continue
        for i, calls in enumerate(rng.poisson(mean_of(day, level))):
            if calls:
                rows.append(row_at(queue, day, 16 + i, int(calls)))
    return pa.Table.from_pylist(rows)


def row_at(queue: str, day: date, slot: int, calls: int) -> dict:
    local = datetime(day.year, day.month, day.day, slot // 2, slot % 2 * 30, tzinfo=ZoneInfo(ZONE))
    return {
        "queue_id": queue,
        "interval_start_at": local.astimezone(UTC).replace(tzinfo=None),
        "business_date": day,
        "offered": calls,
        "answered": calls,
        "handle_s": calls * (200 + 10 * (slot - 16)),
    }


def week_after(days: int) -> date:
    end = FIRST + timedelta(days=days)
    return end + timedelta(days=-end.weekday() % 7)


def planned(past: pa.Table, *weeks: date, **given) -> list[dict]:
    made = forecast(past, calendar(), opening, plan_weeks=weeks, zone=ZONE, **given)
    assert made.schema == FORECAST
    return made.to_pylist()


def error_against_truth(rows: list[dict], level: float = 60.0) -> float:
    live = [row for row in rows if row["model"] != "closed"]
    truth = np.concatenate(
        [mean_of(day, level) for day in sorted({row["business_date"] for row in live})]
    )
    made = np.array([row["offered"] for row in live])
    return float(np.abs(made - truth).sum() / truth.sum())


def test_it_finds_the_means_that_made_the_history() -> None:
    rows = planned(history(84), week_after(84), week_after(91))
    assert len(rows) == 2 * 7 * 48
    assert error_against_truth(rows) < 0.06


def test_gaps_are_not_zeros() -> None:
    gaps = [FIRST + timedelta(days=d) for d in (50, 51, 52, 53, 57, 64, 71, 78, 80)]
    assert error_against_truth(planned(history(84, gaps=gaps), week_after(84))) < 0.07


def test_a_holiday_is_forecast_as_a_holiday_and_disturbs_no_workday() -> None:
    days = calendar() | {date(2026, 7, 1): "statutory_holiday"}
    past = history(84)
    rows = forecast(past, days, opening, plan_weeks=[date(2026, 6, 29)], zone=ZONE).to_pylist()
    total = {day: 0.0 for day in {row["business_date"] for row in rows}}
    for row in rows:
        total[row["business_date"]] += row["offered"]
    assert total[date(2026, 7, 1)] == pytest.approx(mean_of(date(2026, 5, 4), 60).sum(), rel=0.15)
    assert total[date(2026, 7, 2)] == pytest.approx(mean_of(date(2026, 7, 2), 60).sum(), rel=0.08)


def test_a_make_up_saturday_is_a_workday() -> None:
    days = calendar() | {date(2026, 7, 4): "workday"}
    rows = forecast(
        history(84), days, opening, plan_weeks=[date(2026, 6, 29)], zone=ZONE
    ).to_pylist()
    total = sum(row["offered"] for row in rows if row["business_date"] == date(2026, 7, 4))
    assert total == pytest.approx(60 * SHAPE.sum(), rel=0.12)


@pytest.mark.parametrize("days", [1, 3, 8, 14, 22])
def test_a_short_history_is_enough(days: int) -> None:
    rows = [row for row in planned(history(days), week_after(days)) if row["model"] != "closed"]
    assert all(row["offered"] > 0 and row["aht_s"] > 0 for row in rows)
    assert all(row["offered_p05"] <= row["offered"] <= row["offered_p95"] for row in rows)


def test_a_tiny_queue_is_not_forecast_zero_for_ever() -> None:
    busy, tiny = history(84), history(84, level=0.03, seed=3, queue="tiny")
    rows = planned(pa.concat_tables([busy, tiny]), week_after(84))
    live = [row for row in rows if row["queue_id"] == "tiny" and row["model"] != "closed"]
    total = sum(row["offered"] for row in live)
    assert 0.2 < total / (0.03 * SHAPE.sum() * sum(WEEKDAYS)) < 4
    assert all(row["offered_p95"] >= row["offered"] for row in live)


def test_a_queue_that_died_is_let_go() -> None:
    busy, dead = history(140), history(28, queue="dead", seed=4)
    rows = planned(pa.concat_tables([busy, dead]), week_after(140))
    assert sum(row["offered"] for row in rows if row["queue_id"] == "dead") < 0.25 * 60 * 9.5 * 6.35


def test_handle_time_keeps_its_shape_and_survives_a_broken_call() -> None:
    past = history(84).to_pylist()
    past[-3]["handle_s"] += 36_291
    rows = planned(pa.Table.from_pylist(past), week_after(84))
    first = [row["aht_s"] for row in rows if row["business_date"] == date(2026, 6, 30)][16:26]
    assert first == pytest.approx([200 + 10 * i for i in range(10)], rel=0.06)


def test_nothing_after_as_of_is_used() -> None:
    cut = FIRST + timedelta(days=56)
    whole = planned(history(84), week_after(84), as_of=cut)
    known = planned(history(56), week_after(84))
    assert whole == known


def test_the_interval_widens_with_the_lead_and_holds_what_comes() -> None:
    weeks = [week_after(70) + timedelta(days=7 * i) for i in range(4)]
    rows = planned(history(70), *weeks)
    width = [
        np.mean(
            [
                row["offered_p95"] - row["offered_p05"]
                for row in rows
                if row["plan_week"] == week and row["model"] != "closed"
            ]
        )
        for week in weeks
    ]
    assert all(later >= sooner * 0.97 for sooner, later in pairwise(width))
    accuracy = backtest(history(98), calendar(), opening, zone=ZONE, origins=4).to_pylist()
    assert len(accuracy) == 4
    assert 0.80 <= np.mean([row["coverage"] for row in accuracy]) <= 0.98
    assert np.mean([row["mase"] for row in accuracy]) < 0.9
    assert abs(np.mean([row["bias"] for row in accuracy])) < 0.05


def test_closed_half_hours_are_said_to_be_closed() -> None:
    rows = planned(history(28), week_after(28))
    closed = [row for row in rows if row["model"] == "closed"]
    assert len(closed) == 7 * 38
    assert {row["offered"] for row in closed} == {0.0}


def test_refusals_name_what_is_missing() -> None:
    past = history(28)
    with pytest.raises(Refusal, match="2026-04-26"):
        forecast(past, calendar(20), opening, plan_weeks=[week_after(28)], zone=ZONE)
    with pytest.raises(Refusal, match="Monday"):
        planned(past, date(2026, 7, 7))
    with pytest.raises(Refusal, match="no answered contact"):
        planned(past, date(2026, 7, 6), as_of=FIRST)
