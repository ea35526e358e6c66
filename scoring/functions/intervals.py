"""Half-open intervals that partition a domain: their bounds, and which one holds a value."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated

import numpy as np
from pydantic import AfterValidator, Field

from scoring.columns import Ints, Rows, ints, units_of
from scoring.exact import SCORE_DIGITS, from_units, shown
from scoring.functions.scored import OutsideDomain, six_digits


def _refuse_nan(value: Decimal) -> Decimal:
    if value.is_nan():
        raise ValueError("a bound is a number, or inf and -inf for the open ends")
    return value


# A bound of a rule: a number, or `inf` and `-inf` for the open ends.
Bound = Annotated[
    Decimal, Field(allow_inf_nan=True), AfterValidator(_refuse_nan), AfterValidator(six_digits)
]


def bound(value: Decimal) -> str:
    """A bound in figures; ±∞ for the open ends."""
    if value.is_infinite():
        return "+∞" if value > 0 else "-∞"
    return shown(value)


def interval(low: Decimal, high: Decimal) -> str:
    """An interval in figures, as [90,95)."""
    left = "(" if low.is_infinite() else "["
    return f"{left}{bound(low)},{bound(high)})"


def closed(ranges: Sequence[str], high: Decimal) -> list[str]:
    """Intervals in figures of which the last is closed where it ends at a finite bound."""
    return [*ranges[:-1], f"{ranges[-1][:-1]}]"] if high.is_finite() else list(ranges)


def refuse_no_partition(
    parts: Sequence[tuple[Decimal, Decimal]], domain: tuple[Decimal, Decimal]
) -> None:
    """Raises ValueError naming the range where the parts leave a gap, overlap or stop short."""
    for low, high in parts:
        if not low < high:
            told = interval(low, high)
            raise ValueError(f"the band {told} is empty; write the smaller bound first")
    reached = domain[0]
    for low, high in parts:
        _meets(reached, low)
        reached = high
    _meets(reached, domain[1])


def _meets(reached: Decimal, begins: Decimal) -> None:
    if begins > reached:
        raise ValueError(
            f"the bands leave a gap: no band covers [{bound(reached)},{bound(begins)})"
        )
    if begins < reached:
        raise ValueError(f"the bands overlap: [{bound(begins)},{bound(reached)}) is covered twice")


def place_in(bounds: Sequence[Decimal], values: Ints) -> Rows:
    """Which interval between rising `bounds` holds each value, from 0; the last is closed.

    Raises OutsideDomain where a value lies beyond the first or last bound.
    """
    refuse_outside(bounds[0], bounds[-1], values)
    return np.searchsorted(ints([units_of(one) for one in bounds[1:-1]]), values, side="right")


def refuse_outside(low: Decimal, high: Decimal, values: Ints) -> None:
    """Raises OutsideDomain naming the first value beyond [low, high]."""
    outside = np.zeros(len(values), dtype=bool)
    if low.is_finite():
        outside |= np.asarray(values < units_of(low), dtype=bool)
    if high.is_finite():
        outside |= np.asarray(values > units_of(high), dtype=bool)
    if outside.any():
        row = int(np.argmax(outside))
        value = shown(from_units(int(values[row]), SCORE_DIGITS))
        told = f"[{bound(low)},{bound(high)}]"
        raise OutsideDomain(row, f"{value} lies outside the domain {told}")
