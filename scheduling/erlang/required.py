"""Agents for targets: the smallest whole number, or the real number where it is asked for."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike

from scheduling.erlang.carried import carried, look_up, solved_edges
from scheduling.erlang.limits import Limits, Rows, Targets, Truths, limits_of
from scheduling.erlang.loss import blocking_probability
from scheduling.erlang.poisson import Array
from scheduling.erlang.secants import fenced_roots
from scheduling.erlang.whole_numbers import Integers, smallest

_ROWS_PER_STEP = 4
_USUAL_RESERVE = 0.8  # agents beyond the load, in square roots of it
_USUAL_SLOPE = 1.5  # log of a measure per agent, times the square root of the load
_FRACTION_ACCURACY = 1e-14
_OVERLOAD = 20.0  # Erlang per agent beyond which no largest load is looked for


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
    load, limits = _asked(offered_load_erlang, aht_s, targets, patience_s)
    flat = load.ravel()
    agents = _by_table(limits, flat) if limits.shared and flat.size else _searched(limits, flat)
    agents[flat == 0] = 0
    return agents.reshape(load.shape)


def _asked(
    first: ArrayLike, aht_s: ArrayLike, targets: Targets, patience_s: ArrayLike | None
) -> tuple[Array, Limits]:
    """Loads (or agents) in the shape of the whole question, and its limits."""
    others = [value for value in (aht_s, *vars(targets).values(), patience_s) if value is not None]
    given = np.broadcast_arrays(np.asarray(first, float), *others)[0]
    if (given < 0).any():
        raise ValueError("load and agents must not be negative")
    return given, limits_of(targets, aht_s, patience_s, given.shape)


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
    """Agents one by one, from `start`, below which the targets are known to fail."""
    root = np.sqrt(load)
    if start is None:
        erlang_c = limits.patience_s is None
        start = np.floor(load).astype(np.int64) + 1 if erlang_c else np.ones(load.size, np.int64)
        guess = np.ceil(load + _USUAL_RESERVE * root).astype(np.int64)
    else:
        guess = start
    return smallest(
        lambda rows, n: limits.of(rows).judge(load[rows], n),
        start,
        guess,
        _USUAL_SLOPE / np.maximum(root, 0.1),
    )


def fractional_agents(
    offered_load_erlang: ArrayLike,
    *,
    aht_s: ArrayLike,
    targets: Targets,
    patience_s: ArrayLike | None = None,
) -> Array:
    """The real number of agents with which the tightest target just holds; 0 where the load is 0.

    For averages and costs, where a queue may have half an agent: the measures of a real number of
    agents are Jagerman's continuation of Erlang B. Its ceiling is `required_agents`. Above the load
    in Erlang C, at least 1 in Erlang A. Raises ValueError like `required_agents`.
    """
    load, limits = _asked(offered_load_erlang, aht_s, targets, patience_s)
    flat = load.ravel()
    busy = np.where(flat > 0, flat, 1.0)
    least = busy if limits.patience_s is None else np.ones(flat.shape)
    guess = np.maximum(busy + _USUAL_RESERVE * np.sqrt(busy), least * 1.001)

    def shortage(agents: Array, rows: Rows) -> Array:
        return -limits.of(rows).slack(busy[rows], agents)

    found = fenced_roots(
        shortage, guess, least, np.full(flat.shape, np.inf), accuracy=_FRACTION_ACCURACY
    )
    agents = np.where(limits.hold(busy, least), least, np.maximum(found.root, least))
    whole = np.floor(agents)  # a root has some digits; what a whole number holds needs no more
    agents = np.where((whole > least) & limits.hold(busy, whole), whole, agents)
    return np.where(flat > 0, agents, 0.0).reshape(load.shape)


def largest_load(
    agents: ArrayLike,
    *,
    aht_s: ArrayLike,
    targets: Targets,
    patience_s: ArrayLike | None = None,
) -> Array:
    """The offered load in Erlang that a number of agents (1 or more) carries within all targets.

    Infinite where not even twenty Erlang per agent break a target. Raises ValueError like
    `required_agents`.
    """
    given, limits = _asked(agents, aht_s, targets, patience_s)
    if (given < 1).any():
        raise ValueError("the largest load is asked of at least one agent")
    flat = given.ravel()
    most = _OVERLOAD * flat
    found = solved_edges(limits, flat, most, _FRACTION_ACCURACY)
    return np.where(found.root < 0.999 * most, found.root, np.inf).reshape(given.shape)


def agents_for_blocking(offered_load_erlang: ArrayLike, blocking: ArrayLike) -> Integers:
    """The fewest agents (lines) with which Erlang B does not exceed `blocking` (0-1, not 0)."""
    load, limit = (np.asarray(p, float) for p in np.broadcast_arrays(offered_load_erlang, blocking))
    if (limit <= 0).any():
        raise ValueError("a blocking target must be above 0: no finite number of lines reaches 0")
    flat, limit = load.ravel(), limit.ravel()

    def judge(rows: Rows, lines: Integers) -> tuple[Truths, Array]:
        blocked = blocking_probability(flat[rows], lines)
        return blocked <= limit[rows], np.log(limit[rows] / np.maximum(blocked, 1e-300))

    guess = np.ceil(flat).astype(np.int64)
    slope = _USUAL_SLOPE / np.maximum(np.sqrt(flat), 0.1)
    found = smallest(judge, np.zeros(flat.size, np.int64), guess, slope)
    return np.where(flat > 0, found, 0).reshape(load.shape)


def scheduled_for_shrinkage(agents: int, shrinkage: Decimal | Fraction | str) -> int:
    """ceil(agents / (1 - shrinkage)) in exact arithmetic; shrinkage 0 <= s < 1.

    Floats are refused: 21 / (1 - 0.3) is 30.000000000000004 in floats, one agent too many.
    """
    share = Fraction(shrinkage)
    if isinstance(shrinkage, float) or not 0 <= share < 1:
        raise ValueError("shrinkage must be an exact number from 0 to below 1, as Decimal('0.30')")
    kept = 1 - share
    return -(-agents * kept.denominator // kept.numerator)
