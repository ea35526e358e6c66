"""Exact arithmetic: fractions inside, decimals at the declared digits, no binary floats.

Sources: scoring.md, opening paragraph (6 internal digits) and 4.7 (rounding rules).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Literal

SCORE_DIGITS = 6
POINT_DIGITS = 4
MONEY_DIGITS = 2

RoundingMode = Literal["HALF_UP", "HALF_EVEN"]
Exact = Decimal | Fraction | int


def rounded(value: Exact, digits: int, mode: RoundingMode = "HALF_UP") -> Decimal:
    """`value` at `digits` decimals; negative amounts mirror positive ones (scoring.md 4.7)."""
    scaled = Fraction(value) * 10**digits
    whole, rest = divmod(abs(scaled.numerator), scaled.denominator)
    twice = 2 * rest
    up = twice > scaled.denominator or (
        twice == scaled.denominator and (mode == "HALF_UP" or whole % 2 == 1)
    )
    return from_units((whole + up) * (1 if scaled >= 0 else -1), digits)


def truncated(value: Exact, digits: int) -> Decimal:
    """`value` cut towards zero at `digits` decimals.

    Used to show an unrounded amount: rounding the cut figure half up to fewer digits
    gives the same result as rounding the exact one, so a reader can check the slip.
    """
    scaled = Fraction(value) * 10**digits
    whole = abs(scaled.numerator) // scaled.denominator
    return from_units(whole * (1 if scaled >= 0 else -1), digits)


def from_units(units: int, digits: int) -> Decimal:
    """The decimal that is `units` × 10^−digits."""
    return Decimal((units < 0, tuple(map(int, str(abs(units)))), -digits))


def units(value: Exact, digits: int) -> int:
    """`value` as a count of its last digit; the caller holds it at `digits` already."""
    return int(Fraction(value) * 10**digits)


def apportioned(parts: Sequence[Fraction], total: int) -> list[int]:
    """Whole numbers near `parts` that sum to `total`, by largest remainder.

    Each part is rounded down; the missing units go, one each, to the largest fractional
    parts, ties to the earlier place. `total` lies within len(parts) of the sum of `parts`.
    """
    floors = [part.numerator // part.denominator for part in parts]
    missing = total - sum(floors)
    by_remainder = sorted(range(len(parts)), key=lambda i: (floors[i] - parts[i], i))
    for index in by_remainder[:missing]:
        floors[index] += 1
    return floors


def shown(value: Decimal, least_digits: int = 0) -> str:
    """`value` for people: thousands separated, trailing zeros dropped to `least_digits`."""
    whole, _, decimals = f"{value:,f}".partition(".")
    kept = decimals.rstrip("0").ljust(least_digits, "0")
    return f"{whole}.{kept}" if kept else whole


def shown_cut(value: Decimal, digits: int = 2) -> str:
    """A score for people, cut and not rounded, so that it never seems to reach a band above."""
    return f"{truncated(value, digits):,f}"
