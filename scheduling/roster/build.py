"""The roster of one to six weeks: its inputs read, made by the centre's method, and named."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pyarrow as pa

from data_contracts.refusal import Place, Refusal
from scheduling.lines import LineSolution
from scheduling.lines.progress import Clock
from scheduling.roster.fairness import bounded
from scheduling.roster.known import Known
from scheduling.roster.lagrangian import lagrangian_bound
from scheduling.roster.lines_then_pauses import lines_then_pauses
from scheduling.roster.methods import Method, chosen, with_method
from scheduling.roster.person import Bounds
from scheduling.roster.progress import Progress, tell
from scheduling.roster.requests import FinishedRoster, clash, request_rows
from scheduling.roster.response import NoLine, Response, RosterProblem, best_response
from scheduling.roster.response.coverage import coverage_cost
from scheduling.roster.response.horizon import roster_problem, with_tolerance
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
    fairness: Bounds | None = None,
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
    fairness: weekends and nights at most by agent_id, as `fairness.bounds` gives them. seats: of
    the sites in people's optional site_id. sessions: trainings and meetings to hold, each in its
    best slot. Seats and sessions are planned where classes make the roster; best response leaves
    them to the checker.

    method: "classes" (one week, about `time_limit_s`, wishes heard afterwards), "lines" (one week,
    whole lines by branch and price until `time_limit_s` of the `clock`, a fixed number of rounds
    without one), "best_response" (any size; `time_limit_s` sets its effort, no clock ends it), or
    "automatic": classes for one week of few people without pins, else best response. The last two
    keep soft rules as if they were hard. Whoever listens (progress.py) hears of the search.

    Raises Refusal where the precheck finds that no roster can exist, or somebody has no legal
    line, with the rules that clash, and where the method cannot express the question.
    """
    if not 1 <= weeks <= MOST_WEEKS:
        raise ValueError(f"a roster spans 1 to {MOST_WEEKS} weeks, not {weeks}")
    known = Known(
        people=people, skills=skills, leaves=leaves, shift_library=shift_library,
        working_time=working_time, plan_week=plan_week, zone=zone, seats=seats,
        sessions=sessions,
    )  # fmt: skip
    planned = _weeks(requirement, known, weeks, previous_shifts, fairness)
    for week in planned:
        refuse_impossible(week, working_time)
    problem = roster_problem(
        planned, skills, leaves, previous_shifts=previous_shifts, preferences=preferences, pins=pins
    )
    if fairness is not None:
        problem = bounded(problem, fairness)
    place = Place(working_time.document.file)
    used, lines = chosen(method, planned, pinned=pins is not None, place=place), None
    if used == "classes":
        wishes = None if preferences is None else problem
        made = roster_by_classes(planned[0], time_limit_s=time_limit_s, seed=seed, wishes=wishes)
    else:
        engine = _Engine(used, time_limit_s, seed, clock)
        try:
            response, lines = engine.solved(problem)
        except NoLine as found:
            problem = with_tolerance(problem, found.people, planned[0].limits.tolerance_s)
            response, lines = _or_refusal(engine, problem, place)
        made = roster_tables(planned, problem, response)
        if preferences is not None:
            rows = request_rows(problem, response.duties, plan_week)
            made = replace(made, requests=table(rows, ROSTER_REQUESTS))
    tell(Progress("roster", made.proof.objective, made.proof.bound))
    return with_method(made, used, plan_week, lines)


def _weeks(
    requirement: pa.Table,
    known: Known,
    weeks: int,
    previous_shifts: pa.Table | None,
    fairness: Bounds | None,
) -> list[Week]:
    """The weeks of the plan; only the first one follows shifts that are known."""
    first: Known = {**known, "previous_shifts": previous_shifts}
    if weeks == 1:
        return [read_week(requirement, {**first, "fairness": fairness})]
    later = [known["plan_week"] + timedelta(weeks=n) for n in range(1, weeks)]
    return [
        read_week(requirement, first),
        *(read_week(requirement, {**known, "plan_week": monday}) for monday in later),
    ]


@dataclass(frozen=True)
class _Engine:
    """Lines or best response with their effort."""

    method: Method
    time_limit_s: float
    seed: int
    clock: Clock | None

    def solved(self, problem: RosterProblem) -> tuple[Response, LineSolution | None]:
        """The roster, and what lines proved. Raises NoLine where somebody has no legal line."""
        if self.method == "best_response":
            made = best_response(problem, time_limit_s=self.time_limit_s, seed=self.seed)
            return made, None
        bound = lagrangian_bound(problem)
        found = lines_then_pauses(
            problem, time_limit_s=self.time_limit_s, seed=self.seed, clock=self.clock
        )
        finished = FinishedRoster(problem, found.duties)
        cost = coverage_cost(finished.cover, finished.given.demand)
        response = Response(
            tuple(found.duties), cost, finished.wish_cost, bound, sweeps=0, seed=self.seed
        )
        return response, found.lines


def _or_refusal(
    engine: _Engine, problem: RosterProblem, place: Place
) -> tuple[Response, LineSolution | None]:
    try:
        return engine.solved(problem)
    except NoLine as found:
        clashes = [clash(problem, worker) for worker in found.people[:MOST_NAMED]]
        why = "; ".join(f"{one.agent_id}: {one.text_en}" for one in clashes if one)
        raise Refusal(
            f"no roster can exist: {found}; these rules clash: {why}",
            place=place,
            next_step="look at these people's pins, leave, skills and hours",
        ) from found
