"""Agreement statistics on the published worked examples."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.quality.agreement import krippendorff_alpha, percent_agreement, weighted_kappa


def units(*raters: str) -> list[list[Decimal]]:
    """Columns of the raters' rows; a point is a missing value."""
    rows = [row.split() for row in raters]
    return [[Decimal(v) for v in column if v != "."] for column in zip(*rows, strict=True)]


# Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), examples A to C
BINARY = units("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0")
NOMINAL = units("1 1 2 2 4 3 3 3 5 4 4 1", "2 1 2 2 2 3 3 3 5 4 4 4")
FOUR = units(
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)


@pytest.mark.parametrize(
    ("example", "level", "published"),
    [
        (BINARY, "nominal", "0.095"),
        (NOMINAL, "nominal", "0.692"),
        (FOUR, "nominal", "0.743"),
        (FOUR, "ordinal", "0.815"),
        (FOUR, "interval", "0.849"),
    ],
)
def test_alpha_is_krippendorffs(example, level, published) -> None:
    alpha = krippendorff_alpha(example, level)
    assert alpha is not None
    assert round(alpha, 3) == Decimal(published)


def test_alpha_of_the_three_coders() -> None:
    """The example of Wikipedia's article: nominal 0.691, interval 0.811."""
    three = units(
        ". . . . . 3 4 1 2 1 1 3 3 . 3",
        "1 . 2 1 3 3 4 3 . . . . . . .",
        ". . 2 1 3 4 4 . 2 1 1 3 3 . 4",
    )
    nominal, interval = (krippendorff_alpha(three, level) for level in ("nominal", "interval"))
    assert (round(nominal, 3), round(interval, 3)) == (Decimal("0.691"), Decimal("0.811"))


def test_alpha_without_variation_or_pairs_says_nothing() -> None:
    assert krippendorff_alpha([], "nominal") is None
    assert krippendorff_alpha([[Decimal(1)], [Decimal(2)]], "interval") is None
    assert krippendorff_alpha([[Decimal(3)] * 3, [Decimal(3)] * 2], "ordinal") is None


def test_weighted_kappa_of_the_two_dermatologists() -> None:
    """SAS/STAT FREQ, Agreement Study: weighted kappa 0.5082 with Cicchetti–Allison weights."""
    table = [[10, 4, 1, 0], [5, 10, 12, 2], [2, 4, 12, 5], [0, 2, 6, 13]]
    pairs = [
        (Decimal(row), Decimal(column))
        for row, counts in enumerate(table)
        for column, count in enumerate(counts)
        for _ in range(count)
    ]
    classes = [Decimal(n) for n in range(4)]
    linear = weighted_kappa(pairs, classes, "linear")
    assert round(linear, 4) == Decimal("0.5082")
    quadratic = weighted_kappa(pairs, classes, "quadratic")
    assert quadratic == round(by_hand(table), 6)


def by_hand(table: list[list[int]]) -> Decimal:
    """Quadratic weighted kappa in exact fractions from Cohen's definition."""
    n = sum(map(sum, table))
    columns = [sum(column) for column in zip(*table, strict=True)]
    cells = [(i, j) for i in range(len(table)) for j in range(len(table))]
    observed = sum(Fraction((i - j) ** 2 * table[i][j], n) for i, j in cells)
    expected = sum(Fraction((i - j) ** 2 * sum(table[i]) * columns[j], n * n) for i, j in cells)
    kappa = 1 - observed / expected
    return Decimal(kappa.numerator) / Decimal(kappa.denominator)


def test_kappa_without_variation_says_nothing() -> None:
    assert weighted_kappa([], [Decimal(1)], "linear") is None
    assert weighted_kappa([(Decimal(1), Decimal(1))] * 3, [Decimal(1)], "linear") is None


def test_percent_agreement_within_a_tolerance() -> None:
    pairs = [(Decimal(90), Decimal(95)), (Decimal(80), Decimal(86)), (Decimal(70), Decimal(70))]
    assert percent_agreement(pairs, Decimal(5)) == Decimal("0.666667")
    assert percent_agreement(pairs, Decimal(0)) == Decimal("0.333333")
    assert percent_agreement([], Decimal(5)) is None


value = st.integers(0, 4).map(Decimal)


@given(st.lists(st.lists(value, min_size=2, max_size=4), min_size=2, max_size=8))
def test_alpha_is_one_exactly_where_nobody_disagrees(made) -> None:
    agreed = [[unit[0]] * len(unit) for unit in made]
    alpha = krippendorff_alpha(agreed, "interval")
    assert alpha == (1 if len({unit[0] for unit in made}) > 1 else None)
    if any(len(set(unit)) > 1 for unit in made):
        assert krippendorff_alpha(made, "nominal") < 1


@given(st.lists(st.lists(value, min_size=1, max_size=4), max_size=8), st.integers(1, 5))
def test_interval_alpha_knows_neither_origin_nor_unit(made, factor) -> None:
    moved = [[v * factor - 7 for v in unit] for unit in made]
    assert krippendorff_alpha(moved, "interval") == krippendorff_alpha(made, "interval")
