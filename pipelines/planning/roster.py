"""The roster of one plan week as the run stores it, kept where nothing it follows from changed."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import duckdb
import pyarrow as pa

import scheduling
from pipelines.centre import Centre
from pipelines.planning.change_ledger import accepted_changes
from pipelines.planning.roster_inputs import RosterInputs, roster_inputs, weeks_from
from pipelines.planning.roster_progress import Say, SearchLog
from pipelines.planning.roster_service import store_service
from pipelines.planning.weeks import replace_weeks
from pipelines.warehouse import ensure_table, fetched, replace_rows
from scheduling.roster import NoRosterFound, proof_without_roster
from scheduling.roster.checker import Examined, examine_roster
from scheduling.roster.fairness import bounds_left
from scheduling.roster.person import Bounds
from scheduling.roster.progress import heard_by
from scheduling.roster.rostering import rostering_on
from scheduling.tables import (
    ROSTER_ACTIVITIES,
    ROSTER_COVERAGE,
    ROSTER_PENALTIES,
    ROSTER_REQUESTS,
    ROSTER_RULE_CHECKS,
    ROSTER_SERVICE,
    ROSTER_SHIFTS,
    ROSTER_VIOLATIONS,
)

SEED = 20260401
OF_A_ROSTER = {
    "roster_shifts": ROSTER_SHIFTS,
    "roster_activities": ROSTER_ACTIVITIES,
    "roster_coverage": ROSTER_COVERAGE,
    "roster_penalties": ROSTER_PENALTIES,
    "roster_requests": ROSTER_REQUESTS,
    "roster_service": ROSTER_SERVICE,
    "roster_rule_checks": ROSTER_RULE_CHECKS,
    "roster_violations": ROSTER_VIOLATIONS,
}
"""Tables that are empty for a week without a roster."""


@dataclass(frozen=True)
class StoredRoster:
    """What the stored roster of a week says of itself; `kept` where its inputs had not changed.

    No `objective`: the search found none; `status` is how it ended.
    """

    objective: float | None
    bound: float | None
    gap: float | None
    status: str
    kept: bool


def store_roster(
    connection: duckdb.DuckDBPyConnection,
    centre: Centre,
    plan_week: date,
    *,
    say: Say = lambda _: None,
) -> StoredRoster | None:
    """The roster from the plan week on, or None for a centre without shifts or a staff list.

    `say` hears of cost, bound and gap while the search runs. Where it finds no roster, the week
    has none and its proof says so.

    A stored roster whose inputs are unchanged is kept: solving it again would change nothing
    but the seconds it took. One with accepted changes in any of its weeks is in force and kept
    whatever changed. Days that changes of an earlier roster settled stay as they are.
    """
    inputs = roster_inputs(connection, centre, plan_week)
    if inputs is None:
        return None
    week, digest = {"plan_week": plan_week}, inputs.digest(SEED)
    mark = pa.table({"plan_week": [plan_week], "inputs": [digest]})
    ensure_table(connection, "scheduling.roster_inputs", mark.schema)
    known = fetched(
        connection, "select inputs from scheduling.roster_inputs where plan_week = $plan_week", week
    )
    in_force = known.num_rows and any(accepted_changes(connection, one) for one in inputs.mondays)
    if in_force or known["inputs"].to_pylist() == [digest]:
        return _stored(connection, plan_week, kept=True)
    search = SearchLog(say)
    try:
        made = _searched(inputs, search)
    except NoRosterFound as found:
        made = _without_roster(inputs, found)
    made["roster_progress"] = search.table(plan_week)
    for name, rows in made.items():
        replace_weeks(connection, f"scheduling.{name}", rows, inputs.mondays)
    if made["roster_shifts"].num_rows:
        store_service(connection, centre, inputs.mondays, SEED)
    replace_rows(connection, "scheduling.roster_inputs", mark, where=week)
    return _stored(connection, plan_week, kept=False)


def _searched(inputs: RosterInputs, search: SearchLog) -> dict[str, pa.Table]:
    """The tables of the roster that the search finds. Raises NoRosterFound."""
    with heard_by(search):
        roster = scheduling.build_roster(
            inputs.requirement,
            **inputs.known,
            fairness_ahead=inputs.fairness_ahead,
            preferences=inputs.preferences,
            pins=inputs.pins,
            method=inputs.rostering.method,
            weeks=inputs.rostering.weeks,
            time_limit_s=inputs.rostering.time_limit_s,
            seed=SEED,
            clock=time.monotonic,
        )
    return roster_tables(roster)


def _without_roster(inputs: RosterInputs, found: NoRosterFound) -> dict[str, pa.Table]:
    """The same tables of a week without a roster: nothing but the proof, which says so."""
    proof = proof_without_roster(
        found, inputs.plan_week, time_limit_s=inputs.rostering.time_limit_s, seed=SEED
    )
    return {name: schema.empty_table() for name, schema in OF_A_ROSTER.items()} | {
        "roster_proof": proof
    }


def _stored(connection: duckdb.DuckDBPyConnection, plan_week: date, *, kept: bool) -> StoredRoster:
    query = "select item, value from scheduling.roster_proof where plan_week = $week"
    rows = fetched(connection, query, {"week": plan_week}).to_pylist()
    proof = {row["item"]: row["value"] for row in rows}
    objective, bound, gap = (
        None if proof[key] == "unknown" else float(proof[key])
        for key in ("objective", "bound", "gap")
    )
    return StoredRoster(objective, bound, gap, proof.get("status", ""), kept)


class RosterTables(Protocol):
    """A roster's tables, whether it was made or restated."""

    @property
    def shifts(self) -> pa.Table: ...
    @property
    def activities(self) -> pa.Table: ...
    @property
    def coverage(self) -> pa.Table: ...
    @property
    def proof_table(self) -> pa.Table: ...
    @property
    def penalties(self) -> pa.Table: ...
    @property
    def requests(self) -> pa.Table | None: ...


