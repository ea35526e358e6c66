"""Work on the clock of opening hours: when it may begin, by when it must be done."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Slots = NDArray[np.int64]


@dataclass(frozen=True)
class Work:
    """Batches of work over `slots` open periods, numbered from 0; hours, divisible at will.

    A batch may be done in the slots from `first` up to, not including, `due`.
    """

    first: Slots
    due: Slots
    hours: Array
    slots: int

    def __post_init__(self) -> None:
        if not (self.first.size == self.due.size == self.hours.size):
            raise ValueError("give first, due and hours for every batch")
        if (self.hours < 0).any() or (self.first < 0).any() or (self.due > self.slots).any():
            raise ValueError("work is negative or lies outside the slots")
        if (self.first >= self.due).any():
            raise ValueError("a deadline lies before the work may begin")


def open_work(arrives: ArrayLike, hours: ArrayLike, is_open: ArrayLike, answer_within: int) -> Work:
    """Work on open slots alone, due `answer_within` of them after it arrives.

    `arrives` are places on the clock of `is_open` (whether the house is open, slot by slot). What
    comes while it is closed begins with the next opening. Work whose deadline lies beyond the
    last open slot may be left over and is due at its end; what comes after that slot is left out.
    """
    opened = np.asarray(is_open, bool)
    before = np.concatenate([[0], np.cumsum(opened)])[:-1]
    slots = int(opened.sum())
    first = before[np.asarray(arrives, np.int64)].astype(np.int64)
    inside = first < slots
    begun = first[inside]
    due = np.minimum(begun + answer_within, slots).astype(np.int64)
    return Work(begun, due, np.asarray(hours, float)[inside], slots)
