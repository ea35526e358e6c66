"""F11 IMPROVEMENT: F1 of the change against the period before."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Literal

import numpy as np
import pyarrow as pa

from scoring.arrow_text import chosen, filled, repeated
from scoring.columns import Figures, Ints, Mask, divided, minus, product
from scoring.exact import SCORE_DIGITS
from scoring.functions.linear import Linear
from scoring.functions.scored import (
    Direction,
    Evidence,
    Function,
    Read,
    ScoredColumn,
    nested,
    quoted,
)

Change = Literal["difference", "relative"]


class Improvement(Function):
    """F1 applied to x − x₀ (`difference`), or to x/x₀ − 1 (`relative`, half up at 6 digits).

    x₀ is the same metric in the period before, which is locked. People without it have no
    score, nor have they a relative change where x₀ ≤ 0.
    """

    needs_before: ClassVar[bool] = True
    code: Literal["F11"]
    change: Change
    curve: Linear

    @property
    def better(self) -> Direction:
        """The way the curve runs."""
        return self.curve.direction

    def score_column(self, read: Read) -> ScoredColumn:
        """The curve at the change of everybody who has a value before."""
        missing = ~self._comparable(read)
        change = self._changes(read, missing)
        scored = self.curve.score_column(Read((change,), read.full_score))
        score = np.where(missing, 0, scored.score)
        return ScoredColumn(
            score,
            lambda: _told(change, scored, missing),
            missing if missing.any() else None,
        )

    def _comparable(self, read: Read) -> Mask:
        if not read.before:
            return np.zeros(read.count, dtype=bool)
        known = read.before_known
        known = np.ones(read.count, dtype=bool) if known is None else known
        if self.change == "relative":
            return known & np.asarray(read.before[0] > 0, dtype=bool)
        return known

    def _changes(self, read: Read, missing: Mask) -> Ints:
        (values,) = read.values
        before = np.where(missing, 1, read.before[0]) if read.before else np.ones_like(values)
        difference = minus(values, before)
        if self.change == "difference":
            return difference
        return divided(product(difference, 10**SCORE_DIGITS), before)

    def parameters(self, full_score: Decimal) -> list[tuple[str, object]]:
        """The kind of change and the curve."""
        return [("change", self.change), ("curve", nested(self.curve, full_score))]

    def evidence(self, read: Read) -> Evidence:
        """The value before; null where there is none to compare with."""
        if not read.before:
            return [("before", repeated("null", read.count))]
        known = pa.array(self._comparable(read))
        return [("before", chosen(known, quoted(Figures(read.before[0])), "null"))]


def _told(change: Ints, scored: ScoredColumn, missing: Mask) -> pa.StringArray:
    told = filled("Δ=", Figures(change).text(), " ", scored.told())
    return chosen(pa.array(missing), "", told)
