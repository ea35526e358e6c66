"""The shift proposal of a plan week as the run stores it, beside what the roster takes.

Like the roster it is kept where nothing it follows from changed.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

import duckdb
import pyarrow as pa

import scheduling
from data_contracts.located_yaml import LocatedYaml
from pipelines.centre import Centre
from pipelines.identity import code_version
from pipelines.planning.roster_people import roster_people
from pipelines.warehouse import ensure_table, fetched, has_table, replace_rows
from scheduling.roster.week import required_by_slot
from scheduling.tables import TOURS_COMPARISON, table
from scheduling.tours import comparison_table, propose_shifts, read_tour_rules, tour_table

TOURS_FILE, SHIFTS_FILE, WORKING_TIME_FILE = "tours.yaml", "shifts.yaml", "working_time.yaml"
TOUR_TABLES = {
    "tours": "Shifts that would cover the week: of today's library, and with new ones beside it.",
    "tours_comparison": "Hours required, rostered and proposed by queue, with bound and gap.",
}
SEED = 20260401

_REQUIRED = "select * from scheduling.requirement where plan_week = $week order by all"
_ROSTERED = """
with covered as (
    select queue_group, sum(required_agents) / 2 as required_h,
        sum(scheduled_agents) / 2 as at_work_h, sum(short_h) as short_h, sum(over_h) as over_h
    from scheduling.roster_coverage where plan_week = $week group by queue_group
),
paid as (
    select queue_group, count(*) as person_days, sum(paid_s) / 3600 as paid_h
    from scheduling.roster_shifts where plan_week = $week and starts_at is not null
    group by queue_group
)
select queue_group as queue_id, required_h, at_work_h, short_h, over_h,
    coalesce(person_days, 0) as person_days, coalesce(paid_h, 0) as paid_h,
    $week::date as plan_week, 'rostered' as shift_set
from covered left join paid using (queue_group)
order by queue_group
"""


@dataclass(frozen=True)
class _Inputs:
    """Everything a proposal follows from. `employments`: kinds of contract of the week's agents."""

    requirement: pa.Table
    employments: tuple[str, ...]
    documents: tuple[LocatedYaml, LocatedYaml, LocatedYaml]

    def digest(self) -> str:
        """Fingerprint of the inputs and the code."""
        parts = (
            SEED, code_version(), self.requirement.to_pylist(), self.employments,
            *(document.data for document in self.documents),
        )  # fmt: skip
        return hashlib.sha256(repr(parts).encode()).hexdigest()


def store_tours(connection: duckdb.DuckDBPyConnection, centre: Centre, plan_week: date) -> None:
    """Store the proposal of the week and the roster's hours beside it.

    Nothing is stored for a centre without tours.yaml, shifts.yaml or working_time.yaml.
    """
    inputs = _inputs(connection, centre, plan_week)
    if inputs is None:
        return
    week = {"plan_week": plan_week}
    mark = pa.table({"plan_week": [plan_week], "inputs": [inputs.digest()]})
    ensure_table(connection, "scheduling.tours_inputs", mark.schema)
    known = fetched(
        connection, "select inputs from scheduling.tours_inputs where plan_week = $plan_week", week
    )
    if known["inputs"].to_pylist() != mark["inputs"].to_pylist():
        _store_proposal(connection, centre, inputs, plan_week)
        replace_rows(connection, "scheduling.tours_inputs", mark, where=week)
    replace_rows(
        connection, "scheduling.tours_comparison", _rostered(connection, plan_week),
        where={**week, "shift_set": "rostered"},
    )  # fmt: skip


def _store_proposal(
    connection: duckdb.DuckDBPyConnection, centre: Centre, inputs: _Inputs, plan_week: date
) -> None:
    zone, (tours, shifts, working_time) = centre.settings.zone, inputs.documents
    library = scheduling.read_shift_library(shifts)
    rules = read_tour_rules(tours, library, plan_week)
    limits = scheduling.read_working_time(working_time).on(plan_week)
    allowed = {code for kind in inputs.employments for code in limits.shift_codes.get(kind, ())}
    options = [one for one in library.options_on(plan_week) if one.code in allowed]
    required = required_by_slot(inputs.requirement, plan_week, zone)
    made = propose_shifts(required, options, rules, seed=SEED)
    week = {"plan_week": plan_week}
    replace_rows(connection, "scheduling.tours", tour_table(made, plan_week, zone), where=week)
    compared = comparison_table(made, plan_week)
    replace_rows(connection, "scheduling.tours_comparison", compared, where=week)


def _inputs(
    connection: duckdb.DuckDBPyConnection, centre: Centre, plan_week: date
) -> _Inputs | None:
    documents = [centre.document(name) for name in (TOURS_FILE, SHIFTS_FILE, WORKING_TIME_FILE)]
    tours, shifts, working_time = documents
    if tours is None or shifts is None or working_time is None:
        return None
    people = roster_people(connection, plan_week).to_pylist()
    kinds = {row["employment"] for row in people if row["role"] == "agent" and row["employment"]}
    requirement = fetched(connection, _REQUIRED, {"week": plan_week})
    return _Inputs(requirement, tuple(sorted(kinds)), (tours, shifts, working_time))


def _rostered(connection: duckdb.DuckDBPyConnection, plan_week: date) -> pa.Table:
    """The hours of the stored roster by queue; none where the week has no roster."""
    if not has_table(connection, "scheduling.roster_coverage"):
        return TOURS_COMPARISON.empty_table()
    rows = fetched(connection, _ROSTERED, {"week": plan_week}).to_pylist()
    return table(rows, TOURS_COMPARISON)
