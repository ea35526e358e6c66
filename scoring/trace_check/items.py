"""Missing values, caps, and the functions of several values or of a value before."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from scoring.trace_check.checked import Checked, at
from scoring.trace_check.peers import inner


def missing(node: Checked) -> Decimal | None:
    """What the missing policy gives."""
    if "score" in node.inputs:
        return at(node.number("score"), node.digits)
    score = {"NEUTRAL": node.inputs.get("full_score"), "ZERO": 0}.get(node.inputs["policy"])
    return None if score is None else at(Fraction(score), node.digits)


def clamp(node: Checked) -> Decimal | None:
    """The item's own caps."""
    value = node.number("input")
    low, high = node.inputs["cap_lo"], node.inputs["cap_hi"]
    value = value if high is None else min(value, Fraction(high))
    return at(value if low is None else max(value, Fraction(low)), node.digits)


def bonus_inside(node: Checked) -> Decimal | None:
    """An item with the points of an F6 in it, up to its cap."""
    base, high = node.number("base"), node.inputs["cap_hi"]
    lifted = base + node.number("bonus")
    return at(lifted if high is None else max(base, min(lifted, Fraction(high))), node.digits)


def adjusted(node: Checked) -> Decimal | None:
    """A value as over the full month, and as after training; each step is rounded."""
    value = node.value
    for entry in node.listed:
        if entry["name"] in ("share", "divisor"):
            value = Fraction(at(value / Fraction(entry["value"]), node.digits))
        elif entry["name"] == "factor":
            value = Fraction(at(value * Fraction(entry["value"]), node.digits))
    return at(value, node.digits)


def stand_in(node: Checked) -> Decimal | None:
    """The value that a missing policy puts in the place of a person's own."""
    policy = node.inputs["policy"].partition("(")[0]
    if policy == "CARRY_FORWARD":
        return at(node.number("carried"), node.digits)
    if policy == "TEAM_MEAN":
        return at(node.number("numerator") / node.number("denominator"), node.digits)
    n, cases = node.number("n"), node.number("cases")
    mixed = n * node.number("own") + cases * node.number("group_mean")
    return at(mixed / (n + cases), node.digits)


def _counts(node: Checked) -> list[Fraction]:
    return [value for value in node.values if value is not None]


def deduction(node: Checked) -> Decimal | None:
    """F5: full score less what events cost."""
    left = node.number("full_score")
    for count, (each, cap) in zip(_counts(node), node.inputs["categories"], strict=True):
        loss = count * Fraction(each)
        left -= loss if cap is None or loss < Fraction(cap) else Fraction(cap)
    return at(max(left, node.number("lowest")), node.digits)


def bonus(node: Checked) -> Decimal | None:
    """F6: what events earn, up to the cap."""
    pairs = zip(_counts(node), node.numbers("per_event"), strict=True)
    earned = sum((count * each for count, each in pairs), Fraction(0))
    return at(min(earned, node.number("cap")), node.digits)


def improvement(node: Checked) -> Decimal | None:
    """F11: the curve at the change against the value before."""
    before = node.number("before")
    change = node.value - before
    if node.inputs["change"] == "relative":
        if before <= 0:
            raise ValueError("a relative change needs a value before that is above 0")
        change = Fraction(at(change / before, 6))
    return inner(node, change, node.inputs["curve"])


def matrix(node: Checked) -> Decimal | None:
    """F12: the cell of two bands, or between four nodes."""
    axes = [[Decimal(one) for one in node.inputs[key]] for key in ("row_bounds", "column_bounds")]
    table = [[Fraction(one) for one in row] for row in node.inputs["table"]]
    if node.inputs["lookup"] == "bilinear":
        return at(_bilinear(axes, table, _counts(node)), node.digits)
    row, column = (
        max(place for place, low in enumerate(axis[:-1]) if low <= value)
        for axis, value in zip(axes, _counts(node), strict=True)
    )
    return at(table[row][column], node.digits)


def _bilinear(
    axes: list[list[Decimal]], table: list[list[Fraction]], values: list[Fraction]
) -> Fraction:
    """First along each row, then between the rows."""
    down, across = ([Fraction(one) for one in axis] for axis in axes)
    by_row = [_between(across, row, values[1]) for row in table]
    return _between(down, by_row, values[0])


def _between(nodes: list[Fraction], heights: list[Fraction], value: Fraction) -> Fraction:
    value = max(nodes[0], min(nodes[-1], value))
    points = zip(nodes, heights, strict=True)
    for (x0, y0), (x1, y1) in pairwise(points):
        if value <= x1:
            return y0 + (y1 - y0) * (value - x0) / (x1 - x0)
    raise ValueError("the value lies on no stretch of the axis")


def subjective(node: Checked) -> Decimal | None:
    """F15: the weighted mean of the ratings that count, as a part of the scale."""
    given = zip(node.values, node.numbers("weights"), node.inputs["rated"], strict=True)
    ratings = [(value, weight) for value, weight, rated in given if rated and value is not None]
    if len(ratings) < int(node.inputs["least_raters"]):
        raise ValueError("too few ratings, but a score")
    trim = int(node.inputs["trim"])
    kept = sorted(ratings, key=lambda one: one[0])[trim : len(ratings) - trim]
    weights = sum((weight for _, weight in kept), Fraction(0))
    mean = sum((value * weight for value, weight in kept), Fraction(0)) / weights
    low, high = node.numbers("scale")
    return at(node.number("full_score") * (mean - low) / (high - low), node.digits)
