"""The weeks that a run plans, and how their rows replace the stored ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import duckdb
import pyarrow as pa

from pipelines.centre import Centre
from pipelines.warehouse import fetched, replace_rows
from scheduling.roster.rostering import rostering_on


def forecast_weeks(centre: Centre, plan_week: date) -> list[date]:
    """Mondays of the weeks that are forecast and staffed, all weeks of the roster among them."""
    weeks = rostering_on(centre.document("rostering.yaml"), plan_week).weeks_forecast
    return [plan_week + timedelta(weeks=n) for n in range(weeks)]


def replace_weeks(
    connection: duckdb.DuckDBPyConnection, table: str, rows: pa.Table, weeks: Sequence[date]
) -> None:
    """Put the rows of these plan weeks in place of the stored ones."""
    connection.register("planned_rows", rows)
    for week in weeks:
        part = fetched(connection, "from planned_rows where plan_week = $week", {"week": week})
        replace_rows(connection, table, part, where={"plan_week": week})
    connection.unregister("planned_rows")
