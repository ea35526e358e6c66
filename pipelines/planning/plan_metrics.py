"""The figures of plans by their metric numbers, as the run stores them."""

from __future__ import annotations

from datetime import date

import duckdb
import pyarrow as pa

from pipelines.centre import Centre
from pipelines.period import Period
from pipelines.planning.stored_month import store_month
from pipelines.planning.stored_week import store_week
from pipelines.planning.week_plan import week_plan
from pipelines.warehouse import fetched, has_table
from scheduling.plan_metrics import plan_metrics
from scheduling.schedule_quality import (
    SCHEDULE_QUALITY_FILE,
    ScheduleQuality,
    read_schedule_quality,
)
from scheduling.stability import STABILITY, schedule_stability

PLAN_METRICS, KEPT = "plan_metrics", "schedule_kept"

_REQUESTS = """
select agent_id, weight, granted from scheduling.roster_requests where plan_week = $1
order by agent_id, work_date, request
"""
_GAP = """
select try_cast(value as double) from scheduling.roster_proof where plan_week = $1 and item = 'gap'
"""
# Every delivery of every planned activity at work, whole weeks that end in the month.
_PLANNED = """
select employees.agent_id, planned.work_date, planned.starts_at, planned.ends_at,
    planned.updated_at
from landing.planned_shifts as planned
inner join staging.stg_people__employees as employees using (employee_id)
where planned.activity not in ('leave', 'off') and employees.agent_id is not null
    and planned.updated_at is not null
    and planned.work_date between $first and $last
order by all
"""
_ATTENDED = """
select agent_id, date_trunc('week', work_date)::date as week_start,
    sum(scheduled_s)::double / 3600 as scheduled_h, sum(absent_s)::double / 3600 as absent_h
from marts.attendance_day where work_date between $first and $last and agent_id is not null
group by all order by all
"""
_KEPT = """
select stable.*, stable.changed_h / nullif(stable.published_h, 0) as changed_share,
    attended.scheduled_h, attended.absent_h,
    attended.absent_h / nullif(attended.scheduled_h, 0) as absence_rate
from stable left join attended using (agent_id, week_start)
order by all
"""


def store_plan_metrics(
    connection: duckdb.DuckDBPyConnection, centre: Centre, plan_week: date
) -> pa.Table | None:
    """M068 to M075 of a week's plan; None without a requirement."""
    plan = week_plan(connection, centre, plan_week)
    if plan is None:
        return None
    requests, gap = [], None
    if has_table(connection, "scheduling.roster_requests"):
        requests = fetched(connection, _REQUESTS, [plan_week]).to_pylist()
    if has_table(connection, "scheduling.roster_proof"):
        gap = next((row[0] for row in connection.execute(_GAP, [plan_week]).fetchall()), None)
    made = plan_metrics(
        plan.rename_columns({"agents": "scheduled_agents"}),
        requests,
        gap=gap,
        centre_id=centre.settings.centre_id,
        prices=_quality(centre, plan_week),
    )
    store_week(connection, PLAN_METRICS, made, plan_week)
    return made


def store_schedule_kept(
    connection: duckdb.DuckDBPyConnection, centre: Centre, period: Period
) -> pa.Table | None:
    """M076 and M078 by person and week of the month; None where nothing says what is published."""
    rules = _quality(centre, period.last)
    if rules is None or not has_table(connection, "landing.planned_shifts"):
        return None
    month = {"first": period.first, "last": period.last}
    planned = fetched(connection, _PLANNED, month)
    stable = STABILITY.empty_table()
    if planned.num_rows:
        stable = schedule_stability(
            planned,
            published_days_before=rules.published_days_before,
            zone=centre.settings.zone,
        )
    connection.register("stable", stable)
    connection.register("attended", fetched(connection, _ATTENDED, month))
    kept = fetched(connection, _KEPT)
    connection.unregister("stable")
    connection.unregister("attended")
    return store_month(connection, KEPT, kept, period)


def _quality(centre: Centre, day: date) -> ScheduleQuality | None:
    document = centre.document(SCHEDULE_QUALITY_FILE)
    return None if document is None else read_schedule_quality(document, day)
