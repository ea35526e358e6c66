"""The agents that the coming weeks need, as the run stores them."""

from __future__ import annotations

from datetime import date

import duckdb
import pyarrow as pa

import scheduling
from pipelines.centre import Centre
from pipelines.planning.targets import Planning
from pipelines.planning.weeks import forecast_weeks, replace_weeks
from pipelines.warehouse import fetched


def store_requirement(
    connection: duckdb.DuckDBPyConnection, centre: Centre, plan_week: date
) -> pa.Table:
    """Agents needed in every half-hour of the forecast weeks."""
    weeks = forecast_weeks(centre, plan_week)
    forecast = fetched(
        connection,
        "select * from scheduling.forecast where plan_week between $first and $last order by all",
        {"first": weeks[0], "last": weeks[-1]},
    )
    required = scheduling.requirement(forecast, Planning(centre).targets)
    replace_weeks(connection, "scheduling.requirement", required, weeks)
    return required
