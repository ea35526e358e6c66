"""F9 FORCED distribution 强制分布: band labels by quota among people in the order of a score.

It gives labels and changes no score. Its lowest band means least of a group, which by itself
is no proof that anyone does the work badly: under Chinese labour law a last place alone is not
a ground for dismissal (scoring.md 4.1 F9).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import numpy as np

from scoring.arrow_text import repeated
from scoring.columns import Figures, Ints, Rows
from scoring.exact import apportioned
from scoring.functions.scored import Evidence

Ties = Literal["up", "down", "split-none"]
NO_BAND = -1
LEAST_PEOPLE = 10


@dataclass(frozen=True)
class ForcedBands:
    """Per person: the band from the best (0), or −1 where the group is too small, and the
    first and last place of those they tie with (1 is the best); and the seats of each band."""

    band: Rows
    first: Rows
    last: Rows
    seats: tuple[int, ...]

    def evidence(self) -> Evidence:
        """How many the group has, and the places that each person ties for."""
        return [
            ("group_n", repeated(str(len(self.band)), len(self.band))),
            ("first", Figures(self.first, 0).written()),
            ("last", Figures(self.last, 0).written()),
        ]


def forced_bands(
    scores: Ints,
    quotas: Sequence[Decimal],
    tie_keys: Sequence[Ints] = (),
    ties: Ties = "up",
    n_least: int = LEAST_PEOPLE,
) -> ForcedBands:
    """Bands by quota: seats by largest remainder of n × quota, ties of seats to the better.

    People stand by score, then by each tie key, more being better; only those equal in all of
    them tie. The order of the rows means nothing.
    """
    first, last = _places([scores, *tie_keys])
    seats = tuple(apportioned([Fraction(q) * len(scores) for q in quotas], len(scores)))
    if len(scores) < n_least:
        return ForcedBands(np.full(len(scores), NO_BAND), first, last, seats)
    return ForcedBands(_bands(first, last, seats, ties), first, last, seats)


def _places(keys: Sequence[Ints]) -> tuple[Rows, Rows]:
    """First and last place, from 1, of everybody among those equal in every key."""
    steps = [np.unique(key, return_inverse=True)[1] for key in keys]
    _, tied, size = np.unique(
        np.stack([-step for step in steps], axis=1), axis=0, return_inverse=True, return_counts=True
    )
    last = np.cumsum(size)
    return (last - size + 1)[tied], last[tied]


def _bands(first: Rows, last: Rows, seats: Sequence[int], ties: Ties) -> Rows:
    ends = np.cumsum(seats)
    if ties == "up":
        return np.searchsorted(ends, first, side="left")
    if ties == "down":
        return np.searchsorted(ends, last, side="left")
    begins = ends - seats
    held = np.minimum(last[:, None], ends) - np.maximum(first[:, None] - 1, begins)
    return np.argmax(held, axis=1)
