"""The edges of scoring functions: where the next stretch, band or layer begins, either way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction

import numpy as np

from scoring.columns import Ints, units_of
from scoring.functions import Bands, Function, Layer, Linear, Matrix, Ratio, Threshold
from scoring.functions.gate import Operator

# For values in 10^−6: the next value beyond an edge, the same value where there is none.
Next = Callable[[Ints], Ints]


def edges(function: Function, place: int = 0) -> tuple[Next, Next]:
    """The edges of a function for the metric at `place` of those it reads, up and down."""
    match function:
        case Linear():
            return _points([units_of(x) for x, _ in function.points])
        case Bands():
            return half_open([units_of(band.from_) for band in function.bands[1:]])
        case Threshold():
            return threshold_edges(function.operator, function.threshold)
        case Ratio():
            return _limits(function)
        case Layer():
            return _layers(function)
        case Matrix():
            axis = (function.rows, function.columns)[place]
            inner = [units_of(bound) for bound in axis.bounds if bound.is_finite()]
            return _points(inner) if function.lookup == "bilinear" else half_open(inner)
        case _:
            return _stay, _stay


def _stay(values: Ints) -> Ints:
    return values


def _points(edges: Sequence[int]) -> tuple[Next, Next]:
    """Edges that belong to both sides."""
    return _above(edges), _below(edges)


def half_open(edges: Sequence[int]) -> tuple[Next, Next]:
    """Edges that belong to the side above them."""
    return _above(edges), _below([edge - 1 for edge in edges])


def _above(edges: Sequence[int]) -> Next:
    rising = np.array(sorted(edges), dtype=np.int64)

    def up(values: Ints) -> Ints:
        place = np.searchsorted(rising, values, side="right")
        beyond = place < len(rising)
        return np.where(beyond, rising[np.minimum(place, len(rising) - 1)], values)

    return up if len(rising) else _stay


def _below(edges: Sequence[int]) -> Next:
    rising = np.array(sorted(edges), dtype=np.int64)

    def down(values: Ints) -> Ints:
        place = np.searchsorted(rising, values, side="left") - 1
        return np.where(place >= 0, rising[np.maximum(place, 0)], values)

    return down if len(rising) else _stay


def threshold_edges(operator: Operator, threshold: Decimal) -> tuple[Next, Next]:
    """The one edge of a condition."""
    edge = units_of(threshold)
    starts = edge + 1 if operator in (">", "<=") else edge
    return half_open([starts])


def _limits(function: Ratio) -> tuple[Next, Next]:
    """Where the limits begin to hold, seen from between them and from beyond."""
    target = Fraction(units_of(function.target_value))
    lo, hi = Fraction(function.lo), Fraction(function.hi)
    exact = {
        "up": [target * lo, target * hi],
        "down": [target / hi, *([target / lo] if lo else [])],
        "symmetric": [target * (2 - hi), target * (2 - lo)],
    }[function.form]
    return (
        _above([-(-edge.numerator // edge.denominator) for edge in exact]),
        _below([edge.numerator // edge.denominator for edge in exact]),
    )


def _layers(function: Layer) -> tuple[Next, Next]:
    floor, width = units_of(function.floor), units_of(function.width)

    def up(values: Ints) -> Ints:
        layers = np.maximum((values - floor) // width, 0) + 1
        return floor + layers * width if function.direction == "up" else values

    def down(values: Ints) -> Ints:
        layers = np.maximum((floor - values) // width, 0) + 1
        return floor - layers * width if function.direction == "down" else values

    return up, down
