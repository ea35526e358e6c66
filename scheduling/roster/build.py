"""Which engine makes the roster: classes for one small week, best response for everything else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pyarrow as pa

from data_contracts.refusal import Place, Refusal
from scheduling.roster.fairness import bounded
from scheduling.roster.requests import clash, request_rows
from scheduling.roster.response import NoLine, Response, RosterProblem, best_response
from scheduling.roster.response.horizon import roster_problem, with_tolerance
from scheduling.roster.response.roster import roster_tables
from scheduling.roster.result import Roster
from scheduling.roster.shift_library import ShiftLibrary
from scheduling.roster.week import Week, read_week, refuse_impossible
from scheduling.roster.weekly import roster_by_classes
from scheduling.roster.working_time import WorkingTimeRules
from scheduling.tables import ROSTER_REQUESTS, table

FEW_PEOPLE = 200
MOST_WEEKS = 6
MOST_NAMED = 5
"""People whose clashing rules are looked for."""


def build_roster(
    requirement: pa.Table,
    people: pa.Table,
    skills: pa.Table,
    leaves: pa.Table,
    *,
    shift_library: ShiftLibrary,
    working_time: WorkingTimeRules,
    plan_week: date,
    zone: str,
    weeks: int = 1,
    previous_shifts: pa.Table | None = None,
    preferences: pa.Table | None = None,
    pins: pa.Table | None = None,
    fairness: Mapping[str, tuple[int, int]] | None = None,
    time_limit_s: float = 40.0,
    seed: int = 20260401,
) -> Roster:
    """The roster of the `weeks` (1 to 6) that start on Monday `plan_week`.

    requirement: outputs/requirement; its required_agents are wanted on the queue. people:
    agent_id, role, employment, weekly_hours (optional hired_on, left_on); only role 'agent' is
    rostered. skills: agent_id, queue_id (optional effective_from, effective_to,
    certificate_expires_on). leaves: agent_id, starts_at, ends_at UTC (optional status).
    previous_shifts: agent_id, work_date, ends_at UTC of the weeks before (optional shift_code),
    for rest, runs, weekends and nights. preferences: agent_id, wants ('off', 'work', 'shift'),
    weight (optional work_date, shift_code, start_from_min, start_to_min). pins: agent_id,
    work_date, shift_code, start_min (optional queue_id): days that must stay as they are.
    fairness: weekends and nights at most by agent_id, as `fairness.bounds` gives them.

    One week of few people without pins or limits on successions, weekends, nights is solved by
    classes, in about `time_limit_s`, and then hears the wishes; everything else by best response,
    whose effort is set by `time_limit_s` but which never looks at a clock. Raises Refusal where
    the precheck finds that no roster can exist, or somebody has no legal line, with the rules
    that clash.
    """
    if not 1 <= weeks <= MOST_WEEKS:
        raise ValueError(f"a roster spans 1 to {MOST_WEEKS} weeks, not {weeks}")
    planned = [
        read_week(
            requirement, people, skills, leaves, previous_shifts if n == 0 else None,
            shift_library, working_time, plan_week + timedelta(weeks=n), zone,
        )
        for n in range(weeks)
    ]  # fmt: skip
    for week in planned:
        refuse_impossible(week, working_time)
    problem = roster_problem(
        planned, skills, leaves, previous_shifts=previous_shifts, preferences=preferences, pins=pins
    )
    if fairness is not None:
        problem = bounded(problem, fairness)
    elif pins is None and _for_classes(planned):
        wishes = None if preferences is None else problem
        return roster_by_classes(planned[0], time_limit_s=time_limit_s, seed=seed, wishes=wishes)
    try:
        response = best_response(problem, time_limit_s=time_limit_s, seed=seed)
    except NoLine as found:
        problem = with_tolerance(problem, found.people, planned[0].limits.tolerance_s)
        response = _or_refusal(problem, time_limit_s, seed, working_time)
    made = roster_tables(planned, problem, response)
    if preferences is None:
        return made
    return replace(
        made, requests=table(request_rows(problem, response.duties, plan_week), ROSTER_REQUESTS)
    )


def _or_refusal(
    problem: RosterProblem, time_limit_s: float, seed: int, rules: WorkingTimeRules
) -> Response:
    try:
        return best_response(problem, time_limit_s=time_limit_s, seed=seed)
    except NoLine as found:
        clashes = [clash(problem, worker) for worker in found.people[:MOST_NAMED]]
        why = "; ".join(f"{one.agent_id}: {one.text_en}" for one in clashes if one)
        raise Refusal(
            f"no roster can exist: {found}; these rules clash: {why}",
            place=Place(rules.document.file),
            next_step="look at these people's pins, leave, skills and hours",
        ) from found


def _for_classes(weeks: Sequence[Week]) -> bool:
    limits = weeks[0].limits
    plain = limits.maximum_weekends is None and limits.maximum_nights is None
    return (
        len(weeks) == 1
        and len(weeks[0].people) <= FEW_PEOPLE
        and plain
        and not limits.forbidden_successions
    )
