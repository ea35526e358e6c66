"""F15 SUBJECTIVE: weighted, trimmed, and over the raters who rated (4.1)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from scoring.functions import OutsideDomain

RATERS = [
    {"metric": "rating_leader", "weight": 50},
    {"metric": "rating_peers", "weight": 30},
    {"metric": "rating_self", "weight": 20},
]
FIVE = [{"metric": f"rating_{n}", "weight": weight} for n, weight in enumerate((40, 25, 15, 12, 8))]
RATING = st.none() | st.integers(1, 4) | st.decimals(min_value=1, max_value=5, places=6)


def rated(made, raters: Any = RATERS, **changes: Any):
    return made.function("F15", **{"raters": raters, "scale": [1, 5], **changes})


def test_f15_is_the_weighted_mean_on_its_scale(made) -> None:
    assert made.score(rated(made), 5, 3, 4) == 100 * (Fraction("4.2") - 1) / 4
    assert made.score(rated(made), 5, 5, 5) == 100
    assert made.score(rated(made), 1, 1, 1) == 0


def test_f15_reweighs_over_the_raters_who_rated(made) -> None:
    rule = rated(made)
    assert not rule.needs_all
    scored = rule.score_column(made.read([5, None, None], [3, 3, None], [None, 5, None]))
    mean = (Fraction(5) * 50 + 3 * 30) / 80
    assert made.scores(scored)[0] == 100 * (mean - 1) / 4
    assert made.scores(scored)[1:] == [100 * (Fraction(19, 5) - 1) / 4, None]
    assert scored.told().to_pylist()[0] == "5×50 3×30"


def test_f15_needs_as_many_raters_as_it_says(made) -> None:
    rule = rated(made, least_raters=2)
    scored = rule.score_column(made.read([5, 5], [None, 3], [None, None]))
    assert [one is None for one in made.scores(scored)] == [True, False]


def test_f15_trims_the_outermost_ratings(made) -> None:
    rule = rated(made, FIVE, trim=1, least_raters=3)
    mean = (Fraction(4) * 25 + 4 * 15 + Fraction(3) * 12) / 52
    scored = made.score(rule, 5, 4, 4, 3, 1)
    assert abs(Fraction(scored) - 100 * (mean - 1) / 4) < Fraction(1, 10**6)


def test_f15_says_whose_rating_needs_a_comment(made) -> None:
    rule = rated(made, comment_beyond="1.5")
    read = made.read([5, 5], [4, None], [2, 5])
    assert [one.tolist() for one in rule.comments_needed(read)] == [
        [False, False],
        [False, False],
        [True, False],
    ]


def test_f15_refuses_a_rating_off_the_scale(made) -> None:
    with pytest.raises(OutsideDomain, match=r"6 lies outside the domain \[1,5\]") as refused:
        rated(made).score_column(made.read([5, 5], [None, 6], [1, 1]))
    assert refused.value.row == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"raters": RATERS[:2]}, "weights of the raters sum to 80, not to 100"),
        ({"raters": [RATERS[0], RATERS[0]]}, "two raters of one F15 count the same metric"),
        ({"trim": 1}, "write least_raters: 3 or more"),
        ({"least_raters": 4}, "asks for 4 raters but names fewer"),
        ({"scale": [5, 1]}, "from its lowest rating to its highest"),
        ({"comment_beyond": 0}, "greater than 0"),
    ],
)
def test_f15_refuses_what_leaves_nobody(made, changes: dict, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        rated(made, **changes)


@given(st.lists(st.tuples(*[RATING] * 5), max_size=12), st.integers(0, 2))
def test_f15_agrees_with_its_oracle(made, rows, trim: int) -> None:
    weights = [Fraction(rater["weight"]) for rater in FIVE]

    def oracle(row: int) -> Fraction | None:
        given = [
            (Fraction(rating), place)
            for place, rating in enumerate(rows[row])
            if rating is not None
        ]
        if len(given) < 2 * trim + 1:
            return None
        kept = sorted(given)[trim : len(given) - trim]
        mean = sum(rating * weights[place] for rating, place in kept)
        mean /= sum(weights[place] for _, place in kept)
        return 100 * (mean - 1) / 4

    rule = rated(made, FIVE, trim=trim, least_raters=2 * trim + 1)
    columns = [[row[place] for row in rows] for place in range(5)]
    made.agree(rule, made.read(*columns), oracle)


@given(st.tuples(*[st.integers(1, 5)] * 3), st.integers(0, 2), st.integers(0, 4))
def test_f15_never_falls_with_a_better_rating(made, ratings, place: int, more: int) -> None:
    better = list(ratings)
    better[place] = min(5, better[place] + more)
    assert made.score(rated(made), *ratings) <= made.score(rated(made), *better)
