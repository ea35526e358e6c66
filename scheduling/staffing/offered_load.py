"""How many agents would be busy if there were always one free: the modified offered load.

With endless agents the number busy at time t is Poisson with mean m(t), the integral of rate(u)
P(S > t - u) over the past (Jennings, Mandelbaum, Massey & Whitt 1996; Massey & Whitt 1994). Rates
and handle times are constant within a half-hour, so it is an exact sum of limited means.
"""

from __future__ import annotations

import numpy as np

from scheduling.half_hours import HALF_HOUR_S
from scheduling.simulation import Queue
from scheduling.simulation.shapes import Array

_POINTS = 30


def offered_load(queue: Queue) -> Array:
    """Mean number of busy agents per half-hour, averaged over its minutes; (half_hours,).

    The day begins empty. A contact brought in by half-hour j is still there at t with the mean
    handle time of j. Raises ValueError where each simulated day has rates of its own.
    """
    offered = np.asarray(queue.offered, float)
    if offered.ndim != 1:
        raise ValueError("the offered load is asked of one day's rates")
    aht = np.broadcast_to(np.asarray(queue.aht_s, float), offered.shape)
    load = offered * aht / HALF_HOUR_S
    minutes = HALF_HOUR_S * (np.arange(offered.size * _POINTS, dtype=float) + 0.5) / _POINTS
    since = minutes - HALF_HOUR_S * np.arange(offered.size, dtype=float)[:, None]
    longest = np.where(aht > 0, aht, 1.0)[:, None]

    def arrived_within(seconds: Array) -> Array:
        return queue.handle_shape.limited_mean(np.maximum(seconds, 0.0) / longest)

    busy = load[:, None] * (arrived_within(since) - arrived_within(since - HALF_HOUR_S))
    return busy.sum(axis=0).reshape(-1, _POINTS).mean(axis=1)
