"""What plans came to and what they will give: the month's review, the week's prediction."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import dagster as dg
import duckdb
import pyarrow as pa

from pipelines.centre import Centre
from pipelines.defs.metadata import table_metadata
from pipelines.defs.month_tables import mart_keys
from pipelines.defs.partitions import Partitions
from pipelines.defs.plan import REQUIREMENT, ROSTER
from pipelines.period import parse_period
from pipelines.planning import (
    PREDICTION_TABLES,
    REVIEW_TABLES,
    parts_miss,
    store_prediction,
    store_review,
)
from pipelines.settings import House
from pipelines.warehouse import has_table, open_warehouse

PARTS_ADD_UP = "bridge_parts_add_up"
BRIDGE_KEY = dg.AssetKey(["review", "service_level_bridge"])


def review_keys() -> list[dg.AssetKey]:
    """Assets of the month's review."""
    return [dg.AssetKey(["review", table]) for table in REVIEW_TABLES]


def prediction_keys() -> list[dg.AssetKey]:
    """Assets of the week's prediction."""
    return [dg.AssetKey(["staffing", table]) for table in PREDICTION_TABLES]


def plan_analysis_definitions(
    house: House, centre: Centre, partitions: Partitions
) -> dg.Definitions:
    """Review and prediction as assets."""

    @dg.multi_asset(
        name="plan_review",
        group_name="review",
        specs=[
            dg.AssetSpec(
                dg.AssetKey(["review", table]),
                deps=mart_keys("schedule_interval", "agent_interval", "queue_interval", "contacts"),
                description=text,
                kinds={"python", "duckdb"},
                owners=["team:planning"],
                partitions_def=partitions.monthly,
            )
            for table, text in REVIEW_TABLES.items()
        ],
        check_specs=[
            dg.AssetCheckSpec(
                PARTS_ADD_UP,
                asset=BRIDGE_KEY,
                description="The six parts of every bridge sum to actual − planned.",
                blocking=True,
            )
        ],
        pool="duckdb",
    )
    def plan_review(context: dg.AssetExecutionContext) -> Iterator[Any]:
        period = parse_period(context.partition_key[:7])
        with open_warehouse(house.warehouse) as connection:
            made = store_review(connection, centre, period)
            problems = parts_miss(connection, period) if made["bridge"] else []
            yield from _stored(connection, "review", REVIEW_TABLES, _reviewed(made["bridge"]))
        yield dg.AssetCheckResult(
            asset_key=BRIDGE_KEY,
            check_name=PARTS_ADD_UP,
            passed=not problems,
            severity=dg.AssetCheckSeverity.ERROR,
            metadata={"problems": "; ".join(problems) or "none"},
        )

    @dg.multi_asset(
        name="plan_prediction",
        group_name="staffing",
        specs=[
            dg.AssetSpec(
                dg.AssetKey(["staffing", table]),
                deps=[REQUIREMENT, ROSTER, BRIDGE_KEY],
                description=text,
                kinds={"python", "duckdb"},
                owners=["team:planning"],
                partitions_def=partitions.weekly,
            )
            for table, text in PREDICTION_TABLES.items()
        ],
        pool="duckdb",
    )
    def plan_prediction(context: dg.AssetExecutionContext) -> Iterator[Any]:
        week = date.fromisoformat(context.partition_key)
        with open_warehouse(house.warehouse) as connection:
            made = store_prediction(connection, centre, week)
            yield from _stored(connection, "staffing", PREDICTION_TABLES, _predicted(made))

    return dg.Definitions(assets=[plan_review, plan_prediction])


def _stored(
    connection: duckdb.DuckDBPyConnection, group: str, tables: dict[str, str], summary: str
) -> Iterator[dg.MaterializeResult]:
    """Each table with its first rows, as far as the centre makes it, under one summary."""
    for table in tables:
        shown: dict[str, Any] = {"summary": summary}
        if has_table(connection, f"scheduling.{table}"):
            shown |= table_metadata(connection, f"scheduling.{table}", table, room="outputs")
        yield dg.MaterializeResult(asset_key=dg.AssetKey([group, table]), metadata=shown)


def _reviewed(totals: pa.Table | None) -> str:
    if totals is None:
        return "no bridge: the month had no plan, or the switch no agent states"
    [month] = [
        row
        for row in totals.to_pylist()
        if (row["subject_kind"], row["span"]) == ("centre", "month")
    ]
    return (
        f"service level {month['actual_level']:.1%}, planned {month['planned_level']:.1%}, "
        "split into six parts"
    )


def _predicted(days: pa.Table | None) -> str:
    if days is None:
        return "no prediction: the week has no requirement"
    sure = days["target_probability"].to_pylist()
    return f"{sum(sure):.1f} of {len(sure)} queue-days expected on target"
