"""F4 RATIO 比例: the full score in proportion to a target, within limits."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Literal

import numpy as np
from pydantic import Field, model_validator

from scoring.columns import Ints, divided, minus, product, units_of
from scoring.exact import rounded, shown
from scoring.functions.scored import (
    Direction,
    Function,
    Number,
    Read,
    ScoredColumn,
    narrowed,
    told_by_code,
)

Form = Literal["up", "down", "symmetric"]
FORMULAS: dict[Form, str] = {"up": "x/{}", "down": "{}/x", "symmetric": "2 − x/{}"}


class Ratio(Function):
    """S × a ratio kept within [lo, hi], of value x and target t > 0.

    `form`: `up` is x/t (more is better); `down` is t/x, and `symmetric` is 2 − x/t, which
    loses as much above the target as it gains below (less is better). Where x ≤ 0 in t/x the
    ratio is `hi`: nothing is better than none.
    """

    code: Literal["F4"]
    form: Form
    target_value: Number = Field(gt=0, alias="target")
    lo: Number = Decimal(0)
    hi: Number

    @model_validator(mode="after")
    def _limits_in_order(self) -> Ratio:
        if not self.lo < self.hi:
            raise ValueError(f"F4 keeps the ratio within lo and hi, but {self.lo} ≥ {self.hi}")
        return self

    @property
    def better(self) -> Direction:
        """'up' for x/t."""
        return "up" if self.form == "up" else "down"

    def score_column(self, read: Read) -> ScoredColumn:
        """The ratio times the full score, at 6 digits, half up."""
        (values,) = read.values
        least, most = self._limit(self.lo, read), self._limit(self.hi, read)
        free = self._free(values, read.full_score)
        if self.form == "down":
            free = np.where(values <= 0, most, free)
        stretch = np.where(free <= least, 0, np.where(free >= most, 2, 1))
        score = np.minimum(np.maximum(free, least), most)
        return ScoredColumn(narrowed(score), told_by_code(self._texts(), stretch))

    def _free(self, values: Ints, full_score: int) -> Ints:
        """The score without limits. Rounding first changes nothing: it keeps the order."""
        goal = units_of(self.target_value)
        if self.form == "down":
            whole = product(np.full(len(values), full_score), goal)
            return divided(whole, np.maximum(values, 1))
        each = Fraction(full_score, goal)
        above = product(values, each.numerator)
        if self.form == "symmetric":
            above = minus(np.full(len(values), 2 * full_score * each.denominator), above)
        return divided(above, each.denominator)

    def _limit(self, ratio: Decimal, read: Read) -> int:
        exact = Fraction(ratio) * read.full_score
        return int(rounded(exact, 0))

    def _texts(self) -> list[str]:
        formula = FORMULAS[self.form].format(shown(self.target_value))
        return [f"≤ {shown(self.lo)}", formula, f"≥ {shown(self.hi)}"]

    def target(self, full_score: Decimal) -> Decimal | None:
        """The target value, unless the limits keep the ratio off 1."""
        return self.target_value if self.lo <= 1 <= self.hi else None

    def parameters(self, full_score: Decimal) -> list[tuple[str, object]]:
        """Full score, form, target and limits."""
        return [
            ("full_score", full_score),
            ("form", self.form),
            ("target", self.target_value),
            ("lo", self.lo),
            ("hi", self.hi),
        ]
