"""Agents for targets: the smallest whole number, searched from the exact load."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scheduling.erlang.abandonment import erlang_a
from scheduling.erlang.delay import erlang_c
from scheduling.erlang.loss import blocking_probability
from scheduling.erlang.poisson import Array

Integers = NDArray[np.int64]
Predicate = Callable[[Integers, Integers], NDArray[np.bool_]]


@dataclass(frozen=True)
class Targets:
    """What must hold. A target that is None does not bind; arrays broadcast with the loads."""

    service_level: ArrayLike | None = None
    target_wait_s: ArrayLike = 20.0
    asa_s: ArrayLike | None = None
    maximum_occupancy: ArrayLike | None = None
    abandon_rate: ArrayLike | None = None


def required_agents(
    offered_load_erlang: ArrayLike,
    *,
    aht_s: ArrayLike,
    targets: Targets,
    patience_s: ArrayLike | None = None,
) -> Integers:
    """The fewest agents with which every target holds; 0 where the load is 0.

    Erlang A where `patience_s` is given, else Erlang C, searched from floor(load) + 1 (C) or 1 (A)
    by doubling and halving: each measure improves with every agent, so the first whole number
    that satisfies all is exact. Raises ValueError on a target outside its range, and on an
    abandonment target without patience.
    """
    _refuse_targets(targets, patience_s)
    load, aht = (np.asarray(p, float) for p in np.broadcast_arrays(offered_load_erlang, aht_s))
    shape, load, aht = load.shape, load.ravel(), aht.ravel()
    wanted = {
        name: None if value is None else np.broadcast_to(np.asarray(value, float), shape).ravel()
        for name, value in vars(targets).items()
    }
    patience = None
    if patience_s is not None:
        patience = np.broadcast_to(np.asarray(patience_s, float), shape).ravel()
    start = np.floor(load).astype(np.int64) + 1 if patience is None else np.ones(load.size, int)

    def satisfied(rows: Integers, agents: Integers) -> NDArray[np.bool_]:
        part = {name: None if v is None else v[rows] for name, v in wanted.items()}
        span = None if patience is None else patience[rows]
        return _all_hold(load[rows], agents, aht[rows], span, part)

    found = _smallest(satisfied, start, np.ceil(np.sqrt(load)).astype(np.int64))
    return np.where(load > 0, found, 0).reshape(shape)


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


def _refuse_targets(targets: Targets, patience_s: ArrayLike | None) -> None:
    for name in ("service_level", "maximum_occupancy", "abandon_rate"):
        value = getattr(targets, name)
        if value is None:
            continue
        ratio = np.asarray(value, float)
        low_ok = (ratio > 0).all() if name != "service_level" else (ratio >= 0).all()
        high_ok = (ratio < 1).all() if name == "service_level" else (ratio <= 1).all()
        if not (low_ok and high_ok):
            raise ValueError(f"the target {name} is outside its range 0-1")
    if targets.asa_s is not None and (np.asarray(targets.asa_s, float) <= 0).any():
        raise ValueError("an ASA target must be above 0 s")
    if targets.abandon_rate is not None and patience_s is None:
        raise ValueError("an abandonment target needs patience: Erlang C has no abandonment")


def _all_hold(
    load: Array,
    agents: Integers,
    aht: Array,
    patience: Array | None,
    wanted: dict[str, Array | None],
) -> NDArray[np.bool_]:
    wait = wanted["target_wait_s"]
    assert wait is not None
    if patience is None:
        found: Any = erlang_c(load, agents, aht_s=aht, target_wait_s=wait)
    else:
        found = erlang_a(load, agents, aht_s=aht, patience_s=patience, target_wait_s=wait)
    holds = np.ones(load.size, bool)
    if wanted["service_level"] is not None:
        holds &= found.service_level >= wanted["service_level"]
    if wanted["asa_s"] is not None:
        holds &= found.asa_s <= wanted["asa_s"]
    if wanted["maximum_occupancy"] is not None:
        holds &= found.occupancy <= wanted["maximum_occupancy"]
    if wanted["abandon_rate"] is not None:
        holds &= found.abandon_rate <= wanted["abandon_rate"]
    return holds | (load == 0)


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
