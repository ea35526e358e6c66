"""Intervals from sample size, and pay that moves only where the interval clears the edge."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.quality.confidence import Interval, band_of, clears, interval, paid_band

EDGES = [Decimal(n) for n in (0, 78, 86, 93)]


def between(low: int, high: int) -> Interval:
    return Interval(Decimal(low), Decimal(high))


def test_the_interval_is_students() -> None:
    """t(0.975; 10) = 2.228139 (any table); standard error 2: 85 ± 4.456278."""
    found = interval(Decimal(85), Fraction(4), 10, Decimal("0.95"), Decimal(100))
    assert found == Interval(Decimal("80.543722"), Decimal("89.456278"))


def test_the_interval_stays_within_the_scale() -> None:
    found = interval(Decimal(99), Fraction(25), 30, Decimal("0.90"), Decimal(100))
    assert found.high == 100
    assert interval(Decimal(1), Fraction(25), 30, Decimal("0.90"), Decimal(100)).low == 0


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (between(86, 90), True),
        (between(85, 90), False),
        (between(80, 85), True),
        (between(80, 86), False),
        (None, False),
    ],
)
def test_an_edge_belongs_to_the_band_above_it(found, expected) -> None:
    assert clears(found, Decimal(86)) is expected


@pytest.mark.parametrize(
    ("score", "found", "reference", "expected"),
    [
        (88, between(84, 92), 1, 1),  # good by the score, not surely: stays
        (90, between(87, 93), 1, 2),  # surely good
        (95, between(89, 98), 1, 2),  # surely good, not surely excellent
        (95, between(94, 96), 0, 3),  # clears every edge on the way
        (75, between(70, 80), 2, 1),  # surely below good, not surely below standard
        (75, between(70, 88), 2, 2),  # unsure: nothing is taken away
        (75, between(70, 77), 2, 0),
        (88, None, 1, 1),  # no interval: no move
        (88, None, None, 2),  # nothing paid before: the band of the score
    ],
)
def test_pay_moves_as_far_as_is_sure(score, found, reference, expected) -> None:
    assert paid_band(Decimal(score), found, EDGES, reference, "CI_CLEARS") == expected


def test_a_reference_from_longer_ago_counts_as_the_highest_band() -> None:
    assert paid_band(Decimal(95), between(90, 99), EDGES, 7, "CI_CLEARS") == 3


def test_under_point_the_score_decides() -> None:
    assert paid_band(Decimal(88), between(70, 99), EDGES, 1, "POINT") == 2


points = st.integers(0, 100)


@given(points, st.integers(0, 30), st.integers(0, 30), st.integers(0, 3))
def test_pay_never_passes_the_scores_band_nor_leaves_away_from_it(score, under, over, last) -> None:
    found = between(score - under, score + over)
    point = band_of(Decimal(score), EDGES)
    paid = paid_band(Decimal(score), found, EDGES, last, "CI_CLEARS")
    assert min(last, point) <= paid <= max(last, point)


@given(points, st.integers(0, 3))
def test_a_certain_score_pays_its_own_band(score, last) -> None:
    found = between(score, score)
    paid = paid_band(Decimal(score), found, EDGES, last, "CI_CLEARS")
    assert paid == band_of(Decimal(score), EDGES)


@given(points, points, st.integers(0, 20), st.integers(0, 3))
def test_a_better_score_never_pays_a_lower_band(one, other, width, last) -> None:
    low, high = sorted((one, other))
    paid = [
        paid_band(Decimal(s), between(s - width, s + width), EDGES, last, "CI_CLEARS")
        for s in (low, high)
    ]
    assert paid[0] <= paid[1]
