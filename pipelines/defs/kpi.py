"""Where the month is heading: projections of scores, KPIs against targets, early warnings."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from pipelines.centre import Centre
from pipelines.defs.month_tables import mart_keys, month_specs, scoring_key, stored_tables
from pipelines.defs.partitions import Partitions
from pipelines.defs.plan import ROSTER
from pipelines.kpis import (
    COSTS_FILE,
    KPI_TABLES,
    WARNING_TABLES,
    kpi_plan,
    store_kpis,
    store_warnings,
)
from pipelines.kpis import RULES_FILE as KPI_FILE
from pipelines.period import parse_period
from pipelines.projections import PROJECTION_TABLES, RULES_FILE, projecting
from pipelines.scores import catalogue
from pipelines.settings import House
from pipelines.warehouse import open_warehouse

DESCRIPTIONS = {
    "projections": "How the month may end for everybody, seen from a day. Amounts never shown.",
    "projection_bands": "The chance of every band and grade at the month's end.",
    "kpis": "The centre's figures against their targets, and the chance of each target.",
    "kpi_weeks": "The weeks that chances are drawn from.",
    "staff_figures": "Heads, turnover and how pay is spread. Amounts are never shown here.",
    "early_warnings": "What threatens soon, the cost of waiting and the cheapest way out.",
}


def kpi_definitions(house: House, centre: Centre, partitions: Partitions) -> dg.Definitions:
    """Each as assets, where the centre has the rules for it."""
    made = {RULES_FILE: _projections, KPI_FILE: _kpis, COSTS_FILE: _warnings}
    found = [make for file, make in made.items() if centre.document(file) is not None]
    return dg.Definitions(assets=[make(house, centre, partitions) for make in found])


def kpi_tables(centre: Centre) -> list[str]:
    """The tables that the centre has rules for."""
    tables = {RULES_FILE: PROJECTION_TABLES, KPI_FILE: KPI_TABLES, COSTS_FILE: WARNING_TABLES}
    given = [names for file, names in tables.items() if centre.document(file) is not None]
    return [name for names in given for name in names]


def _projections(house: House, centre: Centre, partitions: Partitions) -> dg.AssetsDefinition:
    @dg.multi_asset(
        name="projections",
        group_name="scoring",
        specs=month_specs(
            {table: DESCRIPTIONS[table] for table in PROJECTION_TABLES},
            partitions,
            deps=[
                scoring_key("score_lines"),
                *mart_keys("agent_day", "attendance_day", "work_done"),
            ],
            owners=["team:performance"],
        ),
        pool="duckdb",
    )
    def projections(context: dg.AssetExecutionContext) -> Iterator[Any]:
        period = parse_period(context.partition_key[:7])
        made = projecting(house, centre)
        with open_warehouse(house.warehouse) as connection:
            if made is not None:
                made.store(connection, period, made.days(connection, period))
            yield from stored_tables(connection, PROJECTION_TABLES)

    return projections


def _kpis(house: House, centre: Centre, partitions: Partitions) -> dg.AssetsDefinition:
    metrics = catalogue(house, centre)

    @dg.multi_asset(
        name="kpis",
        group_name="scoring",
        specs=month_specs(
            {table: DESCRIPTIONS[table] for table in KPI_TABLES},
            partitions,
            deps=[
                scoring_key("pay_lines"),
                *mart_keys("agent_day", "attendance_day", "evaluations", "queue_interval"),
                *mart_keys("contacts", "tickets"),
            ],
            owners=["team:performance"],
        ),
        pool="duckdb",
    )
    def kpis(context: dg.AssetExecutionContext) -> Iterator[Any]:
        period, plan = parse_period(context.partition_key[:7]), kpi_plan(centre, metrics)
        first = period.history_from(centre.settings.data_from)
        with open_warehouse(house.warehouse) as connection:
            if plan is not None:
                store_kpis(connection, plan, metrics, period, first)
            yield from stored_tables(connection, KPI_TABLES)

    return kpis


def _warnings(house: House, centre: Centre, partitions: Partitions) -> dg.AssetsDefinition:
    @dg.multi_asset(
        name="early_warnings",
        group_name="reports",
        specs=month_specs(
            {table: DESCRIPTIONS[table] for table in WARNING_TABLES},
            partitions,
            deps=[ROSTER, *mart_keys("attendance_day")],
            owners=["team:planning"],
        ),
        pool="duckdb",
    )
    def warnings(context: dg.AssetExecutionContext) -> Iterator[Any]:
        period, document = parse_period(context.partition_key[:7]), centre.document(COSTS_FILE)
        with open_warehouse(house.warehouse) as connection:
            if document is not None:
                store_warnings(connection, document, period)
            yield from stored_tables(connection, WARNING_TABLES)

    return warnings
