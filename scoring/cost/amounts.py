"""Money split by weights, to the fen: the parts always sum to the whole."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from scoring.exact import apportioned

FEN = 100


def split(fen: int, weights: Sequence[Fraction | int]) -> list[int]:
    """`fen` in proportion to `weights` by largest remainder, ties to the earlier place.

    Weights are 0 or more and not all 0. A negative amount is split as its opposite is.
    """
    total = sum(weights)
    sign = -1 if fen < 0 else 1
    whole = abs(fen)
    parts = [Fraction(weight) * whole / total for weight in weights]
    return [sign * part for part in apportioned(parts, whole)]


def fen_of(amount: Decimal) -> int:
    """An amount at two decimals as fen."""
    return int(amount.scaleb(2))
