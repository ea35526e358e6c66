"""Erlang C: the queue in which everybody waits, M/M/n."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scheduling.erlang.loss import blocked
from scheduling.erlang.poisson import Array


@dataclass(frozen=True)
class ErlangC:
    """Measures of M/M/n, each an array in the shape of the question."""

    waiting_probability: Array
    service_level: Array
    asa_s: Array
    occupancy: Array


def waiting_probability(offered_load_erlang: ArrayLike, agents: ArrayLike) -> Array:
    """Erlang C: the share of contacts that wait; 1 where agents do not exceed the load.

    C = n B / ((n - a) + a B), from Erlang B without a subtraction of near-equal numbers.
    """
    load, n = np.broadcast_arrays(np.asarray(offered_load_erlang, float), np.asarray(agents, float))
    if (load < 0).any() or (n < 0).any():
        raise ValueError("load and agents must not be negative")
    return _waits(load, n, n > load)


def _waits(load: Array, n: Array, stable: NDArray[np.bool_]) -> Array:
    lost = blocked(load, n)
    if stable.all():
        return n * lost / ((n - load) + load * lost)
    waits = n * lost / np.where(stable, (n - load) + load * lost, 1.0)
    return np.where(stable, waits, np.where(load > 0, 1.0, 0.0))


def erlang_c(
    offered_load_erlang: ArrayLike, agents: ArrayLike, *, aht_s: ArrayLike, target_wait_s: ArrayLike
) -> ErlangC:
    """All measures of Erlang C. Times in seconds.

    Service level is the share answered within `target_wait_s`. Where agents do not exceed the
    load the queue grows without end: service level 0, ASA infinite, occupancy 1.
    """
    load, n, aht, wait = (
        np.asarray(part, float)
        for part in np.broadcast_arrays(offered_load_erlang, agents, aht_s, target_wait_s)
    )
    if (load < 0).any() or (n < 0).any():
        raise ValueError("load and agents must not be negative")
    return delayed(load, n, aht, wait)


def delayed(load: Array, n: Array, aht: Array, wait: Array) -> ErlangC:
    """Erlang C of arrays: load and agents of one shape, not negative; times that broadcast."""
    stable = n > load
    waits = _waits(load, n, stable)
    rate = np.where(stable, n - load, 1.0) / np.where(aht > 0, aht, 1.0)
    level = 1.0 - np.where(aht > 0, waits * np.exp(-rate * wait), 0.0)
    asa, occupancy = waits / rate, load / np.where(n > 0, n, 1.0)
    if not stable.all():
        idle = load == 0
        level = np.where(stable | idle, level, 0.0)
        asa = np.where(stable, asa, np.where(idle, 0.0, np.inf))
        occupancy = np.where(stable, occupancy, np.where(idle, 0.0, 1.0))
    return ErlangC(waits, service_level=level, asa_s=asa, occupancy=occupancy)
