"""F1 LINEAR: floor, target and stretch joined by straight lines (scoring.md 4.1)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from pydantic import field_validator

from data_contracts.dated import Rule
from scoring.exact import SCORE_DIGITS, rounded, shown
from scoring.functions.scored import Scored

Breakpoint = tuple[Decimal, Decimal]


class Linear(Rule):
    """Breakpoints (x, y), strictly rising in x; constant outside them.

    The direction is the one y has: y rises where more is better, falls where less is.
    Example: 0.80→0, 0.90→100, 0.95→120 gives 70 at 0.87.
    """

    code: Literal["F1"]
    points: tuple[Breakpoint, ...]

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
    def direction(self) -> Literal["up", "down"]:
        """'up' where a larger value earns more."""
        return "up" if self.points[-1][1] > self.points[0][1] else "down"

    def score(self, values: Sequence[Decimal], full_score: Decimal) -> Scored:
        """The height of the line at the one value given, at 6 digits, half up."""
        (value,) = values
        lowest, highest = self.points[0], self.points[-1]
        if value <= lowest[0]:
            return self._flat(lowest, "≤")
        if value >= highest[0]:
            return self._flat(highest, "≥")
        (x0, y0), (x1, y1) = next(
            pair for pair in pairwise(self.points) if pair[0][0] <= value < pair[1][0]
        )
        height = Fraction(y0) + Fraction(value - x0) * Fraction(y1 - y0) / Fraction(x1 - x0)
        where = f"{shown(x0)}→{shown(y0)} … {shown(x1)}→{shown(y1)}"
        return Scored(rounded(height, SCORE_DIGITS), where)

    @staticmethod
    def _flat(at: Breakpoint, sign: str) -> Scored:
        return Scored(rounded(at[1], SCORE_DIGITS), f"{sign} {shown(at[0])} → {shown(at[1])}")

    def target(self, full_score: Decimal) -> Decimal | None:
        """The first value, from the worse end, that earns `full_score`; None where none does."""
        ordered = self.points if self.direction == "up" else self.points[::-1]
        for (x0, y0), (x1, y1) in pairwise(ordered):
            if y0 <= full_score <= y1 and y0 < y1:
                share = Fraction(full_score - y0) / Fraction(y1 - y0)
                return rounded(Fraction(x0) + share * Fraction(x1 - x0), SCORE_DIGITS)
        return None
