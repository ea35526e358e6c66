"""One queue's forecast: the fitting model, its interval, its handle time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from scheduling.forecast.day_types import DayTypes
from scheduling.forecast.event_effects import EventEffects, event_effects
from scheduling.forecast.handle_time import handle_times
from scheduling.forecast.history import QueueHistory
from scheduling.forecast.intervals import Bounds, bounds_of
from scheduling.forecast.levels import DayLevels, day_levels
from scheduling.forecast.models import BLEND, Model, fitted
from scheduling.forecast.windows import Array

_LONGEST_JUDGED_DAYS = 28
_FRESH_DAYS = 14
_MEDIAN_SHIFT, _MEDIAN_TERM = 1 / 3, 0.02


@dataclass(frozen=True)
class Past:
    """What came and what was expected at past origins: origins x lead weeks x 7 x 48.

    `weeks_back`: how many weeks before the end of the data each origin lies.
    """

    actual: Array
    expected: Array
    weeks_back: NDArray[np.int_]

    def at(self, weeks_back: NDArray[np.int_]) -> tuple[Array, Array]:
        """What came and was expected at the given origins."""
        places = np.flatnonzero(np.isin(self.weeks_back, weeks_back))
        return self.actual[places], self.expected[places]


@dataclass(frozen=True)
class QueueForecast:
    """One queue's forecast for given days, days x 48: contacts (low, expected, median, high), AHT.

    `offered` is the mean, which staffing needs; `median` is what absolute errors should judge.
    `deviations`: of each day's log effect of events.
    """

    queue_id: str
    low: Array
    offered: Array
    median: Array
    high: Array
    aht_s: Array
    told: str
    past: Past
    events: EventEffects
    deviations: Array


def forecast_queue(
    history: QueueHistory,
    types: DayTypes,
    ahead: NDArray[np.int_],
    centre_aht_s: float,
    model_name: str = BLEND,
) -> QueueForecast:
    """Forecast the days `ahead` (1: the day after the history); `types` are the days' own.

    Raises Refusal on an unknown model.
    """
    span, events = int(ahead.max()), event_effects(history)
    plain = events.removed()
    levels = day_levels(plain.offered, plain.types)
    model = fitted(model_name, plain, levels, span)
    following = _between(types, ahead, span)
    usual = _open(model.expected(0, following), history.offered)
    expected = (usual * np.exp(events.logs(len(history.days), span))[:, None])[ahead - 1]
    past = _past(model, events, levels, min(span, _LONGEST_JUDGED_DAYS))
    deviations = events.deviations(span)[ahead - 1]
    bounds = bounds_of(past.actual, past.expected)
    low, high = bounds.around(expected, (ahead - 1) // 7, deviations)
    return QueueForecast(
        queue_id=history.queue_id,
        low=low,
        offered=expected,
        median=np.clip(poisson_median(expected), low, high),
        high=high,
        aht_s=handle_times(history, types, centre_aht_s),
        told=model.told,
        past=past,
        events=events,
        deviations=deviations,
    )


def poisson_median(mean: Array) -> Array:
    """Median of a Poisson variable: whole contacts (K. P. Choi 1994, to its second term)."""
    shift = _MEDIAN_SHIFT - _MEDIAN_TERM / np.maximum(mean, _MEDIAN_TERM)
    return np.floor(np.maximum(mean + shift, 0.0))


def centre_bounds(queues: Sequence[QueueForecast]) -> Bounds:
    """Bounds of the sum of the queues, from the sums of what came and was expected together."""
    shared = reduce(np.intersect1d, (one.past.weeks_back for one in queues))
    pairs = [one.past.at(shared) for one in queues]
    return bounds_of(
        np.sum([actual for actual, _ in pairs], axis=0),
        np.sum([expected for _, expected in pairs], axis=0),
    )


def _between(types: DayTypes, ahead: NDArray[np.int_], span: int) -> DayTypes:
    """Types of every day up to the last one; a day nobody asked for resembles an asked one."""
    nearest = np.clip(np.searchsorted(ahead, np.arange(1, span + 1)), 0, len(ahead) - 1)
    return types.part(nearest)


def _open(expected: Array, offered: Array) -> Array:
    """Half-hours never seen open, interpolated from the day's known ones."""
    seen = np.isfinite(offered).any(axis=0)
    if seen.all() or not seen.any():
        return expected
    slots = np.arange(expected.shape[1])
    return np.array([np.interp(slots, slots[seen], day[seen]) for day in expected])


def _past(model: Model, events: EventEffects, levels: DayLevels, span: int) -> Past:
    """Forecasts of the past origins, back on the scale that the days had."""
    history = events.history
    leads, count = -(-span // 7), len(history.days)
    fresh = _fresh(history.offered, model.origins)
    origins = model.origins[fresh]
    actual = np.full((len(origins), 7 * leads, history.offered.shape[1]), np.nan)
    expected = actual.copy()
    for place, (number, origin) in enumerate(zip(fresh, origins, strict=True)):
        days = slice(int(origin), min(count, int(origin) + 7 * leads))
        seen = slice(0, days.stop - days.start)
        actual[place, seen] = history.offered[days]
        made = model.expected(int(number), history.types.part(days))
        scale = events.logs(int(origin), seen.stop) - levels.moved[days]
        expected[place, seen] = made * np.exp(scale)[:, None]
    shape = (len(origins), leads, 7, history.offered.shape[1])
    return Past(actual.reshape(shape), expected.reshape(shape), fresh)


def _fresh(offered: Array, origins: NDArray[np.int_]) -> NDArray[np.int_]:
    """Numbers of the past origins before which half as many days are known as before the end.

    An origin after a long gap in the data says nothing about forecasts from fresh data.
    """
    known = np.concatenate([[0], np.cumsum(np.isfinite(offered).any(axis=1))])
    recent = known[origins] - known[np.maximum(origins - _FRESH_DAYS, 0)]
    return np.flatnonzero(recent[1:] >= recent[0] / 2) + 1
