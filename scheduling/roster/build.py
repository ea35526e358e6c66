"""The roster of one to six weeks: its inputs read, made by the centre's method, and named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pyarrow as pa

from data_contracts.refusal import Place
from scheduling.lines.progress import Clock
from scheduling.roster.engines import Engine
from scheduling.roster.known import Known
from scheduling.roster.methods import Method, chosen, with_method
from scheduling.roster.person import Bounds
from scheduling.roster.progress import Progress, tell
from scheduling.roster.requests import request_rows
from scheduling.roster.response.horizon import roster_problem
from scheduling.roster.response.roster import roster_tables
from scheduling.roster.result import Roster
from scheduling.roster.seats import SeatRules
from scheduling.roster.sessions import SessionPlan
from scheduling.roster.shift_library import ShiftLibrary
from scheduling.roster.week import Week, read_week, refuse_impossible
from scheduling.roster.weekly import roster_by_classes
from scheduling.roster.working_time import WorkingTimeRules
from scheduling.tables import ROSTER_REQUESTS, table

MOST_WEEKS = 6


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
    fairness: Bounds | None = None,
    fairness_ahead: Sequence[Bounds] = (),
    seats: SeatRules | None = None,
    sessions: SessionPlan | None = None,
    method: Method = "automatic",
    time_limit_s: float = 40.0,
    seed: int = 20260401,
    clock: Clock | None = None,
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
    fairness: weekends and nights at most by agent_id in the first week, fairness_ahead up to the
    end of each week of the plan, as `fairness.bounds_ahead` gives them. seats: of
    the sites in people's optional site_id. sessions: trainings and meetings to hold, each in its
    best slot.

    method: "classes" (one week, about `time_limit_s`, wishes heard afterwards), "lines" (whole
    lines of each week by branch and price until `time_limit_s` of the `clock`, a fixed number of
    rounds without one), "best_response" (any size; `time_limit_s` sets its effort, no clock ends
    it), or "automatic": classes for one week of few people without pins, else best response. The
    proof names the soft rules that a method keeps as if they were hard. Whoever listens
    (progress.py) hears of the search.

    Raises Refusal where the precheck finds that no roster can exist, or somebody has no legal
    line, with the rules that clash, and where the method cannot express the question;
    NoRosterFound where classes end without a roster.
    """
    if not 1 <= weeks <= MOST_WEEKS:
        raise ValueError(f"a roster spans 1 to {MOST_WEEKS} weeks, not {weeks}")
    known = Known(
        people=people, skills=skills, leaves=leaves, shift_library=shift_library,
        working_time=working_time, plan_week=plan_week, zone=zone, seats=seats,
        sessions=sessions,
    )  # fmt: skip
    bounds = _to_the_end(fairness, fairness_ahead, weeks)
    planned = _weeks(requirement, known, previous_shifts, bounds)
    for week in planned:
        refuse_impossible(week, working_time)
    problem = roster_problem(
        planned, skills, leaves, previous_shifts=previous_shifts, preferences=preferences, pins=pins
    )
    place = Place(working_time.document.file)
    used, lines = chosen(method, planned, pinned=pins is not None, beside=place), None
    bounded_by: Method = used
    if used == "classes":
        wishes = None if preferences is None else problem
        made = roster_by_classes(planned[0], time_limit_s=time_limit_s, seed=seed, wishes=wishes)
    else:
        engine = Engine(used, time_limit_s, seed, clock)
        solved = engine.solved(planned, problem, place)
        lines, response = solved.lines, solved.response
        made = roster_tables(planned, solved)
        bounded_by = "classes" if solved.counts_bound > response.bound else used
        if preferences is not None:
            rows = request_rows(solved.problem, response.duties, plan_week)
            made = replace(made, requests=table(rows, ROSTER_REQUESTS))
    tell(Progress("roster", made.proof.objective, made.proof.bound))
    return with_method(made, used, bounded_by, planned, lines)


def _weeks(
    requirement: pa.Table,
    known: Known,
    previous_shifts: pa.Table | None,
    bounds: Sequence[Bounds | None],
) -> list[Week]:
    """The weeks of the plan, each with its `bounds`; only the first one follows known shifts."""
    found: list[Week] = []
    for n, fairness in enumerate(bounds):
        monday = known["plan_week"] + timedelta(weeks=n)
        week: Known = {**known, "plan_week": monday, "fairness": fairness}
        before = None if n else previous_shifts
        found.append(read_week(requirement, {**week, "previous_shifts": before}))
    return found


def _to_the_end(
    fairness: Bounds | None, ahead: Sequence[Bounds], weeks: int
) -> Sequence[Bounds | None]:
    """The bounds up to the end of each week."""
    if weeks == 1 or fairness is None:
        return [fairness] * weeks
    if len(ahead) != weeks:
        raise ValueError(f"fairness_ahead has {len(ahead)} weeks, the plan {weeks}")
    return ahead
