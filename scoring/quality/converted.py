"""Statistics leave the binary floats they are computed in at one place."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np

from scoring.exact import SCORE_DIGITS, rounded


def converted(value: np.floating) -> Decimal:
    """A statistic as a decimal of 6 digits, converted once."""
    return rounded(Fraction(value.item()), SCORE_DIGITS)
