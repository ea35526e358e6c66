"""Holidays, make-up workdays and days after holidays: how they differed from ordinary days.

Every past day of a kind is one witness: its log total against what an ordinary reference day
would have had. Witnesses of the same time of the year count for more; few witnesses are drawn
towards the reference.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduling.forecast.day_types import AFTER, EXTRA, HOLIDAY, ORDINARY, DayTypes
from scheduling.forecast.windows import Array

_LAST_WITNESSES = 40
_SAME_SEASON_DAYS = 6
_SAME_SEASON_WEIGHT = 6.0
_DOUBT = {HOLIDAY: 0.5, EXTRA: 1.0, AFTER: 1.0}
_CLIPPED = 1.5
_HALF_LIFE_DAYS = 365.0
_YEAR_DAYS = 365


@dataclass(frozen=True)
class SpecialDays:
    """The witnesses: index of the day, log total less level and date; and the ordinary effects.

    `excess` is days long, NaN where a day is no witness. `weekday` (7): log effects.
    """

    types: DayTypes
    excess: Array
    weekday: Array

    def effect(self, types: DayTypes) -> Array:
        """Log effect over the level for each day; of ORDINARY days their weekday's.

        An AFTER day refers to its own weekday, EXTRA to the mean workday, HOLIDAY to the quietest
        day off.
        """
        effects = self.weekday[types.weekday].copy()
        for day in np.flatnonzero(types.kind != ORDINARY):
            kind = int(types.kind[day])
            reference = self.reference(types, int(day))
            there = np.flatnonzero((self.types.kind == kind) & np.isfinite(self.excess))
            there = there[-_LAST_WITNESSES:]
            own = self.weekday[self.types.weekday[there]] if kind == AFTER else reference
            weight = self._weights(there, int(types.year_day[day]))
            found = np.clip(self.excess[there] - own, -_CLIPPED, _CLIPPED)
            effects[day] = reference + (weight @ found) / (weight.sum() + _DOUBT[kind])
        return effects

    def reference(self, types: DayTypes, day: int) -> float:
        """Log effect of the ordinary day that a special day resembles."""
        kind, weekday = int(types.kind[day]), int(types.weekday[day])
        if kind == AFTER:
            return float(self.weekday[weekday])
        alike = self.alike(kind)
        own = self.weekday[alike] if alike.size else self.weekday
        return float(own.min() if kind == HOLIDAY else own.mean())

    def alike(self, kind: int) -> NDArray[np.int_]:
        """Weekdays like the kind: usual days off for HOLIDAY, usual workdays for EXTRA."""
        ordinary = self.types.kind == ORDINARY
        same = self.types.at_work if kind == EXTRA else ~self.types.at_work
        return np.unique(self.types.weekday[ordinary & same])

    def _weights(self, there: NDArray[np.int_], year_day: int) -> Array:
        age = len(self.excess) - there
        apart = np.abs(self.types.year_day[there] - year_day)
        season = np.minimum(apart, _YEAR_DAYS - apart) <= _SAME_SEASON_DAYS
        return 0.5 ** (age / _HALF_LIFE_DAYS) * np.where(season, _SAME_SEASON_WEIGHT, 1.0)
