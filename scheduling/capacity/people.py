"""Who stays and what they can do: attrition as survival, month by month, person by person."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from scheduling.capacity.rules import CapacityRules

Array = NDArray[np.float64]
Truths = NDArray[np.bool_]


def stays(
    tenure_months: Sequence[int],
    months: int,
    rules: CapacityRules,
    *,
    draws: int,
    rng: np.random.Generator,
) -> Truths:
    """Whether each person is still there at the end of each month: (draws, people, months).

    `tenure_months` is each person's tenure in the first month. Leaving in a month has the
    probability of the tenure then reached, independently; who has left does not return.
    """
    leaving = _by_tenure(tenure_months, months, rules.leaving_share)
    lasted = rng.random((draws, len(tenure_months), months)) >= leaving
    return np.logical_and.accumulate(lasted, axis=2)


def practised(tenure_months: Sequence[int], months: int, rules: CapacityRules) -> Array:
    """Productivity of each person in each month, if still there: (people, months)."""
    return _by_tenure(tenure_months, months, rules.productivity)


def _by_tenure(tenure_months: Sequence[int], months: int, value: Callable[[int], float]) -> Array:
    return np.array([[value(tenure + at) for at in range(months)] for tenure in tenure_months])
