"""Column generation: the linear relaxation over all lines, with a bound valid at every round.

Dantzig & Wolfe (1960) with a convexity row per person; prices are smoothed towards the best ones
seen (Wentges 1997). Any prices give a bound: what the cover costs at them plus everybody's
cheapest line (Lagrange).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scheduling.lines.master import Master
from scheduling.lines.progress import TOLERANCE, Track, whole
from scheduling.lines.space import Column, Values

SMOOTHING = 0.5
LEAST_SMOOTHING = 0.1
UNLIMITED = 10**9


@dataclass(frozen=True)
class Relaxation:
    """The relaxation's value, a valid bound on every roster, and the prices that prove it."""

    value: float
    bound: float
    prices: Values


def generate(
    master: Master,
    track: Track,
    near: Values,
    *,
    cutoff: float = np.inf,
    rounds: int = UNLIMITED,
    spare_s: float = 0.0,
) -> Relaxation:
    """Add lines to the master until none would lower it, none is needed, or `spare_s` are left.

    A round asks everybody for the cheapest line at the smoothed prices, the first one at `near`.
    None is needed once the rounded bound reaches the master's value, or the cutoff.
    """
    best, steady, asked, smoothing = -np.inf, near, near, SMOOTHING
    value, line_prices, prices = master.solve()
    for _ in range(rounds):
        bound, columns = _ask(master, asked, track)
        if bound > best:
            best, steady = bound, asked
        if whole(best) >= min(value, cutoff) - TOLERANCE or track.seconds_left <= spare_s:
            break
        price = dict(zip(master.space.people, line_prices, strict=True))
        lower = [
            one
            for one in columns
            if one.cost - one.covers @ prices - price[one.person] < -TOLERANCE
        ]
        if master.add(lower):
            smoothing = SMOOTHING
            value, line_prices, prices = master.solve()
        elif smoothing == 0.0:
            break
        else:
            smoothing = smoothing / 2 if smoothing > LEAST_SMOOTHING else 0.0
        asked = smoothing * steady + (1 - smoothing) * prices
    return Relaxation(value, best, steady)


def _ask(master: Master, prices: Values, track: Track) -> tuple[float, list[Column]]:
    """The bound at these prices, and everybody's cheapest lines."""
    space = master.space
    track.work += len(space.people) * space.shape[0]
    total, columns = space.cheapest(prices, space.people)
    return float(prices @ space.required) + total, columns
