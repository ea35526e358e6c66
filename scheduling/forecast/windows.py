"""Running statistics over days with gaps: medians, means, exponential weights."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Array = NDArray[np.float64]
TO_SIGMA = 1.4826
"""Median absolute deviation of a normal variable to its standard deviation."""


def rolling_median(values: Array, reach: int) -> Array:
    """Median of the known values within `reach` days on both sides; NaN where none is known."""
    padded = np.full(len(values) + 2 * reach, np.nan)
    padded[reach : reach + len(values)] = values
    return median(np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1), axis=1)


def median(values: Array, axis: int = 0) -> Array:
    """Median along an axis of what is known; NaN where nothing is."""
    ordered = np.sort(values, axis=axis)  # NaN last
    count = np.isfinite(values).sum(axis=axis)
    low = np.expand_dims(np.maximum(count - 1, 0) // 2, axis)
    high = np.expand_dims(np.minimum(count // 2, values.shape[axis] - 1), axis)
    both = np.take_along_axis(ordered, low, axis) + np.take_along_axis(ordered, high, axis)
    return np.where(count > 0, np.squeeze(both, axis) / 2, np.nan)


def interpolated(values: Array) -> Array:
    """Unknown values from their known neighbours; zeros where nothing is known."""
    known = np.flatnonzero(np.isfinite(values))
    if not known.size:
        return np.zeros(len(values))
    return np.interp(np.arange(len(values)), known, values[known])


def spread(values: Array) -> float:
    """Robust standard deviation around zero; 0 where nothing is known."""
    known = np.abs(values[np.isfinite(values)])
    return TO_SIGMA * float(np.median(known)) if known.size else 0.0


def window_mean(values: Array, start: NDArray[np.int_], end: NDArray[np.int_]) -> Array:
    """Mean of the known values of [start, end) for arrays of bounds; NaN where none is known."""
    known = np.isfinite(values)
    sums = np.concatenate([[0.0], np.cumsum(np.where(known, values, 0.0))])
    counts = np.concatenate([[0], np.cumsum(known)])
    start, end = np.clip(start, 0, len(values)), np.clip(end, 0, len(values))
    count = counts[end] - counts[start]
    return np.where(count > 0, (sums[end] - sums[start]) / np.maximum(count, 1), np.nan)


def exponential_means(values: Array, half_life: float) -> Array:
    """For every count of days the mean of those first days, a half-life halving a day's weight.

    One longer than `values`: element n has seen values[:n]; NaN while nothing is known.
    """
    means = pd.Series(values).ewm(halflife=half_life).mean().to_numpy()
    return np.concatenate([[np.nan], means])
