"""A roster problem written as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import gcd

import numpy as np

from scheduling.roster.coverage_cost import band_of
from scheduling.roster.pauses import pause_places
from scheduling.roster.response.allowances import Allowance, allowance, stacked
from scheduling.roster.response.arrays import (
    NEVER,
    Demand,
    Flags,
    Floats,
    Kinds,
    People,
    Shifts,
    Whole,
)
from scheduling.roster.response.counters import beyond_limits
from scheduling.roster.response.problem import WEEK, LineRules, RosterProblem, Worker
from scheduling.roster.shift_library import ShiftOption

SLOTS, DAY_MIN = 48, 1440


@dataclass(frozen=True)
class Encoded:
    """The arrays of a problem. `minutes[o][n][place]` are the starts a pause's place stands for."""

    problem: RosterProblem
    shifts: Shifts
    kinds: Kinds
    people: People
    demand: Demand
    minutes: tuple[tuple[tuple[tuple[int, ...], ...], ...], ...]

    @property
    def spill(self) -> int:
        """Half-hours behind the horizon that its last shifts may touch."""
        ends = self.shifts.first_slot + self.shifts.slots
        return max(0, int(ends.max()) - SLOTS)

    @cached_property
    def served(self) -> Flags:
        """served[day, queue]: whether anybody serves the queue that day."""
        return np.any(self.people.serves, axis=0)


def encoded(problem: RosterProblem) -> Encoded:
    """The arrays of a problem."""
    unit_s = _unit_s(problem)
    kinds, kind_of = _kinds(problem.options, problem.rules, unit_s)
    shifts, minutes = _shifts(problem.options, kind_of)
    return Encoded(problem, shifts, kinds, _people(problem, unit_s), _demand(problem), minutes)


def _unit_s(problem: RosterProblem) -> int:
    """The largest unit in which all shifts and all limits are whole."""
    unit = 0
    for option in problem.options:
        unit = gcd(unit, option.paid_s)
    return unit


