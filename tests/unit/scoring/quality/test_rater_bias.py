"""Rater bias: planted leniency, halo and central tendency are found, honest raters are not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from scoring.quality.rater_bias import DimensionRating, rater_bias

DIMENSIONS = ("help", "knowledge", "pace")


def review(seed: int, subjects: int = 40) -> list[DimensionRating]:
    """Everybody rates everybody: L is lenient, H sees one dimension only, C gives the middle."""
    rng = np.random.default_rng(seed)
    ratings: list[DimensionRating] = []
    for number in range(subjects):
        skill = rng.normal(75, 6, len(DIMENSIONS)) + rng.normal(0, 5)
        for rater in ("C", "H", "L", "O1", "O2", "O3"):
            seen = skill + rng.normal(0, 2, len(DIMENSIONS)) + (6 if rater == "L" else 0)
            if rater == "H":
                seen = np.full(len(DIMENSIONS), seen[0]) + rng.normal(0, 1, len(DIMENSIONS))
            if rater == "C":
                seen = 75 + 0.15 * (seen - 75)
            scores = {d: Decimal(f"{s:.2f}") for d, s in zip(DIMENSIONS, seen, strict=True)}
            ratings.append(DimensionRating("peer", f"S{number}", rater, scores))
    return ratings


@pytest.mark.parametrize("seed", range(4))
def test_planted_biases_are_flagged_and_honest_raters_are_not(sample_quality, seed) -> None:
    policy = sample_quality.policy_on(date(2026, 6, 30))
    flags = {row.rater_id: set(row.flags) for row in rater_bias(review(seed), policy)}
    assert "lenient" in flags["L"]
    assert "halo" in flags["H"]
    assert "central_tendency" in flags["C"]
    assert flags["O1"] == flags["O2"] == flags["O3"] == set()


def test_the_figures_of_two_raters_by_hand(sample_quality) -> None:
    """P gives (60, 80) and (70, 90): sd 14.142136 inside each, 7.071068 between means."""
    given = [
        DimensionRating("peer", "S1", "P", {"a": Decimal(60), "b": Decimal(80)}),
        DimensionRating("peer", "S2", "P", {"a": Decimal(70), "b": Decimal(90)}),
        DimensionRating("peer", "S1", "Q", {"a": Decimal(50)}),
        DimensionRating("self", "S1", "S1", {"a": Decimal(99)}),
    ]
    policy = sample_quality.policy_on(date(2026, 6, 30))
    first, second, alone = rater_bias(given, policy)
    assert (first.rater_id, first.ratings, first.mean_given) == ("P", 2, 75)
    assert first.halo_spread == Decimal("14.142136")
    assert first.spread == Decimal("7.071068")
    assert (second.halo_spread, second.halo_spread_others) == (None, Decimal("14.142136"))
    assert second.spread_others == Decimal("7.071068")
    assert (alone.source, alone.flags) == ("self", ("unidentified",))
    assert first.halo_correlation is None


def test_dimensions_that_move_together_correlate(sample_quality) -> None:
    given = [
        DimensionRating("peer", f"S{n}", "P", {"a": Decimal(n), "b": Decimal(2 * n + 3)})
        for n in (1, 5, 9)
    ]
    [row] = rater_bias(given, sample_quality.policy_on(date(2026, 6, 30)))
    assert row.halo_correlation == 1
