"""Contacts in hand as a birth-death chain, up to all places taken.

n agents with c places each share j contacts evenly: j mod n of them hold ceil(j/n), the others
floor(j/n). With k in hand each contact ends at the rate 1 / (AHT x stretch[k-1]), an agent's
contacts together at k times that. Even shares are an approximation where c > 1: a contact goes to
whoever holds fewest, but contacts end unevenly. With c = 1 the chain is that of Erlang.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Integers = NDArray[np.int64]


class BelowFull(NamedTuple):
    """The states in which a place is free, per row.

    `weight`: their probability over that of "all places taken, nobody waits"; `in_hand` and
    `engaged`: the mean number of contacts, and of agents with at least one, in these states.
    """

    weight: Array
    in_hand: Array
    engaged: Array


def below_full(load: Array, agents: Integers, stretch: Sequence[float]) -> BelowFull:
    """The chain of `load` Erlang (> 0, of AHT(1)) on agents (>= 1), arrays of one shape.

    Sums run upwards, x(j) = 1 + x(j-1) rate(j) / load, and means are carried along with them, so
    nothing cancels and an overflow of x only says that the places are never all taken.
    """
    places = agents * len(stretch)
    total, in_hand, engaged = np.ones(load.shape), np.zeros(load.shape), np.zeros(load.shape)
    with np.errstate(over="ignore"):
        for held in range(1, int(places.max(initial=0))):
            inside = held < places
            grown = 1.0 + total * _ended(np.minimum(held, places), agents, stretch) / load
            total = np.where(inside, grown, total)
            share = np.where(inside, 1.0 / grown, 0.0)
            in_hand += (held - in_hand) * share
            engaged += (np.minimum(held, agents) - engaged) * share
        return BelowFull(total * _ended(places, agents, stretch) / load, in_hand, engaged)


def _ended(held: Integers, agents: Integers, stretch: Sequence[float]) -> Array:
    """Contacts that end per AHT(1) while `held` of them are in hand."""
    rate = np.array([0.0, *(k / slower for k, slower in enumerate(stretch, start=1)), 0.0])
    fewer, more = np.divmod(held, agents)
    return np.asarray((agents - more) * rate[fewer] + more * rate[fewer + 1], float)
