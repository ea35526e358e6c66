"""One month of one centre: score, grade, earn, pay, in this order.

ORDER is the calculation read aloud. Each step takes the run so far and adds its part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
import pyarrow as pa

from scoring.columns import Figures, Mask
from scoring.exact import POINT_DIGITS
from scoring.inputs import Measures, People, Work, read_measures, read_people, read_work
from scoring.inputs.group import Group
from scoring.inputs.measures import periods_of
from scoring.notices import Notice
from scoring.pay.components import Paid, pay_people
from scoring.pay.inputs import Extras, PayInputs
from scoring.pay.lines import pay_lines
from scoring.pay.trace import trace_pay
from scoring.period import Period
from scoring.points import Ledger, earn_points, point_lines, trace_points
from scoring.remarks import remarks
from scoring.rules.compiled import Rules
from scoring.rules.plans import MonthPlan
from scoring.rules.who import PlanT, only
from scoring.scores.cards import Assigned, ScoredCard, assign, score_cards
from scoring.scores.grading import Graded, grade_lines, grade_totals, trace_grades
from scoring.scores.lines import Lines, score_lines
from scoring.scores.nodes import State
from scoring.scores.segments import (
    Combined,
    combine,
    combined_lines,
    segment_parent,
    settled,
    totals_of_rows,
    trace_combined,
)
from scoring.scores.targets import training
from scoring.scores.trace import trace_scores
from scoring.scores.trace_at import ScoreTrace
from scoring.statutory.city import City
from scoring.tables import PAY_LINES, POINT_LINES, SCORE_LINES, TRACE_NODES
from scoring.trace import Trace
from scoring.trace_joints import points_parents, score_parents


@dataclass(frozen=True)
class Facts:
    """What is known of a month beside metric values and work; all of it may be left out.

    `extras` are the tables that pay components read, `day_classes` the calendar, `city` the
    statutory parameters, `late_marts` the marts whose data are not complete yet: what rests on
    them is held. `flags` are marks that travel with a person's total, such as gaming_flags.
    """

    extras: Extras = field(default_factory=Extras)
    day_classes: Mapping[date, str] | None = None
    city: City | None = None
    late_marts: frozenset[str] = frozenset()
    flags: Mapping[str, str] = field(default_factory=dict[str, str])


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


class Scoring:
    """What a calculation made: lines by their contracts, the trace, and what there is to say.

    Lines are tables. `trace` writes its rows when they are asked for; `trace_nodes` has them
    all at once, `trace.batches()` a node at a time.
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        self.notices: tuple[Notice, ...] = remarks(run)

    @cached_property
    def score_lines(self) -> pa.Table:
        """One row per person and node of the scorecard; contributions sum exactly."""
        return _score_table(self.run)

    @cached_property
    def grade_lines(self) -> pa.Table:
        """One row per person whose scorecard grades."""
        return grade_lines(self.run.period.label, self.run.graded)

    @cached_property
    def point_lines(self) -> pa.Table:
        """One row per person, day and type of work."""
        tables = [point_lines(self.run.period.label, ledger) for ledger in self.run.ledgers]
        return pa.concat_tables([POINT_LINES.empty_table(), *tables])

    @cached_property
    def pay_lines(self) -> pa.Table:
        """One row per person and component."""
        tables = [pay_lines(self.run.period.label, paid) for paid in self.run.paid]
        return pa.concat_tables([PAY_LINES.empty_table(), *tables])

    @property
    def tables(self) -> dict[str, pa.Table]:
        """Every output table by the name of its contract."""
        return {name: getattr(self, name) for name in TABLES}

    @cached_property
    def trace(self) -> Trace:
        """Why every number is what it is."""
        return _trace(self.run)

    @cached_property
    def trace_nodes(self) -> pa.Table:
        """Every row of the trace."""
        return pa.concat_tables([TRACE_NODES.empty_table(), self.trace.table()])


TABLES = ("score_lines", "grade_lines", "point_lines", "pay_lines", "trace_nodes")


def calculate(
    rules: Rules,
    period: str,
    people: pa.Table,
    metric_values: pa.Table,
    work_done: pa.Table,
    facts: Facts | None = None,
) -> Scoring:
    """Scores, points and pay of `period` (as 2026-06) with the trace of every number.

    `people` has one row per person of the period, or several that are segments of it:
    agent_id, role, team_id, base_salary_amount and currency (may be NULL), scheduled_days and
    paid_days (counts of the segment, NULL is full), standard_days of a full month, live_weeks
    since going live, employed_from and employed_to (dates, both included, may be NULL). The
    other tables are as their contracts say; `metric_values` may hold earlier months, which
    improvement and carried values read. The result does not depend on the order of rows.
    Raises Refusal for a rule or an input that cannot be used.
    """
    month = Period.of(period)
    plan = rules.in_month(period)
    everyone = read_people(people, month)
    run = Run(
        period=month,
        plan=plan,
        people=everyone,
        measures=read_measures(metric_values, period, everyone),
        history=_history(metric_values, month, everyone),
        work=read_work(work_done, month, everyone),
        facts=facts or Facts(),
        assigned=assign(plan.scorecards, everyone, month),
    )
    for step in ORDER:
        step(run)
    return Scoring(run)


