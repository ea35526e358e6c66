"""Three parts that always add up, in either way of splitting."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.settlement import Combination, combinations_needed, decomposed

EIGHT = tuple(Combination(*which) for which in product((False, True), repeat=3))
FEN = st.integers(-10_000, 10_000).map(lambda fen: Decimal(fen).scaleb(-2))
CUBES = st.lists(FEN, min_size=8, max_size=8).map(lambda v: dict(zip(EIGHT, v, strict=True)))


def split(cube, method="sequential", figure="pay") -> dict:
    figures = {which: {"A1": value} for which, value in cube.items()}
    [row] = decomposed("2026-06", figure, 2, figures, method).to_pylist()
    return row


def effects(row) -> list[Decimal]:
    return [row[f"{name}_effect"] for name in ("rules", "data", "code")]


@settings(deadline=None, max_examples=60)
@given(CUBES, st.sampled_from(["sequential", "shapley"]))
def test_the_parts_sum_to_the_difference(cube, method) -> None:
    row = split(cube, method)
    assert sum(effects(row)) == row["to_value"] - row["from_value"]


@settings(deadline=None, max_examples=60)
@given(FEN, FEN, FEN, FEN)
def test_changes_that_do_not_interact_are_told_apart_by_both(base, rules, data, code) -> None:
    cube = {w: base + w.rules * rules + w.data * data + w.code * code for w in EIGHT}
    for method in ("sequential", "shapley"):
        assert effects(split(cube, method)) == [rules, data, code]


def test_an_interaction_goes_to_the_later_change_or_is_shared() -> None:
    cube = {w: Decimal(6 if w.rules and w.data else 0) for w in EIGHT}
    assert effects(split(cube)) == [0, 6, 0]
    assert effects(split(cube, "shapley")) == [3, 3, 0]


def test_a_fen_that_cannot_be_shared_is_settled_in_the_last_digit() -> None:
    cube = {w: Decimal("0.01") * (w.rules and w.data and w.code) for w in EIGHT}
    parts = effects(split(cube, "shapley"))
    assert sorted(parts) == [0, 0, Decimal("0.01")]


@pytest.mark.parametrize(("method", "count"), [("sequential", 4), ("shapley", 8)])
def test_the_replays_that_are_needed(method, count) -> None:
    assert len(set(combinations_needed(method))) == count


def test_who_is_absent_has_no_pay_but_an_unknown_score() -> None:
    figures = {which: {"A1": Decimal(5)} if which.data else {} for which in EIGHT}
    [pay] = decomposed("2026-06", "pay", 2, figures).to_pylist()
    assert (pay["from_value"], pay["data_effect"]) == (0, 5)
    [score] = decomposed("2026-06", "score", 6, figures).to_pylist()
    assert (score["from_value"], score["to_value"], score["data_effect"]) == (None, 5, None)
