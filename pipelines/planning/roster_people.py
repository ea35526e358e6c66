"""The people of a week's roster: who is employed, where they sit and since when they serve."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb
import pyarrow as pa

from pipelines.people import people_of
from pipelines.warehouse import fetched

_SERVICE = """
with assigned as (
    select employee_id, site_id
    from staging.stg_people__assignments
    where effective_from <= $last and (effective_to is null or effective_to > $first)
    qualify row_number() over (partition by employee_id order by effective_from desc) = 1
)
select employees.agent_id, employees.hired_on, employees.left_on, assigned.site_id
from staging.stg_people__employees as employees
left join assigned using (employee_id)
where employees.agent_id is not null
"""


def roster_people(connection: duckdb.DuckDBPyConnection, plan_week: date) -> pa.Table:
    """`people_of` the week with hired_on, left_on and site_id, by agent_id."""
    first, last = plan_week, plan_week + timedelta(days=6)
    people = people_of(connection, first, last)
    service = fetched(connection, _SERVICE, {"first": first, "last": last})
    return people.join(service, "agent_id").sort_by("agent_id")
