"""One month of one centre: score, earn, pay, in this order.

ORDER is the calculation read aloud. Each step takes the run so far and adds its part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, TypeVar

import pyarrow as pa

from data_contracts.refusal import Place, Refusal
from scoring.inputs import Measures, Person, Work, read_measures, read_people, read_work
from scoring.notices import Notice
from scoring.pay.amounts import Amount
from scoring.pay.components import PayInputs, pay_people
from scoring.pay.lines import coefficient_path, pay_row, trace_pay
from scoring.pay.points_pay import SharedPool
from scoring.period import Period
from scoring.points import Ledger, earn_points, point_rows, trace_points
from scoring.remarks import remarks
from scoring.rules.compiled import Rules
from scoring.rules.plans import (
    MonthPlan,
    PayPlanInForce,
    PerformancePlan,
    PointsPlan,
    ScorecardPlan,
)
from scoring.rules.who import AppliesTo, covers
from scoring.score_lines import score_rows
from scoring.score_trace import trace_score
from scoring.scores import Node, Subject, score_person
from scoring.tables import PAY_LINES, POINT_LINES, SCORE_LINES, TRACE_NODES, table_of
from scoring.trace import Trace


@dataclass
class Run:
    """Everything known so far in one calculation; people stand by agent_id."""

    period: Period
    plan: MonthPlan
    people: list[Person]
    measures: Measures
    work: dict[str, list[Work]]
    cards: dict[str, ScorecardPlan] = field(default_factory=dict)
    scores: dict[str, Node] = field(default_factory=dict)
    ledgers: dict[str, Ledger] = field(default_factory=dict)
    pay_plans: dict[str, PayPlanInForce] = field(default_factory=dict)
    amounts: dict[str, list[Amount]] = field(default_factory=dict)
    pools: list[SharedPool] = field(default_factory=list)


@dataclass(frozen=True)
class Scoring:
    """The four output tables by their contracts, and what there is to say about them."""

    score_lines: pa.Table
    point_lines: pa.Table
    pay_lines: pa.Table
    trace_nodes: pa.Table
    notices: tuple[Notice, ...]


def calculate(
    rules: Rules,
    period: str,
    people: pa.Table,
    metric_values: pa.Table,
    work_done: pa.Table,
) -> Scoring:
    """Scores, points and pay of `period` (as 2026-06) with the trace of every number.

    `people` has one row per person of the period: agent_id, role, team_id,
    base_salary_amount and currency (may be NULL), scheduled_days and paid_days (counts of
    the period, NULL is full), employed_from and employed_to (dates, both included, may be
    NULL). The other tables are as their contracts say. The result does not depend on the
    order of rows. Raises Refusal for a rule or an input that cannot be used.
    """
    month = Period.of(period)
    run = Run(
        period=month,
        plan=rules.in_month(period),
        people=read_people(people),
        measures=read_measures(metric_values, month),
        work=_by_person(read_work(work_done, month)),
    )
    for step in ORDER:
        step(run)
    return _tables(run)


def score_people(run: Run) -> None:
    """Give every person the one scorecard that applies, and score it."""
    for person in _employed(run):
        card = _only(run.plan.scorecards, person, lambda card: card.file)
        if card is not None:
            run.cards[person.agent_id] = card
            run.scores[person.agent_id] = score_person(card, _subject(run, person))


def earn_people_points(run: Run) -> None:
    """Turn the work of every person under a tariff into ledger rows."""
    for person in _employed(run):
        tariff = _only(run.plan.points, person, lambda plan: plan.document.file)
        work = run.work.get(person.agent_id, [])
        if tariff is not None:
            run.ledgers[person.agent_id] = earn_points(tariff, person, work, _subject(run, person))


def pay_everyone(run: Run) -> None:
    """Pay every person under the one pay plan that applies."""
    inputs = PayInputs(
        period=run.period,
        scores={agent: node.score for agent, node in run.scores.items()},
        points={agent: ledger.total for agent, ledger in run.ledgers.items()},
        measures=run.measures,
    )
    for person in _employed(run):
        plan = _only(run.plan.pay, person, lambda plan: plan.document.file)
        if plan is not None:
            run.pay_plans[person.agent_id] = plan
    for plan in run.plan.pay:
        covered = [p for p in _employed(run) if run.pay_plans.get(p.agent_id) is plan]
        paid = pay_people(plan, covered, inputs)
        run.pools += paid.pools
        for amount in paid.amounts:
            run.amounts.setdefault(amount.person.agent_id, []).append(amount)


Step = Callable[[Run], None]
ORDER: tuple[Step, ...] = (score_people, earn_people_points, pay_everyone)


PlanT = TypeVar("PlanT", ScorecardPlan, PayPlanInForce, PointsPlan)


def _applies_to(plan: ScorecardPlan | PayPlanInForce | PointsPlan) -> AppliesTo:
    return plan.tariff.applies_to if isinstance(plan, PointsPlan) else plan.applies_to


def _only(plans: Sequence[PlanT], person: Person, file_of: Callable[[PlanT], str]) -> PlanT | None:
    found = [plan for plan in plans if covers(_applies_to(plan), person.role)]
    if len(found) > 1:
        raise Refusal(
            f"{person.agent_id} ({person.role}) is in two rules of one kind: "
            f"{file_of(found[0])} and {file_of(found[1])}",
            place=Place(file_of(found[1]), key="applies_to"),
            next_step="let one of the two no longer apply to this role",
        )
    return found[0] if found else None


def _subject(run: Run, person: Person) -> Subject:
    return Subject(person.agent_id, run.measures)


def _employed(run: Run) -> list[Person]:
    return [p for p in run.people if run.period.days_between(p.employed_from, p.employed_to) > 0]


def _by_person(work: Iterable[Work]) -> dict[str, list[Work]]:
    return {agent: list(done) for agent, done in groupby(work, key=lambda done: done.agent_id)}


def _tables(run: Run) -> Scoring:
    scores: list[dict[str, Any]] = []
    points: list[dict[str, Any]] = []
    pay: list[dict[str, Any]] = []
    trace: list[dict[str, Any]] = []
    for person in run.people:
        agent, period = person.agent_id, run.period.label
        if agent in run.scores:
            scores += score_rows(period, agent, run.cards[agent].id, run.scores[agent])
        if agent in run.ledgers:
            points += point_rows(period, run.ledgers[agent])
        pay += [pay_row(period, run.pay_plans[agent], a) for a in run.amounts.get(agent, [])]
        trace += _trace(run, agent)
    return Scoring(
        score_lines=table_of(scores, SCORE_LINES),
        point_lines=table_of(points, POINT_LINES),
        pay_lines=table_of(pay, PAY_LINES),
        trace_nodes=table_of(trace, TRACE_NODES),
        notices=remarks(run),
    )


def _trace(run: Run, agent: str) -> list[dict[str, Any]]:
    trace = Trace(run.period.label, agent)
    amounts = run.amounts.get(agent, [])
    if amounts:
        trace_pay(trace, run.pay_plans[agent], amounts)
    if agent in run.scores:
        trace_score(trace, run.scores[agent], _score_parent(amounts))
    if agent in run.ledgers:
        trace_points(trace, run.ledgers[agent], _points_parent(trace, amounts))
    return trace.rows


def _score_parent(amounts: Sequence[Amount]) -> str | None:
    for amount in amounts:
        if isinstance(amount.component, PerformancePlan):
            path = coefficient_path(amount.component.id)
            return path if amount.held is None else f"pay/{amount.component.id}"
    return None


def _points_parent(trace: Trace, amounts: Sequence[Amount]) -> str | None:
    for amount in amounts:
        if amount.share is not None:
            shared = f"pay/{amount.component.id}.share"
            known = {row["node_id"] for row in trace.rows}
            return shared if trace.node_id(shared) in known else f"pay/{amount.component.id}"
    return None
