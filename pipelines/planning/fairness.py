"""The fairness ledger of the twelve months before a plan week, as a run stores it."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb
import pyarrow as pa

from pipelines.centre import Centre
from pipelines.people import people_of
from pipelines.warehouse import fetched, has_table, replace_rows
from scheduling.roster.fairness import FairnessRules, fairness_ledger

_SHIFTS = """
select employees.agent_id, shifts.work_date, min(shifts.starts_at) as starts_at,
    max(shifts.ends_at) as ends_at
from staging.stg_planning__planned_shifts as shifts
inner join staging.stg_people__employees as employees using (employee_id)
where shifts.work_date < $week and shifts.work_date >= $week::date - 365
    and shifts.starts_at is not null and shifts.ends_at is not null
group by employees.agent_id, shifts.work_date
"""
_HOLIDAYS = "select calendar_date from config.calendar where day_class = 'statutory_holiday'"


def store_fairness(
    connection: duckdb.DuckDBPyConnection, centre: Centre, plan_week: date
) -> pa.Table:
    """What everybody bore before the week: planned shifts and requests, as far as they are known.

    The ledger reaches back as far as the data do, at most twelve months.
    """
    week = {"week": plan_week}
    asked = None
    if has_table(connection, "scheduling.roster_requests"):
        asked = fetched(connection, "from scheduling.roster_requests")
    ledger = fairness_ledger(
        fetched(connection, _SHIFTS, week),
        people_of(connection, plan_week, plan_week + timedelta(days=6)),
        fetched(connection, _HOLIDAYS)["calendar_date"].to_pylist(),
        as_of=plan_week,
        zone=centre.settings.zone,
        rules=FairnessRules(),
        requests=asked,
    )
    replace_rows(connection, "scheduling.fairness_ledger", ledger, where={"plan_week": plan_week})
    return ledger
