"""Erlang A: the queue in which people lose patience, M/M/n+M.

C. Palm (1957); O. Garnett, A. Mandelbaum, M. Reiman (2002); A. Mandelbaum, S. Zeltyn, "Service
engineering in action: the Palm/Erlang-A queue" (2007). With service rate m = 1/AHT and patience
rate h = 1/patience, put x = n m / h and y = load m / h. The queue beyond n agents holds j people
with weight t_j = y^j / ((x+1) ... (x+j)) relative to "all agents taken, nobody waits", and every
measure is a ratio of sums of positive terms (`queue_sums`, `answered_late`): nothing cancels, so a
service level of 1e-12 is as exact as one of 0.8.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from scheduling.erlang.answered_late import log_answered_integral
from scheduling.erlang.loss import blocked
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
    queue = patient_queue(np.where(busy, load, 1.0), n, aht, patience)
    abandons = queue.abandon_rate
    found = (
        queue.waits, abandons, queue.service_level(wait), queue.wait_within(wait), queue.asa_s,
        abandons * patience, queue.occupancy,
    )  # fmt: skip
    rest = (0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0)
    return ErlangA(*(np.where(busy, one, idle) for one, idle in zip(found, rest, strict=True)))


def _refuse_impossible(load: Array, n: Array, aht: Array, patience: Array, wait: Array) -> None:
    if (load < 0).any() or (n < 1).any():
        raise ValueError("Erlang A needs a load of 0 or more and at least one agent")
    if (aht <= 0).any() or (patience <= 0).any() or (wait < 0).any():
        raise ValueError("handle time and patience must be positive, the target wait not negative")


@dataclass(frozen=True)
class PatientQueue:
    """The stationary queue; each measure is worked out where it is asked for.

    `agents_free` is the share of contacts that find a free agent, 1 - `waits` without subtracting.
    """

    load: Array
    agents: Array
    patience_s: Array
    x: Array
    y: Array
    sums: QueueSums
    waits: Array
    agents_free: Array

    @property
    def abandon_rate(self) -> Array:
        """The share of contacts that leave before an agent answers."""
        return self.waits * self.sums.mean_length / self.y

    @property
    def occupancy(self) -> Array:
        """The share of the agents' time spent on contacts."""
        return np.minimum(self.load * (1.0 - self.abandon_rate) / self.agents, 1.0)

    @property
    def asa_s(self) -> Array:
        """Mean wait of the answered."""
        total = self.waits * self.x / self.y * self.patience_s * self.sums.mean_patience_spent
        return total / np.maximum(1.0 - self.abandon_rate, 1e-300)

    def service_level(self, wait_s: Array) -> Array:
        """Share of all contacts answered within `wait_s`.

        The wait V that endless patience would meet has the density n m p_n exp(y (1 - e^(-ht)) -
        n m t), and a share e^(-ht) of those who meet t has not left before.
        """
        within = log_answered_integral(self.x, self.y, wait_s / self.patience_s)
        late = self.waits * self.x * np.exp(within - self.sums.log_weight)
        return np.minimum(self.agents_free + late, 1.0)

    def wait_within(self, wait_s: Array) -> Array:
        """Share of all contacts whose wait, ended by an answer or by leaving, is within."""
        patiences = wait_s / self.patience_s
        left = queue_sums(self.x, self.y * np.exp(-patiences)).log_weight
        fallen = -self.y * np.expm1(-patiences) - self.x * patiences
        beyond = self.waits * np.exp(fallen + left - self.sums.log_weight)
        return 1.0 - np.minimum(beyond, 1.0) * np.exp(-patiences)


def patient_queue(load: Array, agents: Array, aht_s: Array, patience_s: Array) -> PatientQueue:
    """The queue for load > 0 and agents >= 1; arrays of one shape."""
    x, y = agents * patience_s / aht_s, load * patience_s / aht_s
    sums = queue_sums(x, y)
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        free = agents / (load * blocked(load, agents - 1.0)) * sums.inverse_weight
        agents_free = np.where(np.isinf(free), 1.0, free / (1.0 + free))
    return PatientQueue(
        load, agents, patience_s, x, y, sums, waits=1.0 / (1.0 + free), agents_free=agents_free
    )
