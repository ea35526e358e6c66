"""One person's best line over the whole horizon, by exact dynamic programming.

A state after a day is what the rules need to remember: how the last shift ended and how many days
its run has, the hours and days of the week so far, and the spare hours, nights and weekends of the
period so far.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from scheduling.compiled import compiled
from scheduling.roster.response.arrays import Floats, Kinds, People, Whole
from scheduling.roster.response.counters import NOTHING, WEEK, Counted, Room, Size, size_of
from scheduling.roster.response.days import (
    SATURDAY,
    SUNDAY,
    day_off,
    end_of_week,
    reach,
    turn,
    work,
)


@compiled
def best_line(
    i: int, kind_value: Floats, off_value: Floats, people: People, kinds: Kinds, room: Room,
    kind_of_day: Whole,
) -> float:  # fmt: skip
    """Fill `kind_of_day` (-1: off) with the best line; its value, or -inf where none is legal.

    Runs, nights and weekends are counted only if the best line without counting has too many: a
    line that is best of more lines and legal is best.
    """
    counted = NOTHING
    while True:
        size = size_of(i, people, kinds, counted)
        best = _searched(i, kind_value, off_value, size, people, kinds, room, kind_of_day)
        if best == -np.inf:
            return best
        broken = _excess(i, kind_of_day, people, kinds)
        if not (broken.runs or broken.nights or broken.weekends):
            return best
        counted = Counted(
            counted.runs or broken.runs,
            counted.nights or broken.nights,
            counted.weekends or broken.weekends,
        )


@compiled
def _excess(i: int, kind_of_day: Whole, people: People, kinds: Kinds) -> Counted:
    """Whether a line has a run that is too long, or too many nights or weekends by some Sunday."""
    run, nights, weekends = people.run_before[i], 0, 0
    long_run, many_nights, many_weekends = False, False, False
    for day in range(kind_of_day.size):
        run = run + 1 if kind_of_day[day] >= 0 else 0
        long_run |= run > people.longest_run[i]
        if kind_of_day[day] >= 0:
            nights += kinds.night[kind_of_day[day]]
            first = day % WEEK == SATURDAY
            weekends += first or (day % WEEK == SUNDAY and kind_of_day[day - 1] < 0)
        if day % WEEK == SUNDAY:
            many_nights |= nights > people.nights_most[i, day // WEEK]
            many_weekends |= weekends > people.weekends_most[i, day // WEEK]
    return Counted(long_run, many_nights, many_weekends)


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
    for day in range(off_value.size):
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
    if best == -np.inf:
        return best
    for day in range(horizon - 1, -1, -1):
        if day % WEEK == SUNDAY:
            state = room.week_pick[day // WEEK, state * size.ends + end]
        kind, came = divmod(room.pick[day, state * size.ends + end], size.ends)
        kind_of_day[day] = kind if kind < kinds.units.size else -1
        if kind < kinds.units.size:
            state -= kinds.units[kind] + (size.hours if size.days > 1 else 0)
            nightly = size.hours * size.days * size.spare
            if size.nights > 1 and kinds.night[kind]:
                state -= nightly
            if size.weekends > 1 and (
                day % WEEK == SATURDAY or (day % WEEK == SUNDAY and came == 0)
            ):
                state -= nightly * size.nights
        end = came
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
