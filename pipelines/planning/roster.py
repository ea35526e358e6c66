"""The roster of one plan week as the run stores it, kept where nothing it follows from changed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

import duckdb
import pyarrow as pa

import scheduling
from data_contracts.located_yaml import LocatedYaml
from pipelines.centre import Centre
from pipelines.identity import code_version
from pipelines.people import people_of
from pipelines.warehouse import ensure_table, fetched, replace_rows
from scheduling.roster import read_preferences

ROSTER_TIME_LIMIT_S = 20.0
SEED = 20260401

# The week before, for rest and runs of days: the newest plan of every shift that began in it.
_PREVIOUS_SHIFTS = """
select employees.agent_id, shifts.work_date, max(shifts.ends_at) as ends_at
from staging.stg_planning__planned_shifts as shifts
inner join staging.stg_people__employees as employees using (employee_id)
where shifts.work_date >= $week::date - 7 and shifts.work_date < $week::date
group by employees.agent_id, shifts.work_date
order by employees.agent_id, shifts.work_date
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
class StoredRoster:
    """What the stored roster of a week says of itself; `kept` where its inputs had not changed."""

    objective: float
    bound: float
    gap: float
    kept: bool


def store_roster(
    connection: duckdb.DuckDBPyConnection, centre: Centre, plan_week: date
) -> StoredRoster | None:
    """The roster of the plan week, or None for a centre without shifts or a staff list.

    A stored roster whose inputs are unchanged is kept: solving it again would change nothing
    but the seconds it took.
    """
    inputs = roster_inputs(connection, centre, plan_week)
    if inputs is None:
        return None
    week, digest = {"plan_week": plan_week}, inputs.digest
    mark = pa.table({"plan_week": [plan_week], "inputs": [digest]})
    ensure_table(connection, "scheduling.roster_inputs", mark.schema)
    known = fetched(
        connection, "select inputs from scheduling.roster_inputs where plan_week = $plan_week", week
    )
    if known["inputs"].to_pylist() == [digest]:
        return _stored(connection, plan_week, kept=True)
    roster = scheduling.build_roster(
        inputs.requirement,
        inputs.people,
        inputs.skills,
        inputs.leaves,
        shift_library=scheduling.read_shift_library(inputs.shift_library),
        working_time=scheduling.read_working_time(inputs.working_time),
        plan_week=plan_week,
        zone=centre.settings.zone,
        previous_shifts=inputs.previous_shifts,
        preferences=inputs.preferences,
        time_limit_s=ROSTER_TIME_LIMIT_S,
        seed=SEED,
    )
    for table, rows in roster_tables(roster).items():
        replace_rows(connection, f"scheduling.{table}", rows, where=week)
    replace_rows(connection, "scheduling.roster_inputs", mark, where=week)
    return _stored(connection, plan_week, kept=False)


def _stored(connection: duckdb.DuckDBPyConnection, plan_week: date, *, kept: bool) -> StoredRoster:
    query = "select item, value from scheduling.roster_proof where plan_week = $week"
    rows = fetched(connection, query, {"week": plan_week}).to_pylist()
    proof = {row["item"]: row["value"] for row in rows}
    return StoredRoster(float(proof["objective"]), float(proof["bound"]), float(proof["gap"]), kept)


@dataclass(frozen=True)
class RosterInputs:
    """Everything a week's roster follows from."""

    requirement: pa.Table
    people: pa.Table
    skills: pa.Table
    leaves: pa.Table
    previous_shifts: pa.Table
    shift_library: LocatedYaml
    working_time: LocatedYaml
    preferences: pa.Table | None

    @property
    def digest(self) -> str:
        """Fingerprint of the inputs, the seed, the time limit and the code."""
        digest = hashlib.sha256(f"{SEED} {ROSTER_TIME_LIMIT_S} {code_version()}".encode())
        for table in (
            self.requirement, self.people, self.skills, self.leaves, self.previous_shifts,
            self.preferences,
        ):  # fmt: skip
            digest.update(repr(None if table is None else table.to_pylist()).encode())
        for document in (self.shift_library, self.working_time):
            digest.update(repr(document.data).encode())
        return digest.hexdigest()


def roster_inputs(
    connection: duckdb.DuckDBPyConnection, centre: Centre, plan_week: date
) -> RosterInputs | None:
    """The inputs of a week's roster, or None for a centre without shifts or a staff list."""
    library, rules = centre.document("shifts.yaml"), centre.document("working_time.yaml")
    people = people_of(connection, plan_week, plan_week + timedelta(days=6))
    if library is None or rules is None or not any(people["employment"].to_pylist()):
        return None
    week = {"week": plan_week}
    required = "select * from scheduling.requirement where plan_week = $week order by all"
    return RosterInputs(
        requirement=fetched(connection, required, week),
        people=people,
        skills=fetched(connection, _SKILLS),
        leaves=fetched(connection, _LEAVES),
        previous_shifts=fetched(connection, _PREVIOUS_SHIFTS, week),
        shift_library=library,
        working_time=rules,
        preferences=_preferences(centre, plan_week),
    )


def _preferences(centre: Centre, plan_week: date) -> pa.Table | None:
    """What people ask for in the week; None for a centre that does not ask them."""
    document = centre.document("preferences.yaml")
    return None if document is None else read_preferences(document).of_week(plan_week)


def roster_tables(roster: scheduling.Roster) -> dict[str, pa.Table]:
    """The roster's tables by their contract names."""
    tables = {
        "roster_shifts": roster.shifts,
        "roster_activities": roster.activities,
        "roster_coverage": roster.coverage,
        "roster_proof": roster.proof_table,
        "roster_penalties": roster.penalties,
    }
    return tables if roster.requests is None else tables | {"roster_requests": roster.requests}


def roster_violations(
    connection: duckdb.DuckDBPyConnection, centre: Centre, plan_week: date
) -> pa.Table:
    """What the independent checker finds wrong with the stored roster; empty where nothing.

    Raises ValueError for a centre that has no roster.
    """
    inputs = roster_inputs(connection, centre, plan_week)
    if inputs is None:
        raise ValueError("a centre without shifts or a staff list has no roster to check")
    week = {"week": plan_week}
    return scheduling.check_roster(
        fetched(connection, "from scheduling.roster_shifts where plan_week = $week", week),
        fetched(connection, "from scheduling.roster_activities where plan_week = $week", week),
        people=inputs.people,
        skills=inputs.skills,
        leaves=inputs.leaves,
        shift_library=scheduling.read_shift_library(inputs.shift_library),
        working_time=scheduling.read_working_time(inputs.working_time),
        plan_week=plan_week,
        zone=centre.settings.zone,
        previous_shifts=inputs.previous_shifts,
    )
