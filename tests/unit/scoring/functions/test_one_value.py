"""F3 THRESHOLD, F4 RATIO and F7 LAYER: edges, properties and an oracle (4.1)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

VALUE = st.decimals(min_value=-1000, max_value=100000, places=6)
VALUES = st.lists(VALUE, max_size=20)
POSITIVE = st.decimals(min_value="0.000001", max_value=1000, places=6)
OPERATORS = st.sampled_from([">=", ">", "<=", "<"])


def test_f3_needs_its_operator(made) -> None:
    with pytest.raises(ValidationError, match="operator"):
        made.function("F3", threshold=90)


@pytest.mark.parametrize(
    ("operator", "at_threshold", "better", "target"),
    [
        (">=", 100, "up", "90"),
        (">", 0, "up", "90.000001"),
        ("<=", 100, "down", "90"),
        ("<", 0, "down", "89.999999"),
    ],
)
def test_f3_says_whether_the_threshold_is_enough(
    made, operator: str, at_threshold: int, better: str, target: str
) -> None:
    rule = made.function("F3", operator=operator, threshold=90)
    assert made.score(rule, 90) == at_threshold
    assert (rule.better, rule.target(Decimal(100))) == (better, Decimal(target))
    assert made.score(rule, rule.target(Decimal(100))) == 100


@given(VALUES, OPERATORS, VALUE)
def test_f3_agrees_with_its_oracle(made, values, operator: str, threshold: Decimal) -> None:
    met = {
        ">=": lambda x: x >= threshold,
        ">": lambda x: x > threshold,
        "<=": lambda x: x <= threshold,
        "<": lambda x: x < threshold,
    }[operator]
    rule = made.function("F3", operator=operator, threshold=threshold)
    made.agree(rule, made.read(values, full=80), lambda row: Fraction(80 * met(values[row])))


@pytest.mark.parametrize("target", [0, -5])
def test_f4_refuses_a_target_that_is_not_above_nought(made, target: int) -> None:
    with pytest.raises(ValidationError, match="greater than 0"):
        made.function("F4", form="up", target=target, hi="1.2")


def test_f4_needs_its_form_and_its_upper_limit(made) -> None:
    with pytest.raises(ValidationError, match="form"):
        made.function("F4", target=300, hi="1.2")
    with pytest.raises(ValidationError, match="hi"):
        made.function("F4", form="down", target=300)
    with pytest.raises(ValidationError, match="within lo and hi"):
        made.function("F4", form="down", target=300, lo="1.2", hi="0.5")


def test_f4_worked_values(made) -> None:
    up = made.function("F4", form="up", target=50, hi="1.2")
    assert [made.score(up, x) for x in (0, 25, 50, 60, 61)] == [0, 50, 100, 120, 120]
    down = made.function("F4", form="down", target=300, lo="0.5", hi="1.2")
    assert [made.score(down, x) for x in (0, 250, 300, 400, 900)] == [120, 120, 100, 75, 50]
    symmetric = made.function("F4", form="symmetric", target=300, hi="1.5")
    assert [made.score(symmetric, x) for x in (0, 240, 300, 360, 700)] == [150, 120, 100, 80, 0]


@given(VALUES, st.sampled_from(["up", "down", "symmetric"]), POSITIVE)
def test_f4_agrees_with_its_oracle(made, values, form: str, target: Decimal) -> None:
    low, high = Fraction("0.3333"), Fraction("1.2")

    def oracle(row: int) -> Fraction:
        x, t = Fraction(values[row]), Fraction(target)
        if form == "down" and x <= 0:
            return 100 * high
        ratio = {"up": lambda: x / t, "down": lambda: t / x, "symmetric": lambda: 2 - x / t}[form]()
        return 100 * max(low, min(high, ratio))

    rule = made.function("F4", form=form, target=target, lo="0.3333", hi="1.2")
    made.agree(rule, made.read(values), oracle)


@given(VALUE, VALUE, st.sampled_from(["up", "down", "symmetric"]), POSITIVE)
def test_f4_is_monotone(made, one, other, form: str, target: Decimal) -> None:
    rule = made.function("F4", form=form, target=target, hi=2)
    low, high = (made.score(rule, x) for x in sorted((one, other)))
    assert low <= high if form == "up" else low >= high


def test_f7_counts_whole_layers_only(made) -> None:
    rule = made.function("F7", direction="up", floor=100, width=20, points_per_layer=5)
    values = ("0", "100", "119.999999", "120", "159", "160")
    assert [made.score(rule, x) for x in values] == [0, 0, 0, 5, 10, 15]
    assert rule.target(Decimal(12)) == Decimal(160)
    falling = made.function("F7", direction="down", floor=300, width=10, points_per_layer=2)
    assert [made.score(falling, x) for x in (310, 300, "290.1", 290, 271)] == [0, 0, 0, 2, 4]
    assert made.score(falling, falling.target(Decimal(100))) == 100


def test_f7_refuses_layers_without_width(made) -> None:
    with pytest.raises(ValidationError, match="greater than 0"):
        made.function("F7", direction="up", floor=0, width=0, points_per_layer=1)


@given(VALUES, VALUE, POSITIVE, POSITIVE, st.sampled_from(["up", "down"]))
def test_f7_agrees_with_its_oracle(made, values, floor, width, points, direction: str) -> None:
    def oracle(row: int) -> Fraction:
        beyond = Fraction(values[row]) - Fraction(floor)
        beyond = beyond if direction == "up" else -beyond
        return max(beyond // Fraction(width), 0) * Fraction(points)

    rule = made.function(
        "F7", direction=direction, floor=floor, width=width, points_per_layer=points
    )
    made.agree(rule, made.read(values), oracle)


@given(VALUE, VALUE, POSITIVE)
def test_f7_is_monotone(made, one, other, width: Decimal) -> None:
    rule = made.function("F7", direction="up", floor=0, width=width, points_per_layer=1)
    low, high = sorted((one, other))
    assert made.score(rule, low) <= made.score(rule, high)
