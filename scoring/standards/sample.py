"""The statistics of one element's observations: exact sums, and how many it takes."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True)
class Sample:
    """n observations with their sum (s) and sum of squares (s²), all exact."""

    n: int
    total: Fraction
    squares: Fraction

    @classmethod
    def of(cls, seconds: Iterable[Decimal | int]) -> Sample:
        """The sample of these observations."""
        values = [Fraction(one) for one in seconds]
        return cls(len(values), sum(values, Fraction(0)), sum((v * v for v in values), Fraction(0)))

    @property
    def mean(self) -> Fraction:
        """t̄ in seconds."""
        return self.total / self.n

    @property
    def variance(self) -> Fraction | None:
        """s² with n − 1, or None where one observation says nothing about spread."""
        if self.n < 2:
            return None
        return (self.squares - self.total**2 / self.n) / (self.n - 1)

    def half_width(self, z: Decimal) -> float | None:
        """z·s/√n in seconds: half the confidence interval of the mean."""
        if self.variance is None:
            return None
        return float(z) * math.sqrt(self.variance / self.n)

    def required(self, z: Decimal, precision: Decimal) -> int | None:
        """Observations that make the half-width `precision` × mean: ⌈(z·s/(ε·t̄))²⌉.

        Exact, because only s² enters. n ≥ required exactly where half-width ≤ ε·t̄.
        """
        if self.variance is None:
            return None
        wanted = (Fraction(z) / (Fraction(precision) * self.mean)) ** 2 * self.variance
        return max(2, math.ceil(wanted))
