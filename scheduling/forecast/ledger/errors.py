"""Errors of forecasts against what came, by half-hour, day and week, per lead week."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scheduling.forecast.accuracy import JudgedForecast
from scheduling.forecast.history import QueueHistory
from scheduling.half_hours import SLOTS_PER_DAY, monday_of, slot_of

Array = NDArray[np.float64]
ALL_QUEUES = "all"
FROZEN_BASIS, BACKTEST_BASIS = "frozen", "backtest"
GRAINS = ("half_hour", "day", "week")

ACCURACY = pa.schema(
    [
        ("plan_week", pa.date32()),
        ("basis", pa.string()),
        ("version_id", pa.string()),
        ("as_of", pa.date32()),
        ("week", pa.date32()),
        ("lead_weeks", pa.int64()),
        ("queue_id", pa.string()),
        ("grain", pa.string()),
        ("intervals", pa.int64()),
        ("actual", pa.float64()),
        ("forecast", pa.float64()),
        ("wape", pa.float64()),
        ("bias", pa.float64()),
        ("mape", pa.float64()),
        ("mase", pa.float64()),
        ("coverage", pa.float64()),
        ("aht_error", pa.float64()),
        ("workload_wape", pa.float64()),
        ("error", pa.float64()),
        ("deviation", pa.float64()),
        ("aht_accuracy", pa.float64()),
    ]
)


@dataclass(frozen=True)
class Pairs:
    """One version's week of one queue: days x 48 of forecast, bounds and what came (NaN: unknown).

    `naive`: the same half-hours of the last week known when the forecast was made. `workload_s`:
    what came in handle seconds, abandoned contacts at the half-hour's AHT.
    """

    basis: str
    version_id: str
    as_of: date
    week: date
    lead_weeks: int
    queue_id: str
    mean: Array
    median: Array
    low: Array
    high: Array
    aht_s: Array
    actual: Array
    workload_s: Array
    naive: Array


def backtest_pairs(judged: JudgedForecast) -> Iterable[Pairs]:
    """A backtest's forecast week by week; its version is "backtest <model> <origin>"."""
    history, made = judged.history, judged.made
    as_of = history.days[judged.origin - 1] + timedelta(days=1)
    for lead in range(1, (len(made.offered) - 1) // 7 + 2):
        week = slice(7 * (lead - 1), min(7 * lead, len(judged.actual)))
        days = slice(judged.origin + week.start, judged.origin + week.stop)
        yield Pairs(
            basis=BACKTEST_BASIS,
            version_id=f"backtest {as_of.isoformat()}",
            as_of=as_of,
            week=monday_of(history.days[days.start]),
            lead_weeks=lead,
            queue_id=history.queue_id,
            mean=made.offered[week],
            median=made.median[week],
            low=made.low[week],
            high=made.high[week],
            aht_s=made.aht_s[week],
            actual=history.offered[days],
            workload_s=_workload(history, days),
            naive=_before(history.offered, days, 7 * lead),
        )


def frozen_pairs(
    frozen: pa.Table, versions: pa.Table, histories: Iterable[QueueHistory], zone: str
) -> Iterable[Pairs]:
    """Frozen forecasts of the weeks that have begun, as far as days are known.

    frozen, versions: tables of the ledger. Only versions that plans used are judged.
    """
    of_queue = {history.queue_id: history for history in histories}
    used = {row["version_id"] for row in versions.to_pylist() if row["status"] == "used"}
    parts: dict[tuple[str, date, str, date], list[dict[str, Any]]] = {}
    for row in frozen.to_pylist():
        if row["version_id"] in used and row["queue_id"] in of_queue:
            week = monday_of(row["business_date"])
            parts.setdefault((row["version_id"], row["as_of"], row["queue_id"], week), []).append(
                row
            )
    for (version_id, as_of, queue_id, week), rows in sorted(parts.items()):
        history = of_queue[queue_id]
        first = (week - history.days[0]).days
        days = slice(max(first, 0), min(first + 7, len(history.days)))
        if days.stop > days.start:
            yield _frozen_week(version_id, as_of, week, rows, history, days, zone)


def _frozen_week(
    version_id: str,
    as_of: date,
    week: date,
    rows: list[dict[str, Any]],
    history: QueueHistory,
    days: slice,
    zone: str,
) -> Pairs:
    grid = _grid(rows, history, days, zone)
    lead = (week - as_of).days // 7 + 1
    actual = np.where(np.isfinite(grid["offered"]), history.offered[days], np.nan)
    return Pairs(
        basis=FROZEN_BASIS,
        version_id=version_id,
        as_of=as_of,
        week=week,
        lead_weeks=lead,
        queue_id=history.queue_id,
        mean=grid["offered"],
        median=grid["offered_p50"],
        low=grid["offered_p05"],
        high=grid["offered_p95"],
        aht_s=grid["aht_s"],
        actual=actual,
        workload_s=_workload(history, days),
        naive=_before(history.offered, days, 7 * max(lead, 1)),
    )


def _grid(
    rows: list[dict[str, Any]], history: QueueHistory, days: slice, zone: str
) -> Mapping[str, Array]:
    names = ("offered", "offered_p50", "offered_p05", "offered_p95", "aht_s")
    made = {name: np.full((days.stop - days.start, SLOTS_PER_DAY), np.nan) for name in names}
    for row in rows:
        day = (row["business_date"] - history.days[days.start]).days
        if 0 <= day < days.stop - days.start and row["model"] != "closed":
            slot = slot_of(row["interval_start_at"], zone)
            for name in names:
                made[name][day, slot] = row[name]
    return made


def accuracy(pairs: Iterable[Pairs], plan_week: date) -> pa.Table:
    """Rows of outputs/forecast_accuracy: each version, week, queue and grain; then all queues.

    plan_week: the week whose planning looks back.

    WAPE M060 (half-hours: of the median; days and weeks: of the mean), bias M062, MASE M063 against
    the last week known at freezing, coverage M066 of the 90 % interval (half-hours), handle-time
    and workload error M064, mean error M059. Vendors' figures beside: MAPE M061 and mean deviation
    M067, which quiet intervals dominate, and handle-time accuracy M065, which looks good where too
    much was forecast: nothing is ranked by them. A figure without a denominator is NULL.
    """
    rows: list[dict[str, Any]] = []
    together: dict[tuple[Any, ...], list[Pairs]] = {}
    for one in pairs:
        rows += _graded(one)
        key = (one.basis, one.version_id, one.week, one.lead_weeks)
        together.setdefault(key, []).append(one)
    for queues in together.values():
        rows += [row for row in _graded(_sum(queues)) if row["grain"] != "half_hour"]
    return pa.Table.from_pylist([{"plan_week": plan_week} | row for row in rows], schema=ACCURACY)


def _sum(queues: list[Pairs]) -> Pairs:
    """All queues as one; only half-hours count in which each is known or closed."""
    first, shortest = queues[0], min(len(one.actual) for one in queues)

    def added(name: str) -> Array:
        each = np.array([getattr(one, name)[:shortest] for one in queues])
        return np.where(np.isfinite(each).any(axis=0), np.nansum(each, axis=0), np.nan)

    mean = added("mean")
    seconds = [one.mean[:shortest] * one.aht_s[:shortest] for one in queues]
    handled = np.nansum(seconds, axis=0)
    aht_s = np.divide(handled, mean, out=np.full_like(mean, np.nan), where=mean > 0)
    return Pairs(
        first.basis, first.version_id, first.as_of, first.week, first.lead_weeks, ALL_QUEUES,
        mean, added("median"), added("low"), added("high"), aht_s,
        added("actual"), added("workload_s"), added("naive"),
    )  # fmt: skip


def _graded(one: Pairs) -> list[dict[str, Any]]:
    known = np.isfinite(one.actual) & np.isfinite(one.mean)
    if not known.any():
        return []
    head = {"basis": one.basis, "version_id": one.version_id, "as_of": one.as_of,
            "week": one.week, "lead_weeks": one.lead_weeks, "queue_id": one.queue_id}  # fmt: skip
    return [head | {"grain": grain} | _errors(one, known, grain) for grain in GRAINS]


def _errors(one: Pairs, known: NDArray[np.bool_], grain: str) -> dict[str, Any]:
    actual, mean = _summed(one.actual, known, grain), _summed(one.mean, known, grain)
    point = _summed(one.median, known, grain) if grain == "half_hour" else mean
    missed, busy = np.abs(point - actual), actual > 0
    told = known & np.isfinite(one.workload_s) & np.isfinite(one.aht_s)
    came_s = _summed(one.workload_s, told, grain)
    due_s = _summed(one.mean * one.aht_s, told, grain)
    inside = (one.actual >= one.low) & (one.actual <= one.high)
    aht_error = _aht_error(one, told)
    return {
        "intervals": len(actual),
        "actual": float(actual.sum()),
        "forecast": float(mean.sum()),
        "wape": _ratio(missed.sum(), actual.sum()),
        "bias": _ratio((mean - actual).sum(), actual.sum()),
        "mape": float((missed[busy] / actual[busy]).mean()) if busy.any() else None,
        "mase": _scaled_error(one, known, grain),
        "coverage": float(inside[known].mean()) if grain == "half_hour" else None,
        "aht_error": aht_error,
        "workload_wape": _ratio(np.abs(due_s - came_s).sum(), came_s.sum()),
        "error": float((mean - actual).mean()),
        "deviation": float((mean[busy] / actual[busy]).mean() - 1) if busy.any() else None,
        "aht_accuracy": None if aht_error is None else 1 + aht_error,
    }


def _summed(values: Array, known: NDArray[np.bool_], grain: str) -> Array:
    """Known values as they are, or added up per day that has one, or over the week."""
    if grain == "half_hour":
        return values[known]
    daily = np.where(known, np.nan_to_num(values), 0.0).sum(axis=1)[known.any(axis=1)]
    return daily if grain == "day" else daily.sum(keepdims=True)


def _scaled_error(one: Pairs, known: NDArray[np.bool_], grain: str) -> float | None:
    """Absolute errors over those of the last week known, where that week is known too."""
    both = known & np.isfinite(one.naive)
    actual = _summed(one.actual, both, grain)
    point = one.median if grain == "half_hour" else one.mean
    missed = np.abs(_summed(point, both, grain) - actual).sum()
    return _ratio(missed, np.abs(_summed(one.naive, both, grain) - actual).sum())


def _aht_error(one: Pairs, told: NDArray[np.bool_]) -> float | None:
    """Forecast's AHT over the actual one, less 1; both weighted by their contacts."""
    contacts = one.actual[told].sum()
    due = _ratio((one.mean * one.aht_s)[told].sum(), one.mean[told].sum())
    came = _ratio(one.workload_s[told].sum(), contacts)
    return due / came - 1 if due is not None and came else None


def _workload(history: QueueHistory, days: slice) -> Array:
    answered, seconds = history.answered[days], history.handle_s[days]
    aht = np.divide(seconds, answered, out=np.full_like(seconds, np.nan), where=answered > 0)
    return aht * history.offered[days]


def _before(offered: Array, days: slice, back: int) -> Array:
    made = np.full((days.stop - days.start, offered.shape[1]), np.nan)
    first = days.start - back
    seen = slice(max(0, -first), len(made))
    made[seen] = offered[max(0, first) : days.stop - back]
    return made


def _ratio(numerator: float, denominator: float | None) -> float | None:
    return float(numerator / denominator) if denominator else None
