"""F9 FORCED distribution: seats, ties at a boundary, and labels only (4.1)."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from scoring.exact import apportioned
from scoring.functions import forced_bands
from scoring.trace import encoded
from scoring.trace_check import OPERATIONS
from scoring.trace_check.checked import Checked

QUOTAS = [Decimal("0.2"), Decimal("0.7"), Decimal("0.1")]
SCORES = st.lists(st.tuples(st.integers(60, 70), st.integers(0, 2)), min_size=10, max_size=30)
TIES = st.sampled_from(["up", "down", "split-none"])


def bands(made, scores, ties: str = "up", **more: Any) -> list[int]:
    return forced_bands(made.column(scores), QUOTAS, ties=ties, **more).band.tolist()


def test_f9_fills_the_seats_in_order(made) -> None:
    assert bands(made, range(100, 90, -1)) == [0, 0, *[1] * 7, 2]


def test_f9_gives_seats_by_largest_remainder(made) -> None:
    forced = forced_bands(made.column(range(14)), QUOTAS)
    assert forced.seats == (3, 10, 1)


def test_f9_a_tie_over_a_boundary_stays_whole(made) -> None:
    scores = [99, 95, 95, 95, 94, 93, 92, 91, 90, 90]
    assert bands(made, scores, "up") == [0, 0, 0, 0, 1, 1, 1, 1, 1, 1]
    assert bands(made, scores, "down") == [0, 1, 1, 1, 1, 1, 1, 1, 2, 2]
    assert bands(made, scores, "split-none") == [0, 1, 1, 1, 1, 1, 1, 1, 1, 1]


def test_f9_tie_keys_decide_before_the_tie_rule(made) -> None:
    scores = [95] * 10
    keys = (made.column([1, 9, 3, 4, 5, 6, 7, 8, 2, 10]),)
    assert bands(made, scores, tie_keys=keys) == [2, 0, 1, 1, 1, 1, 1, 1, 1, 0]
    assert bands(made, scores) == [0] * 10


def test_f9_says_nothing_of_fewer_than_ten(made) -> None:
    assert bands(made, range(9)) == [-1] * 9
    assert bands(made, range(9), n_least=5) != [-1] * 9


def oracle(people: list[tuple[int, int]], ties: str) -> list[int]:
    """One after another: sort, deal out seats, then settle every tied group as a whole."""
    seats = apportioned([Fraction(q) * len(people) for q in QUOTAS], len(people))
    dealt = [band for band, count in enumerate(seats) for _ in range(count)]
    ordered = sorted(people, reverse=True)
    settled = {}
    for person in set(people):
        held = [band for band, one in zip(dealt, ordered, strict=True) if one == person]
        most = Counter(held).most_common()
        often = min(band for band, count in most if count == most[0][1])
        settled[person] = {"up": min(held), "down": max(held)}.get(ties, often)
    return [settled[person] for person in people]


@given(SCORES, TIES)
def test_f9_agrees_with_its_oracle_and_the_checker(made, people, ties: str) -> None:
    scores, keys = (made.column([pair[part] for pair in people]) for part in (0, 1))
    forced = forced_bands(scores, QUOTAS, [keys], ties)
    assert forced.band.tolist() == oracle(people, ties)
    parameters = (("quotas", QUOTAS), ("ties", ties), ("n_least", 10))
    fixed = [(name, json.loads(encoded(value))) for name, value in parameters]
    for row, band in enumerate(forced.band.tolist()):
        told = [(name, json.loads(texts[row].as_py())) for name, texts in forced.evidence()]
        node = Checked({"digits": 0}, dict([*fixed, *told]), [], [])
        assert OPERATIONS["F9"](node) == band + 1


@given(SCORES, TIES, st.randoms())
def test_f9_the_order_of_people_means_nothing(made, people, ties: str, draw) -> None:
    shuffled = draw.sample(people, len(people))
    found = [
        dict(
            zip(rows, bands(made, [s for s, _ in rows], ties), strict=True),
        )
        for rows in ([(s, 0) for s, _ in people], [(s, 0) for s, _ in shuffled])
    ]
    assert found[0] == found[1]


@given(SCORES, TIES)
def test_f9_a_better_score_never_has_a_worse_band(made, people, ties: str) -> None:
    scores = [score for score, _ in people]
    ordered = [band for _, band in sorted(zip(scores, bands(made, scores, ties), strict=True))]
    assert ordered == sorted(ordered, reverse=True)
