"""A proposed change: what it changes, its effect on coverage, its legality, and who decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from scheduling.roster.replanning.approval import Approval
from scheduling.roster.replanning.published import Published
from scheduling.roster.requests.finished import FinishedRoster
from scheduling.roster.response.coverage import coverage_cost
from scheduling.roster.response.solve import Duty

Verdict = Literal["approved", "planner", "refused"]
Duties = Mapping[tuple[str, int], Duty]
_EPS = 1e-6


@dataclass(frozen=True)
class Change:
    """One person's day before and after; None: off."""

    agent_id: str
    work_date: date
    before: Duty | None
    after: Duty | None


@dataclass(frozen=True)
class Proposal:
    """`cost` is the change of coverage cost and soft breaches, `short` and `over` of half-hours.

    `broken` are the hard rules that the changed people's weeks break.
    """

    kind: str
    changes: tuple[Change, ...]
    duties: Duties
    cost: float
    short: float
    over: float
    broken: tuple[tuple[str, str, str], ...]
    verdict: Verdict


def proposal(
    kind: str, published: Published, before: Duties, after: Duties, approval: Approval
) -> Proposal:
    """The step from `before` to `after`, judged; rules are named in zh and en."""
    changes = _changes(published, before, after)
    was, now = (_figures(published, duties) for duties in (before, after))
    cost, short, over = (new - old for new, old in zip(now, was, strict=True))
    agents = {one.agent_id for one in changes}
    rows, rows_before = (published.violations(duties, agents) for duties in (after, before))
    cost += _weight(rows) - _weight(rows_before)
    broken = tuple(
        sorted({(row["rule"], row["name_zh"], row["name_en"]) for row in rows if row["hard"]})
    )
    return Proposal(
        kind, changes, after, cost, short, over, broken, _verdict(cost, broken, approval)
    )


def _changes(published: Published, before: Duties, after: Duties) -> tuple[Change, ...]:
    first = published.week.plan_week
    return tuple(
        Change(agent_id, first + timedelta(days=day), before.get(key), after.get(key))
        for key in sorted({*before, *after})
        if before.get(key) != after.get(key)
        for agent_id, day in [key]
    )


def _figures(published: Published, duties: Duties) -> tuple[float, float, float]:
    """Coverage cost, half-hours short and over."""
    finished = FinishedRoster(published.problem, list(duties.values()))
    demand = finished.given.demand
    missing = demand.required - finished.cover[:, : demand.required.shape[1]]
    return (
        float(coverage_cost(finished.cover, demand)),
        float(missing.clip(min=0).sum()),
        float((-missing).clip(min=0).sum()),
    )


def _weight(violations: Sequence[Mapping[str, Any]]) -> float:
    """What breaches of soft rules cost together."""
    return sum(row["weight"] for row in violations if not row["hard"])


def _verdict(cost: float, broken: tuple[tuple[str, str, str], ...], approval: Approval) -> Verdict:
    if any(rule not in approval.excused for rule, _, _ in broken):
        return "refused"
    return "planner" if broken or cost > approval.most_cost + _EPS else "approved"
