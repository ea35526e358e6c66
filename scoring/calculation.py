"""One month of one centre: score, grade, earn, pay, in this order.

ORDER is the calculation read aloud. Each step takes the run so far and adds its part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pyarrow as pa

from scoring.columns import Figures
from scoring.inputs import Measures, People, read_measures, read_people, read_work
from scoring.inputs.group import Group
from scoring.inputs.measures import periods_of
from scoring.pay.components import pay_people
from scoring.pay.inputs import PayInputs
from scoring.period import Period
from scoring.points import earn_points, take_back
from scoring.result import Scoring
from scoring.rules.compiled import Rules
from scoring.rules.who import PlanT, only
from scoring.run import Facts, Run
from scoring.scores.cards import assign, score_cards
from scoring.scores.segments import (
    combine,
    settled,
)
from scoring.scores.targets import training


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
        taken = run.facts.taken_back
        run.ledgers.append(take_back(ledger, run.period.label, taken) if taken else ledger)


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
