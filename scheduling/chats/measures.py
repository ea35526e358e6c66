"""What agents with several contacts at once give: service level, wait, abandonment, occupancy.

Who finds all places taken waits exactly as in a queue of Erlang whose servers are the places, each
at the pace of a full agent: the rate at which places come free and the patience are the same. So
the chain says how often that happens, and Erlang A (or C without patience) what follows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from scheduling.chats.chain import Array, BelowFull, below_full
from scheduling.erlang.abandonment import PatientQueue
from scheduling.erlang.queue_sums import queue_sums


@dataclass(frozen=True)
class ChatMeasures:
    """Measures of the queue, each an array in the shape of the question.

    `occupancy` is the share of places taken, `person_occupancy` the share of agents with at least
    one contact; with one place each they are the same. The others as in Erlang A; without patience
    nobody abandons, and an overloaded queue has service level 0 and an infinite ASA.
    """

    waiting_probability: Array
    service_level: Array
    asa_s: Array
    abandon_rate: Array
    occupancy: Array
    person_occupancy: Array


def chat_measures(
    offered_load_erlang: ArrayLike,
    agents: ArrayLike,
    *,
    aht_s: ArrayLike,
    stretch: Sequence[float],
    target_wait_s: ArrayLike,
    patience_s: ArrayLike | None = None,
) -> ChatMeasures:
    """Measures of whole agents (>= 1) with `len(stretch)` contacts each, times in seconds.

    `stretch[k - 1]` is AHT(k) / AHT(1), the load is contacts x AHT(1). Raises ValueError on a load
    below 0, agents below 1, or times that are not positive (a target wait of 0 is allowed).
    """
    load, n, aht, wait, patience = (
        np.asarray(part, float)
        for part in np.broadcast_arrays(
            offered_load_erlang, agents, aht_s, target_wait_s,
            np.inf if patience_s is None else patience_s,
        )
    )  # fmt: skip
    _refuse_impossible(load, n, aht, wait, patience)
    busy = np.where(load > 0, load, 1.0)
    below = below_full(busy, n.astype(np.int64), stretch)
    slowest_s = aht * stretch[-1]
    queue = _Full(busy * stretch[-1], n * len(stretch), slowest_s, below)
    if patience_s is None:
        waits, level, asa_s, abandons = queue.endless(wait)
    else:
        waits, level, asa_s, abandons = queue.patient(patience, wait)
    in_hand = (1.0 - waits) * below.in_hand + waits * queue.places
    engaged = (1.0 - waits) * below.engaged + waits * n
    found = (waits, level, asa_s, abandons, in_hand / queue.places, engaged / n)
    idle = (0.0, 1.0, 0.0, 0.0, 0.0, 0.0)
    return ChatMeasures(
        *(np.where(load > 0, one, rest) for one, rest in zip(found, idle, strict=True))
    )


def _refuse_impossible(load: Array, n: Array, aht: Array, wait: Array, patience: Array) -> None:
    if (load < 0).any() or (n < 1).any():
        raise ValueError("chats need a load of 0 or more and at least one agent")
    if (aht <= 0).any() or (patience <= 0).any() or (wait < 0).any():
        raise ValueError("handle time and patience must be positive, the target wait not negative")


@dataclass(frozen=True)
class _Full:
    """The queue beyond all places taken: load and handle time as long as full agents take."""

    load: Array
    places: Array
    aht_s: Array
    below: BelowFull

    def patient(self, patience_s: Array, wait_s: Array) -> tuple[Array, Array, Array, Array]:
        """Waiting probability, service level, ASA and abandonment where people hang up."""
        x, y = self.places * patience_s / self.aht_s, self.load * patience_s / self.aht_s
        sums = queue_sums(x, y)
        free = self.below.weight * sums.inverse_weight
        with np.errstate(invalid="ignore"):
            is_free = np.where(np.isinf(free), 1.0, free / (1.0 + free))
        queue = PatientQueue(
            self.load, self.places, patience_s, x, y, sums, 1.0 / (1.0 + free), is_free
        )
        return queue.waits, queue.service_level(wait_s), queue.asa_s, queue.abandon_rate

    def endless(self, wait_s: Array) -> tuple[Array, Array, Array, Array]:
        """The same where everybody waits."""
        stable = self.places > self.load
        spare = np.where(stable, self.places - self.load, 1.0)
        waits = np.where(stable, 1.0 / (1.0 + self.below.weight * spare / self.places), 1.0)
        rate = spare / self.aht_s
        level = np.where(stable, 1.0 - waits * np.exp(-rate * wait_s), 0.0)
        return waits, level, np.where(stable, waits / rate, np.inf), np.zeros(waits.shape)
