"""One person's best line over the whole horizon, by exact dynamic programming.

A state after a day is what the rules need to remember: how the last shift ended and how many days
its run has, the hours and days of the week so far, the spare hours of the period so far, and what
limits leave of nights and weekends.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from scheduling.compiled import compiled
from scheduling.roster.response.arrays import Floats, Kinds, People, Whole
from scheduling.roster.response.counters import (
    NOTHING,
    SUNDAY,
    WEEK,
    Counted,
    Room,
    Size,
    beyond_limits,
    size_of,
)
from scheduling.roster.response.days import day_off, end_of_week, reach, turn, work


@compiled
def best_line(
    i: int, kind_value: Floats, off_value: Floats, people: People, kinds: Kinds, room: Room,
    kind_of_day: Whole,
) -> float:  # fmt: skip
    """Fill `kind_of_day` (-1: off) with the best line; its value, or -inf where none is legal.

    Runs, nights and weekends are counted only if the best line without counting has too many: a
    line that is best of more lines, or at a lower price, is best where it is legal and free.
    """
    counted = NOTHING
    while True:
        size = size_of(i, people, kinds, counted)
        best = _searched(i, kind_value, off_value, size, people, kinds, room, kind_of_day)
        if best == -np.inf:
            return best
        missed = _missed(i, kind_of_day, counted, people, kinds)
        if not (missed.runs or missed.nights or missed.weekends):
            return best
        counted = Counted(
            counted.runs or missed.runs,
            counted.nights or missed.nights,
            counted.weekends or missed.weekends,
        )


@compiled
def _missed(i: int, kind_of_day: Whole, counted: Counted, people: People, kinds: Kinds) -> Counted:
    """The limits that a line breaks, or has to pay for, and that were not counted."""
    run, long_run = people.run_before[i], False
    for kind in kind_of_day:
        run = run + 1 if kind >= 0 else 0
        long_run |= run > people.longest_run[i]
    nights, weekends = beyond_limits(i, kind_of_day, people, kinds)
    return Counted(
        long_run and not counted.runs,
        nights > 0.0 and not counted.nights,
        weekends > 0.0 and not counted.weekends,
    )


@compiled
def _searched(
    i: int, kind_value: Floats, off_value: Floats, size: Size, people: People, kinds: Kinds,
    room: Room, kind_of_day: Whole,
) -> float:  # fmt: skip
    """The best line with the counters of `size`. A plain 0 would be a type of its own to numba."""
    room.active_count[:] = 0
    room.reached[:] = False
    side: Any = np.int64(0)
    reach(side, side, size.ends, room)
    room.value[side, min(people.run_before[i], size.run)] = 0.0
    signs, classes = kinds.follow_cost.shape
    per_state = size.run * (kinds.units.size + signs * classes)
    for day in range(off_value.size):
        room.steps[0] += room.active_count[side] * per_state
        for n in range(room.active_count[side]):
            state = room.active[side, n]
            day_off(i, day, side, state, off_value[day], size, people, kinds, room)
            work(i, day, side, state, kind_value[day], size, people, kinds, room)
        side = turn(side, room)
        if day % WEEK == SUNDAY:
            end_of_week(i, day // WEEK, side, size, people, room)
            side = turn(side, room)
    return _backwards(i, off_value.size, side, size, people, kinds, room, kind_of_day)


@compiled
def _backwards(
    i: int, horizon: int, side: int, size: Size, people: People, kinds: Kinds, room: Room,
    kind_of_day: Whole,
) -> float:  # fmt: skip
    state, end, best = _best_end(i, side, size, people, room)
    per_allowance = size.hours * size.days * size.spare
    per_kind = size.ends * size.nights * size.weekends
    if best == -np.inf:
        return best
    for day in range(horizon - 1, -1, -1):
        if day % WEEK == SUNDAY:
            state = room.week_pick[day // WEEK, state * size.ends + end]
        kind, came = divmod(room.pick[day, state * size.ends + end], per_kind)
        allowance, came = divmod(came, size.ends)
        kind_of_day[day] = kind if kind < kinds.units.size else -1
        of_week = state % per_allowance
        if kind < kinds.units.size:
            of_week -= kinds.units[kind] + (size.hours if size.days > 1 else 0)
        state, end = allowance * per_allowance + of_week, came
    return best


@compiled
def _best_end(i: int, side: int, size: Size, people: People, room: Room):
    """Best state and end after the last week, with spare hours within the period's limits."""
    best, best_state, best_end = -np.inf, 0, 0
    for n in range(room.active_count[side]):
        state = room.active[side, n]
        spare = state // size.hours // size.days % size.spare
        if size.spare > 1 and not people.spare_least[i] <= spare <= people.spare_most[i]:
            continue
        for end in range(size.ends):
            if room.value[side, state * size.ends + end] > best:
                best, best_state, best_end = room.value[side, state * size.ends + end], state, end
    return best_state, best_end, best
