"""F3 THRESHOLD 达标: the full score where the metric meets a threshold, else nothing."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import numpy as np

from scoring.columns import units_of
from scoring.exact import SCORE_DIGITS, from_units, shown
from scoring.functions.gate import HOLDS, Operator
from scoring.functions.scored import Direction, Function, Number, Read, ScoredColumn, told_by_code


class Threshold(Function):
    """S where the metric compares so with the threshold, else 0. There is no usual operator:
    whether the threshold itself is enough must be written."""

    code: Literal["F3"]
    operator: Operator
    threshold: Number

    @property
    def better(self) -> Direction:
        """'up' for ≥ and >."""
        return "up" if self.operator in (">=", ">") else "down"

    def score_column(self, read: Read) -> ScoredColumn:
        """Full score or nought."""
        (values,) = read.values
        met = np.asarray(HOLDS[self.operator](values, units_of(self.threshold)), dtype=bool)
        edge = f"{self.operator} {shown(self.threshold)}"
        told = told_by_code([f"✗ {edge}", f"✓ {edge}"], met.astype(np.int64))
        return ScoredColumn(np.where(met, read.full_score, 0), told)

    def target(self, full_score: Decimal) -> Decimal:
        """The threshold; for > and < the nearest value beyond it at 6 digits."""
        step = {">": 1, "<": -1}.get(self.operator, 0)
        return self.threshold + from_units(step, SCORE_DIGITS)

    def parameters(self, full_score: Decimal) -> list[tuple[str, object]]:
        """Full score, operator and threshold."""
        return [
            ("full_score", full_score),
            ("operator", self.operator),
            ("threshold", self.threshold),
        ]
