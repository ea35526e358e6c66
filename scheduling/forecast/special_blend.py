"""Effects of special days as two members see them, each by how it did on past special days.

One is the mean of the witnesses (special_days), one the constant effect that the state-space
model finds over the day that a special day resembles. Both are judged on what they said of each
past special day from the days before it alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from scheduling.forecast.day_types import AFTER, EXTRA, HOLIDAY, ORDINARY, DayTypes
from scheduling.forecast.levels import DayLevels
from scheduling.forecast.special_days import SpecialDays
from scheduling.forecast.state_space import DailyStates
from scheduling.forecast.windows import Array

SPECIAL = (HOLIDAY, EXTRA, AFTER)
_JUDGED_DAYS = 20
_FEWEST_DAYS = 4
_POWER = 3.0
_CLIPPED = 1.5
_SMALLEST_ERROR = 1e-3


@dataclass(frozen=True)
class SpecialBlend:
    """`states`: log effect of each kind of SPECIAL over its reference; `shares`: its share."""

    witnesses: SpecialDays
    states: Array
    shares: Array

    def effect(self, types: DayTypes) -> Array:
        """Log effect over the level for each day; of ORDINARY days their weekday's."""
        effects = self.witnesses.effect(types)
        for day in np.flatnonzero(types.kind != ORDINARY):
            place = SPECIAL.index(int(types.kind[day]))
            stated = self.witnesses.reference(types, int(day)) + self.states[place]
            effects[day] += self.shares[place] * (stated - effects[day])
        return effects


def special_regressors(types: DayTypes) -> Array:
    """Days x kinds of SPECIAL: 1 on days of the kind."""
    return np.array([types.kind == kind for kind in SPECIAL], float).T


def logs_over_reference(levels: DayLevels) -> Array:
    """The usual days' log levels, with special days over the day that each resembles."""
    special, logs = levels.special, levels.usual.copy()
    for day in np.flatnonzero(np.isfinite(special.excess)):
        over = special.excess[day] - special.reference(special.types, int(day))
        logs[day] = levels.level[day] + over
    return logs


def special_blend(special: SpecialDays, states: DailyStates) -> SpecialBlend:
    """Judge both members. states: fitted with `special_regressors` as its first regressors."""
    shares = [_share(special, kind, states.effects[:, n]) for n, kind in enumerate(SPECIAL)]
    return SpecialBlend(special, states.effects[-1, : len(SPECIAL)], np.array(shares))


def _share(special: SpecialDays, kind: int, stated: Array) -> float:
    """Share of the state-space model; none before four days of the kind have been seen."""
    days = np.flatnonzero((special.types.kind == kind) & np.isfinite(special.excess))
    if days.size < _FEWEST_DAYS:
        return 0.0
    errors = np.array([_errors(special, int(day), stated) for day in days[-_JUDGED_DAYS:]])
    own, other = np.maximum(errors.mean(axis=0), _SMALLEST_ERROR) ** -_POWER
    return float(other / (own + other))


def _errors(special: SpecialDays, day: int, stated: Array) -> Array:
    """Errors on a past day: of the witnesses before it, and of the effect as of then."""
    before = np.where(np.arange(len(special.excess)) < day, special.excess, np.nan)
    own = replace(special, excess=before).effect(special.types.part(slice(day, day + 1)))[0]
    other = special.reference(special.types, day) + stated[day]
    return np.minimum(np.abs(special.excess[day] - np.array([own, other])), _CLIPPED)
