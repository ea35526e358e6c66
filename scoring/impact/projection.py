"""A month's end as it may come out: quantiles of score, points and pay, chances of bands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa

from scoring.columns import Ints, Mask, Rows, units_of
from scoring.exact import MONEY_DIGITS, POINT_DIGITS, SCORE_DIGITS, from_units, rounded
from scoring.impact.money import money_of, points_of, scores_of
from scoring.impact.pay_forecast import Quantiles, last_row_of_each
from scoring.impact.projection_tables import PROJECTION_BANDS, PROJECTIONS
from scoring.impact.scenarios import SCENARIO
from scoring.inputs import People
from scoring.run import Run
from scoring.tables import table_of

FIGURES = {"score": SCORE_DIGITS, "points": POINT_DIGITS, "pay": MONEY_DIGITS}
PROVISIONAL, FINAL = "provisional", "final"


@dataclass(frozen=True)
class Band:
    """A band of the total score of one scorecard: from (inclusive) to (exclusive, None: open)."""

    name_zh: str
    name_en: str
    score_from: Decimal
    score_to: Decimal | None


@dataclass(frozen=True)
class Graded:
    """The grades of one scorecard: ids with their names, best first, and who gets which
    (scenarios × persons, −1: none)."""

    grades: tuple[tuple[str, str, str], ...]
    place: Rows


@dataclass(frozen=True)
class Outcome:
    """How some scenarios end, scenarios × persons: figures in their last digit, who has a
    score, and grades by scorecard. `card` is the scorecard of each person."""

    figures: Mapping[str, Ints]
    scored: Mask
    card: Sequence[str | None]
    graded: Mapping[str, Graded]


def outcome(run: Run) -> Outcome:
    """The ends of all scenarios of a run."""
    count = len(set(run.people.attributes[SCENARIO]))
    scores, known = scores_of(run)
    figures = {"score": scores, "points": points_of(run), "pay": money_of(run).total}
    last = last_row_of_each(run.people)
    graded = {}
    for one in run.graded:
        place = np.full(len(last), -1, dtype=np.int64)
        place[run.people.person[one.group.rows]] = one.grade
        names = tuple((grade.id, grade.name_zh, grade.name_en) for grade in one.grades.grades)
        graded[one.card.id] = Graded(names, place.reshape(count, -1))
    cards = run.assigned.card[last[: len(last) // count]].tolist()
    return Outcome(
        {name: column.reshape(count, -1) for name, column in figures.items()},
        known.reshape(count, -1),
        [run.plan.scorecards[card].id if card >= 0 else None for card in cards],
        graded,
    )


def _joined(ends: Sequence[Outcome]) -> Outcome:
    """Scenarios one below the other; all are of the same people and rules."""
    first = ends[0]
    return replace(
        first,
        figures={name: np.concatenate([one.figures[name] for one in ends]) for name in FIGURES},
        scored=np.concatenate([one.scored for one in ends]),
        graded={
            card: replace(own, place=np.concatenate([one.graded[card].place for one in ends]))
            for card, own in first.graded.items()
        },
    )


@dataclass(frozen=True)
class Projection:
    """The ends of all scenarios together; the first is the month as it stands. `factors` say how
    far the draws of a figure were spread (see `calibration`)."""

    period: str
    as_of: date
    people: People
    days_left: Rows
    ends: Outcome
    factors: Mapping[str, Decimal] = field(default_factory=dict[str, Decimal])

    @classmethod
    def of(
        cls,
        period: str,
        as_of: date,
        people: People,
        days_left: Rows,
        ends: Sequence[Outcome],
    ) -> Projection:
        """The ends of several runs, one below the other."""
        return cls(period, as_of, people, days_left, _joined(ends))

    @property
    def status(self) -> str:
        """Provisional while there are draws; final when no day is left to draw."""
        return FINAL if self.is_final else PROVISIONAL

    @property
    def is_final(self) -> bool:
        """Whether nothing was drawn."""
        return len(self.ends.scored) == 1

    def drawn(self, figure: str, person: int) -> Ints:
        """The ends of one person's figure that count: those drawn, of a score those that have
        one; as it stands where nothing is left to draw."""
        column = self.ends.figures[figure][self._since :, person]
        return column[self.ends.scored[self._since :, person]] if figure == "score" else column

    @property
    def _since(self) -> int:
        """The first scenario that counts: the month as it stands only where nothing is drawn."""
        return 0 if self.is_final else 1

    def table(self, below: Decimal | None = None) -> pa.Table:
        """Rows of outputs/projections; `below` is the score under which somebody is at risk."""
        rows = [
            row
            for person in range(len(self.people.persons))
            for figure in FIGURES
            for row in self._figure(figure, person, below)
        ]
        return table_of(rows, PROJECTIONS)

    def _figure(self, figure: str, person: int, below: Decimal | None) -> Iterator[dict[str, Any]]:
        drawn, digits = self.drawn(figure, person), FIGURES[figure]
        if not len(drawn) or (figure != "score" and not drawn.any()):
            return
        found = Quantiles.of(drawn)
        so_far = self.ends.figures[figure][0, person]
        has_now = figure != "pay" and (figure != "score" or self.ends.scored[0, person])
        risk = None
        if figure == "score" and below is not None:
            risk = _share(drawn < units_of(below))
        yield {
            "period": self.period,
            "as_of": self.as_of,
            "agent_id": self.people.persons[person],
            "figure": figure,
            "so_far": from_units(int(so_far), digits) if has_now else None,
            "p10": from_units(found.p10, digits),
            "p50": from_units(found.p50, digits),
            "p90": from_units(found.p90, digits),
            "risk_probability": risk,
            "draws": len(drawn),
            "spread_factor": self.factors.get(figure),
            "days_left": int(self.days_left[person]),
            "status": self.status,
        }

    def bands(self, of_card: Mapping[str, Sequence[Band]]) -> pa.Table:
        """Rows of outputs/projection_bands: the chance of every band of pay, by the id of the
        scorecard, and of every grade."""
        rows: list[dict[str, Any]] = []
        for person, card in enumerate(self.ends.card):
            if card is not None:
                rows += self._bands(person, of_card.get(card, ()))
                rows += self._grades(person, card)
        return table_of(rows, PROJECTION_BANDS)

    def _bands(self, person: int, bands: Sequence[Band]) -> Iterator[dict[str, Any]]:
        drawn = self.drawn("score", person)
        for number, band in enumerate(bands if len(drawn) else (), start=1):
            inside = drawn >= units_of(band.score_from)
            if band.score_to is not None:
                inside &= drawn < units_of(band.score_to)
            names = (f"{number}", band.name_zh, band.name_en)
            edges = (band.score_from, band.score_to)
            yield self._band(person, "pay", names, _share(inside), edges)

    def _grades(self, person: int, card: str) -> Iterator[dict[str, Any]]:
        if (graded := self.ends.graded.get(card)) is not None:
            place = graded.place[self._since :, person]
            place = place[place >= 0]
            for number, names in enumerate(graded.grades if len(place) else ()):
                yield self._band(person, "grade", names, _share(place == number))

    def _band(
        self,
        person: int,
        kind: str,
        names: tuple[str, str, str],
        chance: Decimal,
        edges: tuple[Decimal | None, Decimal | None] = (None, None),
    ) -> dict[str, Any]:
        return {
            "period": self.period,
            "as_of": self.as_of,
            "agent_id": self.people.persons[person],
            "kind": kind,
            "band": names[0],
            "name_zh": names[1],
            "name_en": names[2],
            "score_from": edges[0],
            "score_to": edges[1],
            "probability": chance,
        }


def _share(which: Mask) -> Decimal:
    return rounded(Fraction(int(which.sum()), len(which)), SCORE_DIGITS)
