"""F1 and F2: the specification's examples, published schemes, and their properties (4.1)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from scoring.columns import ints, units_of
from scoring.functions import Bands, Linear, OutsideDomain

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


@given(st.lists(PERCENT, max_size=20))
def test_f1_agrees_with_the_row_by_row_oracle(made, values: list[Decimal]) -> None:
    def oracle(row: int) -> Fraction:
        x = Fraction(values[row])
        if x <= 80:
            return Fraction(0)
        if x <= 90:
            return (x - 80) * 10
        return min(100 + (x - 90) * 4, Fraction(120))

    made.agree(EXAMPLE, made.read(values), oracle)


@given(st.lists(st.decimals(min_value=-100, max_value=300, places=6), max_size=10))
def test_f1_goes_on_beyond_its_points_where_that_is_written(made, values: list[Decimal]) -> None:
    def oracle(row: int) -> Fraction:
        x = Fraction(values[row])
        return (x - 80) * 10 if x <= 90 else 100 + (x - 90) * 4

    beyond = made.function("F1", points=[[80, 0], [90, 100], [95, 120]], extrapolate=True)
    made.agree(beyond, made.read(values), oracle)


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
    assert (EXAMPLE.better, EXAMPLE.target(FULL)) == ("up", Decimal(90))
    falling = Linear(code="F1", points=((200, 110), (300, 100), (400, 0)))
    assert (falling.better, falling.target(FULL)) == ("down", Decimal(300))


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
    assert [graded.score([Decimal(v)], FULL).where for v in ("60", "100")] == [
        "[60,90)",
        "[90,100]",
    ]
    with pytest.raises(OutsideDomain, match="outside the domain"):
        graded.score([Decimal("100.000001")], FULL)


def test_f2_names_the_row_that_lies_outside(made) -> None:
    with pytest.raises(OutsideDomain, match=r"120 lies outside") as refused:
        bands(0, 50, 60, 100, 100).score_column(made.read([50, 120, 130]))
    assert refused.value.row == 1


def test_f2_refuses_the_published_hole_between_220_and_250() -> None:
    rows = [{"from": 0, "to": 220, "score": 100}, {"from": 250, "to": "inf", "score": 60}]
    with pytest.raises(ValidationError, match=r"gap: no band covers \[220,250\)"):
        Bands.model_validate({"code": "F2", "domain": [0, "inf"], "bands": rows})


def test_f2_refuses_the_published_response_times_that_contradict_each_other() -> None:
    rows = [
        {"from": 0, "to": 45, "score": 100},
        {"from": 45, "to": 55, "score": 60},
        {"from": "-inf", "to": 55, "score": 0},
    ]
    with pytest.raises(ValidationError, match=r"overlap: \[-∞,55\) is covered twice"):
        Bands.model_validate({"code": "F2", "domain": [0, 55], "bands": rows})


def test_f2_refuses_a_bound_that_is_no_number() -> None:
    rows = [{"from": 0, "to": "nan", "score": 100}]
    with pytest.raises(ValidationError, match="inf and -inf for the open ends"):
        Bands.model_validate({"code": "F2", "domain": [0, 55], "bands": rows})


def test_f2_scores_the_published_completion_table() -> None:
    completion = bands("-inf", 0, 40, 40, 50, 50, 60, 60, 70, 70, 80, 85, 90, 95, 100, 100, "inf")
    earned = [completion.score([Decimal(v)], FULL).score for v in ("39.9", "80", "90", "100")]
    assert earned == [0, 85, 95, 100]


@given(st.lists(st.integers(0, 100), min_size=3, max_size=8, unique=True))
def test_f2_covers_every_value_of_its_domain(made, edges: list[int]) -> None:
    edges.sort()
    spread = [part for edge in edges for part in (edge, edge)][:-1]
    values = list(range(edges[0], edges[-1] + 1))
    made.agree(
        bands(*spread),
        made.read(values),
        lambda row: Fraction(max(edge for edge in edges[:-1] if edge <= values[row])),
    )


def test_f2_knows_which_way_it_pays() -> None:
    assert bands(0, 50, 60, 100, 100).better == "up"
    assert bands(0, 100, 60, 50, 100).better == "down"
    assert bands(0, 100, 60, 50, 80, 100, 100).better is None


def test_f2_drops_bands_down_to_the_lowest() -> None:
    graded = bands(0, 0, 60, 80, 90, 100, 100)
    assert [graded.dropped(Decimal(100), n) for n in (1, 2, 3)] == [80, 0, 0]


@given(st.lists(st.integers(-10, 130), max_size=8), st.integers(1, 4))
def test_f2_drops_a_column_as_it_drops_one(scores: list[int], steps: int) -> None:
    graded = bands(0, 0, 60, 80, 90, 100, 95, 80, 100)
    column = graded.dropped_column(ints([units_of(Decimal(one)) for one in scores]), steps)
    assert column.tolist() == [units_of(graded.dropped(Decimal(one), steps)) for one in scores]
