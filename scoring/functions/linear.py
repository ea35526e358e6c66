"""F1 LINEAR: floor, target and stretch joined by straight lines (scoring.md 4.1)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Literal

import numpy as np
from pydantic import field_validator

from scoring.columns import Ints, divided, ints, minus, plus, product, units_of
from scoring.exact import SCORE_DIGITS, rounded, shown
from scoring.functions.scored import Direction, Function, Number, Read, ScoredColumn, told_by_code

Breakpoint = tuple[Number, Number]


class Linear(Function):
    """Breakpoints (x, y), strictly rising in x; constant outside them, unless `extrapolate`
    lets the first and last lines go on.

    The direction is the one y has: y rises where more is better, falls where less is.
    Example: 0.80→0, 0.90→100, 0.95→120 gives 70 at 0.87.
    """

    code: Literal["F1"]
    points: tuple[Breakpoint, ...]
    extrapolate: bool = False

    @field_validator("points")
    @classmethod
    def _ordered(cls, points: tuple[Breakpoint, ...]) -> tuple[Breakpoint, ...]:
        if len(points) < 2:
            raise ValueError("F1 needs at least two breakpoints, as [[80, 0], [90, 100]]")
        for (before, _), (after, _) in pairwise(points):
            if after <= before:
                raise ValueError(f"F1 breakpoints must rise in x, but {after} follows {before}")
        steps = [after - before for (_, before), (_, after) in pairwise(points)]
        if any(step > 0 for step in steps) and any(step < 0 for step in steps):
            raise ValueError("F1 scores must rise or fall throughout, not both; use F2 for a hill")
        if not any(steps):
            raise ValueError("F1 gives the same score everywhere; let at least one step differ")
        return points

    @property
    def direction(self) -> Direction:
        """'up' where a larger value earns more."""
        return "up" if self.points[-1][1] > self.points[0][1] else "down"

    @property
    def better(self) -> Direction:
        """The way the scores run."""
        return self.direction

    def score_column(self, read: Read) -> ScoredColumn:
        """The height of the line at each value, at 6 digits, half up."""
        (values,) = read.values
        xs = ints([units_of(x) for x, _ in self.points])
        stretch = np.searchsorted(xs, values, side="right")
        if self.extrapolate:
            stretch = np.clip(stretch, 1, len(xs) - 1)
        else:
            stretch = np.where(values <= xs[0], 0, np.where(values >= xs[-1], len(xs), stretch))
        return ScoredColumn(self._heights(values, xs), told_by_code(self._texts(), stretch))

    def _heights(self, values: Ints, xs: Ints) -> Ints:
        ys = [units_of(y) for _, y in self.points]
        slopes = [
            Fraction(y1 - y0, int(x1 - x0))
            for (x0, x1), (y0, y1) in zip(pairwise(xs.tolist()), pairwise(ys), strict=True)
        ]
        inside = values if self.extrapolate else np.clip(values, xs[0], xs[-1])
        left = np.clip(np.searchsorted(xs, inside, side="right") - 1, 0, len(slopes) - 1)
        rise, run = (
            ints([slope.numerator for slope in slopes])[left],
            ints([slope.denominator for slope in slopes])[left],
        )
        climbed = product(minus(inside, xs[left]), rise)
        return divided(plus(product(ints(ys)[left], run), climbed), run)

    def _texts(self) -> list[str]:
        (low, lowest), (high, highest) = self.points[0], self.points[-1]
        between = [
            f"{shown(x0)}→{shown(y0)} … {shown(x1)}→{shown(y1)}"
            for (x0, y0), (x1, y1) in pairwise(self.points)
        ]
        first, last = f"≤ {shown(low)} → {shown(lowest)}", f"≥ {shown(high)} → {shown(highest)}"
        return [first, *between, last]

    def target(self, full_score: Decimal) -> Decimal | None:
        """The first value, from the worse end, that earns `full_score`; None where none does."""
        ordered = self.points if self.direction == "up" else self.points[::-1]
        for (x0, y0), (x1, y1) in pairwise(ordered):
            if y0 <= full_score <= y1 and y0 < y1:
                share = Fraction(full_score - y0) / Fraction(y1 - y0)
                return rounded(Fraction(x0) + share * Fraction(x1 - x0), SCORE_DIGITS)
        return None

    def parameters(self, full_score: Decimal) -> list[tuple[str, object]]:
        """The breakpoints, and whether the lines go on beyond them."""
        points = [list(point) for point in self.points]
        return [("points", points), ("extrapolate", self.extrapolate)]
