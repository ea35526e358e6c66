"""What became of the call-backs of the weeks before a plan, beside what was planned for them."""

from __future__ import annotations

from datetime import date

import duckdb
import pyarrow as pa

from pipelines.warehouse import fetched, has_table

_PLANNED = """
select queue_id, business_date, requests as planned_requests, promised as planned_promised
from scheduling.callback_days where business_date < $week and business_date >= $week::date - 28
"""
_NOTHING_PLANNED = """
select null::varchar as queue_id, null::date as business_date, null::bigint as planned_requests,
    null::bigint as planned_promised where false
"""
# Days up to the newest one that is known, also those of a plan on which nobody asked.
_OUTCOMES = """
select queue_id, business_date, planned_requests, planned_promised,
    coalesce(requests, 0) as requests, coalesce(withdrawn, 0) as withdrawn,
    coalesce(not_yet_due, 0) as not_yet_due, coalesce(kept, 0) as kept, coalesce(early, 0) as early,
    coalesce(late, 0) as late, coalesce(overdue, 0) as overdue, coalesce(missed, 0) as missed,
    median_wait_s, median_delay_s
from (from marts.callback_day where business_date >= $week::date - 28) as came
full join ({planned}) as planned using (queue_id, business_date)
where business_date < $week and business_date <= (
    select max(business_date) from marts.callback_day where business_date < $week
)
order by queue_id, business_date
"""


def callback_outcomes(connection: duckdb.DuckDBPyConnection, plan_week: date) -> pa.Table:
    """A row per queue and day of the four weeks before, as far as call-backs are known (S4-28)."""
    is_planned = has_table(connection, "scheduling.callback_days")
    query = _OUTCOMES.format(planned=_PLANNED if is_planned else _NOTHING_PLANNED)
    return fetched(connection, query, {"week": plan_week})
