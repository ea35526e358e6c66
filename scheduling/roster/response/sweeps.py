"""Best response: take a person out, give them their best line, put them back; until nobody moves.

With everybody else's lines fixed the coverage cost falls by a sum of marginal gains, half-hour by
half-hour, because a person counts at most once in each. So a person's best line is exact, and the
objective never rises.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scheduling.compiled import compiled
from scheduling.roster.response.arrays import (
    Demand,
    Flags,
    Floats,
    Kinds,
    Lines,
    People,
    Shifts,
    Whole,
)
from scheduling.roster.response.counters import Room, beyond_limits
from scheduling.roster.response.coverage import (
    SLOTS,
    best_place,
    marginal_gains,
    place_loss,
    put,
    shift_gain,
    sum_up,
)
from scheduling.roster.response.line import best_line

_EPS = 1e-7


class Desk(NamedTuple):
    """Working memory: gains by queue and half-hour, and what they make of days and kinds."""

    whole: Floats
    half: Floats
    upto: Floats
    gain: Floats
    kind_value: Floats
    kind_option: Whole
    kind_queue: Whole
    off_value: Floats
    kind_of_day: Whole


def make_desk(queues: int, days: int, spill: int, options: int, kinds: int) -> Desk:
    """Memory for the search; `spill` half-hours lie behind the horizon."""
    slots = days * SLOTS + spill
    return Desk(
        whole=np.zeros((queues, slots)),
        half=np.zeros((queues, slots)),
        upto=np.zeros((queues, slots + 1)),
        gain=np.zeros((days, options, queues)),
        kind_value=np.zeros((days, kinds)),
        kind_option=np.zeros((days, kinds), np.int64),
        kind_queue=np.zeros((days, kinds), np.int64),
        off_value=np.zeros(days),
        kind_of_day=np.zeros(days, np.int64),
    )


@compiled
def gains_of_shifts(served: Flags, shifts: Shifts, desk: Desk) -> None:
    """Fill `desk.gain` for the queues in `served[day, queue]`."""
    sum_up(desk.whole, desk.upto)
    days, options, queues = desk.gain.shape
    for day in range(days):
        for k in range(queues):
            if served[day, k]:
                for o in range(options):
                    desk.gain[day, o, k] = shift_gain(
                        day, o, k, desk.whole, desk.half, desk.upto, shifts
                    )


@compiled
def value_kinds(i: int, people: People, shifts: Shifts, desk: Desk) -> None:
    """The best option and queue of every kind on every day, gain less wishes refused."""
    days, options, queues = desk.gain.shape
    desk.kind_value[:] = -np.inf
    for day in range(days):
        desk.off_value[day] = -people.off_penalty[i, day]
        for o in range(options):
            penalty, kind = people.penalty[i, day, o], shifts.kind[o]
            if penalty == np.inf:
                continue
            for k in range(queues):
                value = desk.gain[day, o, k] - penalty
                if people.serves[i, day, k] and value > desk.kind_value[day, kind]:
                    desk.kind_value[day, kind] = value
                    desk.kind_option[day, kind] = o
                    desk.kind_queue[day, kind] = k


@compiled
def write_line(i: int, lines: Lines, shifts: Shifts, desk: Desk) -> None:
    """The line in `desk.kind_of_day` as option, queue and places of pauses."""
    for day in range(desk.kind_of_day.size):
        kind = desk.kind_of_day[day]
        lines.option[i, day] = -1
        if kind < 0:
            continue
        o, k = int(desk.kind_option[day, kind]), int(desk.kind_queue[day, kind])
        lines.option[i, day], lines.queue[i, day] = o, k
        first = day * SLOTS + int(shifts.first_slot[o])
        for n in range(shifts.pause_at[o + 1] - shifts.pause_at[o]):
            pause = int(shifts.pause_at[o]) + n
            lines.place[i, day, n] = best_place(first, pause, k, desk.whole, desk.half, shifts)[0]


@compiled
def line_value(
    i: int, people: People, lines: Lines, shifts: Shifts, kinds: Kinds, desk: Desk
) -> float:
    """What a person's present line is worth at the desk's gains; -inf for one that is not legal."""
    total, last = 0.0, -1
    kind_of_day = np.full(lines.option.shape[1], -1)
    for day in range(lines.option.shape[1]):
        o, k = int(lines.option[i, day]), int(lines.queue[i, day])
        kind = shifts.kind[o] if o >= 0 else -1
        if kind >= 0 and last >= 0:
            total -= kinds.follow_cost[kinds.before[kind], kinds.after[last]]
        last = kind_of_day[day] = kind
        if o < 0:
            total -= people.off_penalty[i, day]
            continue
        first = day * SLOTS + int(shifts.first_slot[o])
        total += desk.upto[k, first + shifts.slots[o]] - desk.upto[k, first]
        total -= people.penalty[i, day, o]
        for n in range(shifts.pause_at[o + 1] - shifts.pause_at[o]):
            total -= place_loss(
                first, int(lines.place[i, day, n]), k, desk.whole, desk.half, shifts
            )
    nights, weekends = beyond_limits(i, kind_of_day, people, kinds)
    return total - nights - weekends


@compiled
def better_line(
    i: int, people: People, shifts: Shifts, kinds: Kinds, lines: Lines, known: Flags, desk: Desk,
    room: Room,
) -> float:  # fmt: skip
    """Give a person, who is out of the cover, their best line at the desk's gains; what it gains.

    `known[i]` says whether the person has a line yet. A line that is as good is kept.
    """
    gains_of_shifts(people.serves[i], shifts, desk)
    value_kinds(i, people, shifts, desk)
    best = best_line(i, desk.kind_value, desk.off_value, people, kinds, room, desk.kind_of_day)
    before = line_value(i, people, lines, shifts, kinds, desk) if known[i] else -np.inf
    if best <= before + _EPS:
        return 0.0
    write_line(i, lines, shifts, desk)
    known[i] = True
    return best - before


@compiled
def sweep(
    order: Whole, cover: Floats, demand: Demand, people: People, shifts: Shifts, kinds: Kinds,
    lines: Lines, known: Flags, desk: Desk, room: Room,
) -> float:  # fmt: skip
    """Everybody in `order` responds once; what the objective falls by in all."""
    gained = 0.0
    for i in order:
        if known[i]:
            put(i, -1.0, lines, cover, shifts)
        marginal_gains(cover, demand, desk.whole, desk.half)
        gained += better_line(i, people, shifts, kinds, lines, known, desk, room)
        if known[i]:
            put(i, 1.0, lines, cover, shifts)
    return gained
