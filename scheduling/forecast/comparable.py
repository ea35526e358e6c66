"""Which past days resemble a day: the same kind, else the nearest kind that has been seen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

ENOUGH = 2
RECENT_DAYS = 70


def comparable_days(
    kinds: Sequence[str], wanted: str, usable: NDArray[np.bool_]
) -> NDArray[np.int_]:
    """Indices of usable past days, oldest first, of the first group with at least two days.

    The ladder: same day class and weekday; same day class (a make-up Saturday is a workday, a
    holiday on a new weekday a holiday); any working day, or any day off; all days. Of a group the
    last ten weeks count, if they hold two days; a single day counts only if no group has two.
    """
    best = np.array([], dtype=int)
    for group in _ladder(kinds, wanted):
        found = np.flatnonzero(group & usable)
        recent = found[found >= len(kinds) - RECENT_DAYS]
        if found.size >= ENOUGH:
            return recent if recent.size >= ENOUGH else found
        best = found if found.size > best.size else best
    return best


def _ladder(kinds: Sequence[str], wanted: str) -> list[NDArray[np.bool_]]:
    day_class = wanted.split("/")[0]
    classes = [kind.split("/")[0] for kind in kinds]
    off = day_class != "workday"
    return [
        np.array([kind == wanted for kind in kinds], bool),
        np.array([one == day_class for one in classes], bool),
        np.array([(one != "workday") == off for one in classes], bool),
        np.ones(len(classes), bool),
    ]


def usable_days(offered: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Days with at least one known half-hour."""
    return np.asarray(np.isfinite(offered).any(axis=1))
