"""Linear programs written row by row, straight to HiGHS: where a model is large but plain, or so
small that writing it down would cost more than solving it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

NO_LIMIT = highspy.kHighsInf


@dataclass(frozen=True)
class Optimum:
    """Values of the columns, prices of the rows (what one more on the right side costs), cost."""

    values: Sequence[float]
    duals: Sequence[float]
    cost: float


class SparseProgram:
    """min cost x, low <= A x <= high, 0 <= x <= upper."""

    def __init__(self) -> None:
        self.cost, self.upper = list[float](), list[float]()
        self.low, self.high = list[float](), list[float]()
        self._begins, self._index, self._value = [0], list[int](), list[float]()

    def add_column(self, cost: float, upper: float = NO_LIMIT) -> int:
        """A variable; its number."""
        self.cost.append(cost)
        self.upper.append(upper)
        return len(self.cost) - 1

    def add_row(
        self, columns: Sequence[int], values: Sequence[float], low: float, high: float
    ) -> int:
        """A constraint; its number."""
        self._index += columns
        self._value += values
        self._begins.append(len(self._index))
        self.low.append(low)
        self.high.append(high)
        return len(self.low) - 1

    def solved(self, options: Mapping[str, Any]) -> Optimum | None:
        """An optimum by HiGHS with its `options`, or None where it found none."""
        highs: Any = highspy.Highs()
        highs.setOptionValue("output_flag", False)
        for name, value in options.items():
            highs.setOptionValue(name, value)
        highs.passModel(self._arrays())
        highs.run()
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        solution = highs.getSolution()
        return Optimum(solution.col_value, solution.row_dual, highs.getObjectiveValue())

    def _arrays(self) -> Any:
        program: Any = highspy.HighsLp()
        program.num_col_, program.num_row_ = len(self.cost), len(self.low)
        program.col_cost_, program.col_upper_ = np.array(self.cost), np.array(self.upper)
        program.col_lower_ = np.zeros(len(self.cost))
        program.row_lower_, program.row_upper_ = np.array(self.low), np.array(self.high)
        matrix = program.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kRowwise
        matrix.start_ = np.array(self._begins, dtype=np.int32)
        matrix.index_ = np.array(self._index, dtype=np.int32)
        matrix.value_ = np.array(self._value, dtype=np.float64)
        return program
