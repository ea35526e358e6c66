"""Average handle time per half-hour, weighted by work: seconds over contacts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scheduling.forecast.comparable import comparable_days
from scheduling.forecast.history import QueueHistory

Array = NDArray[np.float64]
_RECENT_DAYS = 42
_CONTACTS_OF_TRUST = 60.0
_LONGEST = 5.0


def handle_times(history: QueueHistory, kinds: Sequence[str], centre_aht_s: float) -> Array:
    """AHT in seconds, days x 48, for days of the given kinds.

    Profile of comparable days within the last six weeks in the data, drawn towards the queue's
    own AHT (and that towards the centre's) as if sixty contacts had said so. A half-hour whose
    mean is above five times the queue's median half-hour counts as five times: one call of ten
    hours is a defect of the log.
    """
    seconds, answered = _recent(history)
    worked = answered > 0
    if not worked.any():
        return np.full((len(kinds), history.offered.shape[1]), centre_aht_s)
    means = seconds[worked] / answered[worked]
    ceiling = _LONGEST * float(np.median(means))
    seconds = np.where(worked, np.minimum(seconds, ceiling * answered), 0.0)
    overall = _drawn(seconds.sum(), answered.sum(), centre_aht_s)
    usable = np.asarray(worked.any(axis=1))
    recent_kinds = history.kinds[-len(seconds) :]
    made = {}
    for kind in dict.fromkeys(kinds):
        days = comparable_days(recent_kinds, kind, usable)
        level = _drawn(seconds[days].sum(), answered[days].sum(), float(overall))
        made[kind] = _drawn(seconds[days].sum(axis=0), answered[days].sum(axis=0), float(level))
    return np.array([made[kind] for kind in kinds])


def centre_handle_time(histories: Sequence[QueueHistory]) -> float | None:
    """Seconds over contacts of all queues; None where nothing was ever answered."""
    answered = sum(float(np.nansum(one.answered)) for one in histories)
    seconds = sum(float(np.nansum(one.handle_s)) for one in histories)
    return seconds / answered if answered > 0 and seconds > 0 else None


def _recent(history: QueueHistory) -> tuple[Array, Array]:
    seconds = np.nan_to_num(history.handle_s[-_RECENT_DAYS:])
    answered = np.nan_to_num(history.answered[-_RECENT_DAYS:])
    if answered.sum() == 0:
        return np.nan_to_num(history.handle_s), np.nan_to_num(history.answered)
    return seconds, answered


def _drawn(seconds: Array, answered: Array, towards: float) -> Array:
    return (seconds + _CONTACTS_OF_TRUST * towards) / (answered + _CONTACTS_OF_TRUST)
