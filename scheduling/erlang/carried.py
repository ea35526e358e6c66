"""The load that each number of agents carries: a staircase that staffs any number of half-hours.

With the same targets for all, agents are a staircase in the load. Its edges are solved for every
number of agents together and fenced in: at `holds_to` the targets were seen to hold, at
`fails_from` to fail. A load outside all fences is decided by looking it up; one inside a fence
(a millionth of the load wide) by the measures themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduling.erlang.limits import Limits
from scheduling.erlang.poisson import Array
from scheduling.erlang.secants import Roots, fenced_roots
from scheduling.erlang.whole_numbers import Integers

_FENCE = 1e-6
_SOLVED = 1e-7
_CELLS_PER_STEP = 4
_MOST_STEPS_IN_A_CELL = 4


@dataclass(frozen=True)
class Carried:
    """Per number of agents from `first` on: loads up to which targets hold, from which they fail.

    Both rise, because more agents never hurt.
    """

    first: int
    holds_to: Array
    fails_from: Array


def carried(limits: Limits, first: int, last: int, ceiling: float) -> Carried:
    """The staircase of `first` ... `last` agents under shared limits, for loads to `ceiling`."""
    agents = np.arange(first, last + 1, dtype=float)
    found = solved_edges(limits, agents, ceiling, _SOLVED)
    edge = found.root
    tried = np.concatenate([edge * (1.0 - _FENCE), edge * (1.0 + _FENCE)])
    held = limits.hold(tried, np.concatenate([agents, agents]))
    kept, broken = held[: agents.size], ~held[agents.size :]
    holds_to = np.where(kept, tried[: agents.size], found.below)
    fails_from = np.where(broken, tried[agents.size :], found.above)
    rising = np.minimum.accumulate(fails_from[::-1])[::-1]
    return Carried(first, np.maximum.accumulate(holds_to), rising)


def solved_edges(limits: Limits, agents: Array, ceiling: float | Array, accuracy: float) -> Roots:
    """The loads at which the tightest target just holds, for loads up to `ceiling`.

    Solved in the square root of the load, in which staffing is nearly linear. Erlang C never
    carries as many Erlang as it has agents.
    """
    guess = np.sqrt(agents + 0.16) - 0.4
    above = np.full(agents.shape, np.inf)
    if limits.patience_s is None:
        above = np.sqrt(agents)

    def slack(root: Array, rows: NDArray[np.intp]) -> Array:
        return limits.of(rows).slack(root * root, agents[rows])

    found = fenced_roots(
        slack, guess, np.zeros(agents.shape), above, accuracy=accuracy, ceiling=np.sqrt(ceiling)
    )
    return Roots(found.root**2, found.below**2, found.above**2)


def look_up(stairs: Carried, load: Array) -> tuple[Integers, NDArray[np.intp]]:
    """Per load the fewest agents not known to fail, and the rows where they may fail still."""
    step = _steps_below(stairs.fails_from, load)
    beyond_the_last = -np.inf
    open_rows = np.flatnonzero(load > np.append(stairs.holds_to, beyond_the_last).take(step))
    step += stairs.first
    return step, open_rows


def _steps_below(edges: Array, load: Array) -> Integers:
    """How many rising edges lie at or below each load, by cells that hold few edges each."""
    finite = edges[np.isfinite(edges)]
    top = float(finite[-1]) if finite.size else 0.0
    scale = _CELLS_PER_STEP * edges.size / top if top > 0 else 0.0
    cells = np.arange(_CELLS_PER_STEP * edges.size + 2)
    at_left = np.searchsorted(finite, cells / scale, side="right") if scale else cells
    most = int(np.diff(at_left).max()) if scale else _MOST_STEPS_IN_A_CELL + 1
    if most > _MOST_STEPS_IN_A_CELL or load.size < cells.size:
        return np.searchsorted(edges, load, side="right")
    step = at_left.take((load * scale).astype(np.intp), mode="clip")
    padded = np.append(edges, np.inf)
    for _ in range(most):
        step += load >= padded.take(step)
    return step
