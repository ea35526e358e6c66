"""The same people in several scenarios at once, through the same engine.

A scenario is one possible month. Everybody of every scenario is a row of People, and nobody
meets people of another scenario: peer groups and pools are cut by `scenario_id` first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pyarrow as pa

from scoring.arrow_text import filled
from scoring.calculation import ORDER
from scoring.columns import Figures, Rows
from scoring.inputs import Measures, People, Work
from scoring.pay.inputs import Extras
from scoring.period import Period
from scoring.rules.pay_plans import PayPlanInForce, PointsPayPlan, PoolPlan, SplitPlan
from scoring.rules.plans import MonthPlan
from scoring.rules.scorecard import Peers
from scoring.rules.scorecard_plans import ItemPlan, ScorecardPlan, SectionPlan
from scoring.run import Facts, Run
from scoring.scores.cards import Assigned, assign

SCENARIO = "scenario_id"


def spread_people(people: People, count: int) -> People:
    """Everybody once per scenario, scenario after scenario."""
    rows = np.tile(np.arange(len(people)), count)
    return taken_people(people, rows, np.repeat(np.arange(count), len(people)))


def taken_people(people: People, rows: Rows, scenario: Rows) -> People:
    """Some rows of people, each in its scenario (rising numbers) and there a person of its own."""
    ids = np.array(people.agent_ids, dtype=object)[rows].tolist()
    names = [f"{number:06d}" for number in range(int(scenario.max(initial=-1)) + 1)]
    of_row = [names[number] for number in scenario.tolist()]
    persons = int(people.person.max()) + 1 if len(people) else 0
    columns = {one.name: _taken(getattr(people, one.name), rows) for one in fields(People)}
    columns |= {
        "agent_ids": [f"{name}/{agent}" for name, agent in zip(of_row, ids, strict=True)],
        "person": people.person[rows] + scenario * persons,
        "attributes": {
            **{name: _taken(texts, rows) for name, texts in people.attributes.items()},
            SCENARIO: of_row,
        },
    }
    return People(**columns)


def _taken(column: Any, rows: Rows) -> Any:
    if isinstance(column, Figures):
        return column.take(rows)
    if isinstance(column, list):
        return np.array(column, dtype=object)[rows].tolist()
    return column[rows] if isinstance(column, np.ndarray) else column


def taken_assigned(assigned: Assigned, rows: Rows) -> Assigned:
    """The scorecards of some rows of people."""
    return Assigned(
        assigned.card[rows],
        assigned.scored[rows],
        assigned.whole[rows],
        assigned.share.take(rows),
        assigned.segment[rows],
    )


def spread_measures(measures: Measures, people: int, count: int) -> Measures:
    """The same measures in every scenario; `people` is how many rows one scenario has."""
    return Measures(
        measures.columns,
        whole={key: np.tile(place, count) for key, place in measures.whole.items()},
        place={key: np.tile(place, count) for key, place in measures.place.items()},
        count=people * count,
    )


def spread_plan(plan: MonthPlan, count: int) -> MonthPlan:
    """The rules for `count` scenarios: peers are those of the scenario, and every scenario has
    the whole pool.

    A pool becomes `count` pools by a first split in proportion of headcount, which is the same
    in every scenario, so that each gets exactly its amount.
    """
    return replace(
        plan,
        scorecards=spread_scorecards(plan.scorecards),
        pay=tuple(_pay(one, count) for one in plan.pay),
    )


def spread_scorecards(cards: Sequence[ScorecardPlan]) -> tuple[ScorecardPlan, ...]:
    """Scorecards that compare people within their scenario only."""
    return tuple(_card(card) for card in cards)


def _card(card: ScorecardPlan) -> ScorecardPlan:
    grades = card.grades
    if grades is not None and grades.forced:
        grades = grades.model_copy(update={"by": (SCENARIO, *grades.by)})
    return replace(card, total=_section(card.total), grades=grades)


def _section(section: SectionPlan) -> SectionPlan:
    children = tuple(
        _section(child) if isinstance(child, SectionPlan) else _item(child)
        for child in section.children
    )
    return replace(section, children=children)


def _item(item: ItemPlan) -> ItemPlan:
    by = item.peers.by if item.peers is not None else _others_by(item)
    if by is None:
        return item
    without = item.peers.without if item.peers is not None else None
    return replace(item, peers=Peers.model_construct(by=(SCENARIO, *by), without=without))


def _others_by(item: ItemPlan) -> tuple[str, ...] | None:
    """Whose values stand in for missing ones; None where nobody else's do."""
    return {"TEAM_MEAN": ("team_id",), "SHRINK": ()}.get(item.policy.name)


def _pay(plan: PayPlanInForce, count: int) -> PayPlanInForce:
    components = tuple(
        replace(one, pools=tuple(_pool(pool, count) for pool in one.pools))
        if isinstance(one, PointsPayPlan)
        else one
        for one in plan.components
    )
    return replace(plan, components=components)


def _pool(pool: PoolPlan, count: int) -> PoolPlan:
    first = SplitPlan(SCENARIO, "headcount")
    return replace(pool, amount=pool.amount * count, splits=(first, *pool.splits))


def spread_facts(facts: Facts, count: int) -> Facts:
    """The tables that pay components read, once per scenario."""
    tables = {one.name: _repeated(getattr(facts.extras, one.name), count) for one in fields(Extras)}
    return replace(facts, extras=Extras(**tables))


def _repeated(table: pa.Table | None, count: int) -> pa.Table | None:
    if table is None:
        return None
    agents = table["agent_id"].combine_chunks()
    place = table.column_names.index("agent_id")
    return pa.concat_tables(
        [
            table.set_column(place, "agent_id", filled(f"{number:06d}/", agents))
            for number in range(count)
        ]
    )


def calculated(
    period: Period,
    plan: MonthPlan,
    people: People,
    measures: Measures,
    history: Sequence[Measures],
    work: Work,
    facts: Facts,
    assigned: Assigned | None = None,
) -> Run:
    """The engine on columns: ORDER, without any table, text or trace."""
    run = Run(
        period=period,
        plan=plan,
        people=people,
        measures=measures,
        history=tuple(history),
        work=work,
        facts=facts,
        assigned=assigned or assign(plan.scorecards, people, period),
    )
    for step in ORDER:
        step(run)
    return run
