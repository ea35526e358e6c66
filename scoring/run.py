"""What one calculation knows: the facts handed in, and what each step has added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np

from scoring.columns import Figures, Mask
from scoring.exact import POINT_DIGITS
from scoring.inputs import Measures, People, Work
from scoring.pay.components import Paid
from scoring.pay.inputs import Extras
from scoring.period import Period
from scoring.points import Ledger, TakenBack
from scoring.rules.plans import MonthPlan
from scoring.scores.cards import Assigned, ScoredCard
from scoring.scores.grading import Graded, grade_totals
from scoring.scores.nodes import State
from scoring.scores.segments import (
    Combined,
    totals_of_rows,
)
from scoring.statutory.city import City


@dataclass(frozen=True)
class Facts:
    """What is known of a month beside metric values and work; all of it may be left out.

    `extras` are the tables that pay components read, `day_classes` the calendar, `city` the
    statutory parameters, `late_marts` the marts whose data are not complete yet: what rests on
    them is held. `flags` are marks that travel with a person's total, such as gaming_flags.
    `taken_back` is work that loses the points it once earned.
    """

    extras: Extras = field(default_factory=Extras)
    day_classes: Mapping[date, str] | None = None
    city: City | None = None
    late_marts: frozenset[str] = frozenset()
    flags: Mapping[str, str] = field(default_factory=dict[str, str])
    taken_back: TakenBack | None = None


@dataclass
class Run:
    """Everything known so far in one calculation; columns have an entry per row of People."""

    period: Period
    plan: MonthPlan
    people: People
    measures: Measures
    history: tuple[Measures, ...]
    work: Work
    facts: Facts
    assigned: Assigned
    cards: list[ScoredCard] = field(default_factory=list)
    combined: list[Combined] = field(default_factory=list)
    ledgers: list[Ledger] = field(default_factory=list)
    paid: list[Paid] = field(default_factory=list)

    @cached_property
    def totals(self) -> tuple[Figures, Mask]:
        """The total score of each row's person (not known: none or held), and who is held."""
        scores, state = totals_of_rows(self.cards, len(self.people))
        for one in self.combined:
            everywhere = self.people.person == self.people.person[one.rows[0]]
            scores[everywhere], state[everywhere] = one.score, one.state
        self._spread(scores, state)
        return Figures(scores, known=state == State.SCORED), state == State.HELD

    def _spread(self, scores: np.ndarray, state: np.ndarray) -> None:
        """A month scored once by its longest segment holds for all segments of the person."""
        for row in np.flatnonzero(self.assigned.whole):
            everywhere = self.people.person == self.people.person[row]
            scores[everywhere], state[everywhere] = scores[row], state[row]

    @cached_property
    def graded(self) -> list[Graded]:
        """Everybody whose scorecard grades."""
        cards, (totals, _) = self.plan.scorecards, self.totals
        return grade_totals(cards, self.assigned, self.people, self.measures, totals)

    @property
    def points(self) -> Figures:
        """The points of each row, at 4 digits."""
        units = np.zeros(len(self.people), dtype=np.int64)
        for ledger in self.ledgers:
            units = units + ledger.totals.units
        return Figures(units, POINT_DIGITS)
