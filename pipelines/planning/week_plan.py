"""The week's plan as engines judge it: half-hours with agents and targets, and past misses."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb
import numpy as np
import pyarrow as pa

from pipelines.centre import Centre
from pipelines.planning.bridge import BRIDGE
from pipelines.planning.reviewed import targets_table, without_mail
from pipelines.warehouse import fetched, has_table
from scheduling.prediction import ForecastErrors, forecast_errors

# Who is on the queue by the roster, less shrinkage; a centre without a roster plans as required.
_ROSTERED = """
select required.queue_id, required.interval_start_at, required.business_date, required.offered,
    required.aht_s,
    {agents} as agents, required.agents::double as required_agents, required.agents_alone,
    targets.patience_s, targets.target_wait_s, targets.target_level, targets.maximum_occupancy,
    targets.channel, targets.stretch, targets.answer_within, targets.opens_at, targets.closes_at
from scheduling.requirement as required
inner join plan_targets as targets using (queue_id, business_date)
{coverage}
where required.plan_week = $week and required.model <> 'closed' and required.aht_s > 0
order by required.queue_id, required.interval_start_at
"""
_BY_ROSTER = {
    "agents": "coalesce(coverage.scheduled_agents, 0) * (1 - required.shrinkage)",
    "coverage": """left join scheduling.roster_coverage as coverage
    on coverage.plan_week = required.plan_week
        and coverage.queue_group = required.queue_id
        and coverage.interval_start_at = required.interval_start_at""",
}
_BY_REQUIREMENT = {"agents": "required.agents::double", "coverage": ""}
_PAST = """
select queue_id, interval_start_at, business_date, planned_offered, offered
from scheduling.service_level_bridge
where business_date < $week and business_date >= $week::date - 91
order by queue_id, interval_start_at
"""
_REVIEWED = pa.schema(
    [
        ("queue_id", pa.string()),
        ("interval_start_at", pa.timestamp("us")),
        ("business_date", pa.date32()),
        ("planned_offered", pa.float64()),
        ("offered", pa.float64()),
    ]
)


def week_plan(
    connection: duckdb.DuckDBPyConnection, centre: Centre, plan_week: date
) -> pa.Table | None:
    """Open half-hours by queue and time, agents less shrinkage; None without a requirement."""
    pairs = [
        (queue_id, plan_week + timedelta(days=day))
        for queue_id in centre.queues
        for day in range(7)
    ]
    connection.register("plan_targets", targets_table(centre, pairs))
    rostered = _is_rostered(connection, plan_week)
    query = _ROSTERED.format(**(_BY_ROSTER if rostered else _BY_REQUIREMENT))
    plan = fetched(connection, query, {"week": plan_week})
    connection.unregister("plan_targets")
    return plan if plan.num_rows else None


def waiting_plan(
    connection: duckdb.DuckDBPyConnection, centre: Centre, plan_week: date
) -> pa.Table | None:
    """The same of queues in which people wait, e-mail left out; None where there is none."""
    plan = week_plan(connection, centre, plan_week)
    waiting = None if plan is None else without_mail(plan, centre)
    return None if waiting is None or not waiting.num_rows else waiting


def _is_rostered(connection: duckdb.DuckDBPyConnection, plan_week: date) -> bool:
    if not has_table(connection, "scheduling.roster_coverage"):
        return False
    query = "select count(*) from scheduling.roster_coverage where plan_week = $1"
    [(rows,)] = connection.execute(query, [plan_week]).fetchall()
    return rows > 0


def past_misses(connection: duckdb.DuckDBPyConnection, plan_week: date) -> pa.Table:
    """Reviewed half-hours of the last quarter; none where nothing was reviewed."""
    if not has_table(connection, f"scheduling.{BRIDGE}"):
        return _REVIEWED.empty_table()
    return fetched(connection, _PAST, {"week": plan_week})


def queue_errors(past: pa.Table, plan: pa.Table) -> dict[str, ForecastErrors]:
    """Each queue's errors from its reviewed half-hours."""
    rows, found = past.to_pylist(), {}
    for queue_id in set(plan["queue_id"].to_pylist()):
        own = [row for row in rows if row["queue_id"] == queue_id]
        found[queue_id] = forecast_errors(
            [row["planned_offered"] for row in own],
            [row["offered"] for row in own],
            np.array([row["business_date"] for row in own], dtype="datetime64[D]"),
        )
    return found
