"""Figures of a run of monthly scores, and how sure it is that one person ranks above another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from statistics import NormalDist

import numpy as np

from scoring.exact import SCORE_DIGITS, rounded
from scoring.selection.rules import PoolRanking

ROOT_DIGITS = 30


def mean(scores: Sequence[Fraction]) -> Fraction:
    """The arithmetic mean."""
    return sum(scores, Fraction(0)) / len(scores)


def variance(scores: Sequence[Fraction]) -> Fraction:
    """The sample variance (n − 1), exact; 0 for one score."""
    if len(scores) < 2:
        return Fraction(0)
    middle = mean(scores)
    return sum(((score - middle) ** 2 for score in scores), Fraction(0)) / (len(scores) - 1)


def root(value: Fraction, digits: int = SCORE_DIGITS) -> Decimal:
    """The square root, rounded once to `digits`."""
    exact = rounded(value, ROOT_DIGITS)
    return rounded(exact.sqrt(), digits)


def trend(scores: Mapping[str, Fraction]) -> Fraction:
    """The least-squares slope in points a month, exact; months without a score are gaps."""
    at = {period: _month_number(period) for period in scores}
    middle = Fraction(sum(at.values()), len(at))
    spread = sum(((x - middle) ** 2 for x in at.values()), Fraction(0))
    if not spread:
        return Fraction(0)
    return sum(((at[p] - middle) * score for p, score in scores.items()), Fraction(0)) / spread


def _month_number(period: str) -> int:
    year, month = map(int, period.split("-"))
    return year * 12 + month


def probability_above(
    first: Mapping[str, Fraction], second: Mapping[str, Fraction], how: PoolRanking
) -> Decimal | None:
    """How probable it is that `first` really scores above `second`, at the declared digits.

    Months that both have a score in are compared in pairs, so that what a month did to
    everybody cancels. None with fewer such months than `least_months`.
    """
    months = sorted(set(first) & set(second))
    if len(months) < how.least_months:
        return None
    differences = [first[month] - second[month] for month in months]
    if how.method == "bootstrap":
        return rounded(_share_above(differences, how), how.digits)
    return rounded(_normal_above(differences), how.digits)


def _normal_above(differences: Sequence[Fraction]) -> Fraction:
    """Φ(mean ÷ standard error) of the monthly differences."""
    middle, error = mean(differences), root(variance(differences) / len(differences), 12)
    if not error:
        return Fraction(1, 2) if not middle else Fraction(int(middle > 0))
    return Fraction(NormalDist().cdf(np.float64(middle / Fraction(error))))


def _share_above(differences: Sequence[Fraction], how: PoolRanking) -> Fraction:
    """The share of resampled mean differences above 0, ties counted by half (B. Efron, 1979)."""
    units = np.array([int(d * 10**SCORE_DIGITS) for d in differences], dtype=np.int64)
    generator = np.random.Generator(np.random.PCG64(how.seed))
    drawn = units[generator.integers(0, len(units), size=(how.draws, len(units)))].sum(axis=1)
    twice = 2 * int((drawn > 0).sum()) + int((drawn == 0).sum())
    return Fraction(twice, 2 * how.draws)


def mean_interval(scores: Sequence[Fraction], how: PoolRanking) -> tuple[Decimal, Decimal]:
    """The normal confidence interval of the mean monthly score."""
    z = Fraction(NormalDist().inv_cdf(np.float64((1 + how.confidence) / 2)))
    half = z * Fraction(root(variance(scores) / len(scores), 12))
    low, high = (rounded(mean(scores) + sign * half, SCORE_DIGITS) for sign in (-1, 1))
    return low, high
