"""Daily levels: what a day of each kind weighs, and where the level stands now."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scheduling.forecast.comparable import usable_days
from scheduling.forecast.history import QueueHistory

Array = NDArray[np.float64]
_WINDOW_DAYS = 10
_RECENT_DAYS = 21
_RATIOS = (0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)


def day_factors(history: QueueHistory) -> Array:
    """Each day's total over the median total of workdays around it; NaN for days not in data.

    The level around a day is the median of the usable days within ten days of it that are
    workdays (of all days, if the queue has no workdays there).
    """
    totals = day_totals(history)
    workday = np.array([kind.startswith("workday") for kind in history.kinds], bool)
    factors = np.full(totals.shape, np.nan)
    for day in np.flatnonzero(np.isfinite(totals)):
        around = slice(max(0, day - _WINDOW_DAYS), day + _WINDOW_DAYS + 1)
        nearby = totals[around]
        chosen = nearby[workday[around] & np.isfinite(nearby)]
        level = np.median(chosen if chosen.size >= 3 else nearby[np.isfinite(nearby)])
        factors[day] = totals[day] / level if level > 0 else np.nan
    return np.where(np.isfinite(totals) & ~np.isfinite(factors), 1.0, factors)


def adjusted_levels(history: QueueHistory) -> Array:
    """Each day's total over the median factor of its kind: the level a workday would have had."""
    factors, totals = day_factors(history), day_totals(history)
    by_kind: dict[str, list[float]] = defaultdict(list)
    for kind, factor in zip(history.kinds, factors, strict=True):
        if np.isfinite(factor):
            by_kind[kind].append(float(factor))
    typical = {kind: float(np.median(values)) for kind, values in by_kind.items()}
    weights = np.array([typical.get(kind, np.nan) for kind in history.kinds])
    usual = np.array([len(by_kind[kind]) > 1 for kind in history.kinds], bool)
    known = np.isfinite(totals) & (weights > 0)
    levels = np.where(known, totals / np.where(known, weights, 1.0), np.nan)
    return levels if not (usual & known).any() else np.where(usual, levels, np.nan)


def level_now(history: QueueHistory) -> float:
    """The median adjusted level of the last three weeks in the data."""
    levels = adjusted_levels(history)
    known = levels[np.isfinite(levels)]
    recent = levels[-_RECENT_DAYS:]
    recent = recent[np.isfinite(recent)]
    chosen = recent if recent.size >= 5 else known[-_RECENT_DAYS:]
    return float(np.median(chosen)) if chosen.size else 0.0


def local_level_now(history: QueueHistory) -> float:
    """The last level of a Gaussian local-level model of the logarithms, gaps left out.

    statsmodels UnobservedComponents with the scale concentrated out of the likelihood, so that
    one parameter is left, the ratio of level to noise variance; the likeliest of a few ratios is
    taken. Outliers beyond four robust deviations are drawn in. Falls back to the median with
    fewer than 14 days.
    """
    levels = adjusted_levels(history)
    if np.isfinite(levels).sum() < 14 or np.nanmin(levels) <= 0:
        return level_now(history)
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    logs = np.log(levels)
    middle = np.nanmedian(logs)
    spread = 4 * 1.4826 * np.nanmedian(np.abs(logs - middle)) + 1e-9
    local_level: Any = "local level"
    model = UnobservedComponents(np.clip(logs, middle - spread, middle + spread), local_level)
    model.ssm.filter_concentrated = True
    likeliest = max(_RATIOS, key=lambda ratio: model.loglike([1.0, ratio]))
    model.update([1.0, likeliest])
    last = float(np.exp(model.ssm.filter().filtered_state[0, -1]))
    return last if np.isfinite(last) else level_now(history)


def day_totals(history: QueueHistory) -> Array:
    """Contacts per day; NaN where the day is not in the data. Unknown half-hours count as usual."""
    totals = np.nansum(history.offered, axis=1)
    return np.where(usable_days(history.offered), totals, np.nan)
