"""Programs written row by row, straight to HiGHS: where a model is large but plain, or so small
that writing it down would cost more than solving it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import local
from typing import Any

import highspy

from scheduling.roster.solver import Answer, answer_of

NO_LIMIT = highspy.kHighsInf
_KIND = {True: highspy.HighsVarType.kInteger, False: highspy.HighsVarType.kContinuous}
_KEPT = local()
"""Each thread's solvers by their options: making one takes as long as a small program."""


@dataclass(frozen=True)
class Optimum:
    """Values of the columns, prices of the rows (what one more on the right side costs), cost."""

    values: Sequence[float]
    duals: Sequence[float]
    cost: float


class SparseProgram:
    """min cost x, low <= A x <= high, least <= x <= upper, x whole where asked."""

    def __init__(self) -> None:
        self.cost, self.least, self.upper = list[float](), list[float](), list[float]()
        self.whole: set[int] = set()
        self.low, self.high = list[float](), list[float]()
        self._begins, self._index, self._value = [0], list[int](), list[float]()

    def add_column(self, cost: float, upper: float = NO_LIMIT) -> int:
        """A variable; its number."""
        self.cost.append(cost)
        self.least.append(0.0)
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
        highs = _solver(options)
        highs.passModel(self._program())
        highs.run()
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        solution = highs.getSolution()
        return Optimum(solution.col_value, solution.row_dual, highs.getObjectiveValue())

    def minimised(
        self, *, time_limit_s: float, seed: int, gap: float = 1e-6
    ) -> tuple[Answer, Sequence[float]]:
        """The best solution to the relative `gap` or the time limit, with its bound.

        A new solver on one thread: the same program and seed give the same answer unless the time
        limit ends the search. No values where there is no solution.
        """
        highs = highspy.Highs()
        for name, value in {
            "output_flag": False, "threads": 1, "time_limit": max(time_limit_s, 0.1),
            "mip_rel_gap": gap, "random_seed": seed % 2**31,
        }.items():  # fmt: skip
            highs.setOptionValue(name, value)
        highs.passModel(self._program())
        highs.run()
        answer = answer_of(highs, integer=bool(self.whole))
        return answer, highs.getSolution().col_value if answer.solved else []

    def _program(self) -> Any:
        program: Any = highspy.HighsLp()
        program.num_col_, program.num_row_ = len(self.cost), len(self.low)
        program.col_cost_, program.col_upper_ = self.cost, self.upper
        program.col_lower_ = self.least
        if self.whole:
            program.integrality_ = [_KIND[n in self.whole] for n in range(len(self.cost))]
        program.row_lower_, program.row_upper_ = self.low, self.high
        matrix = program.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kRowwise
        matrix.start_, matrix.index_, matrix.value_ = self._begins, self._index, self._value
        return program


def _solver(options: Mapping[str, Any]) -> Any:
    """The thread's solver with these options."""
    kept: dict[str, Any] = _KEPT.__dict__
    key = str(sorted(options.items()))
    if key not in kept:
        kept[key] = highspy.Highs()
        kept[key].setOptionValue("output_flag", False)
        for name, value in options.items():
            kept[key].setOptionValue(name, value)
    return kept[key]
