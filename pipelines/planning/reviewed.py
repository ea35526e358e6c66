"""The plan that a month is judged against: what was forecast and required before its days came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, timedelta

import duckdb
import pyarrow as pa

import scheduling
from pipelines.centre import Centre
from pipelines.period import Period
from pipelines.planning.past import forecast_past
from pipelines.planning.targets import Planning
from pipelines.warehouse import fetched, has_table
from scheduling.bridge import rebuilt_plan
from scheduling.tables import REQUIREMENT

_PLANNED = [
    "plan_week", "queue_id", "interval_start_at", "business_date", "offered", "aht_s", "agents",
    "shrinkage",
]  # fmt: skip
_TARGETS = pa.schema(
    [
        ("queue_id", pa.string()),
        ("business_date", pa.date32()),
        ("target_level", pa.float64()),
        ("target_wait_s", pa.float64()),
        ("patience_s", pa.float64()),
        ("maximum_occupancy", pa.float64()),
        ("shrinkage", pa.float64()),
        ("channel", pa.string()),
        ("stretch", pa.list_(pa.float64())),
        ("answer_within", pa.int64()),
        ("opens_at", pa.timestamp("us")),
        ("closes_at", pa.timestamp("us")),
    ]
)


def reviewed_plan(
    connection: duckdb.DuckDBPyConnection, centre: Centre, period: Period
) -> pa.Table | None:
    """Requirement rows of the month with `plan_source`, or None where nothing was known before.

    A week that was planned keeps its plan (stored). The others are forecast as they would have
    been on the Monday of the first of them, from the contacts before it alone (rebuilt). Queues of
    e-mail are left out: nobody waits in them for an answer in seconds, which is what is reviewed.
    """
    mondays = _weeks_of(period)
    stored = _stored(connection, mondays)
    known = set(stored["plan_week"].to_pylist())
    missing = [week for week in mondays if week not in known]
    if missing:
        stored = pa.concat_tables([stored, *_rebuilt(connection, centre, missing)])
    days = stored["business_date"].to_pylist()
    held = pa.array([period.first <= day <= period.last for day in days], pa.bool_())
    inside = without_mail(stored.filter(held), centre)
    return inside if inside.num_rows else None


def without_mail(rows: pa.Table, centre: Centre) -> pa.Table:
    """The rows of queues in which people wait for an answer."""
    mail = {queue_id for queue_id, queue in centre.queues.items() if queue.channel == "email"}
    waits = [queue_id not in mail for queue_id in rows["queue_id"].to_pylist()]
    return rows.filter(pa.array(waits, pa.bool_()))


def _weeks_of(period: Period) -> list[date]:
    first = period.first - timedelta(days=period.first.weekday())
    return [first + timedelta(weeks=n) for n in range(((period.last - first).days) // 7 + 1)]


def _stored(connection: duckdb.DuckDBPyConnection, mondays: list[date]) -> pa.Table:
    if not has_table(connection, "scheduling.requirement"):
        return _from(REQUIREMENT.empty_table(), "stored")
    query = "from scheduling.requirement where plan_week between $first and $last order by all"
    span = {"first": mondays[0], "last": mondays[-1]}
    return _from(fetched(connection, query, span), "stored")


def _from(required: pa.Table, source: str) -> pa.Table:
    named = pa.array([source] * required.num_rows, pa.string())
    return required.select(_PLANNED).append_column("plan_source", named)


def _rebuilt(
    connection: duckdb.DuckDBPyConnection, centre: Centre, weeks: list[date]
) -> list[pa.Table]:
    """The requirement of these weeks as of the first; nothing where no contact came before it."""
    past = forecast_past(connection, centre, weeks[-1] + timedelta(days=6))
    known = {day for day in past.days_in_data if day < weeks[0]}
    if not known:
        return []
    forecast = scheduling.forecast(
        past.history,
        past.calendar,
        past.opening,
        plan_weeks=weeks,
        zone=past.zone,
        as_of=weeks[0],
        days_in_data=known,
        events=past.events,
    )
    plan = rebuilt_plan(without_mail(forecast, centre), Planning(centre).targets)
    return [_from(plan, "rebuilt")]


def targets_table(centre: Centre, pairs: Iterable[tuple[str, date]]) -> pa.Table:
    """What each queue promises on each of its days, as a table to join."""
    planning = Planning(centre)
    rows = []
    for queue_id, day in sorted(set(pairs)):
        held = planning.targets(queue_id, day)
        rows.append(
            {
                "queue_id": queue_id,
                "business_date": day,
                "target_level": float(held.service_level),
                "target_wait_s": float(held.target_wait_s),
                "patience_s": held.patience_or_endless_s,
                "maximum_occupancy": float(held.maximum_occupancy),
                "shrinkage": float(held.shrinkage),
                "channel": held.channel,
                "stretch": list(held.stretch),
                **({} if held.deadline is None else asdict(held.deadline)),
            }
        )
    return pa.Table.from_pylist(rows, _TARGETS)
