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
    *,
    cutoff: float = np.inf,
    rounds: int = UNLIMITED,
    spare_s: float = 0.0,
) -> Relaxation:
    """Add lines to the master until none would lower it, none is needed, or `spare_s` are left.

    A round asks everybody who is not fixed for the cheapest line at the smoothed prices. None is
    needed once the rounded bound reaches the master's value, or the cutoff.
    """
    best, steady, smoothing = -np.inf, None, SMOOTHING
    value, line_prices, prices = master.solve()
    for _ in range(rounds):
        asked = prices if steady is None else smoothing * steady + (1 - smoothing) * prices
        bound, columns = _ask(master, asked, track)
        if bound > best or steady is None:
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
    return Relaxation(value, best, prices if steady is None else steady)


def _ask(master: Master, prices: Values, track: Track) -> tuple[float, list[Column]]:
    """The bound at these prices, and the cheapest lines of those who are not fixed."""
    open_ = [person for person in master.space.people if person not in master.fixed]
    track.work += len(open_) * master.space.shape[0]
    total, columns = master.space.cheapest(prices, open_)
    decided = sum(one.cost - float(one.covers @ prices) for one in master.fixed.values())
    return float(prices @ master.space.required) + decided + total, columns
