"""Forecasts of a queue with enough contacts: level x date x profile, at the end and at origins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduling.forecast.day_types import EXTRA, HOLIDAY, DayTypes
from scheduling.forecast.level_experts import LevelForecasts, level_forecasts
from scheduling.forecast.levels import DayLevels
from scheduling.forecast.profile_experts import Profiles, profiles
from scheduling.forecast.special_blend import (
    SpecialBlend,
    logs_over_reference,
    special_blend,
    special_regressors,
)
from scheduling.forecast.state_space import daily_states
from scheduling.forecast.windows import Array

_SHAPE_DOUBT = 2.0
_LAST_SHAPES = 12


@dataclass(frozen=True)
class RegularModel:
    """A queue's fitted parts. `shapes`: per kind of special day its shares of the day (48)."""

    levels: DayLevels
    special: SpecialBlend
    ahead: LevelForecasts
    profiles: Profiles
    shapes: dict[int, Array]

    @property
    def origins(self) -> NDArray[np.int_]:
        """Counts of days known at each origin; the first is the end of the data."""
        return self.ahead.origins[: len(self.profiles.combined)]

    @property
    def told(self) -> str:
        """What the judged shares came to, in words of reports/vocabulary.py and figures."""
        return (
            f"level_memory_days {self.ahead.memory_days:.0f}"
            f" + state_space {self.ahead.state_space:.2f}"
            f" + last_year {self.ahead.last_year:.2f}"
            f" + profile_memory_weeks {self.profiles.memory_weeks:.1f}"
            f" + low_rank {self.profiles.low_rank:.2f}"
        )

    def expected(self, origin: int, types: DayTypes) -> Array:
        """Contacts (days x 48) of the days that follow an origin, on today's scale."""
        days = np.arange(len(types.kind))
        effect = self.special.effect(types)
        ordinary = self.levels.weekday[types.weekday]
        logs = self.ahead.logs[origin, days] + self.levels.month_day[types.month_day]
        made = np.exp(logs + effect - ordinary)[:, None] * self.profiles.combined[origin, days % 7]
        for kind, shape in self.shapes.items():
            own = types.kind == kind
            made[own] = np.exp(logs + effect)[own, None] * shape
        return made


def regular_model(offered: Array, types: DayTypes, levels: DayLevels, days: int) -> RegularModel:
    """Fit the parts of a queue (days x 48) to forecast `days` days."""
    states = daily_states(logs_over_reference(levels), special_regressors(types))
    ahead = level_forecasts(levels.usual, days, states)
    scale = np.exp(levels.moved - levels.level - levels.month_day[types.month_day])
    relative = np.where(levels.normal[:, None], offered * scale[:, None], np.nan)
    found = profiles(relative, levels.moved, levels.level)
    first = (types.weekday[-1] + 1) % 7
    shapes = {
        kind: _shape(offered, types, levels, kind, np.roll(found.combined[0], first, axis=0))
        for kind in (HOLIDAY, EXTRA)
    }
    return RegularModel(levels, special_blend(levels.special, states), ahead, found, shapes)


def _shape(offered: Array, types: DayTypes, levels: DayLevels, kind: int, weekly: Array) -> Array:
    """Shares of the day of a kind: past days of it, drawn towards the weekdays it resembles."""
    alike = levels.special.alike(kind)
    usual = weekly[alike].sum(axis=0) if alike.size else weekly.sum(axis=0)
    past = offered[(types.kind == kind) & np.isfinite(levels.special.excess)][-_LAST_SHAPES:]
    own = _shares(np.nan_to_num(past))
    total = own.sum(axis=0) + _SHAPE_DOUBT * _shares(usual[None])[0]
    return total / max(float(total.sum()), 1e-9)


def _shares(days: Array) -> Array:
    return days / np.maximum(days.sum(axis=1, keepdims=True), 1e-9)
