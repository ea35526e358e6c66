"""Erlang C: the queue in which everybody waits, M/M/n."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from scheduling.erlang.loss import blocking_probability
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
    blocked = blocking_probability(load, n)
    spare = n - load
    stable = spare > 0
    waits = n * blocked / np.where(stable, spare + load * blocked, 1.0)
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
    waits = waiting_probability(load, n)
    stable = n > load
    spare = np.where(stable, n - load, 1.0)
    rate = spare / np.where(aht > 0, aht, 1.0)
    level = np.where(aht > 0, 1.0 - waits * np.exp(-rate * wait), 1.0)
    idle = load == 0
    return ErlangC(
        waiting_probability=waits,
        service_level=np.where(stable, level, np.where(idle, 1.0, 0.0)),
        asa_s=np.where(stable, waits / rate, np.where(idle, 0.0, np.inf)),
        occupancy=np.where(stable, load / np.where(n > 0, n, 1.0), np.where(idle, 0.0, 1.0)),
    )
