"""A month's shrinkage by category, and what to plan next, as the run stores it."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from pipelines.centre import Centre
from pipelines.period import Period
from pipelines.planning.served_queues import register_served_queues
from pipelines.planning.stored_month import store_month
from pipelines.planning.targets import Planning
from pipelines.warehouse import fetched
from scheduling.shrinkage import by_category, estimate_shrinkage

CATEGORIES, PROPOSALS = "shrinkage_categories", "shrinkage_proposals"
ALLOWANCE = "allowance"

# Pauses, meetings, training and leave are in the roster; the rest shrinkage has to cover.
_LOST = """
select * from (
    select planned_activity as category, 'rostered' as kind, done_s as planned_s, 0 as actual_s
    from marts.schedule_interval
    where work_date between $first and $last and planned_activity <> 'work'
    union all
    select case when planned_activity = 'leave' then 'leave' else done end, 'rostered', 0, done_s
    from marts.schedule_interval
    where work_date between $first and $last
        and (planned_activity = 'leave' or done in ('break', 'meal', 'meeting', 'training'))
    union all
    select done, 'unrostered', 0, done_s
    from marts.schedule_interval
    where work_date between $first and $last and planned_activity = 'work'
        and done in ('absent', 'logged_out', 'coaching', 'offline_work', 'other')
)
"""
_SCHEDULED = """
select coalesce(sum(done_s), 0) from marts.schedule_interval
where work_date between $1 and $2 and planned_activity not in ('meal', 'leave')
"""
# Net of pauses that were worked: who pauses at another hour is not lost.
_BY_QUEUE = """
select served.queue_id, schedule.work_date,
    (sum(served.share * done_s) filter (planned_activity = 'work'))::double as scheduled_s,
    (sum(served.share * done_s) filter (planned_activity = 'work')
        - coalesce(sum(served.share * done_s) filter (done = 'on_queue'), 0))::double as lost_s
from marts.schedule_interval as schedule
inner join served_queues as served using (agent_id)
where schedule.work_date between $first and $last and planned_activity <> 'leave'
group by all
having scheduled_s > 0
order by all
"""


def store_shrinkage(
    connection: duckdb.DuckDBPyConnection, centre: Centre, period: Period
) -> pa.Table | None:
    """Categories and proposals of the month; None for a centre without schedules."""
    span = [period.first, period.last]
    [(scheduled_s,)] = connection.execute(_SCHEDULED, span).fetchall()
    if not scheduled_s:
        return None
    register_served_queues(connection, period)
    dates = {"first": period.first, "last": period.last}
    days = fetched(connection, _BY_QUEUE, dates)
    lost = fetched(connection, _LOST, dates)
    connection.unregister("served_queues")
    lost = pa.concat_tables([lost.cast(_LOST_COLUMNS), _allowance(centre, days)])
    store_month(connection, CATEGORIES, by_category(lost, float(scheduled_s)), period)
    return store_month(connection, PROPOSALS, _proposals(centre, days, period), period)


_LOST_COLUMNS = pa.schema(
    [
        ("category", pa.string()),
        ("kind", pa.string()),
        ("planned_s", pa.float64()),
        ("actual_s", pa.float64()),
    ]
)


def _allowance(centre: Centre, days: pa.Table) -> pa.Table:
    """What plans allow for everything that no roster plans: the configured share of work."""
    planning = Planning(centre)
    allowed = sum(
        row["scheduled_s"] * float(planning.targets(row["queue_id"], row["work_date"]).shrinkage)
        for row in days.to_pylist()
    )
    row = {"category": ALLOWANCE, "kind": "unrostered", "planned_s": allowed, "actual_s": 0.0}
    return pa.Table.from_pylist([row], _LOST_COLUMNS)


def _proposals(centre: Centre, days: pa.Table, period: Period) -> pa.Table:
    rows = []
    for queue_id in sorted(set(days["queue_id"].to_pylist())):
        own = [row for row in days.to_pylist() if row["queue_id"] == queue_id]
        configured = float(Planning(centre).targets(queue_id, period.last).shrinkage)
        found = estimate_shrinkage(
            [row["lost_s"] for row in own],
            [row["scheduled_s"] for row in own],
            [(period.last - row["work_date"]).days for row in own],
            configured,
        )
        rows.append(
            {
                "queue_id": queue_id,
                "configured_share": configured,
                "proposed_share": found.share,
                "low_share": found.low,
                "high_share": found.high,
                "days": found.days,
                "outside": not found.low <= configured <= found.high,
            }
        )
    return pa.Table.from_pylist(rows)
