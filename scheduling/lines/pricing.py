"""Cheapest lines of an automaton under costs per day and choice, exactly (numba kernels)."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from scheduling.lines.automaton import Automaton
from scheduling.lines.problem import Line

Costs = NDArray[np.float64]

compiled: Any = numba.njit(cache=True, nogil=True)


@compiled
def _cost_to_go(first: Any, after: Any, cost: Any) -> Any:
    """Cheapest cost from every node to the end."""
    to_go = np.full(len(after), np.inf)
    to_go[-1] = 0.0
    for day in range(len(cost) - 1, -1, -1):
        for node in range(first[day], first[day + 1]):
            best = np.inf
            for choice in range(cost.shape[1]):
                following = after[node, choice]
                if following >= 0:
                    best = min(best, cost[day, choice] + to_go[following])
            to_go[node] = best
    return to_go


@compiled
def _cost_so_far(first: Any, after: Any, cost: Any) -> Any:
    """Cheapest cost from the start to every node."""
    so_far = np.full(len(after), np.inf)
    so_far[0] = 0.0
    for day in range(len(cost)):
        for node in range(first[day], first[day + 1]):
            for choice in range(cost.shape[1]):
                following = after[node, choice]
                if following >= 0:
                    reached = so_far[node] + cost[day, choice]
                    so_far[following] = min(so_far[following], reached)
    return so_far


@compiled
def _follow(after: Any, cost: Any, to_go: Any) -> Any:
    """The choices of a cheapest path from the start."""
    line, node = np.zeros(len(cost), np.int64), 0
    for day in range(len(cost)):
        best, taken = np.inf, -1
        for choice in range(cost.shape[1]):
            following = after[node, choice]
            if following >= 0 and cost[day, choice] + to_go[following] < best:
                best, taken = cost[day, choice] + to_go[following], choice
        line[day] = taken
        node = after[node, taken]
    return line


@compiled
def _through(first: Any, after: Any, cost: Any, so_far: Any, to_go: Any) -> Any:
    """Cheapest cost of a line that has a choice on a day, for every day and choice."""
    cheapest = np.full(cost.shape, np.inf)
    for day in range(len(cost)):
        for node in range(first[day], first[day + 1]):
            for choice in range(cost.shape[1]):
                following = after[node, choice]
                if following >= 0:
                    through = so_far[node] + cost[day, choice] + to_go[following]
                    cheapest[day, choice] = min(cheapest[day, choice], through)
    return cheapest


def cheapest_cost(automaton: Automaton, cost: Costs) -> float:
    """Cost of the cheapest line at `cost` [day, choice]; infinite where that bars all lines."""
    return float(_cost_to_go(automaton.first, automaton.after, cost)[0])


def cheapest_line(automaton: Automaton, cost: Costs) -> tuple[float, Line]:
    """Cost of the cheapest line, and the line; `cost` must leave one."""
    to_go = _cost_to_go(automaton.first, automaton.after, cost)
    return float(to_go[0]), _follow(automaton.after, cost, to_go)


def cheapest_through(automaton: Automaton, cost: Costs) -> Costs:
    """For every day and choice, the cost of the cheapest line that has it."""
    to_go = _cost_to_go(automaton.first, automaton.after, cost)
    so_far = _cost_so_far(automaton.first, automaton.after, cost)
    return _through(automaton.first, automaton.after, cost, so_far, to_go)
