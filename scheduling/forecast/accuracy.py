"""Backtest: the whole forecast at past origins, against what came. WAPE, bias, MASE, coverage."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scheduling.forecast.handle_time import centre_handle_time
from scheduling.forecast.history import OpenHours, QueueHistory, read_history
from scheduling.forecast.origins import SHORTEST_DAYS
from scheduling.forecast.weeks_ahead import forecast_queue
from scheduling.tables import table

Array = NDArray[np.float64]

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
    (`origin_date` is the first day it did not see). WAPE M060, bias M062, MASE M063 against the
    same weekday a week before the origin, coverage: share inside the 90 % interval, workload WAPE
    M064 on handle seconds. A figure whose denominator is zero is NULL.
    """
    histories = read_history(history, calendar, opening, zone=zone, days_in_data=days_in_data)
    aht_s = centre_handle_time(histories) or 0.0
    rows = [
        row
        for one in histories
        for back in range(1, origins + 1)
        for row in _at_origin(one, len(one.days) - 7 * back, weeks_ahead, aht_s)
    ]
    return table(rows, BACKTEST)


def _at_origin(
    history: QueueHistory, cut: int, weeks_ahead: int, aht_s: float
) -> Iterator[dict[str, Any]]:
    if cut < SHORTEST_DAYS or not np.isfinite(history.offered[:cut]).any():
        return
    upto = min(len(history.days), cut + 7 * weeks_ahead)
    past, span = history.upto(cut), slice(cut, upto)
    made = forecast_queue(past, history.days[span], history.kinds[span], aht_s)
    naive = np.abs(past.offered[7:] - past.offered[:-7])
    for lead in range(1, (upto - cut - 1) // 7 + 2):
        week = slice(7 * (lead - 1), 7 * lead)
        actual = history.offered[span][week]
        known = np.isfinite(actual)
        if not known.any():
            continue
        missed = np.abs(actual - made.offered[week])[known]
        inside = (actual >= made.low[week]) & (actual <= made.high[week])
        yield {
            "queue_id": history.queue_id,
            "origin_date": history.days[cut],
            "lead_weeks": lead,
            "half_hours": int(known.sum()),
            "offered": float(actual[known].sum()),
            "wape": _ratio(missed.sum(), actual[known].sum()),
            "bias": _ratio((made.offered[week] - actual)[known].sum(), actual[known].sum()),
            "mase": _ratio(missed.mean(), _mean(naive)),
            "coverage": float(inside[known].mean()),
            "workload_wape": _workload_error(history, span, week, made.offered * made.aht_s),
            "model": made.model,
        }


def _workload_error(
    history: QueueHistory, span: slice, week: slice, seconds: Array
) -> float | None:
    """Against handle seconds as if abandoned contacts had been handled at the half-hour's AHT."""
    answered = history.answered[span][week]
    handled = history.handle_s[span][week]
    known = np.isfinite(answered) & (answered > 0)
    if not known.any():
        return None
    actual = handled[known] / answered[known] * history.offered[span][week][known]
    return _ratio(np.abs(actual - seconds[week][known]).sum(), actual.sum())


def _ratio(numerator: float, denominator: float | None) -> float | None:
    return float(numerator / denominator) if denominator else None


def _mean(values: Array) -> float | None:
    known = values[np.isfinite(values)]
    return float(known.mean()) if known.size else None
