"""F1, F2, F5 and F14 against the specification's examples, and their properties (4.1, 4.14)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from scoring.functions import Bands, Deduction, Linear, OutsideDomain
from scoring.functions.gate import GateRule, gated, strictest

FULL = Decimal(100)
EXAMPLE = Linear(code="F1", points=((80, 0), (90, 100), (95, 120)))
PERCENT = st.decimals(min_value=0, max_value=120, places=6)


@pytest.mark.parametrize(
    ("value", "score"),
    [("87", "70"), ("79.999999", "0"), ("80", "0"), ("90", "100"), ("92.5", "110"), ("99", "120")],
)
def test_f1_worked_example(value: str, score: str) -> None:
    assert EXAMPLE.score([Decimal(value)], FULL).score == Decimal(score)


def test_f1_rounds_half_up_at_six_digits() -> None:
    thirds = Linear(code="F1", points=((0, 0), (3, 1)))
    assert thirds.score([Decimal(1)], FULL).score == Decimal("0.333333")
    assert thirds.score([Decimal(2)], FULL).score == Decimal("0.666667")


@given(PERCENT, PERCENT)
def test_f1_is_monotone(one: Decimal, other: Decimal) -> None:
    low, high = sorted((one, other))
    assert EXAMPLE.score([low], FULL).score <= EXAMPLE.score([high], FULL).score


@given(PERCENT)
def test_f1_falling_mirrors_rising(value: Decimal) -> None:
    rising = Linear(code="F1", points=((0, 0), (120, 100)))
    falling = Linear(code="F1", points=((0, 100), (120, 0)))
    assert falling.score([120 - value], FULL).score == rising.score([value], FULL).score


def test_f1_knows_its_direction_and_target() -> None:
    assert (EXAMPLE.direction, EXAMPLE.target(FULL)) == ("up", Decimal(90))
    falling = Linear(code="F1", points=((200, 110), (300, 100), (400, 0)))
    assert (falling.direction, falling.target(FULL)) == ("down", Decimal(300))


def bands(*edges: object) -> Bands:
    """bands(0, 50, 60, 100, 100): 0–60 earns 50, 60–100 earns 100."""
    rows = [
        {"from": edges[i], "to": edges[i + 2], "score": edges[i + 1]}
        for i in range(0, len(edges) - 2, 2)
    ]
    return Bands.model_validate({"code": "F2", "domain": [edges[0], edges[-1]], "bands": rows})


def test_f2_bands_are_half_open_and_the_last_is_closed() -> None:
    graded = bands(0, 50, 60, 80, 90, 100, 100)
    values = ("0", "59.999999", "60", "89.999999", "90", "100")
    assert [graded.score([Decimal(v)], FULL).score for v in values] == [50, 50, 80, 80, 100, 100]
    assert graded.range_of(Decimal(60)) == "[60,90)"
    assert graded.range_of(Decimal(100)) == "[90,100]"
    with pytest.raises(OutsideDomain, match="outside the domain"):
        graded.score([Decimal("100.000001")], FULL)


def test_f2_refuses_the_published_hole_between_220_and_250() -> None:
    rows = [{"from": 0, "to": 220, "score": 100}, {"from": 250, "to": "inf", "score": 60}]
    with pytest.raises(ValidationError, match=r"gap: no band covers \[220,250\)"):
        Bands.model_validate({"code": "F2", "domain": [0, "inf"], "bands": rows})


@given(st.lists(st.integers(0, 100), min_size=3, max_size=8, unique=True))
def test_f2_covers_every_value_of_its_domain(edges: list[int]) -> None:
    edges.sort()
    spread = [part for edge in edges for part in (edge, edge)][:-1]
    graded = bands(*spread)
    for value in range(edges[0], edges[-1] + 1):
        expected = max(edge for edge in edges[:-1] if edge <= value)
        assert graded.score([Decimal(value)], FULL).score == expected


def test_f5_caps_each_category_and_stops_at_the_lowest() -> None:
    deduction = Deduction.model_validate(
        {
            "code": "F5",
            "lowest": 10,
            "categories": [
                {"metric": "late_count", "per_event": 10, "cap": 60},
                {"metric": "early_leave_count", "per_event": 5},
            ],
        }
    )
    counts = [(0, 0), (2, 1), (9, 0), (9, 2), (9, 20)]
    scores = [deduction.score([Decimal(a), Decimal(b)], FULL).score for a, b in counts]
    assert scores == [100, 100 - 2 * 10 - 5, 100 - 60, 100 - 60 - 2 * 5, 10]


@given(st.integers(0, 50), st.integers(0, 50))
def test_f5_never_rises_with_more_events(few: int, more: int) -> None:
    kind = {"metric": "late_count", "per_event": "2.5", "cap": 40}
    deduction = Deduction.model_validate({"code": "F5", "categories": [kind]})
    low, high = sorted((Decimal(few), Decimal(more)))
    assert deduction.score([low], FULL).score >= deduction.score([high], FULL).score


def gate(action: str, value: object = None, metric: str = "fatal_rate") -> GateRule:
    return GateRule.model_validate(
        {"metric": metric, "operator": ">=", "threshold": 1, "action": action, "value": value}
    )


GATES = st.lists(
    st.one_of(
        st.just(gate("ZERO")),
        st.builds(gate, st.just("CAP"), st.integers(0, 120)),
        st.builds(gate, st.just("MULTIPLY"), st.sampled_from(["0", "0.5", "1"])),
    ),
    max_size=4,
)


@given(st.fractions(0, 120), GATES)
def test_f14_never_raises_and_ignores_the_order_of_gates(value: Fraction, gates: list) -> None:
    result = gated(value, gates)
    assert result is not None and result <= value
    assert gated(value, gates[::-1]) == result


@given(st.fractions(0, 120), st.lists(st.integers(0, 120), max_size=4))
def test_f14_caps_and_zero_are_idempotent(value: Fraction, caps: list[int]) -> None:
    gates = [gate("CAP", cap) for cap in caps] + ([gate("ZERO")] if len(caps) == 4 else [])
    once = gated(value, gates)
    assert once is not None and gated(once, gates) == once


def test_f14_multipliers_combine_by_product_or_the_worst() -> None:
    half, fifth = gate("MULTIPLY", "0.5"), gate("MULTIPLY", "0.2", "late_count")
    assert gated(Fraction(100), [half, fifth]) == 10
    assert gated(Fraction(100), [half, fifth], "worst_only") == 20
    assert gated(Fraction(100), [half, gate("HOLD")]) is None


def test_f14_one_event_fires_the_strictest_gate_only() -> None:
    absent_once, absent_twice = gate("MULTIPLY", "0.5"), gate("MULTIPLY", "0")
    assert strictest([absent_once, absent_twice], Fraction(100), None) == [absent_twice]
    repeated = strictest([absent_once, absent_once], Fraction(100), None)
    assert gated(Fraction(100), repeated[:1]) == 50


def test_f14_drops_bands_down_to_the_lowest() -> None:
    graded = bands(0, 0, 60, 80, 90, 100, 100)
    assert [graded.dropped(Decimal(100), n) for n in (1, 2, 3)] == [80, 0, 0]
