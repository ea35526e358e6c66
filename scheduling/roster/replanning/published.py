"""The roster in force: its duties, and a judge of any other duties."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa

from data_contracts.refusal import Place, Refusal
from scheduling.half_hours import local_to_utc
from scheduling.roster.activities import Activity, activities_of
from scheduling.roster.assignment import Duty as WeekDuty
from scheduling.roster.checker import check_roster
from scheduling.roster.known import Known
from scheduling.roster.pause_placement import PlacedPause
from scheduling.roster.response.horizon import roster_problem
from scheduling.roster.response.problem import RosterProblem, Worker
from scheduling.roster.response.solve import Duty
from scheduling.roster.roster_rows import activity_rows, shift_rows
from scheduling.roster.rule import PAUSES
from scheduling.roster.session_duties import with_sessions
from scheduling.roster.sessions import SESSIONS, Busy, Span, meets
from scheduling.roster.shift_library import ShiftOption
from scheduling.roster.week import Week, read_week
from scheduling.tables import ROSTER_ACTIVITIES, ROSTER_SHIFTS, table

Judge = Callable[[pa.Table, pa.Table], pa.Table]


@dataclass(frozen=True)
class Published:
    """The week, its problem, the duties in force and the sessions, by person and day.

    `judge` gives the violations of rows of outputs/roster_shifts and roster_activities.
    """

    week: Week
    problem: RosterProblem
    duties: Mapping[tuple[str, int], Duty]
    judge: Judge
    busy: Busy = field(default_factory=dict[tuple[str, int], tuple[Span, ...]])

    def worker(self, agent_id: str) -> Worker:
        """A rostered person. Raises Refusal for anybody else."""
        for worker in self.problem.people:
            if worker.agent_id == agent_id:
                return worker
        raise Refusal(
            "nobody of that login is in the week's roster",
            place=Place("roster", key=self.week.plan_week.isoformat()),
            value=agent_id,
            next_step="name a login of the roster, as A1001",
        )

    def option(self, code: str, start_min: int) -> ShiftOption:
        """A shift of the library by code and start. Raises Refusal where there is none."""
        for option in self.problem.options:
            if (option.code, option.start_min) == (code, start_min):
                return option
        raise Refusal(
            "the shift library has no such shift and start",
            place=Place("shifts.yaml", key=code),
            value=f"{start_min // 60:02d}:{start_min % 60:02d}",
            next_step="take a start that shifts.yaml lists for the code",
        )

    def violations(
        self, duties: Mapping[tuple[str, int], Duty], agents: Iterable[str]
    ) -> list[dict[str, Any]]:
        """What the independent checker finds wrong with these people's changed weeks."""
        named = set(agents)
        mine = [one for (agent_id, _), one in sorted(duties.items()) if agent_id in named]
        shifts, activities = rows_of(self.week, mine, self.busy)
        kept = [row for row in shifts if row["agent_id"] in named]
        found = self.judge(table(kept, ROSTER_SHIFTS), table(activities, ROSTER_ACTIVITIES))
        return [row for row in found.to_pylist() if row["agent_id"] in named]


def read_published(
    shifts: pa.Table,
    activities: pa.Table,
    *,
    requirement: pa.Table,
    known: Known,
    preferences: pa.Table | None = None,
) -> Published:
    """The stored roster of a week; tables and rules as `build_roster` takes and gives them."""
    week = read_week(requirement, known)
    problem = roster_problem(
        [week],
        known["skills"],
        known["leaves"],
        previous_shifts=known.get("previous_shifts"),
        preferences=preferences,
    )

    def judge(changed: pa.Table, changed_activities: pa.Table) -> pa.Table:
        return check_roster(changed, changed_activities, **known)

    duties, busy = _duties(week, problem, shifts, activities), _busy(week, activities)
    return Published(week, with_sessions(problem, busy, duties), duties, judge, busy)


def rows_of(
    week: Week, duties: Sequence[Duty], busy: Busy
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Duties as rows of outputs/roster_shifts (everybody's) and outputs/roster_activities."""
    plain, activities = as_week(week, duties, busy)
    return shift_rows(week, plain, activities), activity_rows(week, activities)


def as_week(
    week: Week, duties: Sequence[Duty], busy: Busy
) -> tuple[list[WeekDuty], list[Activity]]:
    """Duties of the week's people with their activities.

    A session whose time a duty no longer leaves free is missed.
    """
    people = {person.agent_id: person for person in week.people}
    plain: list[WeekDuty] = []
    activities: list[Activity] = []
    for duty in duties:
        one = WeekDuty(people[duty.worker.agent_id], duty.day, duty.option, duty.queue)
        placed = [
            PlacedPause(pause, start)
            for pause, start in zip(duty.option.pauses, duty.pauses, strict=True)
        ]
        plain.append(one)
        spans = _attended(duty, busy.get((duty.worker.agent_id, duty.day), ()))
        activities += activities_of(one, placed, week.plan_week, week.zone, spans)
    return plain, activities


def _attended(duty: Duty, spans: Sequence[Span]) -> tuple[Span, ...]:
    begins, pauses = duty.option.start_min, duty.option.pauses
    return tuple(
        span
        for span in spans
        if begins <= span.start_min
        and span.end_min <= duty.option.end_min
        and not any(
            meets(duty.option, p, at, (span,)) for p, at in zip(pauses, duty.pauses, strict=True)
        )
    )


def _busy(week: Week, activities: pa.Table) -> Busy:
    """Sessions in the stored activities, by person and day."""
    found: dict[tuple[str, int], list[Span]] = defaultdict(list)
    for row in activities.to_pylist():
        if row["activity"] in SESSIONS:
            midnight = local_to_utc(row["work_date"], 0, week.zone)
            starts, ends = (_minutes(row[key] - midnight) for key in ("starts_at", "ends_at"))
            day = (row["work_date"] - week.plan_week).days
            found[row["agent_id"], day].append(Span(starts, ends, row["activity"]))
    return {key: tuple(sorted(spans)) for key, spans in found.items()}


def _duties(
    week: Week, problem: RosterProblem, shifts: pa.Table, activities: pa.Table
) -> dict[tuple[str, int], Duty]:
    workers = {worker.agent_id: worker for worker in problem.people}
    options = {(option.code, option.start_min): option for option in problem.options}
    pauses: dict[tuple[str, date], list[dict[str, Any]]] = defaultdict(list)
    for row in activities.to_pylist():
        if row["activity"] in PAUSES:
            pauses[row["agent_id"], row["work_date"]].append(row)
    found: dict[tuple[str, int], Duty] = {}
    for row in shifts.to_pylist():
        if row["starts_at"] is None:
            continue
        day = (row["work_date"] - week.plan_week).days
        start = _minutes(row["starts_at"] - local_to_utc(row["work_date"], 0, week.zone))
        mine = sorted(pauses[row["agent_id"], row["work_date"]], key=lambda one: one["starts_at"])
        found[row["agent_id"], day] = Duty(
            workers[row["agent_id"]],
            day,
            options[row["shift_code"], start],
            row["queue_group"],
            tuple(_minutes(one["starts_at"] - row["starts_at"]) for one in mine),
        )
    return found


def _minutes(span: Any) -> int:
    return round(span.total_seconds() / 60)
