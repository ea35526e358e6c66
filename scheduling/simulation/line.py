"""One queue, one group, one contact at a time: the quickest simulation, contact by contact.

Kiefer and Wolfowitz's recursion: an agent is the time at which it is free, a contact takes the
earliest of them, so a heap of free times is all the state and no calendar of events is needed.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scheduling.compiled import Floats, Wholes, compiled
from scheduling.simulation.contacts import Contacts
from scheduling.simulation.groups import Floor
from scheduling.simulation.tally import (
    BUSY,
    HANDLED,
    OVERRUN,
    Tally,
    add_work,
    count_abandoned,
    count_answer,
)


class Line(NamedTuple):
    """The contacts of one queue as in Contacts, and its target wait."""

    arrived_s: Floats
    handle_s: Floats
    patience_s: Floats
    target_wait_s: float


def simulate_line(contacts: Contacts, floor: Floor, tally: Tally) -> None:
    """Count all days of one queue served by one group."""
    line = line_of(contacts, floor.handle_factor[0, 0])
    most = int(floor.agents.max())
    _all_days(line, contacts.first, floor.agents[:, 0], contacts.closing, most, tally)


def line_of(contacts: Contacts, handle_factor: float = 1.0) -> Line:
    """The one queue of the contacts, its handle times as long as the group takes."""
    return Line(
        contacts.arrived_s,
        contacts.handle_s * handle_factor,
        contacts.patience_s,
        float(contacts.target_wait_s[0]),
    )


@compiled
def _all_days(
    line: Line, first: Wholes, agents: Wholes, closing: int, most: int, tally: Tally
) -> None:
    free, ends = np.empty(most + 1), np.empty(most + 1)
    for day in range(first.shape[0]):
        own = Tally(
            tally.counts[day, 0], tally.seconds[day, 0], tally.work[day, 0], tally.served[day, 0]
        )
        row, busy = agents[day % agents.shape[0]], 0
        i, last = first[day, 0], first[day, 1]
        for half_hour in range(closing + 1):
            start = half_hour * 1800.0
            end = np.inf if half_hour == closing else start + 1800.0
            finishing = start_half_hour(ends, busy, free, row[half_hour], start)
            for one in range(finishing):
                add_work(own.work, OVERRUN, start, min(ends[one], start + 1800.0))
            i = serve(line, i, last, free, row[half_hour], end, own)
            busy = in_hand(ends, finishing, free, row[half_hour], end)
        _give_up(line, i, last, own)


@compiled
def start_half_hour(ends: Floats, busy: int, free: Floats, agents: int, start: float) -> int:
    """Free times of `agents` from the rising `ends` of the contacts in hand, as a heap.

    Returns how many agents are too many: they finish the first ends and then go.
    """
    finishing = max(busy - agents, 0)
    idle = max(agents - busy, 0)
    for one in range(agents):
        free[one] = start if one < idle else ends[finishing + one - idle]
    return finishing


@compiled
def in_hand(ends: Floats, finishing: int, free: Floats, agents: int, now: float) -> int:
    """Put the ends of all contacts in hand at `now`, rising, into `ends`; returns how many.

    Of `ends` the first `finishing` are those of agents who go when they are done. Empties `free`.
    """
    size = agents
    for one in range(finishing):
        if ends[one] > now:
            _push(free, size, ends[one])
            size += 1
    busy = 0
    for _ in range(size):
        if free[0] > now:
            ends[busy] = free[0]
            busy += 1
        _replace_first(free, size, np.inf)
    return busy


@compiled
def serve(line: Line, i: int, last: int, free: Floats, agents: int, end: float, day: Tally) -> int:
    """Decide contacts from row `i` on that arrive and get an agent before `end`.

    `day` is the tally of one day and queue. Returns the first row not decided.
    """
    while i < last and line.arrived_s[i] < end and agents > 0:
        arrived = line.arrived_s[i]
        begin = max(arrived, free[0])
        if begin >= end:
            break
        if begin - arrived > line.patience_s[i]:
            count_abandoned(day.counts, day.seconds, arrived, line.patience_s[i])
        else:
            done = begin + line.handle_s[i]
            count_answer(day.counts, day.seconds, arrived, begin - arrived, line.target_wait_s)
            day.seconds[int(arrived / 1800.0), HANDLED] += line.handle_s[i]
            add_work(day.work, BUSY, begin, done)
            _replace_first(free, agents, done)
        i += 1
    return i


@compiled
def _replace_first(heap: Floats, size: int, value: float) -> None:
    """Take the smallest of the heap away and put `value` in."""
    hole, child = 0, 1
    while child < size:
        if child + 1 < size and heap[child + 1] < heap[child]:
            child += 1
        if heap[child] >= value:
            break
        heap[hole] = heap[child]
        hole, child = child, 2 * child + 1
    heap[hole] = value


@compiled
def _push(heap: Floats, size: int, value: float) -> None:
    """Put a value into a heap of `size`."""
    hole = size
    while hole > 0 and heap[(hole - 1) // 2] > value:
        heap[hole] = heap[(hole - 1) // 2]
        hole = (hole - 1) // 2
    heap[hole] = value


@compiled
def _give_up(line: Line, i: int, last: int, day: Tally) -> None:
    """Nobody answers any more: those still waiting hang up, the endlessly patient are left."""
    for rest in range(i, last):
        if line.patience_s[rest] < np.inf:
            count_abandoned(day.counts, day.seconds, line.arrived_s[rest], line.patience_s[rest])
