"""How forecasts of several queues miss together: on the same days, in the same half-hours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scheduling.prediction.errors import ForecastErrors

Array = NDArray[np.float64]


@dataclass(frozen=True)
class ErrorCorrelation:
    """Correlations of the log factors of `queue_ids`, (queues, queues): of days and half-hours.

    `day_seen` and `half_hour_seen` are as the past shows them, before they were shrunk.
    """

    queue_ids: tuple[str, ...]
    day: Array
    half_hour: Array
    day_seen: Array
    half_hour_seen: Array

    def among(self, queue_ids: Sequence[str]) -> tuple[Array, Array]:
        """Day and half-hour correlations of these queues; one that is not known errs alone."""
        known = {queue: place for place, queue in enumerate(self.queue_ids)}
        place = np.array([known.get(queue, -1) for queue in queue_ids])
        both = (place[:, None] >= 0) & (place >= 0)
        one, other = np.meshgrid(place, place, indexing="ij")
        alone = np.eye(len(queue_ids))
        if not both.any():
            return alone, alone
        return (
            np.where(both, self.day[one, other], alone),
            np.where(both, self.half_hour[one, other], alone),
        )


def error_correlation(
    past: pa.Table, errors: Mapping[str, ForecastErrors]
) -> ErrorCorrelation | None:
    """The correlations in past half-hours, shrunk; None without a half-hour.

    `past` has queue_id, interval_start_at, business_date, planned_offered and offered. Poisson
    noise of two queues is independent, so mean products of their misses are free of it: over
    half-hours they give the sum of both covariances, over days' totals the day's part. Each
    matrix is shrunk towards independence by Σ var(ρ) ÷ Σ ρ² (Schäfer & Strimmer 2005), the
    variances by leaving out one day after the other.
    """
    rows = past.to_pylist()
    if not rows:
        return None
    queues = tuple(sorted({row["queue_id"] for row in rows}))
    sums = _daily_sums(rows, queues)
    day_seen, half_hour_seen = _correlations(sums.sum(axis=1), queues, errors)
    if sums.shape[1] > 1:
        without = [_correlations(one, queues, errors) for one in _leaving_one_out(sums)]
        day = _shrunk(day_seen, np.array([pair[0] for pair in without]))
        half_hour = _shrunk(half_hour_seen, np.array([pair[1] for pair in without]))
    else:
        day = half_hour = np.eye(len(queues))
    return ErrorCorrelation(queues, day, half_hour, day_seen, half_hour_seen)


def _daily_sums(rows: Sequence[Mapping[str, Any]], queues: tuple[str, ...]) -> Array:
    """Products of pairs of queues by day: (4, days, queues, queues).

    In this order: misses by half-hour, forecasts by half-hour, misses by day, forecasts by day.
    """
    half_hours = sorted({(row["business_date"], row["interval_start_at"]) for row in rows})
    at = {half_hour: n for n, half_hour in enumerate(half_hours)}
    forecast, missed = np.zeros((2, len(half_hours), len(queues)))
    for row in rows:
        cell = at[row["business_date"], row["interval_start_at"]], queues.index(row["queue_id"])
        forecast[cell] = row["planned_offered"]
        missed[cell] = float(row["offered"]) - forecast[cell]
    days = [day for day, _ in half_hours]
    starts = [n for n, day in enumerate(days) if n == 0 or day != days[n - 1]]

    def products(values: Array) -> tuple[Array, Array]:
        each = np.add.reduceat(values[:, :, None] * values[:, None, :], starts, axis=0)
        daily = np.add.reduceat(values, starts, axis=0)
        return each, daily[:, :, None] * daily[:, None, :]

    (misses, day_misses), (forecasts, day_forecasts) = products(missed), products(forecast)
    return np.array([misses, forecasts, day_misses, day_forecasts])


def _leaving_one_out(sums: Array) -> Array:
    """(days, 4, queues, queues): all days but one."""
    return np.moveaxis(sums.sum(axis=1, keepdims=True) - sums, 1, 0)


def _correlations(
    sums: Array, queues: tuple[str, ...], errors: Mapping[str, ForecastErrors]
) -> tuple[Array, Array]:
    """Correlations of the log factors of days and half-hours, from products over all days."""
    misses, forecasts, day_misses, day_forecasts = sums
    of_day = _ratio(day_misses - misses, day_forecasts - forecasts)
    of_half_hour = _ratio(misses, forecasts) - of_day
    known = [errors.get(queue, ForecastErrors(0.0, 0.0)) for queue in queues]
    return (
        _as_correlation(of_day, np.array([one.day for one in known])),
        _as_correlation(of_half_hour, np.array([one.half_hour for one in known])),
    )


def _ratio(part: Array, whole: Array) -> Array:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def _as_correlation(covariance: Array, variation: Array) -> Array:
    """Correlation of logarithms; 0 where a queue does not err at all."""
    spread = np.sqrt(np.log1p(variation**2))
    scale = spread[:, None] * spread
    found = _ratio(np.log1p(np.maximum(covariance, -0.99)), scale)
    np.fill_diagonal(found, 1.0)
    return np.clip(found, -1.0, 1.0)


def _shrunk(seen: Array, without: Array) -> Array:
    """Towards independence by how unsure the correlations are, then to the nearest possible."""
    apart = ~np.eye(seen.shape[0], dtype=bool)
    days = without.shape[0]
    variance = (days - 1) / days * ((without - without.mean(axis=0)) ** 2).sum(axis=0)
    size = (seen[apart] ** 2).sum()
    weight = min(variance[apart].sum() / size, 1.0) if size > 0 else 1.0
    return _possible(np.where(apart, (1.0 - weight) * seen, 1.0))


def _possible(matrix: Array) -> Array:
    """A correlation matrix: negative eigenvalues cut off, the diagonal brought back to 1."""
    values, vectors = np.linalg.eigh(matrix)
    if values.min() >= 0:
        return matrix
    cut = (vectors * np.maximum(values, 1e-9)) @ vectors.T
    scale = np.sqrt(np.diag(cut))
    return cut / (scale[:, None] * scale)
