"""F10 STANDARDISED: a T score, the distance from the peers' mean in standard deviations."""

from __future__ import annotations

from decimal import Decimal
from math import isqrt
from typing import ClassVar, Literal

import numpy as np
import pyarrow as pa

from scoring.arrow_text import filled
from scoring.columns import Figures, Ints, divided, ints, minus, plus, product
from scoring.exact import SCORE_DIGITS
from scoring.functions.peers import NOBODY, Sums, peers_of, sums
from scoring.functions.scored import (
    Direction,
    Evidence,
    Function,
    Read,
    ScoredColumn,
    narrowed,
    quoted,
)

UNIT = 10**SCORE_DIGITS
MIDDLE, STEP, LOWEST, HIGHEST = 50, 10, 20, 80
DEVIATION_DIGITS = 12


class Standardised(Function):
    """T = 50 + 10·(x − mean) ÷ sd of the peer group, kept within 20…80; 50 where sd is 0.

    The mean is exact. sd = √(Σx²/n − mean²) is the deviation of the group itself (÷ n), cut
    at 12 digits; T is rounded once, half up at 6 digits. Where less is better, T falls with x.
    People in no group have no score.
    """

    needs_peers: ClassVar[bool] = True
    code: Literal["F10"]
    direction: Direction

    @property
    def better(self) -> Direction:
        """The declared direction."""
        return self.direction

    def score_column(self, read: Read) -> ScoredColumn:
        """T of everybody who has peers."""
        (values,) = read.values
        groups = peers_of(read)
        found = sums(values, groups)
        missing = groups == NOBODY
        score = np.where(missing, 0, self._t_scores(values, found))
        return ScoredColumn(score, lambda: _told(found), missing if missing.any() else None)

    def _t_scores(self, values: Ints, found: Sums) -> Ints:
        if not len(values):
            return values
        deviations = _deviations(found)
        n, deviation = found.n[found.group], deviations[found.group]
        away = minus(product(values, n), found.total[found.group])
        away = away if self.direction == "up" else -away
        below = product(n, np.where(deviation == 0, 1, deviation))
        above = product(away, STEP * 10**DEVIATION_DIGITS)
        score = divided(plus(product(below, MIDDLE * UNIT), above), below)
        score = np.where(deviation == 0, MIDDLE * UNIT, score)
        return narrowed(np.minimum(np.maximum(score, LOWEST * UNIT), HIGHEST * UNIT))

    def parameters(self, full_score: Decimal) -> list[tuple[str, object]]:
        """The direction."""
        return [("direction", self.direction)]

    def evidence(self, read: Read) -> Evidence:
        """How many peers there are, Σx and Σx², each exact."""
        found = sums(read.values[0], peers_of(read))
        each = pa.array(found.group)
        squares = Figures(found.squares, 2 * SCORE_DIGITS)
        return [
            ("group_n", Figures(found.n, 0).written().take(each)),
            ("group_sum", quoted(Figures(found.total)).take(each)),
            ("group_sum_of_squares", quoted(squares).take(each)),
        ]


def _deviations(found: Sums) -> Ints:
    """sd per group in 10^−12: √(n·Σx² − (Σx)²) ÷ n, cut."""
    spread = minus(product(found.n, found.squares), product(found.total, found.total))
    scale = 10 ** (2 * (DEVIATION_DIGITS - SCORE_DIGITS))
    return ints(
        [
            isqrt(int(one) * scale // (int(n) * int(n)))
            for one, n in zip(spread.tolist(), found.n.tolist(), strict=True)
        ]
    )


def _told(found: Sums) -> pa.StringArray:
    means = Figures(divided(found.total, found.n)).text()
    deviations = Figures(_deviations(found), DEVIATION_DIGITS).text_cut(SCORE_DIGITS)
    told = filled("x̄=", means, " sd=", deviations, " n=", Figures(found.n, 0).text())
    return told.take(pa.array(found.group))
