"""Work of one kind that is done in the order it came: e-mail of a queue.

What came first is due first, so running totals say everything: what came, what is done, what is
due. Cohorts are the half-hours in which contacts come, slots the half-hours in which people work.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scheduling.backlog.deadlines import Work
from scheduling.backlog.required import levelled_capacity

Array = NDArray[np.float64]
Integers = NDArray[np.int64]

_ROUNDING = 1e-9
_BAND = 2.0  # slots of an agent


@dataclass(frozen=True)
class InOrder:
    """Cohort i may be worked on from slot `first[i]` on and is due before slot `due[i]`.

    Amounts of work have the cohorts on their last axis, capacities and totals the slots.
    """

    first: Integers
    due: Integers
    slots: int

    @classmethod
    def on(cls, is_open: ArrayLike, answer_within: ArrayLike) -> InOrder:
        """A cohort per half-hour of a clock, due after so many open ones, its own included.

        None is due later than what comes after it. What comes after the last open half-hour, or
        is due beyond it, is due at its end or never.
        """
        opened = np.asarray(is_open, bool)
        slots = int(opened.sum())
        first = np.concatenate([[0], np.cumsum(opened)])[:-1].astype(np.int64)
        due = np.minimum(first + np.asarray(answer_within, np.int64), slots)
        return cls(first, np.minimum.accumulate(due[::-1])[::-1], slots)

    def came(self, work: Array) -> Array:
        """Total that could be worked on by the end of each slot."""
        upto = np.searchsorted(self.first, np.arange(self.slots), side="right")
        return _running(work)[..., upto]

    def due_by(self, work: Array) -> Array:
        """Total that must be done by the end of each slot."""
        upto = np.searchsorted(self.due, np.arange(1, self.slots + 1), side="right")
        upto = np.minimum(upto, np.searchsorted(self.first, self.slots))
        return _running(work)[..., upto]

    def done(self, work: Array, capacity: ArrayLike) -> Array:
        """Total done by the end of each slot with a capacity per slot."""
        came = self.came(work)
        each = np.broadcast_to(np.asarray(capacity, float), (self.slots,))
        done = np.zeros(came.shape)
        before = np.zeros(came.shape[:-1])
        for slot in range(self.slots):
            before = np.minimum(came[..., slot], before + each[slot])
            done[..., slot] = before
        return done

    def in_time(self, work: Array, done: Array) -> Array:
        """Share of each cohort that is done when it is due; NaN where it is empty."""
        nothing = np.zeros((*done.shape[:-1], 1))
        at_due = np.concatenate([nothing, done], axis=-1)[..., self.due]
        before = _running(work)[..., :-1]
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.where(work > 0, (at_due - before) / work, np.nan)
        return np.clip(np.where(share > 1.0 - _ROUNDING, 1.0, share), 0.0, 1.0)


def levelled_agents(queue: InOrder, work: Array) -> Array:
    """The most even profile of agents that keeps every deadline; one agent does 1 per slot."""
    held = (queue.first < queue.slots) & (work > 0)
    return levelled_capacity(Work(queue.first[held], queue.due[held], work[held], queue.slots))


def whole_agents(queue: InOrder, work: Array, profile: Array, minimum: ArrayLike = 0) -> Integers:
    """Whole agents per slot that keep every deadline, about as even as `levelled_agents`' profile.

    Never more than the profile rounded up, whose highest value is the fewest that keep every
    deadline, nor fewer than the minimum. Between its neighbours a number stays until what is done
    is some slots of an agent ahead of the profile or behind it. Deadlines may ask for more, and
    nobody comes who would not be busy all the slot.
    """
    came, planned = queue.came(work), np.cumsum(profile)
    must = _must_be_done(queue.due_by(work), np.ceil(profile - _ROUNDING))
    agents = np.broadcast_to(np.asarray(minimum, np.int64), (queue.slots,)).copy()
    done, number = 0.0, 0
    for slot, level in enumerate(profile):
        number = _near(level, number, done + number - planned[slot])
        number = max(_up(must[slot] - done), min(number, int(came[slot] - done + _ROUNDING)))
        agents[slot] = max(number, agents[slot])
        done = min(came[slot], done + agents[slot])
    return agents


def _must_be_done(due: Array, most: Array) -> Array:
    """Totals below which even the most agents per slot would miss a later deadline."""
    must = due.copy()
    for slot in range(due.size - 2, -1, -1):
        must[slot] = max(due[slot], must[slot + 1] - most[slot + 1])
    return must


def _near(level: float, number: int, ahead: float) -> int:
    """The number kept, or the level's neighbour that leads back to the profile."""
    low, high = int(level + _ROUNDING), _up(level)
    if ahead > _BAND:
        return low
    return high if ahead < -_BAND else min(max(number, low), high)


def _up(value: float) -> int:
    return max(int(np.ceil(value - _ROUNDING)), 0)


def _running(work: Array) -> Array:
    """Totals before each cohort and after the last."""
    return np.concatenate([np.zeros((*work.shape[:-1], 1)), np.cumsum(work, axis=-1)], axis=-1)
