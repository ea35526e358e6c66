"""The sample centre's forecast and roster, beside the seasonal naive, STL and a proven bound."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import duckdb
import numpy as np

import scheduling
from pipelines.planning import WEEKS_FORECAST, Planning, store_roster
from pipelines.warehouse import fetched, open_warehouse
from scheduling.forecast import OpenHours
from scheduling.forecast.history import QueueHistory, read_history
from tests.bench.clock import cpu_seconds
from tests.bench.figure import Figure, at_most
from tests.bench.place import Place

ORIGINS = 4
SEASON = 7 * 48
NOMINAL_COVERAGE_PERCENT = 90.0
GAP_GOAL_PERCENT = 2.0
HISTORY = """
select queue_id, interval_start_at, business_date, offered, answered, handle_s
from marts.queue_interval order by all
"""


class _Past:
    """What the engine forecasts the sample centre's queues from."""

    def __init__(self, place: Place) -> None:
        with duckdb.connect(str(place.demo().published), read_only=True) as connection:
            self.history = fetched(connection, HISTORY)
        self.zone = place.centre.settings.zone
        self.opening: OpenHours = Planning(place.centre).opening
        monday = place.period.plan_week
        self.weeks = [monday + timedelta(weeks=n) for n in range(WEEKS_FORECAST)]
        first: date = min(self.history["business_date"].to_pylist())
        self.calendar = {
            day: place.centre.calendar.day_class(day)
            for day in place.centre.days(first, self.weeks[-1] + timedelta(days=6))
        }

    def queues(self) -> list[QueueHistory]:
        """The grids of days by half-hours."""
        return read_history(self.history, self.calendar, self.opening, zone=self.zone)


def forecast_accuracy(place: Place) -> Mapping[str, Figure]:
    """WAPE of half-hours over the last weeks' origins, and how often the interval was right."""
    past = _Past(place)
    judged = scheduling.backtest(
        past.history, past.calendar, past.opening, zone=past.zone, origins=ORIGINS
    ).to_pylist()
    ours = _weighted(judged, "wape", "offered")
    naive = _seasonal_naive(past.queues())
    coverage = _weighted(judged, "coverage", "half_hours")
    return {
        "forecast_accuracy": Figure(100 * ours, "WAPE %", 100 * naive, at_most(100 * naive)),
        "forecast_coverage": Figure(
            100 * coverage, "% inside the 90 % interval", NOMINAL_COVERAGE_PERCENT
        ),
    }


def _weighted(rows: list[dict[str, Any]], ratio: str, weight: str) -> float:
    known = [row for row in rows if row[ratio] is not None]
    return sum(row[ratio] * row[weight] for row in known) / sum(row[weight] for row in known)


def _seasonal_naive(queues: list[QueueHistory]) -> float:
    """WAPE of "the same half-hour of the week before" over the same origins and half-hours."""
    missed, total = 0.0, 0.0
    for queue in queues:
        for back in range(1, ORIGINS + 1):
            cut = len(queue.days) - 7 * back
            actual, before = queue.offered[cut : cut + 7], queue.offered[cut - 7 : cut]
            known = np.isfinite(actual)
            missed += float(np.abs(actual - np.nan_to_num(before))[known].sum())
            total += float(actual[known].sum())
    return missed / total


def forecast_speed(place: Place) -> Mapping[str, Figure]:
    """CPU seconds to forecast four weeks of every queue, and for statsmodels' STL of the same."""
    past = _Past(place)

    def ours() -> None:
        scheduling.forecast(
            past.history, past.calendar, past.opening, plan_weeks=past.weeks, zone=past.zone
        )

    def library() -> None:
        for queue in past.queues():
            _stl_forecast(queue)

    ours()
    _stl_forecast(past.queues()[0])
    library_s = cpu_seconds(library, repetitions=1)
    return {"forecast_speed": Figure(cpu_seconds(ours), "CPU s", library_s)}


def _stl_forecast(queue: QueueHistory) -> np.ndarray:
    """Robust STL over the week's half-hours, its last level and season carried forward."""
    from statsmodels.tsa.seasonal import STL

    fitted = STL(np.nan_to_num(queue.offered).ravel(), period=SEASON, robust=True).fit()
    level, season = fitted.trend[-SEASON:].mean(), fitted.seasonal[-SEASON:]
    return np.maximum(0.0, np.tile(level + season, WEEKS_FORECAST))


def roster(place: Place) -> Mapping[str, Figure]:
    """Proven gap of the sample week's roster; by definition its bound has a gap of 0."""
    with open_warehouse(place.warehouse()) as connection:
        made = store_roster(connection, place.centre, place.period.plan_week)
    if made is None:
        raise ValueError("the sample centre has no shifts, so no roster")
    return {"roster": Figure(100 * made.proof.gap, "% gap", 0.0, at_most(GAP_GOAL_PERCENT))}
