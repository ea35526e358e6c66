"""Adherence by person and day, in the readings that planners know, as the run stores it."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from pipelines.period import Period
from pipelines.planning.stored_month import store_month
from pipelines.warehouse import fetched

ADHERENCE = "adherence_day"

# A break or meal agrees with being logged out, as in int_adherence_measured.
_DAYS = """
with compared as (
    select *,
        planned_activity = done
            or (planned_activity = 'work' and done = 'on_queue')
            or (planned_activity in ('break', 'meal') and done = 'logged_out') as matched
    from marts.schedule_interval
    where planned_activity <> 'leave' and work_date between $first and $last
),
summed as (
    select agent_id, work_date,
        sum(done_s) as scheduled_s,
        sum(done_s) filter (matched) as matched_s,
        sum(done_s) filter (
            not matched and done in ('meeting', 'training', 'coaching', 'offline_work')
        ) as excused_s,
        sum(done_s) filter (planned_activity = 'work') as planned_service_s,
        sum(done_s) filter (done = 'absent') as absent_s,
        sum(done_s) filter (planned_activity = 'work' and done = 'logged_out') as logged_out_s,
        sum(done_s) filter (planned_activity = 'work' and done in ('break', 'meal', 'other'))
            as pause_s,
        sum(done_s) filter (planned_activity <> 'work' and done = 'on_queue') as worked_pause_s
    from compared
    group by all
)
select
    summed.agent_id,
    summed.work_date,
    summed.scheduled_s::bigint as scheduled_s,
    coalesce(summed.matched_s, 0)::bigint as matched_s,
    (summed.scheduled_s - coalesce(summed.matched_s, 0))::bigint as exception_s,
    coalesce(summed.excused_s, 0)::bigint as excused_s,
    coalesce(summed.planned_service_s, 0)::bigint as planned_service_s,
    coalesce(days.productive_s, 0)::bigint as service_s,
    coalesce(summed.absent_s, 0)::bigint as absent_s,
    coalesce(summed.logged_out_s, 0)::bigint as logged_out_s,
    coalesce(summed.pause_s, 0)::bigint as pause_s,
    coalesce(summed.worked_pause_s, 0)::bigint as worked_pause_s
from summed
left join marts.agent_day as days
    on summed.agent_id = days.agent_id and summed.work_date = days.business_date
order by all
"""


def store_adherence(connection: duckdb.DuckDBPyConnection, period: Period) -> pa.Table:
    """Every judged shift of the month (metrics M050, M051, M053)."""
    rows = fetched(connection, _DAYS, {"first": period.first, "last": period.last})
    return store_month(connection, ADHERENCE, rows, period)
