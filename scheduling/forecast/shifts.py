"""Level shifts: days from which on a queue lives on another level."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduling.forecast.windows import TO_SIGMA, median, rolling_median

Array = NDArray[np.float64]
_WINDOW_DAYS = 14
_SHORTEST_DAYS = 4
_SMALLEST = 0.2
_SIGMAS = 5.0
_AGREEING = 0.85
_LONE = 1.0


@dataclass(frozen=True)
class Shift:
    """From day `day` (index) on the log level lies `size` higher."""

    day: int
    size: float


def level_shifts(logs: Array) -> list[Shift]:
    """Shifts of a row of log levels (NaN: unknown), oldest first.

    A shift separates two fortnights whose medians differ by more than 22 % and five robust
    deviations of a day, with 85 % of the days on their own side of the middle. At the end of the
    data four days suffice. Lone days far off their neighbours do not count.
    """
    lone = np.abs(logs - rolling_median(logs, 3)) > _LONE
    days = np.flatnonzero(np.isfinite(logs) & ~lone)
    levels = logs[days]
    if len(levels) < _WINDOW_DAYS + _SHORTEST_DAYS:
        return []
    size, strength = _candidates(levels)
    found: list[Shift] = []
    while strength.max() > 0:
        best = int(strength.argmax())
        found.append(Shift(int(days[best + _WINDOW_DAYS]), float(size[best])))
        strength[max(0, best - _WINDOW_DAYS) : best + _WINDOW_DAYS + 1] = 0.0
    return sorted(found, key=lambda shift: shift.day)


def moved_to_today(count: int, shifts: list[Shift]) -> Array:
    """What to add to each day's log level so that it lies on today's."""
    moved = np.zeros(count)
    for shift in shifts:
        moved[: shift.day] += shift.size
    return moved


def _candidates(levels: Array) -> tuple[Array, Array]:
    """For each boundary that has a full fortnight before it: size, and strength (0: no shift)."""
    padded = np.concatenate([levels, np.full(_WINDOW_DAYS, np.nan)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW_DAYS)
    last = len(levels) - _SHORTEST_DAYS + 1
    before, after = windows[: last - _WINDOW_DAYS], windows[_WINDOW_DAYS:last]
    middle = median(before, axis=1)
    size = median(after, axis=1) - middle
    halfway, side = np.abs(size)[:, None] / 2, np.sign(size)[:, None]
    crossed = np.where(np.isfinite(after), side * (after - middle[:, None]) > halfway, np.nan)
    beyond = np.nanmean(crossed, axis=1)
    behind = np.mean(side * (before - middle[:, None]) < halfway, axis=1)
    noise = TO_SIGMA * np.median(np.abs(np.diff(levels))) / np.sqrt(2)
    real = np.abs(size) > max(_SMALLEST, _SIGMAS * noise)
    real &= (beyond >= _AGREEING) & (behind >= _AGREEING)
    return size, np.where(real, np.abs(size) * (beyond + behind), 0.0)
