"""Chats at several agents by the matrix of rates between states, solved as it stands."""

from __future__ import annotations

import numpy as np
from scipy.linalg import expm

_STATES = 160


def solved_chain(
    arrivals: float,
    agents: int,
    stretch: tuple[float, ...],
    aht_s: float,
    patience_s: float,
    wait_s: float,
) -> dict[str, float]:
    """Measures of chats shared evenly; `arrivals` per second, `_STATES` of them at most."""
    places = agents * len(stretch)
    states = np.arange(_STATES + 1)
    ends = np.array([_ended(min(int(j), places), agents, stretch) / aht_s for j in states])
    leaves = np.maximum(states - places, 0) / patience_s
    rates = np.diag(np.full(_STATES, arrivals), 1) + np.diag((ends + leaves)[1:], -1)
    rates -= np.diag(rates.sum(axis=1))
    equations = np.vstack([rates.T, np.ones(_STATES + 1)])
    share = np.linalg.lstsq(equations, np.eye(_STATES + 2)[-1], rcond=None)[0]
    waiting = np.maximum(states - places, 0)
    abandons = float((waiting * share).sum()) / patience_s / arrivals
    in_time = _answered_in_time(share[places:], ends[-1], 1 / patience_s, wait_s)
    return {
        "waiting_probability": float(share[places:].sum()),
        "abandon_rate": abandons,
        "service_level": float(share[:places].sum()) + in_time,
        "occupancy": float((np.minimum(states, places) * share).sum()) / places,
        "person_occupancy": float((np.minimum(states, agents) * share).sum()) / agents,
    }


def _ended(held: int, agents: int, stretch: tuple[float, ...]) -> float:
    hands = [held // agents + (one < held % agents) for one in range(agents)]
    return sum(k / stretch[k - 1] for k in hands if k)


def _answered_in_time(found: np.ndarray, pace: float, leave: float, wait_s: float) -> float:
    """Who finds j waiting must see j others go and then a place come free, staying all the time.

    States of the tagged contact: so many before it, then answered; leaving is a loss of mass.
    """
    size = found.size
    moves = np.zeros((size + 1, size + 1))
    for before in range(size):
        moves[before, before - 1 if before else size] = pace + before * leave
        moves[before, before] = -(pace + (before + 1) * leave)
    return float(found @ expm(moves * wait_s)[:size, size])
