"""Simulated days of one queue, half-hour by half-hour, with a choice of agents at each.

All days stand at the start of the same half-hour. A trial asks what some number of agents would
make of it; going on fixes the number. So a half-hour is tried without simulating the day again.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scheduling.compiled import Floats, Wholes, compiled
from scheduling.simulation import Contacts
from scheduling.simulation.line import Line, in_hand, line_of, serve, start_half_hour
from scheduling.simulation.result import ratio
from scheduling.simulation.tally import WITHIN_TARGET, Tally

_HALF_HOUR_S = 1800.0
_SPARE = 50


class _Days(NamedTuple):
    """Per day: the first row not decided, the rising ends of contacts in hand, and how many."""

    first: Wholes
    ends: Floats
    busy: Wholes


class Sweep:
    """The days of `contacts`, which have one queue, before their first half-hour."""

    def __init__(self, contacts: Contacts) -> None:
        self.half_hour = 0
        self._closing = contacts.closing
        self._line = line_of(contacts)
        self._offered = contacts.offered[:, 0]
        ends = contacts.first[:, :1] + np.cumsum(self._offered, axis=1)
        self._rows = np.concatenate([contacts.first[:, :1], ends], axis=1)
        nobody = np.zeros(contacts.days, np.int64)
        self._days = _Days(contacts.first[:, 0].copy(), np.empty((contacts.days, 1)), nobody)

    @property
    def arriving(self) -> Wholes:
        """Contacts of this half-hour, per day."""
        return self._offered[:, self.half_hour]

    def in_time(self, agents: int, agents_next: int) -> Wholes:
        """How many of them this many agents would answer within the target, per day.

        Who still waits at the end of the half-hour is served by `agents_next`.
        """
        self._make_room(max(agents, agents_next))
        within = np.zeros(len(self._rows), np.int64)
        row_end = self._rows[:, self.half_hour + 1]
        _try(self._line, self._days, row_end, self._start, self._end, agents, agents_next, within)
        return within

    def service_level(self, agents: int, agents_next: int) -> float:
        """The share of them over all days; NaN where nobody arrives."""
        return float(ratio(self.in_time(agents, agents_next).sum(), self.arriving.sum()))

    def go_on(self, agents: int) -> None:
        """Staff this half-hour and come to the next."""
        self._make_room(agents)
        _go_on(self._line, self._days, self._rows[:, -1], self._start, self._end, agents)
        self.half_hour += 1

    def _make_room(self, agents: int) -> None:
        """Room for all that so many agents, and those who still finish, may hold."""
        first, ends, busy = self._days
        missing = max(agents, int(busy.max())) + 1 - ends.shape[1]
        if missing > 0:
            more = np.empty((len(ends), missing + _SPARE))
            self._days = _Days(first, np.concatenate([ends, more], axis=1), busy)

    @property
    def _start(self) -> float:
        return self.half_hour * _HALF_HOUR_S

    @property
    def _end(self) -> float:
        return np.inf if self.half_hour >= self._closing else self._start + _HALF_HOUR_S


@compiled
def _try(
    line: Line,
    days: _Days,
    row_end: Wholes,
    start: float,
    end: float,
    agents: int,
    agents_next: int,
    within: Wholes,
) -> None:
    """Contacts of this half-hour answered in time, per day; the state of the days stays."""
    free, tried = np.empty(days.ends.shape[1]), np.empty(days.ends.shape[1])
    half_hour = int(start / 1800.0)
    scratch = _scratch(half_hour)
    for day in range(row_end.size):
        busy, last = days.busy[day], row_end[day]
        for one in range(busy):
            tried[one] = days.ends[day, one]
        scratch.counts[half_hour, WITHIN_TARGET] = 0
        finishing = start_half_hour(tried, busy, free, agents, start)
        row = serve(line, days.first[day], last, free, agents, end, scratch)
        if row < last and end < np.inf:
            busy = in_hand(tried, finishing, free, agents, end)
            start_half_hour(tried, busy, free, agents_next, end)
            serve(line, row, last, free, agents_next, end + 1800.0, scratch)
        within[day] = scratch.counts[half_hour, WITHIN_TARGET]


@compiled
def _go_on(line: Line, days: _Days, day_end: Wholes, start: float, end: float, agents: int) -> None:
    """Serve until `end` and keep the state of every day there."""
    free = np.empty(days.ends.shape[1])
    scratch = _scratch(int(start / 1800.0))
    for day in range(day_end.size):
        ends = days.ends[day]
        finishing = start_half_hour(ends, days.busy[day], free, agents, start)
        days.first[day] = serve(line, days.first[day], day_end[day], free, agents, end, scratch)
        days.busy[day] = in_hand(ends, finishing, free, agents, end)


@compiled
def _scratch(half_hour: int) -> Tally:
    """A tally of one day up to a half-hour, without the agents' work."""
    return Tally(
        np.zeros((half_hour + 1, 3), np.int64),
        np.zeros((half_hour + 1, 3)),
        np.zeros((0, 2)),
        np.zeros((0, 1)),
    )
