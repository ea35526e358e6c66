"""F1, F2, F3, F4 and F7: the score of one value."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from scoring.trace_check.checked import Checked, at


def linear(node: Checked) -> Decimal | None:
    """F1: on the line between two breakpoints; level outside, unless the lines go on."""
    x, points = node.value, [(Fraction(a), Fraction(b)) for a, b in node.inputs["points"]]
    if not node.inputs.get("extrapolate"):
        x = max(points[0][0], min(points[-1][0], x))
    stretches = list(pairwise(points))
    within = [stretch for stretch in stretches if x <= stretch[1][0]]
    (x0, y0), (x1, y1) = within[0] if within else stretches[-1]
    return at((y0 * (x1 - x) + y1 * (x - x0)) / (x1 - x0), node.digits)


def bands(node: Checked) -> Decimal | None:
    """F2: the last band that begins at or below the value."""
    earned = [score for low, _, score in node.inputs["bands"] if Decimal(low) <= node.value]
    return at(Fraction(earned[-1]), node.digits)


def threshold(node: Checked) -> Decimal | None:
    """F3: all or nothing."""
    x, edge = node.value, node.number("threshold")
    met = {">=": x >= edge, ">": x > edge, "<=": x <= edge, "<": x < edge}
    full = node.number("full_score")
    return at(full if met[node.inputs["operator"]] else Fraction(0), node.digits)


def ratio(node: Checked) -> Decimal | None:
    """F4: the ratio to the target within its limits, times the full score."""
    x, target, high = node.value, node.number("target"), node.number("hi")
    form = node.inputs["form"]
    if form == "up":
        share = x / target
    elif form == "symmetric":
        share = 2 - x / target
    else:
        share = target / x if x > 0 else high
    share = max(node.number("lo"), min(high, share))
    return at(node.number("full_score") * share, node.digits)


def layer(node: Checked) -> Decimal | None:
    """F7: whole layers beyond the floor."""
    beyond = node.value - node.number("floor")
    if node.inputs["direction"] == "down":
        beyond = -beyond
    whole = max(beyond // node.number("width"), 0)
    return at(whole * node.number("points_per_layer"), node.digits)