def roster_tables(roster: RosterTables) -> dict[str, pa.Table]:
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
    return _examined(connection, centre, plan_week, plan_week).violations


def store_rule_checks(
    connection: duckdb.DuckDBPyConnection, centre: Centre, plan_week: date
) -> list[dict[str, Any]]:
    """Check the rostered weeks from `plan_week` on and keep what was asked and found.

    Gives the broken hard rules.
    """
    broken: list[dict[str, Any]] = []
    weeks = rostering_on(centre.document("rostering.yaml"), plan_week).weeks
    for monday in weeks_from(plan_week, weeks):
        if monday > plan_week and not _is_rostered(connection, monday):
            continue
        found, week = _examined(connection, centre, monday, plan_week), {"plan_week": monday}
        replace_rows(connection, "scheduling.roster_rule_checks", found.rule_checks, where=week)
        replace_rows(connection, "scheduling.roster_violations", found.violations, where=week)
        broken += [row for row in found.violations.to_pylist() if row["hard"]]
    return broken


def _is_rostered(connection: duckdb.DuckDBPyConnection, monday: date) -> bool:
    query = "select count(*) from scheduling.roster_shifts where plan_week = $1"
    return connection.execute(query, [monday]).fetchall()[0][0] > 0


def _examined(
    connection: duckdb.DuckDBPyConnection, centre: Centre, monday: date, plan_week: date
) -> Examined:
    """One week of the roster that begins with `plan_week`."""
    inputs = roster_inputs(connection, centre, monday)
    if inputs is None:
        raise ValueError("a centre without shifts or a staff list has no roster to check")
    week, known = {"week": monday}, inputs.known
    if monday > plan_week:
        known["fairness"] = _bounds_left(connection, centre, monday, plan_week)
    return examine_roster(
        fetched(connection, "from scheduling.roster_shifts where plan_week = $week", week),
        fetched(connection, "from scheduling.roster_activities where plan_week = $week", week),
        **known,
    )


def _bounds_left(
    connection: duckdb.DuckDBPyConnection, centre: Centre, monday: date, plan_week: date
) -> Bounds | None:
    """What the ledger's bounds leave to a later week, given the roster's weeks before it."""
    first = roster_inputs(connection, centre, plan_week)
    if first is None or not first.fairness_ahead:
        return None
    query = "from scheduling.roster_shifts where plan_week >= $since and plan_week < $until"
    before = fetched(connection, query, {"since": plan_week, "until": monday}).to_pylist()
    up_to = first.fairness_ahead[(monday - plan_week).days // 7]
    limits = first.known["working_time"].on(plan_week)
    return bounds_left(up_to, before, first.zone, limits.night_min)
