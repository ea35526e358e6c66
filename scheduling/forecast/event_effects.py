"""What campaigns and billing days do to a queue: log effects per unit of scope, by kind.

The days of events are left out while levels are found; then a state-space model of the days' logs
gives each kind its effect, with its covariance. The past without these effects is what every
model learns from, and what is expected gets the effects of the events that are known.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from scheduling.forecast.day_types import ORDINARY
from scheduling.forecast.events import Event, kinds_of, known_events, scopes
from scheduling.forecast.history import QueueHistory
from scheduling.forecast.levels import DayLevels, day_levels, day_totals
from scheduling.forecast.special_blend import (
    SPECIAL,
    logs_over_reference,
    special_regressors,
)
from scheduling.forecast.state_space import daily_states
from scheduling.forecast.windows import Array

_BOUND = 1.6449


@dataclass(frozen=True)
class EventEffects:
    """Effects on one queue of the kinds that its past has seen.

    `effects` (days + 1 x kinds): log per unit of scope as known before each day; `covariance` of
    the last ones. `days_seen`: past days of each kind. `events`: all that are known.
    """

    history: QueueHistory
    events: tuple[Event, ...]
    kinds: tuple[str, ...]
    effects: Array
    covariance: Array
    days_seen: tuple[int, ...]

    def logs(self, origin: int, count: int) -> Array:
        """Log effect of each of the `count` days after an origin, as known at the origin."""
        if not self.kinds:
            return np.zeros(count)
        last = self.history.days[origin - 1]
        known = known_events(self.events, self.history.queue_id, last)
        after = scopes(known, self.kinds, last + timedelta(days=1), count)
        return after @ self.effects[origin]

    def deviations(self, count: int) -> Array:
        """Standard deviation of the log effect of each day after the data."""
        after = self._scopes(self.history.days[-1] + timedelta(days=1), count)
        return np.sqrt(np.einsum("dk,kl,dl->d", after, self.covariance, after))

    def removed(self) -> QueueHistory:
        """The past as it would have been without the events."""
        if not self.kinds:
            return self.history
        past = self._scopes(self.history.days[0], len(self.history.days)) @ self.effects[-1]
        return replace(self.history, offered=self.history.offered * np.exp(-past)[:, None])

    def factor(self, event: Event) -> tuple[float, float, float]:
        """Contacts of a day of an event over those without it: 5 %, middle, 95 %."""
        place = self.kinds.index(event.kind)
        middle = event.scope * float(self.effects[-1, place])
        half = _BOUND * event.scope * float(np.sqrt(self.covariance[place, place]))
        low, factor, high = np.exp([middle - half, middle, middle + half]).tolist()
        return low, factor, high

    def _scopes(self, first: date, count: int) -> Array:
        return scopes(self.events, self.kinds, first, count)


def event_effects(history: QueueHistory) -> EventEffects:
    """Effects of the events known after the history's last day; a kind without a past has none."""
    known = known_events(history.events, history.queue_id, history.days[-1])
    count, first = len(history.days), history.days[0]
    totals = day_totals(history.offered, history.types.weekday)
    every = kinds_of(known)
    days = ((scopes(known, every, first, count) > 0) & np.isfinite(totals)[:, None]).sum(axis=0)
    kinds = tuple(kind for kind, seen in zip(every, days, strict=True) if seen)
    seen = tuple(int(number) for number in days if number)
    if not kinds:
        return EventEffects(history, known, (), np.zeros((count + 1, 0)), np.zeros((0, 0)), ())
    of_events = scopes(known, kinds, first, count)
    touched = np.asarray(of_events.any(axis=1))
    offered = np.where(touched[:, None], np.nan, history.offered)
    levels = day_levels(offered, history.types)
    logs = _with_events(levels, history, totals, touched)
    states = daily_states(logs, np.hstack([special_regressors(history.types), of_events]))
    own = slice(len(SPECIAL), None)
    return EventEffects(
        history, known, kinds, states.effects[:, own], states.covariance[own, own], seen
    )


def _with_events(
    levels: DayLevels, history: QueueHistory, totals: Array, touched: NDArray[np.bool_]
) -> Array:
    """Log levels of usual and special days, and of ordinary days that events touch."""
    types = history.types
    effects = levels.weekday[types.weekday] + levels.month_day[types.month_day]
    logs = np.log(totals + 1.0) + levels.moved - effects
    return np.where(touched & (types.kind == ORDINARY), logs, logs_over_reference(levels))
