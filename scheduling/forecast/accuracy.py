"""Backtest: the whole forecast at past origins, against what came. WAPE, bias, MASE, coverage."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from scheduling.forecast.handle_time import centre_handle_time
from scheduling.forecast.history import OpenHours, QueueHistory, read_history
from scheduling.forecast.models import BLEND
from scheduling.forecast.queue_forecast import QueueForecast, forecast_queue
from scheduling.forecast.windows import Array
from scheduling.tables import table

SHORTEST_DAYS = 14

BACKTEST = pa.schema(
    [
        ("queue_id", pa.string()),
        ("origin_date", pa.date32()),
        ("lead_weeks", pa.int64()),
        ("half_hours", pa.int64()),
        ("offered", pa.float64()),
        ("wape", pa.float64()),
        ("bias", pa.float64()),
        ("mase", pa.float64()),
        ("coverage", pa.float64()),
        ("workload_wape", pa.float64()),
        ("model", pa.string()),
    ]
)


@dataclass(frozen=True)
class JudgedForecast:
    """A forecast made at a past origin (count of days it saw) beside the days it forecast."""

    history: QueueHistory
    origin: int
    made: QueueForecast

    @property
    def days(self) -> slice:
        """The days that were forecast, as far as the history goes."""
        return slice(self.origin, self.origin + len(self.made.offered))

    @property
    def actual(self) -> Array:
        """What came, days x 48; NaN: closed or unknown."""
        return self.history.offered[self.days]


def judged_forecasts(
    history: QueueHistory,
    origins: int,
    weeks_ahead: int,
    centre_aht_s: float,
    model_name: str = BLEND,
) -> Iterator[JudgedForecast]:
    """Forecasts of one queue at origins a week apart, newest first, each from its past only."""
    count = len(history.days)
    for back in range(1, origins + 1):
        cut = count - 7 * back
        if cut < SHORTEST_DAYS or not np.isfinite(history.offered[:cut]).any():
            return
        ahead = np.arange(1, min(count - cut, 7 * weeks_ahead) + 1)
        types = history.types.part(slice(cut, cut + len(ahead)))
        past = history.upto(cut)
        made = forecast_queue(past, types, ahead, centre_aht_s, model_name)
        yield JudgedForecast(history, cut, made)


def backtest(
    history: pa.Table,
    calendar: Mapping[date, str],
    opening: OpenHours,
    *,
    zone: str,
    origins: int = 4,
    weeks_ahead: int = 1,
    days_in_data: Collection[date] | None = None,
) -> pa.Table:
    """Accuracy per queue, origin and lead week, newest origin first; leak-free.

    Origins lie a week apart before the last day; each sees only the days before it
    (`origin_date` is the first day it did not see). WAPE M060 of the median, bias M062 of the
    mean, MASE M063 against the same weekday a week before in the past, coverage M066: share
    inside the 90 % interval, workload WAPE M064 on handle seconds. A figure whose denominator is
    zero is NULL.
    """
    histories = read_history(history, calendar, opening, zone=zone, days_in_data=days_in_data)
    aht_s = centre_handle_time(histories) or 0.0
    rows = [
        row
        for one in histories
        for judged in judged_forecasts(one, origins, weeks_ahead, aht_s)
        for row in by_lead(judged)
    ]
    return table(rows, BACKTEST)


def by_lead(judged: JudgedForecast) -> Iterator[dict[str, Any]]:
    """Rows of a backtest, one for each lead week."""
    past = judged.history.offered[: judged.origin]
    naive = _mean(np.abs(past[7:] - past[:-7]))
    for lead in range(1, (len(judged.made.offered) - 1) // 7 + 2):
        week = slice(7 * (lead - 1), 7 * lead)
        actual, made = judged.actual[week], judged.made
        known = np.isfinite(actual)
        if not known.any():
            continue
        missed = np.abs(actual - made.median[week])[known]
        inside = (actual >= made.low[week]) & (actual <= made.high[week])
        yield {
            "queue_id": judged.history.queue_id,
            "origin_date": judged.history.days[judged.origin],
            "lead_weeks": lead,
            "half_hours": int(known.sum()),
            "offered": float(actual[known].sum()),
            "wape": _ratio(missed.sum(), actual[known].sum()),
            "bias": _ratio((made.offered[week] - actual)[known].sum(), actual[known].sum()),
            "mase": _ratio(missed.mean(), naive),
            "coverage": float(inside[known].mean()),
            "workload_wape": _workload_error(judged, week),
            "model": made.told,
        }


def _workload_error(judged: JudgedForecast, week: slice) -> float | None:
    """Against handle seconds as if abandoned contacts had been handled at the half-hour's AHT."""
    seconds = (judged.made.offered * judged.made.aht_s)[week]
    answered = judged.history.answered[judged.days][week]
    handled = judged.history.handle_s[judged.days][week]
    known = np.isfinite(answered) & (answered > 0)
    if not known.any():
        return None
    actual = handled[known] / answered[known] * judged.actual[week][known]
    return _ratio(np.abs(actual - seconds[known]).sum(), actual.sum())


def _ratio(numerator: float, denominator: float | None) -> float | None:
    return float(numerator / denominator) if denominator else None


def _mean(values: Array) -> float | None:
    known = values[np.isfinite(values)]
    return float(known.mean()) if known.size else None
