"""Work beside the week's inbound queues: shared skills, outbound, call-backs, back office."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import dagster as dg
import duckdb

from pipelines.centre import Centre
from pipelines.defs.metadata import table_metadata
from pipelines.defs.month_tables import mart_keys
from pipelines.defs.partitions import Partitions
from pipelines.defs.plan import REQUIREMENT, ROSTER
from pipelines.planning import mixed_tables, store_mixed
from pipelines.settings import House
from pipelines.warehouse import has_table, open_warehouse

# Name: table, what it promises, rows that break the promise.
CHECKS = {
    "shared_skills_keep_every_level": (
        "skill_queues",
        "In every simulated half-hour each queue keeps its level.",
        "simulated_level < target_level",
    ),
    "slack_is_lent_once": (
        "blend_half_hours",
        "Call-backs and campaigns together take no more agents than inbound can spare.",
        "callback_agents + outbound_agents > spare_agents or callbacks > callback_room",
    ),
    "capacity_found_keeps_every_deadline": (
        "backlog_capacity",
        "The constant and the levelled capacity leave nothing late in the expected week.",
        "option in ('constant', 'levelled') and in_time_share < 1 - 1e-9",
    ),
}


def mixed_keys(centre: Centre) -> list[dg.AssetKey]:
    """Assets of the parts that the centre has rules for."""
    return [_key(table) for table in mixed_tables(centre)]


def mixed_work_definitions(house: House, centre: Centre, partitions: Partitions) -> dg.Definitions:
    """Each part's tables as assets, with a check of what it promises."""
    tables = mixed_tables(centre)
    checks = {name: check for name, check in CHECKS.items() if check[0] in tables}
    if not tables:
        return dg.Definitions()

    @dg.multi_asset(
        name="mixed_work",
        group_name="staffing",
        specs=[
            dg.AssetSpec(
                _key(table),
                deps=[
                    REQUIREMENT,
                    ROSTER,
                    dg.AssetKey(["staffing", "plan_prediction"]),
                    *mart_keys("callback_day", "ticket_steps"),
                ],
                description=text,
                kinds={"python", "duckdb"},
                owners=["team:planning"],
                partitions_def=partitions.weekly,
            )
            for table, text in tables.items()
        ],
        check_specs=[
            dg.AssetCheckSpec(name, asset=_key(table), description=promise)
            for name, (table, promise, _) in checks.items()
        ],
        pool="duckdb",
    )
    def mixed_work(context: dg.AssetExecutionContext) -> Iterator[Any]:
        week = date.fromisoformat(context.partition_key)
        with open_warehouse(house.warehouse) as connection:
            store_mixed(connection, centre, week)
            for table in tables:
                yield dg.MaterializeResult(
                    asset_key=_key(table), metadata=_shown(connection, table, week)
                )
            for name, (table, _, broken) in checks.items():
                rows = _count(connection, table, week, broken)
                yield dg.AssetCheckResult(
                    asset_key=_key(table),
                    check_name=name,
                    passed=rows == 0,
                    severity=dg.AssetCheckSeverity.WARN,
                    metadata={"rows_broken": rows},
                )

    return dg.Definitions(assets=[mixed_work])


def _key(table: str) -> dg.AssetKey:
    return dg.AssetKey(["staffing", table])


def _shown(connection: duckdb.DuckDBPyConnection, table: str, week: date) -> dict[str, Any]:
    shown: dict[str, Any] = {"rows_of_the_week": _count(connection, table, week, "true")}
    if has_table(connection, f"scheduling.{table}"):
        shown |= table_metadata(connection, f"scheduling.{table}", table, room="outputs")
    return shown


def _count(connection: duckdb.DuckDBPyConnection, table: str, week: date, where: str) -> int:
    if not has_table(connection, f"scheduling.{table}"):
        return 0
    query = f"select count(*) from scheduling.{table} where plan_week = $1 and ({where})"
    [(rows,)] = connection.execute(query, [week]).fetchall()
    return rows
