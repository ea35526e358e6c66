"""How sure a score is, and whether that is sure enough to move pay (N10)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np
from scipy.special import stdtrit

from scoring.quality.converted import converted
from scoring.quality.policy import PayMoves


@dataclass(frozen=True)
class Interval:
    """A two-sided confidence interval."""

    low: Decimal
    high: Decimal


def interval(
    score: Decimal, variance: Fraction, degrees_of_freedom: int, confidence: Decimal, top: Decimal
) -> Interval:
    """score ± Student's t × √variance at the confidence level, within 0 and `top`.

    Computed in binary floats and converted once, to 6 digits.
    """
    quantile = stdtrit(degrees_of_freedom, np.float64((1 + confidence) / 2))
    half = converted(quantile * np.sqrt(np.float64(variance)))
    return Interval(max(score - half, Decimal(0)), min(score + half, top))


def clears(found: Interval | None, edge: Decimal) -> bool:
    """True where the whole interval lies on one side of a band's lower edge.

    The edge itself belongs to the band above it. Without an interval nothing is clear.
    """
    return found is not None and (found.low >= edge or found.high < edge)


def band_of(score: Decimal, lower_edges: Sequence[Decimal]) -> int:
    """The place of the band [edge, next edge) that holds the score, counted from 0."""
    return max(bisect_right(lower_edges, score) - 1, 0)


def paid_band(
    score: Decimal,
    found: Interval | None,
    lower_edges: Sequence[Decimal],
    reference: int | None,
    pay_moves: PayMoves,
) -> int:
    """The band that pay is allowed: the score's own, or only as far from `reference` as is sure.

    Under CI_CLEARS pay starts from the reference band (the last period's) and passes one edge
    after another towards the score's band, up to the first one that the interval does not clear.
    Without a reference, and under POINT, it is the band of the score. A reference above the
    highest band (there were more of them) counts as the highest.
    """
    point = band_of(score, lower_edges)
    if reference is None or pay_moves == "POINT":
        return point
    band = min(reference, len(lower_edges) - 1)
    while band < point and clears(found, lower_edges[band + 1]):
        band += 1
    while band > point and clears(found, lower_edges[band]):
        band -= 1
    return band
