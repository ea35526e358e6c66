"""Agreement of raters who judged the same things: percent, weighted kappa, Krippendorff's alpha.

Statistics, not scores: computed in binary floats and converted once, to 6 digits. None where
the figures say nothing (no pair, or no variation to agree beyond).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import Literal, cast

import numpy as np
from numpy.typing import NDArray
from statsmodels.stats.inter_rater import cohens_kappa

from scoring.exact import SCORE_DIGITS, rounded
from scoring.quality.converted import converted

Level = Literal["nominal", "ordinal", "interval"]
Scale = Literal["linear", "quadratic"]
Floats = NDArray[np.float64]


def percent_agreement(
    pairs: Sequence[tuple[Decimal, Decimal]], tolerance: Decimal
) -> Decimal | None:
    """Share of pairs (0–1) that differ by no more than `tolerance`."""
    if not pairs:
        return None
    agreeing = sum(abs(first - second) <= tolerance for first, second in pairs)
    return rounded(Fraction(agreeing, len(pairs)), SCORE_DIGITS)


def weighted_kappa(
    pairs: Sequence[tuple[Decimal, Decimal]], categories: Sequence[Decimal], scale: Scale
) -> Decimal | None:
    """Cohen's weighted kappa of two raters (Psychological Bulletin 70, 1968), by statsmodels.

    `categories` are the ordered values; disagreement weighs by their distance (linear: Cicchetti
    and Allison) or its square (quadratic: Fleiss and Cohen).
    """
    place = {category: index for index, category in enumerate(categories)}
    table = np.zeros((len(categories),) * 2)
    for first, second in pairs:
        table[place[first], place[second]] += 1
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    by_chance = rows @ columns
    if by_chance == table.sum() ** 2 or not pairs:
        return None
    weights = np.array(categories, dtype=np.float64)
    kappa = cohens_kappa(table, weights=weights, wt=scale, return_results=False)
    return converted(cast("np.float64", kappa))


def krippendorff_alpha(units: Sequence[Sequence[Decimal]], level: Level) -> Decimal | None:
    """Krippendorff's alpha: 1 − observed ÷ expected disagreement, any number of raters, any gaps.

    `units` hold the values that each thing judged was given, missing ones left out; a unit with
    one value cannot disagree and does not count. Source: K. Krippendorff, Computing
    Krippendorff's Alpha-Reliability (2011).
    """
    paired = [unit for unit in units if len(unit) > 1]
    values = sorted({value for unit in paired for value in unit})
    counts = _counts(paired, values)
    coincidences = _coincidences(counts)
    totals = coincidences.sum(axis=0)
    distances = _squared_distances(values, totals, level)
    expected = totals @ distances @ totals
    if expected == 0:
        return None
    observed = (coincidences * distances).sum()
    return converted(1 - (totals.sum() - 1) * observed / expected)


def pairs_within(units: Sequence[Mapping[str, Decimal]]) -> list[tuple[Decimal, Decimal]]:
    """Every two values given to one unit, the raters in the order of their names."""
    return [
        (unit[first], unit[second])
        for unit in units
        for first, second in combinations(sorted(unit), 2)
    ]


def _counts(units: Sequence[Sequence[Decimal]], values: Sequence[Decimal]) -> Floats:
    place = {value: index for index, value in enumerate(values)}
    counts = np.zeros((len(units), len(values)))
    for row, unit in zip(counts, units, strict=True):
        np.add.at(row, [place[value] for value in unit], 1)
    return counts


def _coincidences(counts: Floats) -> Floats:
    """Ordered pairs of values within units, each unit weighing 1 ÷ (its values − 1)."""
    weights = 1 / (counts.sum(axis=1) - 1)
    return (counts * weights[:, None]).T @ counts - np.diag(weights @ counts)


def _squared_distances(values: Sequence[Decimal], totals: Floats, level: Level) -> Floats:
    if level == "nominal":
        return 1 - np.eye(len(values))
    places = np.array(values, dtype=np.float64)
    if level == "ordinal":
        places = np.cumsum(totals) - totals / 2
    return np.subtract.outer(places, places) ** 2
