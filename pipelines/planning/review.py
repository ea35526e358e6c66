"""The review of a month's plan: bridge, adherence, shrinkage, patience, and the months to come."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from pipelines.centre import Centre
from pipelines.period import Period
from pipelines.planning.adherence import ADHERENCE, store_adherence
from pipelines.planning.bridge import BRIDGE, BRIDGE_TOTALS, store_bridge
from pipelines.planning.capacity import CAPACITY_PLAN, store_capacity
from pipelines.planning.patience import CURVES, ESTIMATES, store_patience
from pipelines.planning.plan_metrics import KEPT, store_schedule_kept
from pipelines.planning.shrinkage import CATEGORIES, PROPOSALS, store_shrinkage

REVIEW_TABLES = {
    BRIDGE: "Actual − planned service level of every half-hour, split exactly into six parts.",
    BRIDGE_TOTALS: "The same parts by day, week and month, of each queue and of the centre.",
    ADHERENCE: "Seconds of every shift by agreement with the schedule.",
    CATEGORIES: "Scheduled time lost, planned and actual, by category.",
    PROPOSALS: "The shrinkage that the past suggests for each queue, with bounds.",
    ESTIMATES: "Mean patience of each queue's callers, answers censored.",
    CURVES: "Kaplan–Meier curves of patience.",
    KEPT: "Hours changed after publication, and hours absent, by person and week.",
    CAPACITY_PLAN: "Need, people, hiring classes and cost of the coming months, P10 to P90.",
}
_LARGEST_ROUNDING = 1e-9
_PARTS = "offered_part + aht_part + scheduled_part + shrinkage_part + adherence_part + rest_part"


def store_review(
    connection: duckdb.DuckDBPyConnection, centre: Centre, period: Period
) -> dict[str, pa.Table | None]:
    """Store the review; per part its last table, None where the centre lacks what it needs."""
    return {
        "bridge": store_bridge(connection, centre, period),
        "adherence": store_adherence(connection, period),
        "shrinkage": store_shrinkage(connection, centre, period),
        "patience": store_patience(connection, centre, period),
        "kept": store_schedule_kept(connection, centre, period),
        "capacity": store_capacity(connection, centre, period),
    }


def parts_miss(connection: duckdb.DuckDBPyConnection, period: Period) -> list[str]:
    """Rows of the bridge whose parts do not sum to actual − planned, in words."""
    found = []
    for table in (BRIDGE, BRIDGE_TOTALS):
        query = (
            f"select count(*) from scheduling.{table} where period = $1 "
            f"and not abs({_PARTS} - (actual_level - planned_level)) < $2"
        )
        [(rows,)] = connection.execute(query, [period.name, _LARGEST_ROUNDING]).fetchall()
        if rows:
            found.append(f"{rows} rows of {table} do not add up")
    return found
