"""The month of each person cut where their role changes, as scoring and pay want it.

A segment is a span of days in one role; most people have one. Metric values of a segment are
computed over its own days with the same definitions as those of the month.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.metrics import Metric, metric_values
from pipelines.people import people_of
from pipelines.period import Period
from pipelines.warehouse import fetched

# Days of one role in a row are a segment: within it, date − row number is constant.
_SEGMENTS = """
with numbered as (
    select
        agent_id,
        employee_id,
        role,
        team_id,
        calendar_date,
        calendar_date - cast(row_number() over (
            partition by agent_id, employee_id, role order by calendar_date
        ) as integer) as island
    from intermediate.int_people_dated
    where agent_id is not null and calendar_date between $first and $last
),
segments as (
    select
        agent_id,
        employee_id,
        role,
        arg_max(team_id, calendar_date) as team_id,
        min(calendar_date) as employed_from,
        max(calendar_date) as employed_to
    from numbered
    group by agent_id, employee_id, role, island
),
attended as (
    select
        segments.agent_id,
        segments.employed_from,
        count(*) filter (attendance.scheduled_s > 0) as scheduled_days,
        count(*) filter (attendance.scheduled_s > 0 and attendance.paid_s > 0) as paid_days
    from segments
    inner join marts.attendance_day as attendance
        on
            segments.employee_id = attendance.employee_id
            and attendance.work_date between segments.employed_from and segments.employed_to
    group by segments.agent_id, segments.employed_from
),
away as (
    select
        segments.agent_id,
        segments.employed_from,
        sum(date_diff('day', leaves.starts_at, leaves.ends_at)) as long_leave_days
    from segments
    inner join staging.stg_people__leaves as leaves
        on
            segments.employee_id = leaves.employee_id
            and leaves.starts_at < segments.employed_from
            and date_diff('day', leaves.starts_at, leaves.ends_at) >= $long_leave_days
    where leaves.status = 'approved'
    group by segments.agent_id, segments.employed_from
)
select
    segments.agent_id,
    segments.employee_id,
    segments.role,
    segments.team_id,
    assigned.department_id,
    employees.employment,
    employees.weekly_hours,
    employees.base_salary_amount,
    employees.currency,
    attended.scheduled_days,
    attended.paid_days,
    (
        select count(*) from config.calendar
        where calendar_date between $first and $last and day_class = 'workday'
    ) as standard_days,
    greatest(
        (
            date_diff('day', employees.hired_on, segments.employed_from)
            - coalesce(away.long_leave_days, 0)
        ) // 7,
        0
    ) as live_weeks,
    segments.employed_from,
    segments.employed_to
from segments
inner join staging.stg_people__employees as employees using (employee_id)
left join staging.stg_people__assignments as assigned
    on
        segments.employee_id = assigned.employee_id
        and segments.employed_to >= assigned.effective_from
        and segments.employed_to < coalesce(assigned.effective_to, date '9999-12-31')
left join attended
    on
        segments.agent_id = attended.agent_id
        and segments.employed_from = attended.employed_from
left join away
    on
        segments.agent_id = away.agent_id
        and segments.employed_from = away.employed_from
qualify row_number() over (
    partition by segments.agent_id, segments.employed_from
    order by assigned.effective_from desc nulls last
) = 1
order by segments.agent_id, segments.employed_from
"""


def people_in_segments(
    connection: duckdb.DuckDBPyConnection, period: Period, *, long_leave_days: int
) -> pa.Table:
    """Everybody of the month, one row per person and span of days in one role.

    Columns are those that `scoring.calculate` takes. Weeks since going live leave out leaves of
    `long_leave_days` and longer. A centre without a staff list has one row per agent.
    """
    [(known,)] = connection.execute("select count(*) from staging.stg_people__employees").fetchall()
    if not known:
        return people_of(connection, period.first, period.last)
    spans = {"first": period.first, "last": period.last, "long_leave_days": long_leave_days}
    return fetched(connection, _SEGMENTS, spans)


def segment_values(
    connection: duckdb.DuckDBPyConnection,
    metrics: Iterable[Metric],
    people: pa.Table,
    period: Period,
) -> pa.Table | None:
    """Metric values of people with several segments, over the days of each; None: there are none.

    Columns as outputs/metric_values, and segment_from.
    """
    several = _several(people)
    if not several.num_rows:
        return None
    listed = list(metrics)
    tables = [
        _of_span(connection, listed, several, period, first, last)
        for first, last in sorted(set(zip(*_bounds(several), strict=True)))
    ]
    return pa.concat_tables(tables)


def _several(people: pa.Table) -> pa.Table:
    counts = people.group_by("agent_id").aggregate([([], "count_all")])
    more = counts.filter(pc.field("count_all") > 1)["agent_id"]
    return people.filter(pc.field("agent_id").isin(more.combine_chunks()))


def _bounds(people: pa.Table) -> tuple[list[date], list[date]]:
    return people["employed_from"].to_pylist(), people["employed_to"].to_pylist()


def _of_span(
    connection: duckdb.DuckDBPyConnection,
    metrics: list[Metric],
    people: pa.Table,
    period: Period,
    first: date,
    last: date,
) -> pa.Table:
    same = (pc.field("employed_from") == first) & (pc.field("employed_to") == last)
    agents = people.filter(same)["agent_id"].combine_chunks()
    values = metric_values(
        connection, metrics, subject_kind="agent", first=first, last=last, period=period.name
    )
    mine = values.filter(pc.field("subject_id").isin(agents))
    begins = pa.repeat(pa.scalar(first, pa.date32()), mine.num_rows)
    return mine.append_column("segment_from", begins)
