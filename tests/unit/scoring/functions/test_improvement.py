"""F11 IMPROVEMENT: the change against a period before (4.1)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

CURVE = {"code": "F1", "points": [["-0.1", 0], [0, 60], ["0.1", 100]]}
VALUE = st.decimals(min_value=-5, max_value=5, places=6)
ROWS = st.lists(st.tuples(VALUE, st.none() | VALUE), max_size=20)


def curve_at(change: Fraction) -> Fraction:
    if change <= 0:
        return max(Fraction(0), 60 + 600 * change)
    return min(Fraction(100), 60 + 400 * change)


def test_f11_scores_the_difference(made) -> None:
    rule = made.function("F11", change="difference", curve=CURVE)
    scored = rule.score_column(
        made.read(["0.85", "0.80", "0.70", "0.9"], before=["0.80", "0.80", "0.90", None])
    )
    assert made.scores(scored) == [80, 60, 0, None]
    assert scored.told().to_pylist()[0].startswith("Δ=0.05 ")
    assert rule.needs_before


def test_f11_scores_the_relative_change(made) -> None:
    rule = made.function("F11", change="relative", curve=CURVE)
    read = made.read([315, 300, 285, 300, 300], before=[300, 300, 300, 0, -5])
    assert made.scores(rule.score_column(read)) == [80, 60, 30, None, None]


def test_f11_has_no_score_for_anyone_in_a_first_month(made) -> None:
    rule = made.function("F11", change="difference", curve=CURVE)
    assert made.scores(rule.score_column(made.read([1, 2]))) == [None, None]


def test_f11_needs_the_kind_of_change_and_a_line(made) -> None:
    with pytest.raises(ValidationError, match="change"):
        made.function("F11", curve=CURVE)
    with pytest.raises(ValidationError, match="F1"):
        made.function("F11", change="relative", curve={"code": "F2"})


@given(ROWS, st.sampled_from(["difference", "relative"]))
def test_f11_agrees_with_its_oracle(made, rows, change: str) -> None:
    def oracle(row: int) -> Fraction | None:
        now, before = rows[row]
        if before is None or (change == "relative" and before <= 0):
            return None
        moved = Fraction(now) - Fraction(before)
        if change == "relative":
            size, sign = abs(moved / Fraction(before)), -1 if moved < 0 else 1
            moved = sign * Fraction((size * 2 * 10**6 + 1) // 2, 10**6)
        return curve_at(moved)

    rule = made.function("F11", change=change, curve=CURVE)
    made.agree(rule, made.read([a for a, _ in rows], before=[b for _, b in rows]), oracle)


@given(VALUE, VALUE, VALUE, st.sampled_from(["difference", "relative"]))
def test_f11_never_falls_with_a_better_month(made, one, other, before, change: str) -> None:
    rule = made.function("F11", change=change, curve=CURVE)
    low, high = sorted((one, other))
    scored = rule.score_column(made.read([low, high], before=[before, before]))
    worse, better = made.scores(scored)
    assert (worse is None) == (better is None)
    assert worse is None or worse <= better


def test_f11_knows_which_way_it_pays(made) -> None:
    assert made.function("F11", change="difference", curve=CURVE).better == "up"
    assert made.function("F11", change="difference", curve=CURVE).target(Decimal(100)) is None
