"""The forecasting methods: history of one queue and kinds of future days -> days x 48 contacts.

Each is one idea in one function; `METHODS` names them. Closed or unknown half-hours may come out
as NaN. Medians, because outages, campaigns and gaps must not pull a level.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from scheduling.forecast.comparable import comparable_days, usable_days
from scheduling.forecast.history import QueueHistory
from scheduling.forecast.levels import day_factors, level_now, local_level_now

Array = NDArray[np.float64]
Method = Callable[[QueueHistory, Sequence[str]], Array]
RECENT = 6
_HALF_LIFE_DAYS = 42.0


def median_of_recent(history: QueueHistory, kinds: Sequence[str]) -> Array:
    """Median, per half-hour, of the last six comparable days."""
    usable = usable_days(history.offered)
    made = {}
    for kind in dict.fromkeys(kinds):
        past = comparable_days(history.kinds, kind, usable)[-RECENT:]
        made[kind] = _median(history.offered[past])
    return np.array([made[kind] for kind in kinds])


def robust_two_way(history: QueueHistory, kinds: Sequence[str]) -> Array:
    """Level now x factor of the kind of day x intraday profile, all by medians."""
    return _two_way(history, kinds, level_now(history))


def local_level(history: QueueHistory, kinds: Sequence[str]) -> Array:
    """The two-way model with a statsmodels local-level state-space estimate of the level."""
    return _two_way(history, kinds, local_level_now(history))


def low_rank(history: QueueHistory, kinds: Sequence[str], rank: int = 3) -> Array:
    """Singular vectors of the square-root day x half-hour matrix, in the manner of Shen & Huang.

    H. Shen, J. Z. Huang, "Interday forecasting and intraday updating of call center arrivals"
    (2008). The days' scores are forecast by medians over comparable recent days.
    """
    usable = usable_days(history.offered)
    filled = _filled(history.offered[usable])
    if filled.shape[0] <= rank:
        return median_of_recent(history, kinds)
    left, scale, right = np.linalg.svd(np.sqrt(filled), full_matrices=False)
    scores = left[:, :rank] * scale[:rank]
    seen = [kind for kind, use in zip(history.kinds, usable, strict=True) if use]
    everyday = np.ones(len(seen), bool)
    made = {}
    for kind in dict.fromkeys(kinds):
        past = comparable_days(seen, kind, everyday)[-RECENT:]
        root = np.median(scores[past], axis=0) @ right[:rank]
        made[kind] = np.maximum(root, 0.0) ** 2
    return np.array([made[kind] for kind in kinds])


def pooled_mean(history: QueueHistory, kinds: Sequence[str]) -> Array:
    """Recency-weighted mean level x one profile of all days, smoothed over neighbours.

    For small queues, whose medians are zero: above zero wherever anybody has called. A day weighs
    half of one six weeks later, so a queue that has died is let go.
    """
    usable = usable_days(history.offered)
    ages = np.arange(len(history.days))[::-1][usable]
    weights = 0.5 ** (ages / _HALF_LIFE_DAYS)
    totals = np.nansum(history.offered, axis=1)[usable]
    level = float((weights * totals).sum() / weights.sum()) if weights.sum() > 0 else 0.0
    profile = _smoothed(_mean(history.offered))
    total = np.nansum(profile)
    return np.tile(level * (profile / total if total > 0 else profile), (len(kinds), 1))


METHODS: dict[str, Method] = {
    "robust_two_way": robust_two_way,
    "median_of_recent": median_of_recent,
    "low_rank": low_rank,
    "local_level": local_level,
    "pooled_mean": pooled_mean,
}


def _two_way(history: QueueHistory, kinds: Sequence[str], level: float) -> Array:
    usable = usable_days(history.offered)
    factors = day_factors(history)
    made = {}
    for kind in dict.fromkeys(kinds):
        past = comparable_days(history.kinds, kind, usable)
        factor = float(np.median(factors[past])) if past.size else 1.0
        made[kind] = level * factor * _profile(history.offered[past][-3 * RECENT :])
    return np.array([made[kind] for kind in kinds])


def _profile(offered: Array) -> Array:
    """Share of the day per half-hour: median of the days' shares, summing to 1."""
    totals = np.nansum(offered, axis=1, keepdims=True)
    shares = np.divide(offered, totals, out=np.zeros_like(offered), where=totals > 0)
    profile = _median(np.where(np.isfinite(offered), shares, np.nan))
    total = np.nansum(profile)
    return profile / total if total > 0 else profile


def _filled(offered: Array) -> Array:
    """Missing half-hours replaced by the median of their column; 0 where that is never open."""
    columns = np.nan_to_num(_median(offered))
    return np.where(np.isfinite(offered), offered, columns)


def _smoothed(values: Array) -> Array:
    """Weighted mean with the two neighbours on each side (1 2 3 2 1), over known half-hours."""
    known = np.isfinite(values)
    kernel = np.array([1.0, 2.0, 3.0, 2.0, 1.0])
    total = np.convolve(np.where(known, values, 0.0), kernel, mode="same")
    weight = np.convolve(known.astype(float), kernel, mode="same")
    return np.where(known, total / np.maximum(weight, 1.0), np.nan)


def _median(values: Array) -> Array:
    return _quiet(np.nanmedian, values)


def _mean(values: Array) -> Array:
    return _quiet(np.nanmean, values)


def _quiet(statistic: Callable[..., Array], values: Array) -> Array:
    """The statistic over days; NaN where a half-hour was never known, without numpy's warning."""
    if not len(values):
        return np.full(values.shape[1], np.nan)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return statistic(values, axis=0)
