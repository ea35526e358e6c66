"""The service-level bridge of a month: the plan's figures beside what came, split and stored."""

from __future__ import annotations

from datetime import date

import duckdb
import pyarrow as pa

from pipelines.centre import Centre
from pipelines.period import Period
from pipelines.planning.reviewed import reviewed_plan, targets_table
from pipelines.planning.served_queues import register_served_queues
from pipelines.planning.stored_month import store_month
from pipelines.warehouse import fetched
from scheduling.bridge import bridge, bridge_totals
from scheduling.half_hours import monday_of

BRIDGE, BRIDGE_TOTALS = "service_level_bridge", "service_level_bridge_totals"
_LABELS = ("subject_kind", "subject_id", "span", "first_day")
# Work off the queue that somebody approved, and absence: what shrinkage must cover.
LOST = ("absent", "meeting", "training", "coaching", "offline_work")

# Agents by queue and half-hour; who serves several queues counts in each by share of handling.
_STAFFED = f"""
with scheduled as (
    select served.queue_id, schedule.interval_start_at,
        sum(served.share * schedule.done_s) / 1800 as scheduled,
        sum(served.share * schedule.done_s)
            filter (schedule.done in {LOST!r}) / 1800 as lost
    from marts.schedule_interval as schedule
    inner join served_queues as served using (agent_id)
    where schedule.planned_activity = 'work'
        and schedule.work_date between $first::date - 1 and $last
    group by all
),
present as (
    select served.queue_id, agents.interval_start_at,
        sum(served.share * (agents.logged_in_s - agents.aux_s - agents.unstated_s)) / 1800
            as agents
    from marts.agent_interval as agents
    inner join served_queues as served using (agent_id)
    where agents.business_date between $first and $last
    group by all
)
select
    coalesce(scheduled.queue_id, present.queue_id) as queue_id,
    coalesce(scheduled.interval_start_at, present.interval_start_at) as interval_start_at,
    coalesce(scheduled.scheduled, 0) as scheduled,
    least(coalesce(scheduled.lost / nullif(scheduled.scheduled, 0), 0), 0.99) as lost_share,
    coalesce(present.agents, 0) as agents
from scheduled
full outer join present using (queue_id, interval_start_at)
"""
# Where nobody was scheduled but somebody came, those who came count as the schedule.
_HALF_HOURS = f"""
with staffed as ({_STAFFED}),
compared as (
    select
        plan.queue_id, plan.interval_start_at, plan.business_date, plan.plan_source,
        plan.offered as planned_offered,
        actual.offered::double as offered,
        coalesce(nullif(plan.aht_s, 0), actual.handle_s / nullif(actual.answered, 0), 300)
            as planned_aht_s,
        actual.handle_s / nullif(actual.answered, 0) as aht_s,
        plan.agents / (1 - plan.shrinkage) as planned_scheduled,
        case when staffed.scheduled > 0 then staffed.scheduled
            else coalesce(staffed.agents, 0) end as scheduled,
        plan.shrinkage as planned_shrinkage,
        case when staffed.scheduled > 0 then staffed.lost_share else 0 end as shrinkage,
        1.0::double as planned_adherence,
        plan.agents::double as planned_agents,
        coalesce(staffed.agents, 0) as agents,
        (actual.answered + actual.abandoned)::bigint as counted,
        actual.answered_within_target::bigint as met,
        targets.target_level, targets.target_wait_s, targets.patience_s, targets.stretch
    from reviewed_plan as plan
    inner join queue_targets as targets using (queue_id, business_date)
    inner join marts.queue_interval as actual using (queue_id, interval_start_at)
    left join staffed using (queue_id, interval_start_at)
)
select *,
    coalesce(agents / nullif(scheduled * (1 - shrinkage), 0), 0) as adherence
from compared
order by queue_id, interval_start_at
"""


def store_bridge(
    connection: duckdb.DuckDBPyConnection, centre: Centre, period: Period
) -> pa.Table | None:
    """Split the month's half-hours and sum them; None where there was no plan or no agent state."""
    if not _has_states(connection, period):
        return None
    plan = reviewed_plan(connection, centre, period)
    if plan is None:
        return None
    half_hours = _half_hours(connection, centre, period, plan)
    split = bridge(half_hours)
    store_month(
        connection, BRIDGE, split.drop_columns(["target_wait_s", "patience_s", "stretch"]), period
    )
    return store_month(connection, BRIDGE_TOTALS, _totals(split, centre, period), period)


def _has_states(connection: duckdb.DuckDBPyConnection, period: Period) -> bool:
    query = "select count(*) from marts.agent_interval where business_date between $1 and $2"
    [(rows,)] = connection.execute(query, [period.first, period.last]).fetchall()
    return rows > 0


def _half_hours(
    connection: duckdb.DuckDBPyConnection, centre: Centre, period: Period, plan: pa.Table
) -> pa.Table:
    pairs = zip(plan["queue_id"].to_pylist(), plan["business_date"].to_pylist(), strict=True)
    connection.register("reviewed_plan", plan)
    connection.register("queue_targets", targets_table(centre, pairs))
    register_served_queues(connection, period)
    try:
        return fetched(connection, _HALF_HOURS, {"first": period.first, "last": period.last})
    finally:
        for name in ("reviewed_plan", "queue_targets", "served_queues"):
            connection.unregister(name)


def _totals(split: pa.Table, centre: Centre, period: Period) -> pa.Table:
    """Days, weeks and the month, of each queue and of the centre."""

    def every_row(value: str | date) -> pa.Array:
        kind = pa.string() if isinstance(value, str) else pa.date32()
        return pa.array([value] * split.num_rows, kind)

    subjects = {"queue": split["queue_id"], "centre": every_row(centre.settings.centre_id)}
    days = split["business_date"].to_pylist()
    spans = {
        "day": split["business_date"],
        "week": pa.array([monday_of(day) for day in days], pa.date32()),
        "month": every_row(period.first),
    }
    found = []
    for kind, subject in subjects.items():
        for span, first_day in spans.items():
            labels = (every_row(kind), subject, every_row(span), first_day)
            labelled = split
            for name, column in zip(_LABELS, labels, strict=True):
                labelled = labelled.append_column(name, column)
            found.append(bridge_totals(labelled, _LABELS))
    return pa.concat_tables(found)
