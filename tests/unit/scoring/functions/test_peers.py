"""F8 RANK and F10 STANDARDISED: where a person stands among peers (4.1)."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from statistics import mean
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from scoring.functions import OutsideDomain

PEOPLE = st.lists(
    st.tuples(
        st.one_of(
            st.integers(0, 6).map(Decimal),
            st.decimals(min_value=-(10**9), max_value=10**9, places=6),
        ),
        st.integers(-1, 3),
    ),
    max_size=25,
)
DIRECTION = st.sampled_from(["up", "down"])
LINE = {"code": "F1", "points": [[0, 0], [1, 100]]}
STARS = {
    "code": "F2",
    "domain": [0, 1],
    "bands": [
        {"from": 0, "to": "0.5", "score": 60},
        {"from": "0.5", "to": "0.9", "score": 80},
        {"from": "0.9", "to": 1, "score": 100},
    ],
}
FALLBACK = {
    "up": {"code": "F3", "operator": ">=", "threshold": 3},
    "down": {"code": "F4", "form": "down", "target": 3, "hi": "1.2"},
}


def ranking(made, direction: str = "up", **changes: Any):
    parts = {
        "direction": direction,
        "n_min": 5,
        "curve": LINE,
        "fallback": FALLBACK[direction],
    }
    return made.function("F8", **{**parts, **changes})


def test_f8_is_the_average_rank_less_a_half_over_n(made) -> None:
    values = [10, 20, 20, 30, 40]
    scored = ranking(made).score_column(made.read(values, peers=[0] * 5))
    assert made.scores(scored) == [10, 40, 40, 70, 90]
    fewer = ranking(made, "down").score_column(made.read(values, peers=[0] * 5))
    assert made.scores(fewer) == [90, 60, 60, 30, 10]


def test_f8_falls_back_in_a_small_group_and_without_peers(made) -> None:
    values, peers = [2, 3, 4, 3, 1], [0, 0, 0, 0, -1]
    scored = ranking(made).score_column(made.read(values, peers=peers))
    assert made.scores(scored) == [0, 100, 100, 100, 0]
    assert scored.told().to_pylist()[1] == "✓ >= 3"
    assert made.scores(ranking(made).score_column(made.read(values))) == [0, 100, 100, 100, 0]


def test_f8_names_the_person_outside_the_bands_of_its_fallback(made) -> None:
    rule = ranking(made, fallback=STARS)
    with pytest.raises(OutsideDomain) as refused:
        rule.score_column(made.read([1] * 5 + [1, 7], peers=[0] * 5 + [1, 1]))
    assert refused.value.row == 6


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"n_min": 1}, "greater than or equal to 2"),
        ({"curve": {"code": "F1", "points": [[0, 100], [1, 0]]}}, "must rise with p"),
        ({"curve": {**STARS, "domain": [0, "0.9"], "bands": STARS["bands"][:2]}}, "p from 0 to 1"),
        ({"fallback": FALLBACK["down"]}, "pays 'up' but its fallback pays 'down'"),
        ({"fallback": None}, "fallback"),
        ({"lowest": "inferred"}, "Extra inputs"),
    ],
)
def test_f8_refuses_what_it_cannot_keep(made, changes: dict, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        ranking(made, **changes)


@given(PEOPLE, DIRECTION, st.sampled_from([LINE, STARS]))
def test_f8_agrees_with_its_oracle(made, people, direction: str, curve: dict) -> None:
    values, peers = [one for one, _ in people], [group for _, group in people]

    def oracle(row: int) -> Fraction:
        x = values[row]
        group = [other for other, where in people if where == peers[row]]
        if peers[row] == -1 or len(group) < 5:
            if direction == "up":
                return Fraction(100 * (x >= 3))
            return 100 * min(Fraction(12, 10), 3 / Fraction(x)) if x > 0 else Fraction(120)
        ordered = sorted(group, reverse=direction == "down")
        places = [place for place, other in enumerate(ordered, start=1) if other == x]
        p = (mean(map(Fraction, places)) - Fraction(1, 2)) / len(group)
        if curve is STARS:
            return Fraction(60 if p < Fraction(1, 2) else 80 if p < Fraction(9, 10) else 100)
        return 100 * Fraction(round(p * 10**6 + Fraction(1, 10**9)), 10**6)

    rule = ranking(made, direction, curve=curve)
    made.agree(rule, made.read(values, peers=peers), oracle)


@given(PEOPLE, st.randoms(), st.sampled_from(["F8", "F10"]))
def test_the_order_of_people_means_nothing(made, people, draw, code: str) -> None:
    rule = ranking(made) if code == "F8" else made.function("F10", direction="up")
    shuffled = draw.sample(people, len(people))
    before, after = (
        made.scores(rule.score_column(made.read([x for x, _ in rows], peers=[g for _, g in rows])))
        for rows in (people, shuffled)
    )
    by_person = dict(zip(people, before, strict=True))
    assert [by_person[person] for person in shuffled] == after


@given(PEOPLE, DIRECTION, st.sampled_from(["F8", "F10"]))
def test_the_better_among_peers_never_score_less(made, people, direction: str, code: str) -> None:
    rule = ranking(made, direction) if code == "F8" else made.function("F10", direction=direction)
    peers = [0] * len(people)
    scores = made.scores(rule.score_column(made.read([x for x, _ in people], peers=peers)))
    pairs = sorted(zip([x for x, _ in people], scores, strict=True))
    ordered = [score for _, score in pairs]
    assert ordered == sorted(ordered, reverse=direction == "down")


def test_f10_worked_values(made) -> None:
    rule = made.function("F10", direction="up")
    scored = rule.score_column(made.read([2, 4, 4, 4, 5, 5, 7, 9], peers=[0] * 8))
    assert made.scores(scored) == [35, 45, 45, 45, 50, 50, 60, 70]
    assert scored.told().to_pylist()[0].startswith("x̄=5 sd=2")


def test_f10_is_50_without_spread_and_missing_without_peers(made) -> None:
    rule = made.function("F10", direction="up")
    scored = rule.score_column(made.read([3, 3, 8, 9], peers=[0, 0, 1, -1]))
    assert made.scores(scored) == [50, 50, 50, None]
    assert rule.score_column(made.read([3])).missing is not None


def test_f10_stays_within_20_and_80(made) -> None:
    scored = made.function("F10", direction="down").score_column(
        made.read([1000, *[0] * 50], peers=[0] * 51)
    )
    assert made.scores(scored)[0] == 20


@given(PEOPLE, DIRECTION)
def test_f10_agrees_with_its_oracle(made, people, direction: str) -> None:
    values, peers = [one for one, _ in people], [group for _, group in people]

    def oracle(row: int) -> Fraction | None:
        if peers[row] == -1:
            return None
        group = [Fraction(x) for x, where in people if where == peers[row]]
        middle = sum(group) / len(group)
        variance = sum((x - middle) ** 2 for x in group) / len(group)
        with localcontext() as context:
            context.prec = 90
            root = (Decimal(variance.numerator) / Decimal(variance.denominator)).sqrt()
            deviation = Fraction(int(root * 10**12), 10**12)
        if deviation == 0:
            return Fraction(50)
        away = (Fraction(values[row]) - middle) * (1 if direction == "up" else -1)
        return min(Fraction(80), max(Fraction(20), 50 + 10 * away / deviation))

    rule = made.function("F10", direction=direction)
    given_to = made.read(values, peers=peers)
    scored = made.scores(rule.score_column(given_to))
    exact = [oracle(row) for row in range(len(values))]
    assert scored == [None if one is None else _half_up(one) for one in exact]
    checked = made.recomputed(rule, given_to)
    assert [one for one, group in zip(checked, peers, strict=True) if group != -1] == [
        one for one in scored if one is not None
    ]


def _half_up(value: Fraction) -> Decimal:
    units = (value * 2 * 10**6 + 1) // 2
    return Decimal(units).scaleb(-6)
