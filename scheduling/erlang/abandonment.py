"""Erlang A: the queue in which people lose patience, M/M/n+M.

C. Palm (1957); O. Garnett, A. Mandelbaum, M. Reiman (2002); A. Mandelbaum, S. Zeltyn, "Service
engineering in action: the Palm/Erlang-A queue" (2007). With service rate m = 1/AHT and patience
rate h = 1/patience, put x = n m / h and y = load m / h. The queue beyond n agents holds j people
with weight t_j = y^j / ((x+1) ... (x+j)) relative to "all agents taken, nobody waits", and every
measure is a ratio of sums of positive terms (`queue_sums`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammainc

from scheduling.erlang.loss import blocking_probability
from scheduling.erlang.poisson import Array
from scheduling.erlang.queue_sums import QueueSums, queue_sums


@dataclass(frozen=True)
class ErlangA:
    """Measures of M/M/n+M, each an array in the shape of the question.

    `service_level` is the share of all offered contacts answered within the target wait;
    `wait_within_target` the share whose wait, ended by an answer or by leaving, was within it;
    `asa_s` the mean wait of the answered, `wait_s` of all.
    """

    waiting_probability: Array
    abandon_rate: Array
    service_level: Array
    wait_within_target: Array
    asa_s: Array
    wait_s: Array
    occupancy: Array


def erlang_a(
    offered_load_erlang: ArrayLike,
    agents: ArrayLike,
    *,
    aht_s: ArrayLike,
    patience_s: ArrayLike,
    target_wait_s: ArrayLike,
) -> ErlangA:
    """All measures of Erlang A for load > 0 or = 0, agents >= 1, times in seconds (> 0).

    Patience is exponential with mean `patience_s`. Raises ValueError on agents below 1 or on a
    time that is not positive (a target wait of 0 is allowed).
    """
    load, n, aht, patience, wait = (
        np.asarray(part, float)
        for part in np.broadcast_arrays(
            offered_load_erlang, agents, aht_s, patience_s, target_wait_s
        )
    )
    _refuse_impossible(load, n, aht, patience, wait)
    busy = load > 0
    found = _measures(np.where(busy, load, 1.0), n, aht, patience, wait)
    rest = (0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0)
    return ErlangA(*(np.where(busy, one, idle) for one, idle in zip(found, rest, strict=True)))


def _refuse_impossible(load: Array, n: Array, aht: Array, patience: Array, wait: Array) -> None:
    if (load < 0).any() or (n < 1).any():
        raise ValueError("Erlang A needs a load of 0 or more and at least one agent")
    if (aht <= 0).any() or (patience <= 0).any() or (wait < 0).any():
        raise ValueError("handle time and patience must be positive, the target wait not negative")


def _measures(load: Array, n: Array, aht: Array, patience: Array, wait: Array) -> list[Array]:
    x, y = n * patience / aht, load * patience / aht
    queue = queue_sums(x, y)
    blocked = blocking_probability(load, n)
    waits = blocked / (queue.inverse_weight * (1.0 - blocked) + blocked)
    abandons = waits * queue.mean_length / y
    beyond, within = _virtual_wait(x, y, wait / patience, waits, queue)
    answered_wait = waits * x / y * patience * queue.mean_patience_spent
    return [
        waits,
        abandons,
        np.clip(1.0 - waits + within, 0.0, 1.0),
        1.0 - beyond * np.exp(-wait / patience),
        answered_wait / np.maximum(1.0 - abandons, 1e-300),
        abandons * patience,
        load * (1.0 - abandons) / n,
    ]


def _virtual_wait(
    x: Array, y: Array, patiences: Array, waits: Array, queue: QueueSums
) -> tuple[Array, Array]:
    """P(V > t) and P(0 < V <= t, answered) for the wait V of a contact of endless patience.

    V has the density n m p_n exp(y (1 - e^(-ht)) - n m t); `patiences` is ht.
    """
    left = y * np.exp(-patiences)
    taken = waits * queue.inverse_weight
    still = np.exp(-y * np.expm1(-patiences) - x * patiences)
    crowded = y > x
    share = gammainc(x, left) / np.where(crowded, gammainc(x, y), 1.0)
    calm = np.where(crowded, 0.0, left)
    by_series = taken * still / queue_sums(x, calm).inverse_weight
    beyond = np.where(crowded, waits * share, by_series)
    within = (taken * np.where(crowded, 0.0, still) - taken + waits - beyond) * x / y
    within = np.where(crowded, within + _taken_still(taken, x, y, patiences) * x / y, within)
    return beyond, np.clip(within, 0.0, waits)


def _taken_still(taken: Array, x: Array, y: Array, patiences: Array) -> Array:
    """taken * exp(y (1 - e^(-ht)) - x ht), where the exponential alone may overflow."""
    with np.errstate(divide="ignore"):
        log_taken = np.log(taken)
    return np.exp(log_taken - y * np.expm1(-patiences) - x * patiences)
