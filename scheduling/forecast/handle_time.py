"""Average handle time per half-hour, weighted by work: seconds over contacts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scheduling.forecast.day_types import EXTRA, HOLIDAY, DayTypes
from scheduling.forecast.history import QueueHistory
from scheduling.forecast.windows import Array

_HALF_LIFE_DAYS = 21.0
_CONTACTS_OF_TRUST = 60.0
_LONGEST = 5.0


def handle_times(history: QueueHistory, types: DayTypes, centre_aht_s: float) -> Array:
    """AHT in seconds, days x 48, for days of the given types.

    Weekday's half-hour, drawn towards that of all workdays (or days off), that towards the
    queue's, that towards the centre's, each as if sixty contacts had said so. Recent days count
    for more. A half-hour whose mean is above five times the queue's median half-hour counts as
    five times: one call of ten hours is a defect of the log.
    """
    seconds, answered = _weighted(history)
    queue_s = _drawn(seconds.sum(), answered.sum(), np.asarray(centre_aht_s))
    weekdays = np.zeros((7, history.offered.shape[1]))
    kinds = np.zeros((2, history.offered.shape[1]))
    for at_work in (False, True):
        own = history.types.at_work == at_work
        kinds[int(at_work)] = _slots(seconds[own], answered[own], queue_s)
    for weekday in range(7):
        own = history.types.weekday == weekday
        at_work = bool(history.types.at_work[own].any()) if own.any() else weekday < 5
        weekdays[weekday] = _drawn(
            seconds[own].sum(axis=0), answered[own].sum(axis=0), kinds[int(at_work)]
        )
    made = weekdays[types.weekday]
    made[types.kind == HOLIDAY] = kinds[0]
    made[types.kind == EXTRA] = kinds[1]
    return made


def centre_handle_time(histories: Sequence[QueueHistory]) -> float | None:
    """Seconds over contacts of all queues; None where nothing was ever answered."""
    answered = sum(float(np.nansum(one.answered)) for one in histories)
    seconds = sum(float(np.nansum(one.handle_s)) for one in histories)
    return seconds / answered if answered > 0 and seconds > 0 else None


def _weighted(history: QueueHistory) -> tuple[Array, Array]:
    """Seconds and answered contacts, capped; a half-life halves what a day says."""
    seconds, answered = np.nan_to_num(history.handle_s), np.nan_to_num(history.answered)
    worked = answered > 0
    if worked.any():
        ceiling = _LONGEST * float(np.median(seconds[worked] / answered[worked]))
        seconds = np.where(worked, np.minimum(seconds, ceiling * answered), 0.0)
    days = np.flatnonzero(worked.any(axis=1))
    last = int(days[-1]) if days.size else 0
    weight = 0.5 ** ((last - np.arange(len(seconds))) / _HALF_LIFE_DAYS)
    return seconds * weight[:, None], answered * weight[:, None]


def _slots(seconds: Array, answered: Array, towards: Array) -> Array:
    level = _drawn(seconds.sum(), answered.sum(), towards)
    return _drawn(seconds.sum(axis=0), answered.sum(axis=0), level)


def _drawn(seconds: Array, answered: Array, towards: Array) -> Array:
    return (seconds + _CONTACTS_OF_TRUST * towards) / (answered + _CONTACTS_OF_TRUST)
