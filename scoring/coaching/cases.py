"""Who needs coaching and why, whether and when they got it, what it did, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pyarrow as pa

from scoring.coaching.effect import DIGITS, Matched
from scoring.coaching.rules import CoachingPlan
from scoring.coaching.tables import COACHING_CASES
from scoring.exact import rounded
from scoring.tables import table_of

IN_TIME, LATE, DUE, OVERDUE = "in_time", "late", "due", "overdue"


def coaching_cases(
    period: str,
    as_of: date,
    evaluations: pa.Table,
    sessions: pa.Table,
    matched: Sequence[Matched],
    plan: CoachingPlan,
) -> pa.Table:
    """Rows of outputs/coaching_cases: one per failed evaluation, the newest first.

    `evaluations` are those whose follow-up is judged: evaluation_id, agent_id, business_date,
    score; `sessions` all sessions: session_id, agent_id, coached_on, topic, next_on. The first
    session on or after the day of the evaluation answers it.
    """
    of_agent: dict[str, list[dict[str, Any]]] = {}
    for row in sorted(sessions.to_pylist(), key=lambda row: row["coached_on"]):
        if row["coached_on"] <= as_of:
            of_agent.setdefault(row["agent_id"], []).append(row)
    effects = {one.agent_id: one for one in matched}
    failed = [
        row
        for row in evaluations.to_pylist()
        if row["score"] is not None and row["score"] < plan.fail_below
    ]
    failed.sort(key=lambda row: (row["business_date"], row["evaluation_id"]), reverse=True)
    rows = list(_cases(failed, of_agent, effects, as_of, plan))
    return table_of([row | {"period": period, "as_of": as_of} for row in rows], COACHING_CASES)


def _cases(
    failed: Sequence[dict[str, Any]],
    of_agent: Mapping[str, Sequence[dict[str, Any]]],
    effects: Mapping[str, Matched],
    as_of: date,
    plan: CoachingPlan,
) -> Iterator[dict[str, Any]]:
    for row in failed:
        day, agent = row["business_date"], row["agent_id"]
        due = day + timedelta(days=plan.due_days)
        talks = of_agent.get(agent, [])
        answer = next((talk for talk in talks if talk["coached_on"] >= day), None)
        last = talks[-1] if talks else None
        effect = effects.get(agent)
        state = _state(answer, due, as_of)
        yield {
            "agent_id": agent, "evaluation_id": row["evaluation_id"], "failed_on": day,
            "score": row["score"], "due_on": due, "state": state,
            "session_id": answer["session_id"] if answer else None,
            "coached_on": answer["coached_on"] if answer else None,
            "lag_days": (answer["coached_on"] - day).days if answer else None,
            "topic": answer["topic"] if answer else None,
            "last_on": last["coached_on"] if last else None,
            "next_on": _next(answer, last, due, as_of),
            "before": _two(effect.before) if effect else None,
            "after": _two(effect.after) if effect else None,
            "peer_change": _two(effect.peer_change) if effect else None,
            "effect": _two(effect.effect) if effect else None,
        }  # fmt: skip


def _state(answer: dict[str, Any] | None, due: date, as_of: date) -> str:
    if answer is None:
        return OVERDUE if as_of > due else DUE
    return IN_TIME if answer["coached_on"] <= due else LATE


def _next(
    answer: dict[str, Any] | None, last: dict[str, Any] | None, due: date, as_of: date
) -> date:
    """When the next talk is due: the one agreed where it lies ahead, else that of the failure."""
    if answer is None:
        return due
    agreed = last["next_on"] if last else None
    return agreed if agreed is not None and agreed > as_of else max(due, as_of)


def _two(value: float | None) -> object:
    return None if value is None else rounded(Fraction(value), DIGITS)
