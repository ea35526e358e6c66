"""A metric's value from its two sums, as the engine reads it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from scoring.exact import SCORE_DIGITS, rounded


def quotient(numerator: Decimal | None, denominator: Decimal | None) -> Decimal | None:
    """numerator ÷ denominator at 6 digits; None where one is unknown or the denominator is 0."""
    if numerator is None or not denominator:
        return None
    return rounded(Fraction(numerator) / Fraction(denominator), SCORE_DIGITS)