def _kinds(
    options: Sequence[ShiftOption], rules: LineRules, unit_s: int
) -> tuple[Kinds, list[int]]:
    """Kinds of options and the kind of each: equal for rest, succession, hours and nights."""
    cost = np.array([[rules.follow_cost(a, b) for a in options] for b in options], np.float64)
    before = _numbered([tuple(row) for row in cost])
    after = _numbered([tuple(column) for column in cost.T])
    units = [option.paid_s // unit_s for option in options]
    night = [int(option.end_min > rules.night_min) for option in options]
    signs = list(zip(before, after, units, night, strict=True))
    kind_of = _numbered(signs)
    first = [kind_of.index(kind) for kind in range(max(kind_of) + 1)]
    follows = np.zeros((max(before) + 1, max(after) + 1))
    follows[np.array(before)[:, None], np.array(after)[None, :]] = cost
    columns = [np.array([signs[o][part] for o in first], np.int64) for part in range(4)]
    return Kinds(columns[0], columns[1], columns[2], columns[3], follows), kind_of


def _numbered(keys: Sequence[object]) -> list[int]:
    """Equal keys get equal numbers, in order of first appearance."""
    numbers: dict[object, int] = {}
    return [numbers.setdefault(key, len(numbers)) for key in keys]


def _shifts(
    options: Sequence[ShiftOption], kind_of: list[int]
) -> tuple[Shifts, tuple[tuple[tuple[tuple[int, ...], ...], ...], ...]]:
    pause_at, place_at, part_at = [0], [0], [0]
    slots, halves = list[int](), list[int]()
    minutes: list[tuple[tuple[tuple[int, ...], ...], ...]] = []
    for option in options:
        mine: list[tuple[tuple[int, ...], ...]] = []
        for pause in option.pauses:
            places = pause_places(0, option, pause)
            for shares in places:
                for slot, share in shares:
                    slots.append(slot - option.start_min // 30)
                    halves.append(round(2 * share))
                part_at.append(len(slots))
            place_at.append(len(part_at) - 1)
            mine.append(tuple(tuple(starts) for starts in places.values()))
        pause_at.append(len(place_at) - 1)
        minutes.append(tuple(mine))
    whole = [
        [option.start_min // 30 for option in options],
        [option.length_min // 30 for option in options],
        kind_of, pause_at, place_at, part_at, slots, halves,
    ]  # fmt: skip
    return Shifts(*(np.array(part, np.int64) for part in whole)), tuple(minutes)


def _demand(problem: RosterProblem) -> Demand:
    prices, horizon = problem.prices, problem.days * SLOTS
    required = np.array([problem.required[queue] for queue in problem.queues], np.float64)
    nobody = [0.0] * horizon
    given = np.array([problem.given.get(q, nobody) for q in problem.queues], np.float64)
    band = np.array([[band_of(need, prices) for need in row] for row in required.tolist()])
    return Demand(
        required, given, band, float(prices.short), float(prices.short_beyond),
        float(prices.over), float(prices.over_beyond),
    )  # fmt: skip


def _people(problem: RosterProblem, unit_s: int) -> People:
    workers = problem.people
    states, after, cost, carried = stacked([_allowances(problem, worker) for worker in workers])
    least = [[-(-low // unit_s) for low, _ in worker.week_paid_s] for worker in workers]
    most = [[high // unit_s for _, high in worker.week_paid_s] for worker in workers]
    spare = [_spare(worker, unit_s, sum(low)) for worker, low in zip(workers, least, strict=True)]
    off = [[_off_penalty(worker, day) for day in range(problem.days)] for worker in workers]

    def whole(values: Sequence[object]) -> np.ndarray:
        return np.array(values, np.int64)

    return People(
        penalty=np.stack([_penalties(worker, problem) for worker in workers]),
        off_penalty=np.array(off, np.float64),
        serves=np.stack([_serves(worker, problem) for worker in workers]),
        run_before=whole([worker.carry_days for worker in workers]),
        longest_run=whole([problem.rules.longest_run] * len(workers)),
        week_least=whole(least),
        week_most=whole(most),
        week_days=whole([worker.most_days for worker in workers]),
        spare_least=whole([low for low, _ in spare]),
        spare_most=whole([high for _, high in spare]),
        allowance_states=states,
        allowance_after=after,
        allowance_cost=cost,
        allowance_carried=carried,
    )


def _allowances(problem: RosterProblem, worker: Worker) -> tuple[Allowance, Allowance]:
    """What limits leave of nights and weekends."""
    nightly = any(option.end_min > problem.rules.night_min for option in problem.options)
    return (
        allowance(worker.night_limits, problem.weeks, WEEK if nightly else 0),
        allowance(worker.weekend_limits, problem.weeks, 1),
    )


def _spare(worker: Worker, unit_s: int, least: int) -> tuple[int, int]:
    if worker.period_paid_s is None:
        return 0, 1 << 20
    low, high = worker.period_paid_s
    return max(0, -(-low // unit_s) - least), high // unit_s - least


def _off_penalty(worker: Worker, day: int) -> float:
    pin = worker.pins.get(day)
    if pin is not None and pin.option is not None:
        return NEVER
    missed = worker.meetings[day].weight if day in worker.meetings else 0.0
    return missed + sum(wish.weight for wish in worker.wishes if wish.refused_by(day, None))


def _penalties(worker: Worker, problem: RosterProblem) -> Floats:
    """penalty[day, option]: wishes refused and soft rules that the last shift before the plan
    lets break, NEVER what leave, a hard rule or a pin forbids."""
    options, days = problem.options, problem.days
    by_week = [[option in open_to for option in options] for open_to in worker.options]
    allowed = np.repeat(by_week, WEEK, axis=0) & np.array(worker.free)[:, None]
    starts = np.arange(days)[:, None] * DAY_MIN + np.array([option.start_min for option in options])
    before = _before_the_plan(worker, problem, starts)
    allowed &= np.isfinite(before)
    overnight = np.array([option.end_min > DAY_MIN for option in options])
    if worker.away:
        allowed &= ~(np.array(worker.away[1:])[:, None] & overnight)
    for day, pin in worker.pins.items():
        allowed[day] = [pin.option == option for option in options]
    broken = np.where(np.isfinite(before), before, 0.0)
    return np.where(allowed, _refused(worker, problem) + broken, NEVER)


def _before_the_plan(worker: Worker, problem: RosterProblem, starts: Whole) -> Floats:
    """What each option on each day costs because of the last shift before the plan."""
    rules = problem.rules
    cost = np.where(starts < worker.earliest_min, rules.rest_weight, 0.0)
    cost[starts < worker.ready_min] = NEVER
    banned = [
        (worker.last_code, option.code) in rules.forbidden_successions for option in problem.options
    ]
    cost[0] += np.where(banned, rules.succession_weight, 0.0)
    return cost


def _refused(worker: Worker, problem: RosterProblem) -> Floats:
    """Weight of the wishes that each option on each day refuses, and of the meetings it misses."""
    weight = np.zeros((problem.days, len(problem.options)))
    for wish in worker.wishes:
        day = wish.day or 0
        refused = [wish.weight * wish.refused_by(day, option) for option in problem.options]
        weight[day if wish.day is not None else slice(None)] += refused
    for day, meeting in worker.meetings.items():
        weight[day] += [
            0.0 if one in meeting.options else meeting.weight for one in problem.options
        ]
    return weight


def _serves(worker: Worker, problem: RosterProblem) -> Flags:
    """serves[day, queue]: the person's skills, of which a meeting or a pin leaves one."""
    pinned = {day: meeting.queue for day, meeting in worker.meetings.items()}
    pinned |= {day: pin.queue for day, pin in worker.pins.items() if pin.queue is not None}
    return np.array(
        [
            [queue in worker.skills[day] and pinned.get(day, queue) == queue
             for queue in problem.queues]
            for day in range(problem.days)
        ]
    )  # fmt: skip


def line_cost(given: Encoded, i: int, option: Whole) -> float:
    """Weights of wishes refused and soft rules broken by person i working `option` per day (-1:
    off); infinite: not allowed."""
    return line_costs(given, np.array([i]), option[None])


def line_costs(given: Encoded, who: Whole, option: Whole) -> float:
    """`line_cost` of several people in all, a row of `option` each."""
    people, kinds = given.people, given.kinds
    worked = people.penalty[who[:, None], np.arange(option.shape[1]), option]
    cost = np.where(option < 0, people.off_penalty[who], worked).sum()
    kind, there = given.shifts.kind[option], option >= 0
    follows = kinds.follow_cost[kinds.before[kind[:, 1:]], kinds.after[kind[:, :-1]]]
    cost += follows[there[:, 1:] & there[:, :-1]].sum()
    beyond = [
        sum(beyond_limits(i, line, people, kinds))
        for i, line in zip(who.tolist(), np.where(there, kind, -1), strict=True)
    ]
    return float(cost + sum(beyond))
