"""Earliest deadline first: if any order keeps every deadline, this one does."""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scheduling.backlog.deadlines import Work

Array = NDArray[np.float64]

_NOTHING = 1e-12


@dataclass(frozen=True)
class Processed:
    """Per slot, in hours: work done, work open at its end, and work whose deadline it missed."""

    done: Array
    backlog: Array
    late: Array

    @property
    def in_time_share(self) -> float:
        """Hours done in time ÷ hours due; 1 where nothing was due."""
        due = float(self.done.sum() + self.backlog[-1]) if self.done.size else 0.0
        return 1.0 - float(self.late.sum()) / due if due else 1.0


def earliest_deadline_first(work: Work, capacity: ArrayLike) -> Processed:
    """Process the work with `capacity` hours per slot (C. L. Liu & J. W. Layland 1973).

    Late work stays in the backlog and keeps its place before what is due later.
    """
    hours = np.broadcast_to(np.asarray(capacity, float), (work.slots,))
    done, backlog, late = (np.zeros(work.slots) for _ in range(3))
    order = np.argsort(work.first, kind="stable")
    waiting: list[list[float]] = []
    arrived = 0
    for slot in range(work.slots):
        while arrived < order.size and work.first[order[arrived]] <= slot:
            batch = order[arrived]
            heapq.heappush(waiting, [float(work.due[batch]), float(work.hours[batch])])
            arrived += 1
        done[slot] = _worked_off(waiting, float(hours[slot]))
        backlog[slot] = sum(left for _, left in waiting)
        late[slot] = sum(left for due, left in waiting if due == slot + 1)
    return Processed(done, backlog, late)


def _worked_off(waiting: list[list[float]], hours: float) -> float:
    """Hours taken from the most urgent batches, which shrink in place."""
    free = hours
    while waiting and free > _NOTHING:
        taken = min(free, waiting[0][1])
        waiting[0][1] -= taken
        free -= taken
        if waiting[0][1] <= _NOTHING:
            heapq.heappop(waiting)
    return hours - free
