"""Rates of several queues that err together, and what the centre's days come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scheduling.prediction.correlation import ErrorCorrelation
from scheduling.prediction.errors import ForecastErrors, missed_rates, standard_normals
from scheduling.prediction.plan import QueuePlan, day_levels, level_quantiles

Array = NDArray[np.float64]


def draw_rates(
    queues: Sequence[QueuePlan],
    errors: Mapping[str, ForecastErrors],
    correlation: ErrorCorrelation | None,
    *,
    draws: int,
    seed: int,
) -> list[Array]:
    """Rates (draws, half-hours) of each queue; without a correlation each errs alone.

    Every queue keeps its evenly spread days: correlation only changes which draw has which of
    them (the rank order of correlated normals; Iman & Conover 1982).
    """
    days = np.unique(np.concatenate([queue.day for queue in queues]))
    starts = np.unique(np.concatenate([queue.starts for queue in queues]))
    normals = [
        standard_normals(days.size, starts.size, draws, seed + number)
        for number in range(len(queues))
    ]
    of_day, of_half_hour = (np.stack(part) for part in zip(*normals, strict=True))
    if correlation is not None:
        by_day, by_half_hour = correlation.among([queue.queue_id for queue in queues])
        of_day = _in_order_of(_mixed(of_day, by_day), of_day)
        of_half_hour = _mixed(of_half_hour, by_half_hour)
    return [
        missed_rates(
            queue.offered,
            of_day[number][:, np.searchsorted(days, queue.day)],
            of_half_hour[number][:, np.searchsorted(starts, queue.starts)],
            errors[queue.queue_id],
        )
        for number, queue in enumerate(queues)
    ]


def _mixed(normals: Array, correlation: Array) -> Array:
    """Independent normals (queues, …) made to correlate."""
    values, vectors = np.linalg.eigh(correlation)
    root = (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T
    return np.tensordot(root, normals, axes=1)


def _in_order_of(order: Array, values: Array) -> Array:
    """`values` sorted along the draws into the ranks of `order`; both (queues, draws, days)."""
    ranks = order.argsort(axis=1).argsort(axis=1)
    return np.take_along_axis(np.sort(values, axis=1), ranks, axis=1)


def centre_days(queues: Sequence[QueuePlan], rates: Sequence[Array]) -> pa.Table:
    """One row per day over all queues: level as a distribution, and that every target is met.

    `independent_probability` is what the product of the queues' own chances would promise.
    """
    levels = [queue.measures(rate, queue.agents) for queue, rate in zip(queues, rates, strict=True)]
    days = np.unique(np.concatenate([queue.day for queue in queues]))
    shape = (rates[0].shape[0], days.size)
    contacts, in_time = np.zeros(shape), np.zeros(shape)
    all_met, product = np.ones(shape, bool), np.ones(days.size)
    for queue, rate, now in zip(queues, rates, levels, strict=True):
        at = np.searchsorted(days, queue.day[queue.day_starts])
        contacts[:, at] += queue.day_sums(rate)
        in_time[:, at] += queue.day_sums(now.service_level * rate)
        met = day_levels(queue, rate, now) >= queue.target_level[queue.day_starts]
        all_met[:, at] &= met
        product[at] *= met.mean(axis=0)
    level = np.divide(in_time, contacts, out=np.ones(shape), where=contacts > 0)
    return pa.table(
        {
            "business_date": pa.array(days.tolist(), pa.date32()),
            "offered": contacts.mean(axis=0),
            "service_level": level.mean(axis=0),
            **level_quantiles(level),
            "all_targets_probability": all_met.mean(axis=0),
            "independent_probability": product,
        }
    )
