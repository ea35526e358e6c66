"""Everything that a week's roster follows from, fetched from the warehouse and the centre."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import duckdb
import pyarrow as pa

import scheduling
from data_contracts.located_yaml import LocatedYaml
from pipelines.centre import Centre
from pipelines.identity import code_version
from pipelines.planning.change_ledger import settled_days
from pipelines.planning.fairness import fairness_bounds, fairness_of
from pipelines.planning.roster_people import roster_people
from pipelines.warehouse import fetched, has_table
from scheduling.roster import read_preferences, read_seats, read_sessions
from scheduling.roster.known import Known
from scheduling.roster.person import Bounds
from scheduling.roster.rostering import Rostering, rostering_on

# Four weeks back, for rest, runs, weekends and nights: the newest plan of every shift that began
# then, else what a roster stored for the day says.
_PLANNED = """
select employees.agent_id, shifts.work_date, max(shifts.ends_at) as ends_at,
    min(shifts.starts_at) as starts_at, max(shifts.shift_code) as shift_code
from staging.stg_planning__planned_shifts as shifts
inner join staging.stg_people__employees as employees using (employee_id)
where shifts.work_date >= $week::date - 28 and shifts.work_date < $week::date
group by employees.agent_id, shifts.work_date
"""
_ROSTERED = """
select agent_id, work_date, ends_at, starts_at, shift_code
from scheduling.roster_shifts
where work_date >= $week::date - 28 and work_date < $week::date and starts_at is not null
    and work_date > coalesce((select max(work_date) from planned), $week::date - 29)
"""
_REQUIRED = """
select * from scheduling.requirement where list_contains($mondays, plan_week) order by all
"""
_SKILLS = """
select employees.agent_id, skills.queue_id, skills.effective_from, skills.effective_to,
    skills.certificate_expires_on
from staging.stg_people__skills as skills
inner join staging.stg_people__employees as employees using (employee_id)
order by employees.agent_id, skills.queue_id, skills.effective_from
"""
_LEAVES = """
select employees.agent_id, leaves.starts_at, leaves.ends_at, leaves.status
from staging.stg_people__leaves as leaves
inner join staging.stg_people__employees as employees using (employee_id)
order by employees.agent_id, leaves.starts_at
"""


@dataclass(frozen=True)
class RosterInputs:
    """Everything a roster follows from.

    `fairness_ahead`: weekends and nights left, by agent, up to the end of each of its weeks.
    `pins`: days of an earlier roster that accepted changes settled.
    """

    plan_week: date
    zone: str
    requirement: pa.Table
    people: pa.Table
    skills: pa.Table
    leaves: pa.Table
    previous_shifts: pa.Table
    shift_library: LocatedYaml
    working_time: LocatedYaml
    seats: LocatedYaml | None
    sessions: LocatedYaml | None
    preferences: pa.Table | None
    fairness_ahead: Sequence[Bounds]
    rostering: Rostering
    pins: pa.Table | None = None

    @property
    def mondays(self) -> list[date]:
        """The weeks of the roster."""
        return weeks_from(self.plan_week, self.rostering.weeks)

    @property
    def known(self) -> Known:
        """What the model, the checker and a replanner read alike."""
        return Known(
            people=self.people,
            skills=self.skills,
            leaves=self.leaves,
            shift_library=scheduling.read_shift_library(self.shift_library),
            working_time=scheduling.read_working_time(self.working_time),
            plan_week=self.plan_week,
            zone=self.zone,
            previous_shifts=self.previous_shifts,
            fairness=self.fairness_ahead[0] if self.fairness_ahead else None,
            seats=None if self.seats is None else read_seats(self.seats),
            sessions=None if self.sessions is None else read_sessions(self.sessions),
        )

    def digest(self, *more: object) -> str:
        """Fingerprint of the inputs, of the code and of `more`."""
        digest = hashlib.sha256(f"{more} {code_version()}".encode())
        for table in (
            self.requirement, self.people, self.skills, self.leaves, self.previous_shifts,
            self.preferences, self.pins,
        ):  # fmt: skip
            digest.update(repr(None if table is None else table.to_pylist()).encode())
        for document in (self.shift_library, self.working_time, self.seats, self.sessions):
            digest.update(repr(None if document is None else document.data).encode())
        digest.update(repr((self.fairness_ahead, self.rostering)).encode())
        return digest.hexdigest()


def roster_inputs(
    connection: duckdb.DuckDBPyConnection, centre: Centre, plan_week: date
) -> RosterInputs | None:
    """The inputs of a week's roster, or None for a centre without shifts or a staff list."""
    library, rules = centre.document("shifts.yaml"), centre.document("working_time.yaml")
    people = roster_people(connection, plan_week)
    if library is None or rules is None or not any(people["employment"].to_pylist()):
        return None
    rostering = rostering_on(centre.document("rostering.yaml"), plan_week)
    mondays = weeks_from(plan_week, rostering.weeks)
    ledger = fairness_of(connection, centre, plan_week)
    return RosterInputs(
        plan_week=plan_week,
        zone=centre.settings.zone,
        requirement=fetched(connection, _REQUIRED, {"mondays": mondays}),
        people=people,
        skills=fetched(connection, _SKILLS),
        leaves=fetched(connection, _LEAVES),
        previous_shifts=_previous_shifts(connection, plan_week),
        shift_library=library,
        working_time=rules,
        seats=centre.document("seats.yaml"),
        sessions=centre.document("sessions.yaml"),
        preferences=_preferences(centre, mondays, people, ledger),
        fairness_ahead=fairness_bounds(centre, plan_week, ledger, rostering.weeks),
        rostering=rostering,
        pins=settled_days(connection, mondays, centre.settings.zone),
    )


def _previous_shifts(connection: duckdb.DuckDBPyConnection, plan_week: date) -> pa.Table:
    """Planned shifts of the four weeks before, and stored rosters of the days after them."""
    query = f"with planned as ({_PLANNED}) from planned"
    if has_table(connection, "scheduling.roster_shifts"):
        query += f" union all by name {_ROSTERED}"
    return fetched(connection, f"{query} order by agent_id, work_date", {"week": plan_week})


def weeks_from(plan_week: date, weeks: int) -> list[date]:
    """The Mondays of a roster's weeks."""
    return [plan_week + timedelta(weeks=n) for n in range(weeks)]


def _preferences(
    centre: Centre, mondays: Sequence[date], people: pa.Table, ledger: pa.Table
) -> pa.Table | None:
    """What people ask for in these weeks; None for a centre that does not ask them."""
    document = centre.document("preferences.yaml")
    if document is None:
        return None
    asked = read_preferences(document)
    return pa.concat_tables([asked.of_week(monday, people, ledger) for monday in mondays])
