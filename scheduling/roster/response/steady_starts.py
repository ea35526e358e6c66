"""Steady starts, the second-level objective: a day's duties change hands, coverage stays.

Of the people who work a day, those with equal hours, nights and sites may exchange their duties
without touching anybody's week. Who takes which is a linear assignment per day: wishes and soft
rules first, then starts that move by more than two hours from the day before or to the day after.
Days are dealt again until nothing falls. The first-level objective never rises.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.optimize import linear_sum_assignment

from scheduling.roster.assignment import FAR_MIN
from scheduling.roster.response.arrays import Floats, Lines, Whole
from scheduling.roster.response.encoding import Encoded

SECOND_LEVEL = 1e-4
"""What a start that moves weighs beside the first level."""
MOST_ROUNDS, MOST_TOGETHER = 4, 150
_FORBIDDEN, _EPS = 1e9, 1e-7


def steady_starts(given: Encoded, lines: Lines, random: np.random.Generator) -> None:
    """Deal the duties of every day again, in `lines`; of many people, some at a time."""
    dealer = _Dealer(given, lines)
    for _ in range(MOST_ROUNDS):
        moved = False
        for day in range(given.problem.days):
            for alike in dealer.exchangeable(day):
                for part in _parts(random.permutation(alike)):
                    moved |= dealer.deal(day, part)
        if not moved:
            return


def _parts(people: Whole) -> list[Whole]:
    return np.array_split(people, -(-people.size // MOST_TOGETHER))


class _Dealer:
    """The lines, and what following each other costs any two shifts."""

    def __init__(self, given: Encoded, lines: Lines) -> None:
        self.given, self.lines = given, lines
        starts = np.array([option.start_min for option in given.problem.options])
        kinds, kind = given.kinds, given.shifts.kind
        cost = np.minimum(kinds.follow_cost, _FORBIDDEN)
        far = np.abs(starts[:, None] - starts[None, :]) > FAR_MIN
        self.follow: Floats = cost[kinds.before[kind][:, None], kinds.after[kind][None, :]]
        self.follow = self.follow + SECOND_LEVEL * far
        sites = sorted({worker.site for worker in given.problem.people})
        self.site = np.array([sites.index(worker.site) for worker in given.problem.people])

    def exchangeable(self, day: int) -> Iterator[Whole]:
        """People of a day whose duties are alike for hours, nights and seats."""
        people, kinds = self.given.problem.people, self.given.kinds
        free = np.array([day not in one.pins and day not in one.meetings for one in people])
        who = np.flatnonzero((self.lines.option[:, day] >= 0) & free)
        kind = self.given.shifts.kind[self.lines.option[who, day]]
        signs = np.stack([kinds.units[kind], kinds.night[kind], self.site[who]], axis=1)
        for sign in np.unique(signs, axis=0):
            alike = who[(signs == sign).all(axis=1)]
            if alike.size > 1:
                yield alike

    def deal(self, day: int, who: Whole) -> bool:
        """Give the duties of `who` to those whom they cost least; whether any changed hands."""
        cost = self._cost(day, who)
        rows, taken = linear_sum_assignment(cost)
        if cost[rows, taken].sum() > np.trace(cost) - _EPS:
            return False
        for part in self.lines:
            part[who, day] = part[who[taken], day]
        return True

    def _cost(self, day: int, who: Whole) -> Floats:
        """cost[person, duty] of the day."""
        people, lines = self.given.people, self.lines
        option, queue = lines.option[who, day], lines.queue[who, day]
        cost = np.minimum(people.penalty[who, day][:, option], _FORBIDDEN)
        cost = cost + np.where(people.serves[who, day][:, queue], 0.0, _FORBIDDEN)
        if day > 0:
            before = lines.option[who, day - 1]
            cost += np.where(before >= 0, self.follow[option][:, before], 0.0).T
        if day + 1 < self.given.problem.days:
            after = lines.option[who, day + 1]
            cost += np.where(after >= 0, self.follow[after][:, option].T, 0.0).T
        return cost
