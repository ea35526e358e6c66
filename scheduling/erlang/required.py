"""Agents for targets: the smallest whole number, or the real number where it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scheduling.erlang.carried import Integers, carried, look_up
from scheduling.erlang.limits import Limits, Rows, Targets, Truths, limits_of
from scheduling.erlang.loss import blocking_probability
from scheduling.erlang.poisson import Array

Predicate = Callable[[Rows, Integers], Truths]
_ROWS_PER_STEP = 4


def required_agents(
    offered_load_erlang: ArrayLike,
    *,
    aht_s: ArrayLike,
    targets: Targets,
    patience_s: ArrayLike | None = None,
) -> Integers:
    """The fewest agents with which every target holds; 0 where the load is 0.

    Erlang A where `patience_s` is given, else Erlang C, whose agents always exceed the load. Each
    measure improves with every agent, so the first whole number that satisfies all is exact.
    Many loads under the same targets are looked up in `carried`, others searched one by one.
    Raises ValueError on a target outside its range, and on an abandonment target without patience.
    """
    load = np.broadcast_arrays(
        np.asarray(offered_load_erlang, float), aht_s, *_given(targets, patience_s)
    )[0]
    limits = limits_of(targets, aht_s, patience_s, load.shape)
    flat = load.ravel()
    agents = _by_table(limits, flat) if limits.shared and flat.size else _searched(limits, flat)
    return np.where(flat > 0, agents, 0).reshape(load.shape)


def _given(targets: Targets, patience_s: ArrayLike | None) -> list[ArrayLike]:
    return [value for value in (*vars(targets).values(), patience_s) if value is not None]


def _by_table(limits: Limits, load: Array) -> Integers:
    """Agents under shared limits, from a staircase where it is shorter than the loads are many."""
    most = float(load.max())
    first = max(int(load.min()) + 1, 1) if limits.patience_s is None else 1
    last = int(most + 2.0 * np.sqrt(most)) + 4
    if _ROWS_PER_STEP * (last - first) > load.size:
        return _searched(limits, load)
    agents, open_rows = look_up(carried(limits, first, last, most), load)
    if open_rows.size:
        agents[open_rows] = _searched(limits, load[open_rows], agents[open_rows])
    return agents


def _searched(limits: Limits, load: Array, start: Integers | None = None) -> Integers:
    """Agents by doubling and halving from `start`, below which the targets are known to fail."""
    if start is None:
        erlang_c = limits.patience_s is None
        start = np.floor(load).astype(np.int64) + 1 if erlang_c else np.ones(load.size, np.int64)
        step = np.ceil(np.sqrt(load)).astype(np.int64)
    else:
        step = np.ones(load.size, np.int64)
    return _smallest(lambda rows, n: limits.of(rows).hold(load[rows], n), start, step)


def agents_for_blocking(offered_load_erlang: ArrayLike, blocking: ArrayLike) -> Integers:
    """The fewest agents (lines) with which Erlang B does not exceed `blocking` (0-1, not 0)."""
    load, limit = (np.asarray(p, float) for p in np.broadcast_arrays(offered_load_erlang, blocking))
    if (limit <= 0).any():
        raise ValueError("a blocking target must be above 0: no finite number of lines reaches 0")
    shape, load, limit = load.shape, load.ravel(), limit.ravel()

    def satisfied(rows: Integers, agents: Integers) -> NDArray[np.bool_]:
        return blocking_probability(load[rows], agents) <= limit[rows]

    step = np.ceil(np.sqrt(load)).astype(np.int64)
    found = _smallest(satisfied, np.zeros(load.size, np.int64), step)
    return np.where(load > 0, found, 0).reshape(shape)


def scheduled_for_shrinkage(agents: int, shrinkage: Decimal | Fraction | str) -> int:
    """ceil(agents / (1 - shrinkage)) in exact arithmetic; shrinkage 0 <= s < 1.

    Floats are refused: 21 / (1 - 0.3) is 30.000000000000004 in floats, one agent too many.
    """
    share = Fraction(shrinkage)
    if isinstance(shrinkage, float) or not 0 <= share < 1:
        raise ValueError("shrinkage must be an exact number from 0 to below 1, as Decimal('0.30')")
    kept = 1 - share
    return -(-agents * kept.denominator // kept.numerator)


def _smallest(satisfied: Predicate, start: Integers, step: Integers) -> Integers:
    """The smallest agents >= start that satisfy a monotone predicate, all rows together."""
    low, high, width = start - 1, start.copy(), np.maximum(step, 1)
    open_rows = np.flatnonzero(~satisfied(np.arange(start.size), high))
    while open_rows.size:
        low[open_rows] = high[open_rows]
        high[open_rows] += width[open_rows]
        width[open_rows] *= 2
        open_rows = open_rows[~satisfied(open_rows, high[open_rows])]
    rows = np.flatnonzero(high - low > 1)
    while rows.size:
        middle = (low[rows] + high[rows]) // 2
        good = satisfied(rows, middle)
        high[rows] = np.where(good, middle, high[rows])
        low[rows] = np.where(good, low[rows], middle)
        rows = rows[high[rows] - low[rows] > 1]
    return high
