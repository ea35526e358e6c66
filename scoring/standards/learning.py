"""How fast new staff get faster: Wright's curve by tenure week, and ramp factors from it (X49).

time(w) = a · (w + 1)^(−b), w completed weeks; each doubling of weeks multiplies time by 2^(−b),
the learning rate (Wright 1936). Time is an index: seconds spent ÷ seconds that settled agents
need for the same work types, so that a changing mix does not read as learning.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa

from scoring.exact import rounded
from scoring.standards.tables import LEARNING_CURVE, number
from scoring.tables import table_of

FACTOR_DIGITS = 2
MIN_WEEKS = 3
LEAST_FACTOR = Decimal("0.01")


@dataclass(frozen=True)
class LearningCurve:
    """The fit. `index` is what was observed by week, `factors` what a ramp may ask by week."""

    a: float
    b: float
    index: Mapping[int, tuple[int, Fraction]]
    factors: tuple[Decimal, ...]

    @property
    def learning_rate(self) -> float:
        """2^(−b): time after twice as many weeks ÷ time before; 1 and above is no learning."""
        return float(2**-self.b)

    def fitted(self, week: int) -> float:
        """The fitted index after so many completed weeks."""
        return float(self.a * (week + 1) ** -self.b)

    def table(self, as_of: date) -> pa.Table:
        """One row per week, by data_contracts/outputs/learning_curve."""
        rows = [self._row(as_of, week, factor) for week, factor in enumerate(self.factors)]
        return table_of(rows, LEARNING_CURVE)

    def _row(self, as_of: date, week: int, factor: Decimal) -> dict[str, Any]:
        contacts, observed = self.index.get(week, (0, None))
        return {
            "as_of": as_of,
            "tenure_week": week,
            "contacts": contacts,
            "observed_index": None if observed is None else number(observed),
            "fitted_index": number(self.fitted(week)),
            "target_factor": factor,
            "learning_rate": number(self.learning_rate),
        }


def learning_curve(
    work_by_tenure: pa.Table, *, settled_from_week: int, weeks: int
) -> LearningCurve | None:
    """Fit the curve to weeks 0 to `weeks` − 1, weighted by contacts.

    work_by_tenure: tenure_week (completed weeks since going live), work_type, contacts, handle_s.
    Agents from `settled_from_week` on are the yardstick. None where fewer than MIN_WEEKS weeks
    have work, or settled agents do none of it. A factor is the speed to ask of a new agent as a
    share of a settled one's, never above 1 and never falling from week to week.
    """
    rows = work_by_tenure.to_pylist()
    settled = _means([row for row in rows if row["tenure_week"] >= settled_from_week])
    index = _index([row for row in rows if row["tenure_week"] < weeks], settled)
    if len(index) < MIN_WEEKS:
        return None
    a, b = _fit(index)
    factors = tuple(_factor(a * (week + 1) ** -max(b, 0.0)) for week in range(weeks))
    return LearningCurve(a, b, index, factors if b > 0 else (Decimal("1.00"),) * weeks)


def ramp_steps(curve: LearningCurve) -> list[dict[str, object]]:
    """The factors as the `steps` of a ramp: a step where the factor changes, the last at 1."""
    weeks = [*enumerate(curve.factors), (len(curve.factors), Decimal("1.00"))]
    changes = [weeks[0], *(now for before, now in pairwise(weeks) if now[1] != before[1])]
    return [{"from_week": week, "target_factor": factor} for week, factor in changes]


def _means(rows: Sequence[Mapping[str, Any]]) -> dict[str, Fraction]:
    """Seconds per contact by work type."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        sums[row["work_type"]][0] += int(row["handle_s"])
        sums[row["work_type"]][1] += int(row["contacts"])
    return {kind: Fraction(spent, n) for kind, (spent, n) in sums.items() if n and spent}


def _index(
    rows: Sequence[Mapping[str, Any]], settled: Mapping[str, Fraction]
) -> dict[int, tuple[int, Fraction]]:
    """By week: contacts, and seconds spent ÷ seconds that settled agents would have spent."""
    sums: dict[int, list[Fraction]] = defaultdict(lambda: [Fraction(0)] * 3)
    for row in rows:
        mean = settled.get(row["work_type"])
        if mean is not None and row["contacts"]:
            n, spent = int(row["contacts"]), int(row["handle_s"])
            add = (Fraction(n), Fraction(spent), n * mean)
            week = int(row["tenure_week"])
            sums[week] = [old + new for old, new in zip(sums[week], add, strict=True)]
    return {
        week: (int(n), spent / expected)
        for week, (n, spent, expected) in sorted(sums.items())
        if spent
    }


def _fit(index: Mapping[int, tuple[int, Fraction]]) -> tuple[float, float]:
    """a and b by least squares on the logarithms, weighted by contacts."""
    weeks = np.log([week + 1 for week in index])
    times = np.array([math.log(one) for _, one in index.values()])
    weights = np.sqrt([n for n, _ in index.values()])
    slope, intercept = np.polyfit(weeks, times, 1, w=weights)
    return math.exp(float(intercept)), -float(slope)


def _factor(fitted: float) -> Decimal:
    """Settled time ÷ fitted time at FACTOR_DIGITS, at most 1."""
    return max(LEAST_FACTOR, min(Decimal("1.00"), rounded(Fraction(1 / fitted), FACTOR_DIGITS)))
