"""Daily levels: what weekday, date and holidays add to a day, and the level without them.

Logarithms of a day's contacts are split by running medians:
log total = level + weekday + day of the month + kind of day + rest. Days far off are abnormal
(outages, campaigns) and are left out; lasting shifts are not abnormal, they move the past.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduling.forecast.day_types import ORDINARY, DayTypes
from scheduling.forecast.shifts import level_shifts, moved_to_today
from scheduling.forecast.special_days import SpecialDays
from scheduling.forecast.windows import Array, interpolated, rolling_median, spread

_LEVEL_DAYS = 7
_FIRST_LEVEL_DAYS = 10
_WEEKS_OF_WEEKDAY = 26
_RECENT_DAYS = 400
_KNOWN_SHARE = 0.7
_ABNORMAL_SIGMAS = 4.5
_ABNORMAL_LEAST = 0.25
_ROUNDS = 3
_MONTH_DAYS = 31
_NEIGHBOUR = 0.5


@dataclass(frozen=True)
class DayLevels:
    """Of each day of a queue: the log level around it, on today's scale, and what it adds.

    `level`: running median, without gaps. `usual`: log totals without weekday and date, NaN on
    abnormal, special and unknown days. `moved`: what the shifts add to the day's log.
    `weekday` (7) and `month_day` (0-31) are log effects.
    """

    level: Array
    usual: Array
    moved: Array
    weekday: Array
    month_day: Array
    special: SpecialDays

    @property
    def normal(self) -> NDArray[np.bool_]:
        """Ordinary days without anything abnormal."""
        return np.isfinite(self.usual)


def day_totals(offered: Array, weekday: NDArray[np.int_]) -> Array:
    """Contacts per day as if every half-hour were known; NaN where under 70 % is.

    Half-hours that are unknown on every such weekday are closed, not missing.
    """
    known = np.isfinite(offered)
    counts = np.maximum(known[-_RECENT_DAYS:].sum(axis=0), 1)
    profile = np.nansum(offered[-_RECENT_DAYS:], axis=0) / counts
    open_on = known.any(axis=1)
    share = known @ profile
    whole = np.zeros(7)
    np.maximum.at(whole, weekday, share)
    seen = share / np.maximum(whole[weekday], 1e-9)
    complete = open_on & (seen >= _KNOWN_SHARE)
    return np.where(complete, np.nansum(offered, axis=1) / np.where(complete, seen, 1.0), np.nan)


def day_levels(offered: Array, types: DayTypes) -> DayLevels:
    """Split the days' logarithms. `offered`: days x 48."""
    every = np.log(day_totals(offered, types.weekday) + 1.0)
    logs = np.where(types.kind == ORDINARY, every, np.nan)
    level = interpolated(rolling_median(logs, _FIRST_LEVEL_DAYS))
    weekday = _weekday_effects(logs - level, types.weekday)
    moved = moved_to_today(len(logs), level_shifts(logs - weekday[types.weekday]))
    logs, month_day, adjusted = logs + moved, np.zeros(_MONTH_DAYS + 1), logs
    for _ in range(_ROUNDS):
        adjusted = logs - weekday[types.weekday] - month_day[types.month_day]
        level = interpolated(rolling_median(adjusted, _LEVEL_DAYS))
        weekday = _weekday_effects(logs - level - month_day[types.month_day], types.weekday)
        month_day = _month_day_effects(logs - level - weekday[types.weekday], types.month_day)
    rest = adjusted - level
    limit = max(_ABNORMAL_SIGMAS * spread(rest[-2 * _RECENT_DAYS // 4 :]), _ABNORMAL_LEAST)
    usual = np.where(np.abs(rest) <= limit, adjusted, np.nan)
    special = every + moved - level - month_day[types.month_day]
    witnesses = SpecialDays(types, np.where(types.kind == ORDINARY, np.nan, special), weekday)
    return DayLevels(level, usual, moved, weekday, month_day, witnesses)


def _weekday_effects(rest: Array, weekday: NDArray[np.int_]) -> Array:
    """Median over the last 26 known days of each weekday; the others' mean where none is known."""
    own = [rest[(weekday == w) & np.isfinite(rest)][-_WEEKS_OF_WEEKDAY:] for w in range(7)]
    found = np.array([np.median(one) if one.size else np.nan for one in own])
    seen = found[np.isfinite(found)]
    return np.where(np.isfinite(found), found, seen.mean() if seen.size else 0.0)


def _month_day_effects(rest: Array, month_day: NDArray[np.int_]) -> Array:
    """Effect of the day of the month (billing, pay day), each day leaning on its neighbours.

    Empirical Bayes: means are shrunk by the share of their variance that chance explains, so a
    queue without such an effect gets none. Element 0 is unused.
    """
    known = np.isfinite(rest)
    limit = max(_ABNORMAL_SIGMAS * spread(rest), _ABNORMAL_LEAST)
    kept = np.clip(np.where(known, rest, 0.0), -limit, limit)
    slot = month_day - 1
    sums = _with_neighbours(np.bincount(slot, kept, _MONTH_DAYS).astype(float))
    counts = _with_neighbours(np.bincount(slot, known, _MONTH_DAYS).astype(float))
    if (counts < 1).any():
        return np.zeros(_MONTH_DAYS + 1)
    means = sums / counts
    chance = (1 + 2 * _NEIGHBOUR**2) / (1 + 2 * _NEIGHBOUR) * kept[known].var() / counts
    real = max(0.0, float(means.var() - chance.mean()))
    return np.concatenate([[0.0], means * real / np.maximum(real + chance, 1e-12)])


def _with_neighbours(values: Array) -> Array:
    return values + _NEIGHBOUR * (np.roll(values, 1) + np.roll(values, -1))
