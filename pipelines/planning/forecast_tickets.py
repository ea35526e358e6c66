"""Tickets that are to come, by type: forecast by the same engine as calls, and judged as they are.

They are kept apart from the queues: nobody waits on a line for them, so no Erlang formula and no
service level staffs them; deadlines do (docs/scheduling/backlog.md).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import duckdb
import pyarrow as pa

from pipelines.centre import Centre
from pipelines.planning.past import ForecastPast, forecast_past
from pipelines.planning.weeks import forecast_weeks, replace_weeks
from pipelines.warehouse import fetched, replace_rows
from scheduling.forecast import OpenHours, forecast_tables, judged_forecasts
from scheduling.forecast.handle_time import centre_handle_time
from scheduling.forecast.ledger import accuracy, backtest_pairs
from scheduling.forecast.ledger.errors import ALL_QUEUES
from scheduling.half_hours import slot_of

FORECAST_TABLE = "scheduling.forecast_tickets"
ACCURACY_TABLE = "scheduling.forecast_tickets_accuracy"
JUDGED_ORIGINS, JUDGED_WEEKS = 8, 4
_OPENED = """
select ticket_type as queue_id,
    time_bucket(interval 30 minutes, opened_at) as interval_start_at,
    business_date,
    count(*) as offered,
    count(agent_work_s) as answered,
    cast(coalesce(sum(agent_work_s), 0) as bigint) as handle_s
from marts.tickets where business_date < $1
group by all having count(*) > 0 order by all
"""
_DELIVERED = "select distinct landing_date from landing.tickets where landing_date < $1"


def store_ticket_forecast(
    connection: duckdb.DuckDBPyConnection, centre: Centre, plan_week: date
) -> None:
    """The weeks from `plan_week` on, from all tickets opened before it; none without tickets."""
    opened = fetched(connection, _OPENED, [plan_week])
    if not sum(opened["answered"].to_pylist()):  # no ticket, or none whose work is known
        return
    weeks = forecast_weeks(centre, plan_week)
    past = _past(connection, centre, opened, plan_week)
    made = forecast_tables(
        past.history,
        past.calendar,
        past.opening,
        plan_weeks=weeks,
        zone=past.zone,
        days_in_data=past.days_in_data,
    )
    replace_weeks(connection, FORECAST_TABLE, _named(made.queues), weeks)
    judged = _named(_judged(past, plan_week))
    replace_rows(connection, ACCURACY_TABLE, judged, where={"plan_week": plan_week})


def _past(
    connection: duckdb.DuckDBPyConnection, centre: Centre, opened: pa.Table, plan_week: date
) -> ForecastPast:
    """Tickets in the place of contacts; hours as they have shown themselves."""
    last_week = forecast_weeks(centre, plan_week)[-1]
    calls = forecast_past(connection, centre, last_week + timedelta(days=6))
    delivered = fetched(connection, _DELIVERED, [plan_week])["landing_date"].to_pylist()
    first, zone = min(opened["business_date"].to_pylist()), calls.zone
    return replace(
        calls,
        history=opened,
        days_in_data=frozenset({first, *(day for day in delivered if day >= first)}),
        opening=_hours(opened, zone),
        events=(),
    )


def _hours(opened: pa.Table, zone: str) -> OpenHours:
    """From the first to the last half-hour of a weekday in which any ticket was ever opened."""
    slots: dict[int, set[int]] = {}
    rows = zip(
        opened["business_date"].to_pylist(), opened["interval_start_at"].to_pylist(), strict=True
    )
    for day, at in rows:
        slots.setdefault(day.weekday(), set()).add(slot_of(at, zone))

    def opening(ticket_type: str, day: date) -> tuple[str, str] | None:
        seen = slots.get(day.weekday())
        return (_clock(min(seen)), _clock(max(seen) + 1)) if seen else None

    return opening


def _clock(slot: int) -> str:
    return f"{slot // 2:02}:{slot % 2 * 30:02}"


def _judged(past: ForecastPast, plan_week: date) -> pa.Table:
    """Errors of a backtest, as outputs/forecast_accuracy has them for queues."""
    histories = past.queues()
    work_s = centre_handle_time(histories) or 0.0
    pairs = (
        pair
        for one in histories
        for judged in judged_forecasts(one, JUDGED_ORIGINS, JUDGED_WEEKS, work_s)
        for pair in backtest_pairs(judged)
    )
    found = accuracy(pairs, plan_week)
    own = [one != ALL_QUEUES for one in found["queue_id"].to_pylist()]
    return found.filter(pa.array(own, pa.bool_()))


def _named(rows: pa.Table) -> pa.Table:
    names = ["ticket_type" if name == "queue_id" else name for name in rows.column_names]
    return rows.rename_columns(names)
