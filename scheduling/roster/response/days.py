"""What a day, and the end of a week, make of the states of a person's line."""

from __future__ import annotations

import numpy as np

from scheduling.compiled import compiled
from scheduling.roster.response.arrays import NIGHTS, WEEKENDS, Floats, Kinds, People
from scheduling.roster.response.counters import SUNDAY, WEEK, Room, Size, begins_weekend


@compiled
def reach(side: int, state: int, ends: int, room: Room) -> None:
    """Open a state for writing, once."""
    if not room.reached[side, state]:
        room.reached[side, state] = True
        room.active[side, room.active_count[side]] = state
        room.active_count[side] += 1
        room.value[side, state * ends : (state + 1) * ends] = -np.inf


@compiled
def turn(side: int, room: Room) -> int:
    """Empty the side that was read; the other one is read next."""
    for n in range(room.active_count[side]):
        room.reached[side, room.active[side, n]] = False
    room.active_count[side] = 0
    return 1 - side


@compiled
def picked(kind: int, allowance: int, came: int, size: Size) -> int:
    """A day's kind, what limits left before it and how that day ended, as one number."""
    return (kind * size.nights * size.weekends + allowance) * size.ends + came


@compiled
def day_off(
    i: int, day: int, side: int, state: int, value: float, size: Size, people: People,
    kinds: Kinds, room: Room,
) -> None:  # fmt: skip
    """The state after a day off, from the best way the day before ended."""
    hours, days = state % size.hours, state // size.hours % size.days
    if value == -np.inf or not _enough(i, day, hours, days, size, people):
        return
    first, best = state * size.ends, 0
    for end in range(size.ends):
        if room.value[side, first + end] > room.value[side, first + best]:
            best = end
    reach(1 - side, state, size.ends, room)
    offered = room.value[side, first + best] + value
    if offered > room.value[1 - side, first]:
        room.value[1 - side, first] = offered
        allowance = state // (size.hours * size.days * size.spare)
        room.pick[day, first] = picked(kinds.units.size, allowance, best, size)


@compiled
def work(
    i: int, day: int, side: int, state: int, values: Floats, size: Size, people: People,
    kinds: Kinds, room: Room,
) -> None:  # fmt: skip
    """The states after a shift of every kind that the rules allow."""
    week, hours, rest = day // WEEK, state % size.hours, state // size.hours
    days, rest = rest % size.days, rest // size.days
    spare, allowance = rest % size.spare, rest // size.spare
    night, weekend = allowance % size.nights, allowance // size.nights
    days += size.days > 1
    if days > people.week_days[i, week]:
        return
    _follow(day, side, state, size, kinds, room)
    value, pick = room.value[1 - side], room.pick[day]
    for kind in range(values.size):
        total, night_after, cost = hours + kinds.units[kind], night, 0.0
        if size.nights > 1 and kinds.night[kind]:
            cost = people.allowance_cost[i, NIGHTS, week, night]
            night_after = people.allowance_after[i, NIGHTS, week, night]
        if (
            values[kind] - cost == -np.inf
            or total > people.week_most[i, week]
            or not _enough(i, day, total, days, size, people)
        ):
            continue
        before, first_end = kinds.before[kind], 1 + kinds.after[kind] * size.run
        for run in range(size.run):
            offered, weekend_after = room.follow[before, run] + values[kind] - cost, weekend
            if size.weekends > 1 and begins_weekend(day, run > 0):
                offered -= people.allowance_cost[i, WEEKENDS, week, weekend]
                weekend_after = people.allowance_after[i, WEEKENDS, week, weekend]
            if offered == -np.inf:
                continue
            target = (weekend_after * size.nights + night_after) * size.spare + spare
            target = (target * size.days + days) * size.hours + total
            reach(1 - side, target, size.ends, room)
            cell = target * size.ends + first_end + run
            if offered > value[cell]:
                value[cell] = offered
                pick[cell] = picked(kind, allowance, room.follow_end[before, run], size)


@compiled
def end_of_week(i: int, week: int, side: int, size: Size, people: People, room: Room) -> None:
    """Weekly counters back to zero; hours above the week's least become spare hours, and limits
    leave what they leave to the next week."""
    for n in range(room.active_count[side]):
        state = room.active[side, n]
        hours, rest = state % size.hours, state // size.hours // size.days
        spare, allowance = rest % size.spare, rest // size.spare
        if size.spare > 1:
            spare += hours - people.week_least[i, week]
        night, weekend = allowance % size.nights, allowance // size.nights
        if size.nights > 1:
            night = people.allowance_carried[i, NIGHTS, week, night]
        if size.weekends > 1:
            weekend = people.allowance_carried[i, WEEKENDS, week, weekend]
        target = (weekend * size.nights + night) * size.spare + spare
        target *= size.days * size.hours
        reach(1 - side, target, size.ends, room)
        for end in range(size.ends):
            cell, came = target * size.ends + end, state * size.ends + end
            if room.value[side, came] > room.value[1 - side, cell]:
                room.value[1 - side, cell] = room.value[side, came]
                room.week_pick[week, cell] = state


@compiled
def _enough(i: int, day: int, hours: int, days: int, size: Size, people: People):
    """Whether the rest of the week can still bring the least hours."""
    left = SUNDAY - day % WEEK
    if size.days > 1:
        left = min(left, people.week_days[i, day // WEEK] - days)
    return hours + left * size.longest >= people.week_least[i, day // WEEK]


@compiled
def _follow(day: int, side: int, state: int, size: Size, kinds: Kinds, room: Room) -> None:
    """For every sign of a next shift and its day of the run, the best last day to follow."""
    signs, classes = kinds.follow_cost.shape
    last = size.run - 1
    for sign in range(signs):
        for run in range(size.run):
            room.follow[sign, run] = -np.inf
        room.follow[sign, 0] = room.value[side, state * size.ends]
        room.follow_end[sign, 0] = 0
    for after in range(classes):
        first = 1 + after * size.run
        for run in range(size.run if size.endless else last):
            value, of_run = room.value[side, state * size.ends + first + run], min(run + 1, last)
            if value == -np.inf:
                continue
            for sign in range(signs):
                offered = value if day == 0 else value - kinds.follow_cost[sign, after]
                if offered > room.follow[sign, of_run]:
                    room.follow[sign, of_run] = offered
                    room.follow_end[sign, of_run] = first + run
