"""The forecast of the coming weeks as the run stores it."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb
import pyarrow as pa

import scheduling
from pipelines.centre import Centre
from pipelines.planning.targets import Planning
from pipelines.planning.weeks import forecast_weeks, replace_weeks
from pipelines.warehouse import fetched


def store_forecast(
    connection: duckdb.DuckDBPyConnection, centre: Centre, plan_week: date
) -> pa.Table:
    """Forecast four weeks from `plan_week` on, from all contacts before it, and store them."""
    history = fetched(
        connection,
        "select queue_id, interval_start_at, business_date, offered, answered, handle_s "
        "from marts.queue_interval where business_date < $week order by all",
        {"week": plan_week},
    )
    delivered = fetched(connection, "select distinct landing_date from landing.contacts")
    weeks = forecast_weeks(plan_week)
    first = min(history["business_date"].to_pylist(), default=plan_week)
    calendar = {
        day: centre.calendar.day_class(day)
        for day in centre.days(first, weeks[-1] + timedelta(days=6))
    }
    forecast = scheduling.forecast(
        history,
        calendar,
        Planning(centre).opening,
        plan_weeks=weeks,
        zone=centre.settings.zone,
        as_of=plan_week,
        days_in_data=_days_in_data(history, delivered),
    )
    replace_weeks(connection, "scheduling.forecast", forecast, weeks)
    return forecast


def _days_in_data(history: pa.Table, delivered: pa.Table) -> set[date]:
    """Local days that the switch delivered, whether or not a contact arrived on them."""
    return {*history["business_date"].to_pylist(), *delivered["landing_date"].to_pylist()}
