"""Groups' agents shared out over the queues they serve, by the time they work for each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Integers = NDArray[np.int64]
Truths = NDArray[np.bool_]

_ROUNDING = 1e-9


def queue_shares(agents: Integers, serves: Truths, served_s: Array, least: Integers) -> Integers:
    """Whole agents per queue whose sum is that of the groups, at least `least` of each.

    `serves` and `served_s` are (groups, queues). Each group by largest remainder; a group that did
    nothing is shared evenly, one whose queues are all closed not at all. A queue below its minimum
    takes from the queue with most to spare that shares a group with it; where none has any, it
    gets agents more.
    """
    shares = np.array(
        [_of_group(*group) for group in zip(agents, serves, served_s, strict=True)], np.int64
    )
    for queue in np.argsort(shares.sum(axis=0) - least, kind="stable"):
        while shares[:, queue].sum() < least[queue]:
            spare = shares.sum(axis=0) - least
            givers = (shares > 0) & (spare > 0) & serves[:, [queue]]
            if not givers.any():
                shares[0, queue] += least[queue] - shares[:, queue].sum()
                break
            group, giver = divmod(int(np.where(givers, spare, 0).argmax()), least.size)
            shares[group, giver] -= 1
            shares[group, queue] += 1
    return shares.sum(axis=0)


def with_time_to_spare(shares: Integers, wanted: Array) -> Integers:
    """As many agents more as the queues together lack of `wanted`, each where most are lacking.

    `wanted` are fractions of agents per queue: what they do over the share of time they may.
    """
    raised = shares.copy()
    for _ in range(int(np.ceil(wanted.sum() - _ROUNDING)) - int(shares.sum())):
        raised[(wanted - raised).argmax()] += 1
    return raised


def _of_group(agents: int, serves: Truths, served_s: Array) -> Integers:
    """Largest remainder; of equal remainders the first."""
    weight = np.where(serves, served_s, 0.0)
    if not weight.any():
        weight = serves.astype(float)
    if not weight.any():
        return np.zeros(serves.size, np.int64)
    exact = agents * weight / weight.sum()
    whole = np.floor(exact).astype(np.int64)
    rest = agents - int(whole.sum())
    whole[np.argsort(whole - exact, kind="stable")[:rest]] += 1
    return whole
