"""What a person in each half-hour is worth: dual prices of an aggregate linear program per week.

People are counted by class - equal queues, hours and standing wishes - and may be split; runs and
rest are left out. It only prices: the bound comes from exact lines at these prices (bound.py), so
whatever the program leaves out costs quality, never validity. A half-hour that no shift can cover
has no market: its price is what one person more would save there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from scheduling.roster.response.arrays import Floats
from scheduling.roster.response.coverage import marginal_gains
from scheduling.roster.response.encoding import SLOTS, Encoded
from scheduling.roster.response.problem import WEEK
from scheduling.roster.response.within_reach import within_reach
from scheduling.roster.sparse_program import NO_LIMIT, SparseProgram

INTERIOR = {"solver": "ipm", "run_crossover": "off", "threads": 1}
WEEK_SLOTS = WEEK * SLOTS


def plan_prices(given: Encoded) -> Floats:
    """Value of one person more, by queue and half-hour of the plan."""
    weeks = range(given.problem.weeks)
    values = np.concatenate([week_prices(given, week) for week in weeks], axis=1)
    alone, half = np.empty_like(values), np.empty_like(values)
    marginal_gains(given.demand.given, given.demand, alone, half)
    return np.where(within_reach(given), values, alone)


def week_prices(given: Encoded, week: int) -> Floats:
    """Value of one person more, by queue and half-hour of the week.

    Where the program has no optimum every half-hour is worth what a superfluous person costs.
    """
    demand = given.demand
    solved = None
    program = _WeekProgram(given, week)
    for people in _classes(given, week):
        program.add_class(people)
    rows = program.add_coverage()
    solved = program.program.solved(INTERIOR)
    if solved is None:
        return np.full((len(given.problem.queues), WEEK_SLOTS), -demand.over)
    duals = np.array([[solved.duals[row] for row in queue] for queue in rows])
    return np.clip(duals, -demand.over_beyond, demand.short_beyond)


def starts_priced(given: Encoded, week: int) -> int:
    """Columns of the week's program that count who starts: its size."""
    people = given.people
    return sum(
        int(np.isfinite(people.penalty[alike, on]).any(axis=0).sum())
        * int(people.serves[alike[0], on].sum())
        for alike in _classes(given, week)
        for on in range(week * WEEK, (week + 1) * WEEK)
    )


def _classes(given: Encoded, week: int) -> list[list[int]]:
    """People who serve the same queues, owe the same hours and have the same standing wishes."""
    found: dict[object, list[int]] = defaultdict(list)
    people, days = given.people, slice(week * WEEK, (week + 1) * WEEK)
    for i, worker in enumerate(given.problem.people):
        standing = tuple(wish for wish in worker.wishes if wish.day is None)
        hours = (people.week_least[i, week], people.week_most[i, week], people.week_days[i, week])
        key = (people.serves[i, days].tobytes(), hours, standing, worker.options)
        found[key].append(i)
    return list(found.values())


