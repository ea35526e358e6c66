"""Simple forecasts that the champion must beat: the last weeks, by mean or median."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from scheduling.forecast.day_types import ORDINARY, DayTypes
from scheduling.forecast.levels import DayLevels
from scheduling.forecast.windows import Array, median

_JUDGED_WEEKS = 26


@dataclass(frozen=True)
class RecentWeeks:
    """A profile of the week at each origin (origins x 7 x 48), as of a few weeks before it."""

    name: str
    origins: NDArray[np.int_]
    weekly: Array
    levels: DayLevels

    @property
    def told(self) -> str:
        """Its name and its whole share."""
        return f"{self.name} 1.00"

    def expected(self, origin: int, types: DayTypes) -> Array:
        """Contacts (days x 48) of the days that follow an origin; holidays take their effect."""
        days = np.arange(len(types.kind))
        effect = self.levels.special.effect(types) - self.levels.weekday[types.weekday]
        factor = np.where(types.kind == ORDINARY, 1.0, np.exp(effect))
        return factor[:, None] * self.weekly[origin, days % 7]


def recent_weeks(
    name: str, weeks: int, offered: Array, types: DayTypes, levels: DayLevels
) -> RecentWeeks:
    """Median of the last `weeks` usable same weekdays before each origin, on today's scale."""
    scaled = offered * np.exp(levels.moved)[:, None]
    usable = np.where(levels.normal[:, None], scaled, np.nan)
    origins = np.arange(len(usable), 13, -7)[: _JUDGED_WEEKS + 1]
    weekly = np.array([_week(usable[:origin], weeks) for origin in origins])
    return RecentWeeks(name, origins, weekly, levels)


def _week(usable: Array, weeks: int) -> Array:
    """Days of the week that follows the rows, each from its own last usable days."""
    positions = np.arange(len(usable))[::-1] % 7  # 0: a week before the day that comes last
    known = np.isfinite(usable).any(axis=1)
    rows = [np.flatnonzero((positions == 6 - day) & known)[-weeks:] for day in range(7)]
    return np.array([np.nan_to_num(median(usable[own])) if own.size else np.zeros(48)
                     for own in rows])  # fmt: skip


CHALLENGERS = {
    "seasonal_naive": partial(recent_weeks, "seasonal_naive", 1),
    "median_of_six": partial(recent_weeks, "median_of_six", 6),
}
