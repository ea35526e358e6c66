"""Who is scored, rostered and written to: persons of a period, from HR or from the switch.

A centre without a staff list still has agents: those whom its contacts name.
"""

from __future__ import annotations

from datetime import date

import duckdb
import pyarrow as pa

from pipelines.warehouse import fetched

# One row per agent employed in the period, with the role and team held last in it.
_FROM_STAFF_LIST = """
with assigned as (
    select employee_id, role, team_id, department_id
    from staging.stg_people__assignments
    where effective_from <= $last and (effective_to is null or effective_to > $first)
    qualify row_number() over (partition by employee_id order by effective_from desc) = 1
),
attended as (
    select
        employee_id,
        count(*) filter (scheduled_s > 0) as scheduled_days,
        count(*) filter (scheduled_s > 0 and paid_s > 0) as paid_days
    from marts.attendance_day
    where work_date between $first and $last
    group by employee_id
)
select
    employees.agent_id,
    employees.employee_id,
    assigned.role,
    assigned.team_id,
    assigned.department_id,
    employees.employment,
    employees.weekly_hours,
    employees.base_salary_amount,
    employees.currency,
    attended.scheduled_days,
    attended.paid_days,
    greatest(employees.hired_on, $first) as employed_from,
    least(coalesce(employees.left_on, $last), $last) as employed_to
from staging.stg_people__employees as employees
left join assigned using (employee_id)
left join attended using (employee_id)
where
    employees.agent_id is not null
    and employees.hired_on <= $last
    and (employees.left_on is null or employees.left_on >= $first)
order by employees.agent_id
"""

_FROM_THE_SWITCH = """
select
    agent_id,
    null::varchar as employee_id,
    null::varchar as role,
    null::varchar as team_id,
    null::varchar as department_id,
    null::varchar as employment,
    null::decimal(18, 6) as weekly_hours,
    null::decimal(18, 2) as base_salary_amount,
    null::varchar as currency,
    null::bigint as scheduled_days,
    null::bigint as paid_days,
    $first::date as employed_from,
    $last::date as employed_to
from marts.agent_day
where business_date between $first and $last
group by agent_id
order by agent_id
"""

_DIRECTORY = """
with assigned as (
    select employee_id, role, team_id, team_name, department_id
    from staging.stg_people__assignments
    where effective_from <= $last
    qualify row_number() over (partition by employee_id order by effective_from desc) = 1
),
known as (
    select agent_id from staging.stg_people__employees where agent_id is not null
    union
    select agent_id from marts.agent_day
)
select
    known.agent_id,
    employees.employee_id,
    coalesce(employees.full_name, known.agent_id) as full_name,
    assigned.team_id,
    assigned.team_name,
    assigned.department_id,
    assigned.role,
    employees.email,
    employees.language,
    employees.hired_on,
    employees.left_on
from known
left join staging.stg_people__employees as employees using (agent_id)
left join assigned using (employee_id)
order by known.agent_id
"""


def people_of(connection: duckdb.DuckDBPyConnection, first: date, last: date) -> pa.Table:
    """Persons employed between two days: role, team, contract pay and days, one row each."""
    [(known,)] = connection.execute("select count(*) from staging.stg_people__employees").fetchall()
    query = _FROM_STAFF_LIST if known else _FROM_THE_SWITCH
    return fetched(connection, query, {"first": first, "last": last})


def directory(connection: duckdb.DuckDBPyConnection, last: date) -> pa.Table:
    """Names, teams, addresses and languages as of a day. Personal: never for previews or logs."""
    return fetched(connection, _DIRECTORY, {"last": last})
