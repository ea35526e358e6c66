"""The simulated service of the stored roster's weeks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import duckdb

from pipelines.centre import Centre
from pipelines.planning.week_plan import week_plan
from pipelines.warehouse import replace_rows
from scheduling.roster_service import roster_service

DAYS = 60
"""Simulated days for each day of the roster."""


def store_service(
    connection: duckdb.DuckDBPyConnection, centre: Centre, mondays: Sequence[date], seed: int
) -> None:
    """Simulate the roster of each week and keep what its half-hours give."""
    for monday in mondays:
        plan = week_plan(connection, centre, monday)
        if plan is not None:
            made = roster_service(plan, monday, days=DAYS, seed=seed)
            where = {"plan_week": monday}
            replace_rows(connection, "scheduling.roster_service", made, where=where)
