"""Compositions: their formulas by an oracle in fractions, and contributions that sum exactly."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.scores.composition import COMPOSITIONS, WHOLE, Children, composed
from tests.unit.scoring.scores.written import card, item

UNIT = 10**6


def oracle(composition: str, children: list[tuple[int, int]]) -> Fraction:
    """The score of (score, weight) pairs in units of 10^−6, exact."""
    if not children:
        return Fraction(0)
    scores, weights = zip(*children, strict=True)
    if composition == "min":
        return Fraction(min(scores))
    if composition == "product":
        result = Fraction(WHOLE)
        for score in scores:
            result = result * score / WHOLE
        return result
    if composition == "sum_of_points":
        return Fraction(sum(scores) * WHOLE, sum(weights))
    return Fraction(sum(s * w for s, w in children), sum(weights))


rows = st.lists(
    st.lists(
        st.tuples(st.integers(0, 120 * UNIT), st.integers(1, 100 * UNIT), st.booleans()),
        min_size=3,
        max_size=3,
    ),
    min_size=1,
    max_size=5,
)


@pytest.mark.parametrize("composition", sorted(COMPOSITIONS))
@given(people=rows)
def test_a_section_is_what_its_composition_says(composition: str, people: list) -> None:
    scores, weights, counts = (
        np.array([[child[part] for child in person] for person in people]) for part in range(3)
    )
    done = composed(composition, Children(scores, weights, counts.astype(bool)))
    for row, person in enumerate(people):
        wanted = oracle(composition, [(s, w) for s, w, counted in person if counted])
        assert abs(done.score[row] - wanted) <= Fraction(1, 2)
        assert done.contribution[row].sum() == done.score[row]
        applied = done.weight_applied[row]
        assert applied.sum() == (WHOLE if any(c for _, _, c in person) else 0)
        assert all(
            a == 0 for a, (_, _, counted) in zip(applied, person, strict=True) if not counted
        )


def test_a_published_mean(score) -> None:
    done = score(card_of_two("weighted_mean"), [{"agent_id": "A"}], {
        ("A", "quantity"): 80, ("A", "quality"): 95,
    })  # fmt: skip
    assert lines(done)["total"] == Decimal("89.000000")  # 0.4 × 80 + 0.6 × 95


@pytest.mark.parametrize(
    ("composition", "total"), [("min", "80"), ("product", "76"), ("sum_of_points", "175")]
)
def test_other_compositions_in_a_scorecard(score, composition, total) -> None:
    done = score(card_of_two(composition), [{"agent_id": "A"}], {
        ("A", "quantity"): 80, ("A", "quality"): 95,
    })  # fmt: skip
    assert lines(done)["total"] == Decimal(total)
    parts = [row for row in done.score_lines.to_pylist() if row["parent_id"] == "total"]
    assert sum(row["contribution"] for row in parts) == Decimal(total)


def card_of_two(composition: str) -> dict[str, Any]:
    items = (item("quantity", weight=40), item("quality", weight=60))
    return card(*items, composition=composition)


def lines(done) -> dict[str, Decimal]:
    return {row["node_id"]: row["score"] for row in done.score_lines.to_pylist()}
