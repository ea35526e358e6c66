"""Which queues each agent serves, and with which share of their time.

Shares are decimals: sums of decimals do not depend on the order in which DuckDB adds them up.
"""

from __future__ import annotations

import duckdb

from pipelines.period import Period
from pipelines.warehouse import fetched

# By seconds of handling in the month; who handled nothing serves the queues of their skills alike.
_SERVED = """
with handled as (
    select agent_id, queue_id, sum(handle_s) as handle_s
    from marts.contacts
    where answered = 1 and agent_id is not null and business_date between $first and $last
    group by agent_id, queue_id
    having sum(handle_s) > 0
),
skilled as (
    select distinct employees.agent_id, skills.queue_id, 1 as handle_s
    from staging.stg_people__skills as skills
    inner join staging.stg_people__employees as employees using (employee_id)
    where employees.agent_id not in (select agent_id from handled)
        and skills.effective_from <= $last
        and (skills.effective_to is null or skills.effective_to > $first)
),
served as (
    from handled
    union all
    from skilled
)
select agent_id, queue_id,
    (handle_s / sum(handle_s) over (partition by agent_id))::decimal(9, 6) as share
from served
order by agent_id, queue_id
"""


def register_served_queues(connection: duckdb.DuckDBPyConnection, period: Period) -> None:
    """Make `served_queues` (agent_id, queue_id, share) readable on this connection."""
    span = {"first": period.first, "last": period.last}
    connection.register("served_queues", fetched(connection, _SERVED, span))
