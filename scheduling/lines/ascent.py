"""Prices and lines to begin with: everybody answers in turn, and the prices follow at once.

Surrogate subgradient steps (Zhao, Luh & Wang 1999): after each person's cheapest line the price of
every cover row moves by what is missing there, less in every pass. No linear program is solved,
so it is cheap; what column generation needs then is mostly there already.
"""

from __future__ import annotations

import numpy as np

from scheduling.lines.progress import Track
from scheduling.lines.space import Column, LineSpace, Values

PASSES, KEPT = 40, 10
STEP, SHRINK = 0.2, 0.9


def ascend(space: LineSpace, prices: Values, track: Track) -> tuple[Values, list[Column]]:
    """Prices of cover, the mean over the last pass, and everybody's lines of the last passes.

    One person missing all along the first pass moves a price by the share STEP of the dearest.
    No pass begins when the time is up.
    """
    _, lines = space.cheapest(prices, space.people)
    now = {one.person: one for one in lines}
    missing = space.required - sum(one.covers for one in lines)
    pace = STEP * space.given.under.max(initial=1.0) / len(space.people)
    mean, met = prices, list[Column]()
    for turn in range(PASSES):
        if track.seconds_left <= 0:
            break
        track.work += len(space.people) * space.shape[0]
        mean = np.zeros(len(prices))
        for person in space.people:
            _, (line,) = space.cheapest(prices, [person])
            missing = missing + now[person].covers - line.covers
            now[person] = line
            prices = space.given.bounded(prices + pace * SHRINK**turn * missing)
            mean += prices / len(space.people)
            if turn >= PASSES - KEPT:
                met.append(line)
    return mean, met