# Earlier months that carried values and improvement may look back to.
HISTORY = 12


def _history(metric_values: pa.Table, month: Period, people: People) -> tuple[Measures, ...]:
    """The months before, the latest first, as far back as there are any values."""
    known = periods_of(metric_values)
    labels = month.before(HISTORY)
    reach = max((place + 1 for place, label in enumerate(labels) if label in known), default=0)
    return tuple(read_measures(metric_values, label, people) for label in labels[:reach])


def score_people(run: Run) -> None:
    """Score everybody by the one scorecard that applies, and join the segments of a month."""
    late = run.facts.late_marts
    scored = score_cards(
        run.plan.scorecards, run.assigned, run.people, run.measures, run.history, late
    )
    run.combined = combine(scored, run.assigned, run.people)
    run.cards = settled(scored, run.combined)


def earn_people_points(run: Run) -> None:
    """Turn the work of everybody under a tariff into ledger rows."""
    for tariff, group in _groups(run, run.plan.points, lambda plan: plan.document.file):
        ledger = earn_points(
            tariff, group, run.work, ramp=_ramp(run, group), day_classes=run.facts.day_classes
        )
        run.ledgers.append(ledger)


def _ramp(run: Run, group: Group) -> Figures | None:
    """The factor on points of people in training, by the ramp of their scorecard."""
    factors = np.full(len(run.people), 10**6)
    for number, card in enumerate(run.plan.scorecards):
        rows = np.flatnonzero(run.assigned.card == number)
        step = training(card.ramp, run.people.live_weeks.take(rows))
        if step is not None:
            factors[rows] = step.points_factor
    mine = factors[group.rows]
    return None if (mine == 10**6).all() else Figures(mine)


def pay_everyone(run: Run) -> None:
    """Pay everybody under the one pay plan that applies."""
    scores, held = run.totals
    inputs = PayInputs(
        period=run.period,
        scores=scores,
        points=run.points,
        held=held,
        extras=run.facts.extras,
        city=run.facts.city,
    )
    for plan, group in _groups(run, run.plan.pay, lambda plan: plan.document.file):
        run.paid.append(pay_people(plan, group, inputs))


Step = Callable[[Run], None]
ORDER: tuple[Step, ...] = (score_people, earn_people_points, pay_everyone)


def _groups(
    run: Run, plans: Sequence[PlanT], file_of: Callable[[PlanT], str]
) -> Iterator[tuple[PlanT, Group]]:
    """The employed rows under each plan. Raises Refusal for a role in two plans."""
    rows, of_role = np.flatnonzero(run.people.employed), dict[str | None, PlanT | None]()
    for row in rows.tolist():
        role = run.people.role[row]
        if role not in of_role:
            of_role[role] = only(plans, role, run.people.agent_ids[row], file_of)
    for plan in plans:
        mine = [row for row in rows.tolist() if of_role[run.people.role[row]] is plan]
        if mine:
            yield plan, Group(run.people, np.array(mine), run.measures, run.history)


def _score_table(run: Run) -> pa.Table:
    batches: list[pa.RecordBatch] = []
    agents = pa.array(run.people.agent_ids, pa.string())
    for card in run.cards:
        rows = card.at.group.rows
        lines = Lines(run.period.label, agents.take(pa.array(rows)), card.at.card.id, card.prefix)
        batches += score_lines(lines, card.told)
    combined = combined_lines(run.period.label, run.combined, run.people)
    lines = pa.concat_tables([combined, pa.Table.from_batches(batches, SCORE_LINES)])
    return _with_flags(lines, run.facts.flags)


def _with_flags(lines: pa.Table, flags: Mapping[str, str]) -> pa.Table:
    """The flags of people beside those of their gates, on the line of the total."""
    if not flags:
        return lines
    texts: list[str | None] = lines["flag"].to_pylist()
    keys = zip(lines["kind"].to_pylist(), lines["agent_id"].to_pylist(), strict=True)
    for row, (kind, agent) in enumerate(keys):
        if kind == "total" and agent in flags:
            texts[row] = "; ".join(text for text in (texts[row], flags[agent]) if text)
    place = lines.schema.get_field_index("flag")
    return lines.set_column(place, lines.schema.field(place), pa.array(texts, pa.string()))


def _trace(run: Run) -> Trace:
    """Gross pay down to its factors, then scores, then points."""
    trace = Trace(run.period.label, pa.array(run.people.agent_ids, pa.string()))
    trace_pay(trace, run.paid)
    parents = score_parents(run.paid, run.people)
    trace_combined(trace, run.combined, parents)
    for card in run.cards:
        rows = card.at.group.rows
        above = [
            segment_parent(int(run.assigned.segment[row]))
            if _in_segments(card, at)
            else parents[row]
            for at, row in enumerate(rows.tolist())
        ]
        trace_scores(ScoreTrace(trace, rows, card.prefix), card.told, above)
    trace_points(trace, run.ledgers, points_parents(run.paid, run.people))
    trace_grades(trace, run.graded)
    return trace


def _in_segments(card: ScoredCard, at: int) -> bool:
    return not isinstance(card.prefix, str) and card.prefix[at].as_py() != ""
