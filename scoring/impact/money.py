"""What a run pays, as columns of fen: person by component, without any table of lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scoring.columns import Ints, Mask, Rows, plus
from scoring.rules.pay_plans import ComponentPlan
from scoring.run import Run


@dataclass(frozen=True)
class Money:
    """The pay of everybody in fen: `fen[component]` has an entry per person of the run.

    `components` stand in the order in which plans name them; a component that is not about
    somebody pays them 0, and `about` says whom it is about.
    """

    persons: int
    components: tuple[ComponentPlan, ...]
    fen: dict[str, Ints]
    about: dict[str, Rows]

    @property
    def total(self) -> Ints:
        """Everybody's pay."""
        whole: Ints = np.zeros(self.persons, dtype=np.int64)
        for column in self.fen.values():
            whole = plus(whole, column)
        return whole


def money_of(run: Run) -> Money:
    """What `run` pays each person."""
    count = _persons(run)
    plans: dict[str, ComponentPlan] = {}
    fen: dict[str, Ints] = {}
    about: dict[str, Rows] = {}
    for paid in run.paid:
        for amounts in paid.amounts:
            name, group = amounts.component.id, amounts.group
            person = group.people.person[group.rows]
            plans.setdefault(name, amounts.component)
            column = fen.setdefault(name, np.zeros(count, dtype=np.int64))
            if amounts.paid.units.dtype == object:
                fen[name] = column = column.astype(object)
            column[person] = amounts.paid.units
            about[name] = np.concatenate([about.get(name, person[:0]), person])
    return Money(count, tuple(plans.values()), fen, about)


def _persons(run: Run) -> int:
    return int(run.people.person.max()) + 1 if len(run.people) else 0


def first_rows(run: Run) -> Rows:
    """The first row of People of each person."""
    return np.unique(run.people.person, return_index=True)[1].astype(np.int64)


def scores_of(run: Run) -> tuple[Ints, Mask]:
    """Each person's total score in 10^−6 (0 where there is none), and who has one."""
    scores, _ = run.totals
    rows = first_rows(run)
    known = scores.is_known[rows]
    return np.where(known, scores.units[rows], 0), known


def points_of(run: Run) -> Ints:
    """Each person's points in 10^−4."""
    sums = np.zeros(_persons(run), dtype=run.points.units.dtype)
    np.add.at(sums, run.people.person, run.points.units)
    return sums


def gini(values: Sequence[int]) -> tuple[int, int]:
    """The Gini coefficient of amounts ≥ 0 as an exact ratio; 0/1 where all are 0.

    G = Σ (2i − n − 1)·x_i ÷ (n·Σx), x rising. Source: Sen, On Economic Inequality (1973).
    """
    rising = sorted(int(value) for value in values)
    n, whole = len(rising), sum(rising)
    if not whole:
        return 0, 1
    return sum((2 * i - n - 1) * x for i, x in enumerate(rising, start=1)), n * whole
