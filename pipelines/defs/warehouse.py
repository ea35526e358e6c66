"""The dbt models as assets: staging, intermediate and marts, with their tests as checks."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtCliResource, dbt_assets

from pipelines.centre import Centre
from pipelines.centre_tables import calendar_span, centre_tables
from pipelines.settings import House
from pipelines.transform import dbt_arguments, dbt_project, release_warehouse
from pipelines.warehouse import open_warehouse, replace_rows

DBT = str(Path(sys.executable).parent / "dbt")
CONFIG = dg.AssetKey(["config", "centre"])


class HouseTranslator(DagsterDbtTranslator):
    """dbt's folders are the groups of the flow; every model belongs to the data team."""

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        return str(dbt_resource_props["fqn"][1]) if dbt_resource_props["fqn"] else None

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> list[str]:
        return ["team:data-team"]

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        return str(dbt_resource_props.get("description") or "")


def warehouse_definitions(house: House, centre: Centre) -> dg.Definitions:
    """The centre's configuration tables and every dbt model."""
    project = dbt_project(house, centre)

    @dg.asset(
        key=CONFIG,
        group_name="config",
        kinds={"yaml", "duckdb"},
        owners=["team:data-team"],
        description="The centre's dated configuration as tables: zone, queues, calendar, attendance.",
    )
    def centre_configuration() -> dg.MaterializeResult:
        settings = centre.settings
        first, last = calendar_span(settings.data_from, settings.data_upto or settings.data_from)
        with open_warehouse(house.warehouse) as connection:
            tables = centre_tables(centre, first=first, last=last)
            for name, rows in tables.items():
                connection.execute(f"drop table if exists {name}")
                replace_rows(connection, name, rows, where={})
        return dg.MaterializeResult(metadata={name: rows.num_rows for name, rows in tables.items()})

    @dbt_assets(
        manifest=project.manifest_path,
        project=project,
        dagster_dbt_translator=HouseTranslator(),
        name="warehouse",
    )
    def warehouse(context: dg.AssetExecutionContext, dbt: DbtCliResource) -> Iterator[Any]:
        with open_warehouse(house.warehouse):
            pass  # waits, and says for whom, while somebody else holds the file
        invocation = dbt.cli(["build", "--exclude-resource-type", "unit_test", *dbt_arguments(centre)], context=context)
        try:
            yield from invocation.stream().fetch_row_counts().fetch_column_metadata(with_column_lineage=False)
        finally:
            release_warehouse(invocation.adapter)

    return dg.Definitions(
        assets=[centre_configuration, warehouse],
        resources={"dbt": DbtCliResource(project_dir=project, dbt_executable=DBT)},
    )
