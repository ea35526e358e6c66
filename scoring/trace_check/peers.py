"""F8, F9 and F10: what a person's place among others gives."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal, localcontext
from fractions import Fraction
from itertools import accumulate
from typing import Any

from scoring.trace_check.checked import Checked, Operation, at
from scoring.trace_check.curves import bands, layer, linear, ratio, threshold

CURVES: dict[str, Operation] = {
    "F1": linear,
    "F2": bands,
    "F3": threshold,
    "F4": ratio,
    "F7": layer,
}
DEVIATION_DIGITS = 12


def inner(node: Checked, value: Fraction, function: list[list[Any]]) -> Decimal | None:
    """A function inside another, at `value`."""
    (_, code), *parameters = function
    return CURVES[code](node.reading(value, parameters))


def rank(node: Checked) -> Decimal | None:
    """F8: the curve at (average rank − 1/2) ÷ n, or the fallback of a small group."""
    n, lower, equal = (int(node.inputs[name]) for name in ("group_n", "lower", "equal"))
    if n < int(node.inputs["n_min"]):
        return inner(node, node.value, node.inputs["fallback"])
    if lower < 0 or equal < 1 or lower + equal > n:
        raise ValueError("nobody stands so among so many")
    worse = lower if node.inputs["direction"] == "up" else n - lower - equal
    average_rank = worse + Fraction(equal + 1, 2)
    percentile = (average_rank - Fraction(1, 2)) / n
    return inner(node, Fraction(at(percentile, 6)), node.inputs["curve"])


def forced(node: Checked) -> Decimal | None:
    """F9: the number of the band, the best being 1, by place and seats."""
    quotas, n = node.numbers("quotas"), int(node.inputs["group_n"])
    first, last = int(node.inputs["first"]), int(node.inputs["last"])
    if n < int(node.inputs["n_least"]):
        return None
    ends = list(accumulate(_seats(quotas, n)))
    band_of = [next(b for b, end in enumerate(ends) if place <= end) for place in range(1, n + 1)]
    held = band_of[first - 1 : last]
    whole = {"up": min(held), "down": max(held)}
    often = max(sorted(set(held)), key=held.count)
    return at(Fraction(whole.get(node.inputs["ties"], often) + 1), node.digits)


def _seats(quotas: list[Fraction], n: int) -> list[int]:
    seats = [int(quota * n) for quota in quotas]
    rests = [quota * n - seat for quota, seat in zip(quotas, seats, strict=True)]
    for _ in range(n - sum(seats)):
        largest = rests.index(max(rests))
        seats[largest] += 1
        rests[largest] = Fraction(-1)
    return seats


def standardised(node: Checked) -> Decimal | None:
    """F10: 50 + 10 × the distance from the mean in deviations cut at 12 digits, in 20…80."""
    n, total = int(node.inputs["group_n"]), node.number("group_sum")
    mean = total / n
    variance = node.number("group_sum_of_squares") / n - mean**2
    with localcontext() as context:
        context.prec = 100
        root = (Decimal(variance.numerator) / Decimal(variance.denominator)).sqrt()
        deviation = Fraction(root.quantize(Decimal(1).scaleb(-DEVIATION_DIGITS), ROUND_FLOOR))
    if deviation == 0:
        return at(Fraction(50), node.digits)
    away = node.value - mean if node.inputs["direction"] == "up" else mean - node.value
    return at(max(Fraction(20), min(Fraction(80), 50 + 10 * away / deviation)), node.digits)
