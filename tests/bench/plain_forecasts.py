"""Well-known forecasts in a few lines of numpy each, on a history without gaps.

A history is open days x half-hours, whole weeks of `week` days up to the origin, abnormal days and
holidays already replaced (`imputed`). Each function gives the four weeks after it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from scheduling.forecast.day_types import HOLIDAY
from scheduling.forecast.history import QueueHistory
from scheduling.forecast.levels import day_levels
from scheduling.forecast.windows import median

Array = NDArray[np.float64]
WEEKS_AHEAD = 4
RECENT_WEEKS = 6
_NEAREST = 6
_LEVEL_WEEKS = 3
_RANK = 3
_SVD_WEEKS = 26


def imputed(history: QueueHistory) -> Array:
    """The history as all rivals get it: our masks, filled from the six nearest same weekdays."""
    usable = day_levels(history.offered, history.types).normal
    known = np.where(usable[:, None], history.offered, np.nan)
    made = known.copy()
    for weekday in range(7):
        days = np.flatnonzero(history.types.weekday == weekday)
        seen = days[usable[days]]
        for day in days[~np.isfinite(known[days]).all(axis=1)]:
            near = seen[np.argsort(np.abs(seen - day), kind="stable")[:_NEAREST]]
            usual = median(known[near]) if near.size else np.zeros(known.shape[1])
            made[day] = np.where(np.isfinite(made[day]), made[day], usual)
    return np.nan_to_num(made)


def special(history: QueueHistory) -> NDArray[np.bool_]:
    """Days that the calendar calls holidays."""
    return history.types.kind == HOLIDAY


def seasonal_naive(history: Array, week: int) -> Array:
    """The week before."""
    return np.tile(history[-week:], (WEEKS_AHEAD, 1))


def mean_of_six(history: Array, week: int) -> Array:
    """Mean of the last six same weekdays."""
    return np.tile(_weeks(history, week, RECENT_WEEKS).mean(axis=0), (WEEKS_AHEAD, 1))


def median_of_six(history: Array, week: int) -> Array:
    """Median of the last six same weekdays."""
    return np.tile(np.median(_weeks(history, week, RECENT_WEEKS), axis=0), (WEEKS_AHEAD, 1))


def two_way(history: Array, week: int) -> Array:
    """Mean level of three weeks x weekday factor x mean profile of the weekday."""
    return _two_way(history, week, np.mean)


def robust_two_way(history: Array, week: int) -> Array:
    """The same by medians."""
    return _two_way(history, week, np.median)


def low_rank(history: Array, week: int) -> Array:
    """Three singular vectors of the square roots; scores of the last six same weekdays, mean."""
    days = history[-_SVD_WEEKS * week :]
    days = days[len(days) % week :]
    left, scale, right = np.linalg.svd(np.sqrt(days), full_matrices=False)
    scores = _weeks(left[:, :_RANK] * scale[:_RANK], week, RECENT_WEEKS).mean(axis=0)
    return np.tile(np.maximum(scores @ right[:_RANK], 0.0) ** 2, (WEEKS_AHEAD, 1))


def _two_way(history: Array, week: int, middle: Callable[..., Array]) -> Array:
    recent = _weeks(history, week, 3 * RECENT_WEEKS)
    totals = recent.sum(axis=2)
    weekly = np.maximum(totals.mean(axis=1, keepdims=True), 1e-9)
    factor = middle(totals / weekly, axis=0)
    level = middle(totals[-_LEVEL_WEEKS:] / np.maximum(factor, 1e-9))
    shares = recent / np.maximum(totals[:, :, None], 1e-9)
    profile = middle(shares, axis=0)
    profile = profile / np.maximum(profile.sum(axis=1, keepdims=True), 1e-9)
    return np.tile(level * factor[:, None] * profile, (WEEKS_AHEAD, 1))


def _weeks(days: Array, week: int, count: int) -> Array:
    """The last whole weeks: weeks x days of the week x columns."""
    count = min(count, len(days) // week)
    return days[-count * week :].reshape(count, week, days.shape[1])


PLAIN: Mapping[str, Callable[[Array, int], Array]] = {
    "seasonal_naive": seasonal_naive,
    "mean_of_six": mean_of_six,
    "median_of_six": median_of_six,
    "two_way": two_way,
    "robust_two_way": robust_two_way,
    "svd": low_rank,
}
