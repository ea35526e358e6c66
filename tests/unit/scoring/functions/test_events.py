"""F5 DEDUCTION and F6 BONUS: events that cost and events that earn (4.1)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

COUNTS = st.lists(st.integers(0, 60), min_size=1, max_size=15)
EACH = st.decimals(min_value=0, max_value=30, places=6)

DEDUCTION = [
    {"metric": "late_count", "per_event": 10, "cap": 60},
    {"metric": "early_leave_count", "per_event": 5},
]


def test_f5_caps_each_category_and_stops_at_the_lowest(made) -> None:
    rule = made.function("F5", lowest=10, categories=DEDUCTION)
    counts = [(0, 0), (2, 1), (9, 0), (9, 2), (9, 20)]
    scores = [made.score(rule, late, early) for late, early in counts]
    assert scores == [100, 100 - 2 * 10 - 5, 100 - 60, 100 - 60 - 2 * 5, 10]
    assert rule.metrics == (("late_count", "-"), ("early_leave_count", "-"))


@given(COUNTS, EACH, EACH)
def test_f5_agrees_with_its_oracle(made, late: list[int], each: Decimal, cap: Decimal) -> None:
    early = late[::-1]
    kinds = [
        {"metric": "late_count", "per_event": each, "cap": cap},
        {"metric": "early_leave_count", "per_event": "2.5"},
    ]

    def oracle(row: int) -> Fraction:
        lost = min(late[row] * Fraction(each), Fraction(cap)) + early[row] * Fraction("2.5")
        return max(100 - lost, Fraction(-20))

    rule = made.function("F5", categories=kinds, lowest=-20)
    made.agree(rule, made.read(late, early), oracle)


@given(st.integers(0, 50), st.integers(0, 50))
def test_f5_never_rises_with_more_events(made, one: int, other: int) -> None:
    kind = {"metric": "late_count", "per_event": "2.5", "cap": 40}
    rule = made.function("F5", categories=[kind])
    few, more = sorted((one, other))
    assert made.score(rule, few) >= made.score(rule, more)


MERITS = [
    {"metric": "praises", "per_event": 2},
    {"metric": "suggestions", "per_event": "1.5"},
]


def test_f6_adds_up_to_its_cap(made) -> None:
    rule = made.function("F6", merits=MERITS, cap=10, placement="after_weighting")
    counts = [(0, 0), (1, 2), (3, 2), (4, 2), (9, 0)]
    assert [made.score(rule, a, b) for a, b in counts] == [0, 5, 9, 10, 10]
    assert rule.metrics == (("praises", "-"), ("suggestions", "-"))


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"cap": 10}, "placement"),
        ({"placement": "after_weighting"}, "cap"),
        ({"cap": 10, "placement": "inside_item"}, "names it: base_item"),
        ({"cap": 10, "placement": "after_weighting", "base_item": "qa"}, "has no base_item"),
        ({"cap": -1, "placement": "after_weighting"}, "greater than or equal to 0"),
    ],
)
def test_f6_says_where_it_goes_and_how_far(made, parts: dict, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        made.function("F6", merits=MERITS, **parts)


def test_f6_counts_a_metric_once(made) -> None:
    with pytest.raises(ValidationError, match="two merits of one F6 count the same metric"):
        made.function("F6", merits=[MERITS[0]] * 2, cap=1, placement="after_weighting")


@given(COUNTS, EACH, EACH)
def test_f6_agrees_with_its_oracle(made, counts: list[int], each: Decimal, cap: Decimal) -> None:
    others = counts[::-1]
    merits = [{"metric": "praises", "per_event": each}, MERITS[1]]
    rule = made.function("F6", merits=merits, cap=cap, placement="after_weighting")
    made.agree(
        rule,
        made.read(counts, others),
        lambda row: min(Fraction(cap), counts[row] * Fraction(each) + others[row] * Fraction(3, 2)),
    )


@given(st.integers(0, 50), st.integers(0, 50))
def test_f6_never_falls_with_more_events(made, one: int, other: int) -> None:
    rule = made.function("F6", merits=MERITS, cap=30, placement="after_weighting")
    few, more = sorted((one, other))
    assert made.score(rule, few, 3) <= made.score(rule, more, 3)
