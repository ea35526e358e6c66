"""Cheapest lines of an automaton under costs per day and choice, exactly (numba kernels)."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from scheduling.lines.automaton import NOWHERE, Automaton
from scheduling.lines.problem import Line

Costs = NDArray[np.float64]

compiled: Any = numba.njit(cache=True, nogil=True)


@compiled
def _cheapest_of(group: Any, groups: Any, cost: Any) -> Any:
    """Cheapest choice of each group on each day, and its cost."""
    least = np.full((len(cost), groups), np.inf)
    chosen = np.zeros((len(cost), groups), np.int64)
    for day in range(len(cost)):
        for choice in range(cost.shape[1]):
            its = group[choice]
            if its >= 0 and cost[day, choice] < least[day, its]:
                least[day, its] = cost[day, choice]
                chosen[day, its] = choice
    return least, chosen


@compiled
def _cost_to_go(first: Any, after: Any, least: Any) -> Any:
    """Cheapest cost from every node to the end; a last cell, infinite, stands for NOWHERE.

    An index of -1 is that cell, which is twice as fast as asking.
    """
    to_go = np.full(len(after) + 1, np.inf)
    to_go[-2] = 0.0
    for day in range(len(least) - 1, -1, -1):
        for node in range(first[day], first[day + 1]):
            best = np.inf
            for its in range(after.shape[1]):
                through = least[day, its] + to_go[after[node, its]]
                best = through if through < best else best
            to_go[node] = best
    return to_go


@compiled
def _cost_so_far(first: Any, after: Any, least: Any) -> Any:
    """Cheapest cost from the start to every node."""
    so_far = np.full(len(after), np.inf)
    so_far[0] = 0.0
    for day in range(len(least)):
        for node in range(first[day], first[day + 1]):
            for its in range(after.shape[1]):
                following = after[node, its]
                if following >= 0:
                    reached = so_far[node] + least[day, its]
                    so_far[following] = min(so_far[following], reached)
    return so_far


@compiled
def _follow(after: Any, least: Any, chosen: Any, to_go: Any) -> Any:
    """The choices of a cheapest path from the start."""
    line, node = np.zeros(len(least), np.int64), 0
    for day in range(len(least)):
        best, taken = np.inf, -1
        for its in range(after.shape[1]):
            following = after[node, its]
            if following >= 0 and least[day, its] + to_go[following] < best:
                best, taken = least[day, its] + to_go[following], its
        line[day] = chosen[day, taken]
        node = after[node, taken]
    return line


@compiled
def _around(first: Any, after: Any, so_far: Any, to_go: Any) -> Any:
    """Cheapest cost of the other days of a line with a group on a day, for every day and group."""
    around = np.full((len(first) - 2, after.shape[1]), np.inf)
    for day in range(len(around)):
        for node in range(first[day], first[day + 1]):
            for its in range(after.shape[1]):
                following = after[node, its]
                if following >= 0:
                    around[day, its] = min(around[day, its], so_far[node] + to_go[following])
    return around


def cheapest_line(automaton: Automaton, cost: Costs) -> tuple[float, Line]:
    """Cost of the cheapest line at `cost` [day, choice], and the line.

    An infinite cost, and no line to speak of, where the costs bar all lines.
    """
    if automaton.empty:
        return np.inf, np.zeros(len(cost), np.int64)
    least, chosen = _cheapest_of(automaton.group, automaton.after.shape[1], cost)
    to_go = _cost_to_go(automaton.first, automaton.after, least)
    if not np.isfinite(to_go[0]):
        return np.inf, np.zeros(len(cost), np.int64)
    return float(to_go[0]), _follow(automaton.after, least, chosen, to_go)


def cheapest_through(automaton: Automaton, cost: Costs) -> Costs:
    """For every day and choice, the cost of the cheapest line that has it."""
    least, _ = _cheapest_of(automaton.group, automaton.after.shape[1], cost)
    to_go = _cost_to_go(automaton.first, automaton.after, least)
    so_far = _cost_so_far(automaton.first, automaton.after, least)
    around = _around(automaton.first, automaton.after, so_far, to_go)
    allowed = automaton.group != NOWHERE
    through = np.full(cost.shape, np.inf)
    through[:, allowed] = cost[:, allowed] + around[:, automaton.group[allowed]]
    return through
