"""One person's best line over the whole horizon, by exact dynamic programming.

A state after a day is what the rules need to remember: how the last shift ended and how many days
its run has, the hours and days of the week so far, and the spare hours, nights and weekends of the
period so far. A counter that can never bind has one value, so it costs nothing.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scheduling.compiled import compiled
from scheduling.roster.response.arrays import Flags, Floats, Kinds, People, Whole

WEEK = 7
SATURDAY, SUNDAY = 5, 6


class Size(NamedTuple):
    """Values per counter of a person's states; 1 where the counter cannot bind.

    `ends` counts the ways the last day ended: off, or after a shift of some class and run.
    """

    ends: int
    run: int
    hours: int
    days: int
    spare: int
    nights: int
    weekends: int


class Room(NamedTuple):
    """Memory of the search, made once for the largest person; two sides, read and written in turn.

    `pick` and `week_pick` remember where a value came from.
    """

    value: Floats
    pick: Whole
    week_pick: Whole
    active: Whole
    active_count: Whole
    reached: Flags
    follow: Floats
    follow_end: Whole


@compiled
def size_of(i: int, people: People, kinds: Kinds, count_nights: bool, count_weekends: bool) -> Size:
    """The counters that can bind for a person; nights and weekends only where they are asked for.

    A limit of 0 still needs to count to 1.
    """
    weeks = people.week_most.shape[1]
    runs = people.longest_run[i]
    smallest = kinds.units.min()
    counted, days, flexible, hours = False, 1, 0, 1
    for w in range(weeks):
        hours = max(hours, people.week_most[i, w] + 1)
        flexible += people.week_most[i, w] - people.week_least[i, w]
        limit = people.week_days[i, w]
        counted |= limit < WEEK and (limit + 1) * smallest <= people.week_most[i, w]
        days = max(days, limit + 1)
    binds = people.spare_least[i] > 0 or people.spare_most[i] < flexible
    nights, weekends = people.nights_most[i].max(), people.weekends_most[i].max()
    nightly = count_nights and kinds.night.any() and people.nights_most[i].min() < weeks * WEEK
    week_ends = count_weekends and people.weekends_most[i].min() < weeks
    return Size(
        1 + kinds.may_follow.shape[1] * runs,
        runs,
        hours,
        days if counted else 1,
        flexible + 1 if binds else 1,
        max(2, nights + 1) if nightly else 1,
        max(2, weekends + 1) if week_ends else 1,
    )


def make_room(people: People, kinds: Kinds) -> Room:
    """Room for the largest person."""
    sizes = [size_of(i, people, kinds, True, True) for i in range(len(people.run_before))]
    states = max(s.hours * s.days * s.spare * s.nights * s.weekends for s in sizes)
    cells = states * max(s.ends for s in sizes)
    days = people.off_penalty.shape[1]
    signs, runs = kinds.may_follow.shape[0], max(s.run for s in sizes)
    return Room(
        value=np.empty((2, cells)),
        pick=np.empty((days, cells), np.int64),
        week_pick=np.empty((days // WEEK, cells), np.int64),
        active=np.empty((2, states), np.int64),
        active_count=np.zeros(2, np.int64),
        reached=np.zeros((2, states), np.bool_),
        follow=np.empty((signs, runs)),
        follow_end=np.empty((signs, runs), np.int64),
    )


@compiled
def best_line(
    i: int, kind_value: Floats, off_value: Floats, people: People, kinds: Kinds, room: Room,
    kind_of_day: Whole,
) -> float:  # fmt: skip
    """Fill `kind_of_day` (-1: off) with the best line; its value, or -inf where none is legal.

    Nights and weekends are counted only if the best line without counting has too many: a line
    that is best of more lines and legal is best.
    """
    nights, weekends = False, False
    while True:
        size = size_of(i, people, kinds, nights, weekends)
        best = _searched(i, kind_value, off_value, size, people, kinds, room, kind_of_day)
        if best == -np.inf:
            return best
        worked_nights, worked_weekends = _excess(i, kind_of_day, people, kinds)
        if not worked_nights and not worked_weekends:
            return best
        nights, weekends = nights or worked_nights, weekends or worked_weekends


@compiled
def _excess(i: int, kind_of_day: Whole, people: People, kinds: Kinds):
    """Whether a line has too many nights, and too many weekends, by the end of some week."""
    nights, weekends = 0, 0
    many_nights, many_weekends = False, False
    for day in range(kind_of_day.size):
        if kind_of_day[day] >= 0:
            nights += kinds.night[kind_of_day[day]]
            first = day % WEEK == SATURDAY
            weekends += first or (day % WEEK == SUNDAY and kind_of_day[day - 1] < 0)
        if day % WEEK == SUNDAY:
            many_nights |= nights > people.nights_most[i, day // WEEK]
            many_weekends |= weekends > people.weekends_most[i, day // WEEK]
    return many_nights, many_weekends


@compiled
def _searched(
    i: int, kind_value: Floats, off_value: Floats, size: Size, people: People, kinds: Kinds,
    room: Room, kind_of_day: Whole,
) -> float:  # fmt: skip
    """The best line with the counters of `size`."""
    room.active_count[:] = 0
    room.reached[:] = False
    _reach(0, 0, size.ends, room)
    room.value[0, min(people.run_before[i], size.run)] = 0.0
    side = 0
    for day in range(off_value.size):
        for n in range(room.active_count[side]):
            state = room.active[side, n]
            _day_off(i, day, side, state, off_value[day], size, people, kinds, room)
            _work(i, day, side, state, kind_value[day], size, people, kinds, room)
        side = _turn(side, room)
        if day % WEEK == SUNDAY:
            _end_of_week(i, day // WEEK, side, size, people, room)
            side = _turn(side, room)
    return _backwards(i, off_value.size, side, size, people, kinds, room, kind_of_day)


@compiled
def _reach(side: int, state: int, ends: int, room: Room) -> None:
    """Open a state for writing, once."""
    if not room.reached[side, state]:
        room.reached[side, state] = True
        room.active[side, room.active_count[side]] = state
        room.active_count[side] += 1
        room.value[side, state * ends : (state + 1) * ends] = -np.inf


@compiled
def _turn(side: int, room: Room) -> int:
    """Empty the side that was read; the other one is read next."""
    for n in range(room.active_count[side]):
        room.reached[side, room.active[side, n]] = False
    room.active_count[side] = 0
    return 1 - side


@compiled
def _enough(i: int, day: int, hours: int, days: int, size: Size, people: People, kinds: Kinds):
    """Whether the rest of the week can still bring the least hours."""
    left = SUNDAY - day % WEEK
    if size.days > 1:
        left = min(left, people.week_days[i, day // WEEK] - days)
    return hours + left * kinds.units.max() >= people.week_least[i, day // WEEK]


@compiled
def _day_off(
    i: int, day: int, side: int, state: int, value: float, size: Size, people: People,
    kinds: Kinds, room: Room,
) -> None:  # fmt: skip
    hours, days = state % size.hours, state // size.hours % size.days
    if value == -np.inf or not _enough(i, day, hours, days, size, people, kinds):
        return
    first, best = state * size.ends, 0
    for end in range(size.ends):
        if room.value[side, first + end] > room.value[side, first + best]:
            best = end
    _reach(1 - side, state, size.ends, room)
    offered = room.value[side, first + best] + value
    if offered > room.value[1 - side, first]:
        room.value[1 - side, first] = offered
        room.pick[day, first] = kinds.units.size * size.ends + best


@compiled
def _follow(day: int, side: int, state: int, size: Size, kinds: Kinds, room: Room) -> None:
    """For every sign of a next shift and run so far, the best last day that it may follow."""
    signs, classes = kinds.may_follow.shape
    room.follow[:] = -np.inf
    for after in range(classes):
        first = state * size.ends + 1 + after * size.run
        for sign in range(signs):
            if day == 0 or kinds.may_follow[sign, after]:
                for run in range(1, size.run):
                    if room.value[side, first + run - 1] > room.follow[sign, run]:
                        room.follow[sign, run] = room.value[side, first + run - 1]
                        room.follow_end[sign, run] = 1 + after * size.run + run - 1
    for sign in range(signs):
        room.follow[sign, 0] = room.value[side, state * size.ends]
        room.follow_end[sign, 0] = 0


@compiled
def _work(
    i: int, day: int, side: int, state: int, values: Floats, size: Size, people: People,
    kinds: Kinds, room: Room,
) -> None:  # fmt: skip
    weekday, hours, rest = day % WEEK, state % size.hours, state // size.hours
    days, rest = rest % size.days, rest // size.days
    night = rest // size.spare % size.nights
    weekend = rest // size.spare // size.nights
    days += size.days > 1
    if days > people.week_days[i, day // WEEK]:
        return
    _follow(day, side, state, size, kinds, room)
    value, pick = room.value[1 - side], room.pick[day]
    for kind in range(values.size):
        nights = kinds.night[kind] if size.nights > 1 else 0
        total = hours + kinds.units[kind]
        if (
            values[kind] == -np.inf
            or total > people.week_most[i, day // WEEK]
            or night + nights > people.nights_most[i, day // WEEK]
            or not _enough(i, day, total, days, size, people, kinds)
        ):
            continue
        before, first_end = kinds.before[kind], 1 + kinds.after[kind] * size.run
        for run in range(size.run):
            begins = size.weekends > 1 and (weekday == SATURDAY or (weekday == SUNDAY and run == 0))
            offered = room.follow[before, run] + values[kind]
            if offered == -np.inf or weekend + begins > people.weekends_most[i, day // WEEK]:
                continue
            target = weekend + begins
            target = target * size.nights + night + nights
            target = target * size.spare + rest % size.spare
            target = (target * size.days + days) * size.hours + total
            _reach(1 - side, target, size.ends, room)
            cell = target * size.ends + first_end + run
            if offered > value[cell]:
                value[cell] = offered
                pick[cell] = kind * size.ends + room.follow_end[before, run]


@compiled
def _end_of_week(i: int, week: int, side: int, size: Size, people: People, room: Room) -> None:
    """Weekly counters back to zero; hours above the week's least become spare hours."""
    for n in range(room.active_count[side]):
        state = room.active[side, n]
        hours, rest = state % size.hours, state // size.hours // size.days
        if size.spare > 1:
            rest += hours - people.week_least[i, week]
        target = rest * size.days * size.hours
        _reach(1 - side, target, size.ends, room)
        for end in range(size.ends):
            cell, came = target * size.ends + end, state * size.ends + end
            if room.value[side, came] > room.value[1 - side, cell]:
                room.value[1 - side, cell] = room.value[side, came]
                room.week_pick[week, cell] = state


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
