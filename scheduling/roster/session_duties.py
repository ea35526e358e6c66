"""Sessions on named duties: who attends, who is missing and what that costs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from scheduling.roster.activities import Activity
from scheduling.roster.pauses import WEEK_SLOTS
from scheduling.roster.response.problem import Pin, RosterProblem
from scheduling.roster.session_rows import ABSENT
from scheduling.roster.session_rules import SessionWeek, sessions_attended
from scheduling.roster.sessions import Busy, Span, busy_slots, suits
from scheduling.roster.shift_library import ShiftOption
from scheduling.roster.week import Week


class Worked(Protocol):
    """A shift worked on a day for a queue."""

    @property
    def day(self) -> int: ...

    @property
    def option(self) -> ShiftOption: ...

    @property
    def queue(self) -> str: ...


def attended(busy: Busy, duties: Iterable[tuple[str, Worked]]) -> Busy:
    """The sessions for which people, each with a duty, are on a shift that suits."""
    found: dict[tuple[str, int], tuple[Span, ...]] = {}
    for agent_id, duty in duties:
        spans = busy.get((agent_id, duty.day), ())
        if spans and suits(duty.option, spans):
            found[agent_id, duty.day] = spans
    return found


def with_sessions(
    problem: RosterProblem, busy: Busy, duties: Mapping[tuple[str, int], Worked]
) -> RosterProblem:
    """The problem with participants pinned to the shift of their session and off their queue."""
    if not busy:
        return problem
    given = {queue: list(problem.given.get(queue, [0.0] * WEEK_SLOTS)) for queue in problem.queues}
    pins: dict[str, dict[int, Pin]] = defaultdict(dict)
    for (agent_id, day), spans in busy.items():
        duty = duties[agent_id, day]
        pins[agent_id][day] = Pin(duty.option, duty.queue)
        for slot in busy_slots(day, spans):
            given[duty.queue][slot] -= 1.0
    people = [
        replace(one, pins={**one.pins, **pins[one.agent_id]}) if one.agent_id in pins else one
        for one in problem.people
    ]
    return replace(problem, people=people, given=given)


def absence_penalties(week: Week, activities: Sequence[Activity]) -> list[dict[str, Any]]:
    """Rows of outputs/roster_penalties: everybody whom a session misses, at the rule's weight."""
    doing: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in activities:
        doing[one.agent_id].append(
            {"activity": one.activity, "starts_at": one.starts_at, "ends_at": one.ends_at}
        )
    away = {person.agent_id: week.days(person.leave_days) for person in week.people}
    weight = float(week.limits.soft.get("sessions_attended", ABSENT))
    return [
        {
            "plan_week": week.plan_week,
            "penalty": "sessions_attended",
            "agent_id": found.who,
            "work_date": found.day,
            "amount": weight,
            "note_zh": found.zh,
            "note_en": found.en,
        }
        for session in week.sessions
        for found in sessions_attended(SessionWeek(session, week.plan_week, week.zone, doing, away))
    ]
