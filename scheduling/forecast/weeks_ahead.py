"""The forecast of the coming weeks: volume with its interval, and handle time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data_contracts.refusal import Place, Refusal
from scheduling.forecast.combination import candidates, combined, told, weights
from scheduling.forecast.handle_time import centre_handle_time, handle_times
from scheduling.forecast.history import (
    OpenHours,
    QueueHistory,
    kind_of,
    open_slots,
    read_history,
)
from scheduling.forecast.interval import Bounds, bounds_of, standardised
from scheduling.forecast.methods import METHODS
from scheduling.forecast.origins import filled, rolling_origins
from scheduling.half_hours import half_hours_of
from scheduling.tables import FORECAST, table

Array = NDArray[np.float64]
LONGEST_LEAD_WEEKS = 4


@dataclass(frozen=True)
class QueueForecast:
    """One queue's forecast for given days: contacts (low, expected, high) and AHT, days x 48."""

    low: Array
    offered: Array
    high: Array
    aht_s: Array
    model: str


def forecast(
    history: pa.Table,
    calendar: Mapping[date, str],
    opening: OpenHours,
    *,
    plan_weeks: Sequence[date],
    zone: str,
    as_of: date | None = None,
    days_in_data: Collection[date] | None = None,
) -> pa.Table:
    """Rows of outputs/forecast: every half-hour of the weeks, closed ones with 0 and 'closed'.

    history: marts/queue_interval (queue_id, interval_start_at UTC, business_date, offered,
    answered, handle_s). calendar: day class of every local day of the history and the weeks.
    opening: hours of a queue on a local date. plan_weeks: Mondays. as_of: days from it on are not
    used. days_in_data: local days the source delivered; by default those with a row.
    Raises Refusal on a day without day class, a week that does not start on Monday, or a history
    without an answered contact.
    """
    histories = read_history(
        history, calendar, opening, zone=zone, as_of=as_of, days_in_data=days_in_data
    )
    centre_aht_s = centre_handle_time(histories)
    if centre_aht_s is None:
        raise Refusal(
            "the history has no answered contact, so no handle time can be forecast",
            place=Place("marts.queue_interval", key="handle_s"),
            next_step="load at least one day of contacts, or plan later weeks than the data",
        )
    days = [_monday(week) + timedelta(days=d) for week in plan_weeks for d in range(7)]
    rows: list[dict[str, Any]] = []
    for one in histories:
        made = forecast_queue(one, days, [kind_of(day, calendar) for day in days], centre_aht_s)
        rows += _rows(one.queue_id, made, days, opening, zone)
    order = sorted(rows, key=lambda r: (r["plan_week"], r["queue_id"], r["interval_start_at"]))
    return table(order, FORECAST)


def forecast_queue(
    history: QueueHistory, days: Sequence[date], kinds: Sequence[str], centre_aht_s: float
) -> QueueForecast:
    """Combine the methods for one queue and put the interval around them."""
    names = candidates(history)
    leads = [(max(1, (day - history.days[-1]).days) - 1) // 7 + 1 for day in days]
    weeks = min(LONGEST_LEAD_WEEKS, max(leads, default=1))
    origins = rolling_origins(history, names, weeks)
    shares = weights(names, origins)
    fitted = {name: filled(METHODS[name](history, kinds)) for name in shares}
    expected = combined(fitted, shares)
    bounds = bounds_of(origins, shares, _in_sample(history, shares))
    low, high = _interval(bounds, expected, leads)
    return QueueForecast(
        low, expected, high, handle_times(history, kinds, centre_aht_s), told(shares)
    )


def _in_sample(history: QueueHistory, shares: Mapping[str, float]) -> Array:
    fitted = {name: filled(METHODS[name](history, history.kinds)) for name in shares}
    return standardised(history.offered, combined(fitted, shares))


def _interval(bounds: Bounds, expected: Array, leads: Sequence[int]) -> tuple[Array, Array]:
    pairs = [bounds.around(row, lead) for row, lead in zip(expected, leads, strict=True)]
    return np.array([low for low, _ in pairs]), np.array([high for _, high in pairs])


def _rows(
    queue_id: str, made: QueueForecast, days: Sequence[date], opening: OpenHours, zone: str
) -> Iterator[dict[str, Any]]:
    for d, day in enumerate(days):
        is_open = open_slots(queue_id, day, opening)
        for starts_at, slot in half_hours_of(day, zone):
            live = bool(is_open[slot])
            yield {
                "plan_week": day - timedelta(days=day.weekday()),
                "queue_id": queue_id,
                "interval_start_at": starts_at,
                "business_date": day,
                "offered_p05": float(made.low[d, slot]) if live else 0.0,
                "offered": float(made.offered[d, slot]) if live else 0.0,
                "offered_p95": float(made.high[d, slot]) if live else 0.0,
                "aht_s": float(made.aht_s[d, slot]),
                "model": made.model if live else "closed",
            }


def _monday(week: date) -> date:
    if week.weekday():
        raise Refusal(
            "a planned week must start on a Monday",
            place=Place("plan_weeks"),
            value=week.isoformat(),
            next_step="give the Monday of the week",
        )
    return week