class _WeekProgram:
    """Columns: people by class, day, option and queue; pauses by day, option, queue and place."""

    def __init__(self, given: Encoded, week: int) -> None:
        self.given, self.week = given, week
        self.program = SparseProgram()
        self.starting: dict[tuple[int, int, int], list[int]] = defaultdict(list)
        queues = range(len(given.problem.queues))
        self.slots = WEEK_SLOTS + (given.spill if given.problem.weeks == 1 else 0)
        self.there: list[list[dict[int, float]]] = [[{} for _ in range(self.slots)] for _ in queues]

    def add_class(self, people: Sequence[int]) -> None:
        """The class's starts: their hours, their days, and who is free on each day."""
        all_people, head = self.given.people, people[0]
        mine: list[int] = []
        units: list[float] = []
        for day in range(WEEK):
            today = self._starts(people, head, day)
            mine += [column for column, _ in today]
            units += [unit for _, unit in today]
        if not mine:
            return
        heads = float(len(people))
        least = heads * all_people.week_least[head, self.week]
        most = heads * all_people.week_most[head, self.week]
        self.program.add_row(mine, units, float(least), float(most))
        days = heads * min(WEEK, all_people.week_days[head, self.week])
        self.program.add_row(mine, [1.0] * len(mine), 0.0, float(days))

    def _starts(self, people: Sequence[int], head: int, day: int) -> list[tuple[int, float]]:
        """Columns of one day with their hours; dated wishes make people dearer, one by one."""
        given, on = self.given, self.week * WEEK + day
        penalty = given.people.penalty[people, on]
        free = penalty[np.isfinite(penalty).any(axis=1)]
        if not len(free):
            return []
        standing = free.min(axis=0)
        open_to_some = np.isfinite(standing)
        columns: list[tuple[int, float]] = []
        for o in np.flatnonzero(open_to_some).tolist():
            for k in np.flatnonzero(given.people.serves[head, on]).tolist():
                column = self.program.add_column(float(standing[o]))
                columns.append((column, float(given.kinds.units[given.shifts.kind[o]])))
                self.starting[day, o, k].append(column)
        dated = (free[:, open_to_some] - standing[open_to_some]).min(axis=1)
        extra = [
            self.program.add_column(float(price), float(number))
            for price, number in zip(*np.unique(dated, return_counts=True), strict=True)
        ]
        started = [column for column, _ in columns]
        signs = [1.0] * len(started) + [-1.0] * len(extra)
        self.program.add_row([*started, *extra], signs, 0.0, 0.0)
        return columns

    def add_coverage(self) -> list[list[int]]:
        """Pauses, then a row per half-hour with its priced differences; the rows by queue."""
        for (day, o, k), columns in self.starting.items():
            total = self.program.add_column(0.0)
            self.program.add_row([total, *columns], [1.0] + [-1.0] * len(columns), 0.0, 0.0)
            self._at_work(day, o, k, total)
        rows = [
            [self._coverage_row(k, t) for t in range(self.slots)] for k in range(len(self.there))
        ]
        return [queue[:WEEK_SLOTS] for queue in rows]

    def _at_work(self, day: int, o: int, k: int, total: int) -> None:
        shifts = self.given.shifts
        first = int(day * SLOTS + shifts.first_slot[o])
        for t in range(first, first + int(shifts.slots[o])):
            self._count(k, t, total, 1.0)
        for pause in range(shifts.pause_at[o], shifts.pause_at[o + 1]):
            places = [total]
            for place in range(shifts.place_at[pause], shifts.place_at[pause + 1]):
                here = self.program.add_column(0.0)
                places.append(here)
                for part in range(shifts.part_at[place], shifts.part_at[place + 1]):
                    t = first + int(shifts.part_slot[part])
                    self._count(k, t, here, -float(shifts.part_halves[part]) / 2.0)
            self.program.add_row(places, [-1.0] + [1.0] * (len(places) - 1), 0.0, 0.0)

    def _count(self, k: int, t: int, column: int, share: float) -> None:
        """Sunday's night counts on Monday morning, as if every week were like the one before.

        Nothing comes before the only week of a plan: there it lies behind the plan.
        """
        there = self.there[k][t if t < self.slots else t - WEEK_SLOTS]
        there[column] = there.get(column, 0.0) + share

    def _coverage_row(self, k: int, t: int) -> int:
        demand = self.given.demand
        need, band, coming = self._needed(k, self.week * WEEK_SLOTS + t)
        pieces = [
            (self.program.add_column(demand.short, min(band, need)), 1.0),
            (self.program.add_column(demand.short_beyond, max(0.0, need - band)), 1.0),
            (self.program.add_column(demand.over, band), -1.0),
            (self.program.add_column(demand.over_beyond, NO_LIMIT), -1.0),
        ]
        there = self.there[k][t]
        missing = need - coming
        return self.program.add_row(
            [*there, *(column for column, _ in pieces)],
            [*there.values(), *(sign for _, sign in pieces)],
            missing,
            missing,
        )

    def _needed(self, k: int, at: int) -> tuple[float, float, float]:
        """Requirement, band and people given; behind the plan everybody is superfluous."""
        demand = self.given.demand
        if at >= demand.required.shape[1]:
            return 0.0, NO_LIMIT, 0.0
        return float(demand.required[k, at]), float(demand.band[k, at]), float(demand.given[k, at])
