"""The fairness ledger of the twelve months before a plan week, as a run stores it."""

from __future__ import annotations

from datetime import date

import duckdb
import pyarrow as pa

from pipelines.centre import Centre
from pipelines.planning.roster_people import roster_people
from pipelines.warehouse import fetched, has_table, replace_rows
from scheduling.roster.fairness import bounds_ahead, fairness_ledger
from scheduling.roster.fairness_rules import FairnessRules, read_fairness
from scheduling.roster.person import Bounds

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


FAIRNESS_FILE = "fairness.yaml"


def store_fairness(
    connection: duckdb.DuckDBPyConnection, centre: Centre, plan_week: date
) -> pa.Table:
    """What everybody bore before the week: planned shifts and requests, as far as they are known.

    The ledger reaches back as far as the data do, at most twelve months.
    """
    ledger = fairness_of(connection, centre, plan_week)
    replace_rows(connection, "scheduling.fairness_ledger", ledger, where={"plan_week": plan_week})
    return ledger


def fairness_of(connection: duckdb.DuckDBPyConnection, centre: Centre, plan_week: date) -> pa.Table:
    """The ledger as `store_fairness` keeps it."""
    asked = None
    if has_table(connection, "scheduling.roster_requests"):
        asked = fetched(connection, "from scheduling.roster_requests")
    return fairness_ledger(
        fetched(connection, _SHIFTS, {"week": plan_week}),
        roster_people(connection, plan_week),
        fetched(connection, _HOLIDAYS)["calendar_date"].to_pylist(),
        as_of=plan_week,
        zone=centre.settings.zone,
        rules=_rules(centre, plan_week),
        requests=asked,
    )


def fairness_bounds(centre: Centre, plan_week: date, ledger: pa.Table, weeks: int) -> list[Bounds]:
    """Weekends and nights that the ledger leaves each person up to the end of each week.

    Empty for a centre without fairness.yaml, or on a day on which it bounds nobody.
    """
    rules = _rules(centre, plan_week)
    if centre.document(FAIRNESS_FILE) is None or rules.above_mean is None:
        return []
    return bounds_ahead(ledger, weeks, rules)


def _rules(centre: Centre, plan_week: date) -> FairnessRules:
    document = centre.document(FAIRNESS_FILE)
    return FairnessRules() if document is None else read_fairness(document, plan_week)
