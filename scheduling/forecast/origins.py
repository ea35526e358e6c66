"""Rolling origins: what each method would have said, week after week, and how wrong it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduling.forecast.comparable import usable_days
from scheduling.forecast.history import QueueHistory
from scheduling.forecast.methods import METHODS

Array = NDArray[np.float64]
SHORTEST_DAYS = 14
MOST_ORIGINS = 8


@dataclass(frozen=True)
class Origin:
    """One origin: `actual` days x 48 of the days after it, each method's forecast, lead weeks."""

    actual: Array
    forecasts: Mapping[str, Array]
    leads: NDArray[np.int_]


def rolling_origins(
    history: QueueHistory, methods: Sequence[str], weeks_ahead: int
) -> list[Origin]:
    """Origins a week apart, newest first, each trained on at least two weeks before it only."""
    count = len(history.days)
    found = []
    for back in range(1, MOST_ORIGINS + 1):
        cut = count - 7 * back
        if cut < SHORTEST_DAYS:
            break
        past, upto = history.upto(cut), min(count, cut + 7 * weeks_ahead)
        if _fresh(past) and np.isfinite(history.offered[cut:upto]).any():
            found.append(_origin(history, past, cut, upto, methods))
    return found


def _fresh(past: QueueHistory) -> bool:
    """Whether the weeks just before the origin are in the data; a stale origin proves nothing."""
    return int(usable_days(past.offered[-SHORTEST_DAYS:]).sum()) >= SHORTEST_DAYS // 2


def _origin(
    history: QueueHistory, past: QueueHistory, cut: int, upto: int, methods: Sequence[str]
) -> Origin:
    kinds = history.kinds[cut:upto]
    return Origin(
        actual=history.offered[cut:upto],
        forecasts={name: filled(METHODS[name](past, kinds)) for name in methods},
        leads=np.arange(upto - cut) // 7 + 1,
    )


def filled(forecast: Array) -> Array:
    """Half-hours never seen open, interpolated from the day's known ones; 0 if none is known."""
    slots = np.arange(forecast.shape[1])
    made = np.array(forecast, float)
    for day in made:
        known = np.isfinite(day)
        day[~known] = np.interp(slots[~known], slots[known], day[known]) if known.any() else 0.0
    return np.maximum(made, 0.0)
