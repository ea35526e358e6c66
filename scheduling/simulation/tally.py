"""Where the compiled loops count: arrays by half-hour, and what their last axis means."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scheduling.compiled import Floats, Wholes, inlined

ANSWERED, WITHIN_TARGET, ABANDONED = 0, 1, 2
WAIT_OF_ANSWERED, WAIT_OF_ABANDONED, HANDLED = 0, 1, 2
BUSY, OVERRUN = 0, 1


class Tally(NamedTuple):
    """Counts and seconds (days, queues, half_hours, kind), by half-hour of arrival; work of
    agents (days, groups, half_hours, kind) in seconds, by half-hour of the work; `served`
    (days, groups, half_hours, queue) contact-seconds in hand, which only routing counts."""

    counts: Wholes
    seconds: Floats
    work: Floats
    served: Floats


def empty_tally(days: int, queues: int, groups: int, half_hours: int) -> Tally:
    """Nothing counted yet."""
    return Tally(
        np.zeros((days, queues, half_hours, 3), np.int64),
        np.zeros((days, queues, half_hours, 3)),
        np.zeros((days, groups, half_hours, 2)),
        np.zeros((days, groups, half_hours, queues)),
    )


@inlined
def count_answer(
    counts: Wholes, seconds: Floats, arrived_s: float, wait_s: float, target_wait_s: float
) -> None:
    """A contact was answered."""
    half_hour = int(arrived_s / 1800.0)
    counts[half_hour, ANSWERED] += 1
    if wait_s <= target_wait_s:
        counts[half_hour, WITHIN_TARGET] += 1
    seconds[half_hour, WAIT_OF_ANSWERED] += wait_s


@inlined
def count_abandoned(counts: Wholes, seconds: Floats, arrived_s: float, wait_s: float) -> None:
    """A contact left without an answer."""
    half_hour = int(arrived_s / 1800.0)
    counts[half_hour, ABANDONED] += 1
    seconds[half_hour, WAIT_OF_ABANDONED] += wait_s


@inlined
def add_work(work: Floats, kind: int, begin_s: float, end_s: float) -> None:
    """Seconds from begin to end, each to its half-hour; what lies beyond the last is not kept."""
    half_hour = int(begin_s / 1800.0)
    while half_hour < work.shape[0] and begin_s < end_s:
        until = min(end_s, (half_hour + 1) * 1800.0)
        work[half_hour, kind] += until - begin_s
        begin_s = until
        half_hour += 1
