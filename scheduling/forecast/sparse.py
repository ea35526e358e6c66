"""Forecasts of a small or intermittent queue: everything pooled, above zero while it lives.

Means over counts, not over logarithms: level (several memories) x weekday x one smoothed profile
of all days. Weekdays are drawn to each other as if a week of every one had been average.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduling.forecast.day_types import DayTypes
from scheduling.forecast.levels import DayLevels, day_totals
from scheduling.forecast.windows import Array, exponential_means, window_mean

_HALF_LIVES_DAYS = (7.0, 21.0, 63.0, 182.0)
_POWER = 2.0
_JUDGED_WEEKS = 26
_KERNEL = np.array([1.0, 2.0, 3.0, 2.0, 1.0])
_CONTACTS_OF_DOUBT = 50.0


@dataclass(frozen=True)
class SparseModel:
    """Contacts a day at each origin, factors of the weekdays (mean 1), one profile (sum 1).

    `memory_days`: mean half-life of the level, by the shares of the memories.
    """

    origins: NDArray[np.int_]
    level: Array
    weekday: Array
    profile: Array
    memory_days: float

    @property
    def told(self) -> str:
        """The kind of model and its memory, in words of reports/vocabulary.py and figures."""
        return f"pooled_mean 1.00 + level_memory_days {self.memory_days:.0f}"

    def expected(self, origin: int, types: DayTypes) -> Array:
        """Contacts (days x 48) of the days that follow an origin, on today's scale."""
        return self.level[origin] * self.weekday[types.weekday][:, None] * self.profile


def sparse_model(offered: Array, types: DayTypes, levels: DayLevels) -> SparseModel:
    """Fit a queue (days x 48). History before a level shift counts at today's level."""
    scaled = offered * np.exp(levels.moved)[:, None]
    totals = day_totals(scaled, types.weekday)
    origins = np.arange(len(totals), 0, -7)[: _JUDGED_WEEKS + 1]
    means = np.array([exponential_means(totals, life)[origins] for life in _HALF_LIVES_DAYS])
    came = window_mean(totals, origins[1:], origins[1:] + 7)
    shares = _shares(np.abs(came - means[:, 1:]))
    memory_days = float(np.exp(shares @ np.log(_HALF_LIVES_DAYS)))
    level = shares @ np.nan_to_num(means)
    return SparseModel(origins, level, _weekdays(totals, types), _profile(scaled), memory_days)


def _shares(errors: Array) -> Array:
    """Shares of the memories by the week after each past origin; equal where none is known."""
    judged = np.isfinite(errors).all(axis=0)
    mean = errors[:, judged].mean(axis=1) if judged.any() else np.ones(len(errors))
    inverse = np.maximum(mean, 1e-9) ** -_POWER
    return inverse / inverse.sum()


def _weekdays(totals: Array, types: DayTypes) -> Array:
    known = np.isfinite(totals)
    days = np.bincount(types.weekday[known], minlength=7)
    contacts = np.bincount(types.weekday[known], totals[known], 7)
    mean = contacts.sum() / max(1, days.sum())
    if mean <= 0:
        return np.ones(7)
    return (contacts + _CONTACTS_OF_DOUBT) / (mean * days + _CONTACTS_OF_DOUBT)


def _profile(offered: Array) -> Array:
    """Mean over all days, smoothed over neighbours, above zero wherever the queue is open."""
    known = np.isfinite(offered)
    days = np.maximum(known.sum(axis=0), 1)
    mean = np.where(known, offered, 0.0).sum(axis=0) / days
    is_open = known.any(axis=0).astype(float)
    smooth = np.convolve(mean * is_open, _KERNEL, "same")
    smooth /= np.maximum(np.convolve(is_open, _KERNEL, "same"), 1.0)
    smooth += mean.sum() / max(1.0, is_open.sum()) / len(_KERNEL) ** 2
    smooth *= is_open
    return smooth / max(float(smooth.sum()), 1e-12)
