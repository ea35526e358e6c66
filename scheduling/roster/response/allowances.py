"""What limits on nights or weekends still leave, as numbered states of one person's line.

A limit counts the weeks of its span up to the end of each week. So what is left is a number for
every week to come; one more takes one off in all weeks whose span holds the present one, and costs
the limit's weight where nothing was left this week. Numbers that the days to come cannot use up
are cut, so that lines which no limit will tell apart are in one state.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from scheduling.roster.response.arrays import NEVER, Floats, Whole
from scheduling.roster.response.problem import Limit

State = tuple[tuple[int, ...], ...]
"""What is left by limit, up to the end of this week and of each later one of the plan."""


class Allowance(NamedTuple):
    """By [week, state]: the state after one more, what that one costs, and the state that the next
    week begins with. State 0 begins the first week; entries that no line reaches are 0."""

    after: Whole
    cost: Floats
    carried: Whole

    @property
    def states(self) -> int:
        """The most states of a week; 1 only where no limit can bind."""
        return self.after.shape[1]


def binding(limits: Iterable[Limit], most_a_week: int) -> tuple[Limit, ...]:
    """The limits that can bind, in a form that is equal for people whom they treat alike.

    They are cut at what the weeks can use up; hard ones that count the whole plan are one.
    """
    cut = [
        replace(one, left=tuple(min(n, most_a_week * w) for w, n in enumerate(one.left, 1)))
        for one in limits
    ]
    kept = [
        one
        for one in cut
        if any(n < most_a_week * w and one.weight[w - 1] for w, n in enumerate(one.left, 1))
    ]
    whole = [one for one in kept if one.span >= len(one.left) and min(one.weight) == NEVER]
    others = [one for one in kept if one not in whole]
    least = tuple(min(left) for left in zip(*(one.left for one in whole), strict=True))
    return (*others, *(replace(one, left=least, span=len(least)) for one in whole[:1]))


@lru_cache(maxsize=4096)
def allowance(limits: tuple[Limit, ...], weeks: int, most_a_week: int) -> Allowance:
    """The states of a plan of `weeks` in which each has `most_a_week` nights, or weekends."""
    begin = [_cut([limit.left for limit in limits], limits, 0, most_a_week)]
    rows: list[tuple[list[int], list[float], list[int]]] = []
    binds = False
    for week in range(weeks):
        states, free = _reached(begin, limits, week, most_a_week)
        number = {state: n for n, state in enumerate(states)}
        after = [number.get(_one_more(state, limits, week), 0) for state in states]
        cost = [_price(state, limits, week) for state in states]
        binds |= any(cost[number[state]] for state in free)
        nexts = [
            _cut([left[1:] for left in state], limits, week + 1, most_a_week) for state in states
        ]
        begin = list(dict.fromkeys(nexts))
        rows.append((after, cost, [begin.index(state) for state in nexts]))
    if not binds:
        return _table([([0], [0.0], [0])] * weeks, 1)
    return _table(rows, max(2, *(len(cost) for _, cost, _ in rows)))


def _reached(
    begin: Sequence[State], limits: Sequence[Limit], week: int, most: int
) -> tuple[list[State], list[State]]:
    """The states of a week, and those of them after which one more may come that week."""
    found = dict.fromkeys(begin)
    newest, free = list(begin), list[State]()
    for _ in range(most):
        free += newest
        further = dict.fromkeys(_one_more(state, limits, week) for state in newest)
        newest = [state for state in further if state not in found]
        found |= dict.fromkeys(newest)
    return list(found), free


def _one_more(state: State, limits: Sequence[Limit], week: int) -> State:
    return tuple(
        tuple(max(0, n - (later < limit.span)) for later, n in enumerate(left))
        for left, limit in zip(state, limits, strict=True)
    )


def _price(state: State, limits: Sequence[Limit], week: int) -> float:
    return sum(
        limit.weight[week]
        for left, limit in zip(state, limits, strict=True)
        if not left[0] and limit.weight[week]
    )


def _cut(left: Sequence[Sequence[int]], limits: Sequence[Limit], week: int, most: int) -> State:
    """No more than the weeks to come can use, and nothing where the limit does not hold."""
    return tuple(
        tuple(
            min(max(0, n), most * min(later + 1, limit.span)) if limit.weight[week + later] else 0
            for later, n in enumerate(mine)
        )
        for mine, limit in zip(left, limits, strict=True)
    )


def _table(rows: Sequence[tuple[list[int], list[float], list[int]]], size: int) -> Allowance:
    made = Allowance(*(np.zeros((len(rows), size), kind) for kind in (np.int64, float, np.int64)))
    for week, row in enumerate(rows):
        for part, values in zip(made, row, strict=True):
            part[week, : len(values)] = values
    return made


def stacked(of: Sequence[tuple[Allowance, Allowance]]) -> tuple[Whole, Whole, Floats, Whole]:
    """Everybody's nights and weekends in the arrays of People: states, after, cost, carried."""
    states = np.array([[one.states for one in pair] for pair in of], np.int64).reshape(-1, 2)
    weeks, size = of[0][0].after.shape[0], int(states.max())
    parts = [np.zeros((len(of), 2, weeks, size), kind) for kind in (np.int64, float, np.int64)]
    for i, pair in enumerate(of):
        for which, one in enumerate(pair):
            for part, mine in zip(parts, one, strict=True):
                part[i, which, :, : one.states] = mine
    return states, parts[0], parts[1], parts[2]
