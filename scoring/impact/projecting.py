"""A month that is not over, carried to its end: what was, and what may come (features.md X18).

What was done up to a day is kept as it is; the days that are left are drawn (see `urn`), and
every draw is a whole month through scoring.calculation.ORDER. When no day is left, nothing is
drawn, and the projection is the score.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from scoring.columns import Figures, Ints, Mask, Rows
from scoring.exact import SCORE_DIGITS
from scoring.impact.forecasting import ROWS_AT_ONCE, spans
from scoring.impact.person_days import (
    OFF,
    Layout,
    PersonDays,
    Span,
    measures_of,
    read_days,
    rows_held,
)
from scoring.impact.projection import Projection, outcome
from scoring.impact.records import WorkFrame
from scoring.impact.scenarios import (
    calculated,
    spread_facts,
    spread_measures,
    spread_people,
    spread_plan,
)
from scoring.impact.urn import (
    NOT_EMPLOYED,
    NOTHING,
    UNPLANNED,
    Urn,
    drawn_days,
    pools_of,
    presence_of,
)
from scoring.inputs import People, Work, read_measures, read_people
from scoring.inputs.tables import Dates, require
from scoring.period import Period
from scoring.rules.compiled import Rules
from scoring.rules.plans import MonthPlan
from scoring.run import Facts, Run

UNIT = 10**SCORE_DIGITS


@dataclass(frozen=True)
class ProjectionModel:
    """How the days left are drawn: how often, from which seed, out of which urn, and from the
    days of how far back."""

    draws: int
    seed: int
    urn: Urn
    memory_days: int


@dataclass(frozen=True)
class KnownDays:
    """What is known day by day on the morning after `as_of`.

    `daily_values`, `work_done` and `attendance` are as `person_days.read_days` takes them, from
    the model's memory on; `planned` has agent_id, business_date and shift of the days ahead, and
    `earlier` the metric values of months before, which carried values and improvement read.
    """

    as_of: date
    daily_values: pa.Table
    work_done: pa.Table
    attendance: pa.Table
    planned: pa.Table
    earlier: pa.Table


def project_month(
    rules: Rules,
    period: str,
    people: pa.Table,
    known: KnownDays,
    model: ProjectionModel,
    facts: Facts | None = None,
    rows_at_once: int = ROWS_AT_ONCE,
) -> Projection:
    """Everybody's score, points and pay at the end of `period`, as draws.

    The first scenario is the month as it stands, without the days left. Raises Refusal where
    the rules or inputs cannot be used.
    """
    month, everyone = Period.of(period), read_people(people, Period.of(period))
    begins = min(month.first, known.as_of - timedelta(days=model.memory_days - 1))
    upto = min(known.as_of, month.last)
    tables = (known.daily_values, known.work_done, known.attendance)
    days = read_days(everyone, begins, upto, *tables)
    course = _Course.of(month, everyone, days, _ahead(month, everyone, known, days.shifts))
    projected = _Projected(rules, month, everyone, known, facts or Facts(), course)
    pools = pools_of(days, everyone)
    presence = presence_of(days, everyone, model.urn.presence_days)
    count = model.draws if course.left else 0
    size = max(1, rows_at_once // max(len(everyone), 1))
    runs = (
        projected.run(drawn_days(pools, presence, course.ahead, model.urn, model.seed, numbers))
        for start in range(0, count, size)
        for numbers in [range(start, min(start + size, count))]
    )
    as_it_stands = projected.run(np.full((1, *course.ahead.shape), NOTHING, dtype=np.int64))
    ends = [outcome(as_it_stands), *map(outcome, runs)]
    return Projection.of(period, known.as_of, everyone, course.planned_ahead, ends)


def _ahead(month: Period, people: People, known: KnownDays, shifts: list[str]) -> Rows:
    """The stratum of each day left of the month, persons × days left.

    A shift that nobody has worked yet is drawn as a day on nobody's plan.
    """
    left = max(0, (month.last - max(known.as_of, month.first - timedelta(days=1))).days)
    begin = month.last - timedelta(days=left - 1)
    span = Span(people, begin, left)
    require(known.planned, "planned", ("agent_id", "business_date", "shift"))
    person, day, mine = span.places(known.planned)
    number = {shift: place for place, shift in enumerate(shifts)}
    codes = [number.get(shift, UNPLANNED) for shift in known.planned["shift"].to_pylist()]
    found = np.full((len(people.persons), left), UNPLANNED, dtype=np.int64)
    found[:, : int(day.max(initial=-1)) + 1] = OFF
    found[person, day] = np.array(codes, dtype=np.int64)[mine]
    _, holds = rows_held(people, begin, left)
    employed = np.zeros_like(found, dtype=bool)
    np.logical_or.at(employed, people.person, holds)
    return np.where(employed, found, NOT_EMPLOYED)


@dataclass(frozen=True)
class _Course:
    """The month as a course of days: those that were, with their sums, and those left."""

    days: PersonDays
    ahead: Rows
    row: Rows
    holds: Mask
    past: slice

    @classmethod
    def of(cls, month: Period, people: People, days: PersonDays, ahead: Rows) -> _Course:
        row, holds = rows_held(people, month.first, month.days)
        begun = (month.first - days.first).days
        return cls(days, ahead, row, holds, slice(begun, days.days))

    @property
    def left(self) -> int:
        """Days left of the month."""
        return self.ahead.shape[1]

    @property
    def planned_ahead(self) -> Rows:
        """How many days each person may still work."""
        return ((self.ahead >= 0) | (self.ahead == UNPLANNED)).sum(axis=1)

    @property
    def passed(self) -> int:
        """Days of the month that are over."""
        return self.row.shape[1] - self.left

    @property
    def cells(self) -> Ints:
        """The atoms by place, with a row of nothing at the end."""
        width = self.days.layout.width
        flat = self.days.values.reshape(-1, width)
        return np.concatenate([flat, np.zeros((1, width), dtype=np.int64)])


@dataclass
class _Projected:
    """Everything that the scenarios of one projection share."""

    rules: Rules
    month: Period
    people: People
    known: KnownDays
    facts: Facts
    course: _Course

    def __post_init__(self) -> None:
        self.plan: MonthPlan = self.rules.in_month(self.month.label)
        self.span, self.begins = self._spans()
        self.several = np.flatnonzero(np.bincount(self.people.person)[self.people.person] > 1)
        past = self.course.days.values[:, self.course.past]
        self.whole = past.sum(axis=1)
        holds = self.course.holds[:, : self.course.passed, None]
        self.part = np.where(holds, past[self.people.person], 0).sum(axis=1)
        self.cells = self.course.cells
        self.earlier = [
            read_measures(self.known.earlier, label, self.people) for label in self.month.before(12)
        ]

    def _spans(self) -> tuple[Rows, Dates]:
        """Spans of days priced alike; every day its own where nothing is left to draw, so that
        points are rounded row by row as the ledger rounds them."""
        if self.course.left:
            return spans(self.plan.points, self.month, self.facts)
        days = np.arange(self.month.days)
        return days, np.datetime64(self.month.first) + days

    def run(self, drawn: Rows) -> Run:
        """The engine on the scenarios in which these days (scenarios × persons × days left)
        stand for the days left."""
        count, layout = len(drawn), self.course.days.layout
        whole, part = self._sums(drawn)
        people = self._people(layout, part, count)
        return calculated(
            self.month,
            spread_plan(self.plan, count),
            people,
            measures_of(layout, whole, part, self.people),
            [spread_measures(one, len(self.people), count) for one in self.earlier],
            self._work(drawn, layout),
            spread_facts(self.facts, count),
        )

    def _sums(self, drawn: Rows) -> tuple[Ints, Ints]:
        """Σ of the month by person and by row of People."""
        added = np.zeros((len(drawn), *self.whole.shape), dtype=np.int64)
        of_rows = np.zeros((len(drawn), len(self.several), self.whole.shape[1]), dtype=np.int64)
        for day in range(self.course.left):
            that_day = self.cells[drawn[:, :, day]]
            added += that_day
            holds = self.course.holds[self.several, self.course.passed + day]
            of_rows += that_day[:, self.people.person[self.several]] * holds[None, :, None]
        part = added[:, self.people.person]
        part[:, self.several] = of_rows
        return self.whole + added, self.part + part

    def _people(self, layout: Layout, part: Ints, count: int) -> People:
        """Everybody once per scenario, with the days scheduled and paid in it."""
        recorded = part[:, :, layout.attendance("recorded")].ravel() > 0

        def days(name: str) -> Figures:
            units = part[:, :, layout.attendance(name)].ravel() * UNIT
            return Figures(np.where(recorded, units, 0), known=recorded)

        people = spread_people(self.people, count)
        return replace(people, scheduled_days=days("scheduled"), paid_days=days("paid"))

    def _work(self, drawn: Rows, layout: Layout) -> Work:
        """The work of every scenario, by row of People and span."""
        shape = (len(drawn), len(self.people), len(self.begins), len(layout.kinds))
        units = np.zeros(shape, dtype=np.int64)
        past = self.course.days.values[:, self.course.past, layout.work]
        for day in range(self.course.passed):
            units[:, self.course.row[:, day], self.span[day]] += past[:, day]
        work = self.cells[:, layout.work]
        for day in range(self.course.left):
            place = self.course.passed + day
            units[:, self.course.row[:, place], self.span[place]] += work[drawn[:, :, day]]
        rows = np.arange(len(self.people))
        does = np.asarray((units != 0).any(axis=2).any(axis=0), dtype=bool)
        frame = WorkFrame.of(self.people, rows, does, layout.kinds, self.begins, len(drawn))
        return frame.filled(units)
