"""The spread of a month's scores over groups of people, and what moved them, stored."""

from __future__ import annotations

import duckdb

from pipelines.drivers import totals_of
from pipelines.months import History
from pipelines.period import Period
from pipelines.warehouse import fetched, replace_rows
from scoring.spread import score_spread, score_variance

SPREAD_TABLES = ("score_spread", "score_variance")

# Tenure in full months at the month's end; the shift that was planned most often.
_GROUPS = """
with staff as (
    select employees.agent_id, employees.employee_id, people.role, people.team_id,
        date_diff('month', employees.hired_on, $last)
            - cast(day($last) < day(employees.hired_on) as integer) as months
    from staging.stg_people__employees as employees
    inner join intermediate.int_people_dated as people using (agent_id)
    where people.calendar_date = least($last, coalesce(employees.left_on, $last))
),
skills as (
    select employee_id, string_agg(queue_id, ' + ' order by queue_id) as skill
    from staging.stg_people__skills
    where effective_from <= $last and (effective_to is null or effective_to > $last)
    group by employee_id
),
shifts as (
    select employee_id, shift_code, count(*) as days
    from marts.attendance_day
    where work_date between $first and $last and shift_code is not null
    group by employee_id, shift_code
    qualify row_number() over (partition by employee_id order by days desc, shift_code) = 1
),
tenured as (
    select agent_id,
        case when months < 3 then '0–2' when months < 12 then '3–11'
            when months < 24 then '12–23' else '24+' end as member
    from staff
)
select agent_id, 'team' as dimension, team_id as member from staff
union all select agent_id, 'role', role from staff
union all select agent_id, 'tenure_months', member from tenured
union all select agent_id, 'skill', skill from staff inner join skills using (employee_id)
union all select agent_id, 'shift', shift_code from staff inner join shifts using (employee_id)
order by all
"""
_PARTS = "select * from scoring.score_gap_parts where period = ? order by all"


def store_spread(connection: duckdb.DuckDBPyConnection, history: History, period: Period) -> None:
    """Store how totals spread, and the gaps to the month before by rule, mix and rate."""
    groups = fetched(connection, _GROUPS, {"first": period.first, "last": period.last})
    tables = {
        "score_spread": score_spread(period.name, totals_of(history.of(period.name)), groups),
        "score_variance": score_variance(fetched(connection, _PARTS, [period.name])),
    }
    for name, rows in tables.items():
        replace_rows(connection, f"scoring.{name}", rows, where={"period": period.name})
