"""What a person's states count, and the memory for them.

A counter that can never bind has one value, so it costs nothing.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scheduling.compiled import compiled
from scheduling.roster.response.arrays import (
    NIGHTS,
    WEEKENDS,
    Flags,
    Floats,
    Kinds,
    People,
    Whole,
)

WEEK, SATURDAY, SUNDAY = 7, 5, 6


class Counted(NamedTuple):
    """Limits that are rarely broken by lines which ignore them; counted where one was."""

    runs: bool
    nights: bool
    weekends: bool


NOTHING = Counted(False, False, False)
EVERYTHING = Counted(True, True, True)


class Size(NamedTuple):
    """Values per counter of a person's states; 1 where the counter cannot bind.

    `ends` counts the ways the last day ended: off, or after a shift of some class and run. Runs
    that are not counted (`endless`) stay at the last value: 1, or 2 where a weekend must know
    whether Saturday was worked. Nights and weekends have the states of what their limits leave
    (allowances.py). `longest` is the most hours of a shift.
    """

    ends: int
    run: int
    endless: bool
    hours: int
    days: int
    spare: int
    nights: int
    weekends: int
    longest: int


class Room(NamedTuple):
    """Memory of the search, made once for the largest person; two sides, read and written in turn.

    `pick` and `week_pick` remember where a value came from; `steps` counts the work (effort.py).
    """

    value: Floats
    pick: Whole
    week_pick: Whole
    active: Whole
    active_count: Whole
    reached: Flags
    follow: Floats
    follow_end: Whole
    steps: Whole


@compiled
def size_of(i: int, people: People, kinds: Kinds, counted: Counted) -> Size:
    """The counters that can bind for a person, of `counted` only those asked for."""
    weeks = people.week_most.shape[1]
    smallest = kinds.units.min()
    by_days, days, flexible, hours = False, 1, 0, 1
    for w in range(weeks):
        hours = max(hours, people.week_most[i, w] + 1)
        flexible += people.week_most[i, w] - people.week_least[i, w]
        limit = people.week_days[i, w]
        by_days |= limit < WEEK and (limit + 1) * smallest <= people.week_most[i, w]
        days = max(days, limit + 1)
    binds = people.spare_least[i] > 0 or people.spare_most[i] < flexible
    nights = people.allowance_states[i, NIGHTS] if counted.nights else 1
    weekends = people.allowance_states[i, WEEKENDS] if counted.weekends else 1
    runs = people.longest_run[i] if counted.runs else 2 if weekends > 1 else 1
    return Size(
        1 + kinds.follow_cost.shape[1] * runs,
        runs,
        not counted.runs,
        hours,
        days if by_days else 1,
        flexible + 1 if binds else 1,
        nights,
        weekends,
        kinds.units.max(),
    )


def make_room(people: People, kinds: Kinds) -> Room:
    """Room for the largest person."""
    sizes = [size_of(i, people, kinds, EVERYTHING) for i in range(len(people.run_before))]
    states = max(s.hours * s.days * s.spare * s.nights * s.weekends for s in sizes)
    cells = states * (1 + kinds.follow_cost.shape[1] * max(2, *(s.run for s in sizes)))
    days = people.off_penalty.shape[1]
    signs, runs = kinds.follow_cost.shape[0], max(2, *(s.run for s in sizes))
    return Room(
        value=np.empty((2, cells)),
        pick=np.empty((days, cells), np.int64),
        week_pick=np.empty((days // WEEK, cells), np.int64),
        active=np.empty((2, states), np.int64),
        active_count=np.zeros(2, np.int64),
        reached=np.zeros((2, states), np.bool_),
        follow=np.empty((signs, runs)),
        follow_end=np.empty((signs, runs), np.int64),
        steps=np.zeros(1, np.int64),
    )


@compiled
def begins_weekend(day: int, worked_before: bool) -> bool:
    """Whether a shift on the day is the first one of a weekend."""
    return day % WEEK == SATURDAY or (day % WEEK == SUNDAY and not worked_before)


@compiled
def beyond_limits(i: int, kind_of_day: Whole, people: People, kinds: Kinds) -> tuple[float, float]:
    """What a line's (-1: off) nights and weekends beyond the limits cost; infinite: forbidden."""
    night, weekend = 0, 0
    nights_cost, weekends_cost = 0.0, 0.0
    for day in range(kind_of_day.size):
        week, kind = day // WEEK, kind_of_day[day]
        if kind >= 0 and kinds.night[kind]:
            nights_cost += people.allowance_cost[i, NIGHTS, week, night]
            night = people.allowance_after[i, NIGHTS, week, night]
        if kind >= 0 and begins_weekend(day, day > 0 and kind_of_day[day - 1] >= 0):
            weekends_cost += people.allowance_cost[i, WEEKENDS, week, weekend]
            weekend = people.allowance_after[i, WEEKENDS, week, weekend]
        if day % WEEK == SUNDAY:
            night = people.allowance_carried[i, NIGHTS, week, night]
            weekend = people.allowance_carried[i, WEEKENDS, week, weekend]
    return nights_cost, weekends_cost
