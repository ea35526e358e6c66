"""Agents for targets where each holds several contacts at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scheduling.chats.measures import chat_measures
from scheduling.erlang.whole_numbers import Integers, Rows, smallest

Array = NDArray[np.float64]

_RESERVE = 0.8  # of the square root of the load, beyond it
_LAST_DIGITS = 1e-12  # what sums over the chain may be off
_SLOPE = 1.5  # log of a measure per agent, times the square root of the load


def agents_for_chats(
    offered_load_erlang: ArrayLike,
    *,
    aht_s: ArrayLike,
    stretch: Sequence[float],
    service_level: ArrayLike = 0.0,
    target_wait_s: ArrayLike = 20.0,
    maximum_occupancy: ArrayLike = 1.0,
    patience_s: ArrayLike | None = None,
) -> Integers:
    """The fewest agents with whom every target holds; 0 where the load is 0.

    `maximum_occupancy` limits the share of places taken, 1 being no limit. With one contact each
    these are the agents of `scheduling.erlang.required_agents`.
    """
    asked = np.broadcast_arrays(
        offered_load_erlang, aht_s, target_wait_s, service_level, maximum_occupancy,
        np.inf if patience_s is None else patience_s,
    )  # fmt: skip
    shape = asked[0].shape
    load, aht, wait, level, busiest, patience = (np.asarray(p, float).ravel() for p in asked)

    def judge(rows: Rows, agents: Integers) -> tuple[NDArray[np.bool_], Array]:
        found = chat_measures(
            load[rows], agents, aht_s=aht[rows], stretch=stretch, target_wait_s=wait[rows],
            patience_s=None if patience_s is None else patience[rows],
        )  # fmt: skip
        holds = found.service_level >= level[rows] - _LAST_DIGITS
        holds &= (found.occupancy <= busiest[rows] + _LAST_DIGITS) | (busiest[rows] >= 1.0)
        slack = np.minimum(
            _slack(1.0 - found.service_level, 1.0 - level[rows]),
            _slack(found.occupancy, np.where(busiest[rows] < 1.0, busiest[rows], np.inf)),
        )
        return holds | (load[rows] == 0), slack

    pace = len(stretch) / stretch[-1]
    root = np.sqrt(load / pace)
    start = np.ones(load.size, np.int64)
    if patience_s is None:
        start = np.floor(load / pace).astype(np.int64) + 1
    guess = np.ceil(load / pace + _RESERVE * root).astype(np.int64)
    agents = smallest(judge, start, guess, _SLOPE / np.maximum(root, 0.1))
    return np.where(load > 0, agents, 0).reshape(shape)


def _slack(measure: Array, limit: Array) -> Array:
    """log(limit / measure): below 0 where the measure exceeds the limit."""
    return np.log(limit) - np.log(np.maximum(measure, 1e-300))
