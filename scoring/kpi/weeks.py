"""How the weeks ahead are drawn: from an urn of weeks that were, in runs.

A week is drawn whole, all figures and weekdays together, so what goes together stays together
and a Sunday stays a Sunday. Weeks come in runs of `run_weeks` on average (the stationary
bootstrap of Politis and Romano, JASA 89, 1994), because a good week follows a good one; and a
run drawn is put back with a copy of itself (the Pólya urn of Blackwell and MacQueen, Annals of
Statistics 1, 1973), because a short history does not say where the level really lies. Holidays
and seasons that the history has not seen are not foreseen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Sums = NDArray[np.float64]
Rows = NDArray[np.int64]
WEEK = 7


@dataclass(frozen=True)
class History:
    """Daily sums in weeks that end on the day of judgement, the latest last: weeks × days ×
    figures × (numerator, denominator)."""

    weeks: Sums

    @classmethod
    def of(cls, daily: Sums, weeks: int) -> History:
        """The last `weeks` whole weeks of days × figures × 2, or as many as there are."""
        count = min(weeks, len(daily) // WEEK)
        last = daily[len(daily) - count * WEEK :]
        return cls(last.reshape(count, WEEK, *daily.shape[1:]))


def drawn_weeks(history: int, ahead: int, draws: int, run_weeks: int, seed: int) -> Rows:
    """Which week of history stands for each week ahead: draws × weeks ahead.

    The n-th draw depends on the seed and on n alone. There must be a week of history.
    """
    found = np.zeros((draws, ahead), dtype=np.int64)
    for draw in range(draws):
        random = np.random.default_rng([seed, draw])
        found[draw] = _course(history, ahead, run_weeks, random.random)
    return found


def _course(history: int, ahead: int, run_weeks: int, uniform: Callable[[int], Sums]) -> list[int]:
    """One course of weeks: each begins a new run, or follows the week before it."""
    begun: list[int] = []
    course: list[int] = []
    new, which = uniform(ahead), uniform(ahead)
    for week in range(ahead):
        follows = bool(course) and new[week] * run_weeks >= 1 and course[-1] + 1 < history
        if follows:
            course.append(course[-1] + 1)
            continue
        # The urn holds a ball for each run that fits into the history, and the runs drawn.
        place = which[week] * (history + run_weeks * len(begun))
        again = int((place - history) // run_weeks)
        begun.append(int(place) if place < history else begun[again])
        course.append(begun[-1])
    return course


def ends(history: History, so_far: Sums, days: int, courses: Rows) -> Sums:
    """Σ of a span at its end: so far (figures × 2), and `days` more of each course.

    Returns draws × figures × 2.
    """
    whole, rest = divmod(days, WEEK)
    weekly = history.weeks.sum(axis=1)
    total = so_far + weekly[courses[:, :whole]].sum(axis=1)
    if rest:
        total = total + history.weeks[courses[:, whole], :rest].sum(axis=1)
    return total
