"""The dbt models as assets: staging, intermediate and marts, with their tests as checks."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from functools import cached_property
from importlib import metadata
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtCliResource, dbt_assets
from packaging.version import Version

from pipelines.centre import Centre
from pipelines.centre_tables import calendar_span, centre_tables
from pipelines.defs.column_metadata import with_columns
from pipelines.settings import House, now
from pipelines.transform import dbt_arguments, dbt_project, project_digest, release_warehouse
from pipelines.warehouse import open_warehouse, replace_rows

DBT = str(Path(sys.executable).parent / "dbt")
BUILD_LOG = "build.log"
CONFIG_TABLES = {
    "centre": "The centre itself: names, zone, currency.",
    "queues": "What each queue promises, by date.",
    "calendar": "Class of every day: workday, rest day or statutory holiday.",
    "attendance_rules": "How punches are judged, by date.",
    "time_windows": "Hours of the day that work is told apart by, by date.",
    "callback_rules": "How long a call-back is only late, by date.",
}


class HouseTranslator(DagsterDbtTranslator):
    """dbt's folders are the groups of the flow; every model belongs to the data team."""

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        folder = str(dbt_resource_props["fqn"][1])
        return "marts" if folder == "semantic" else folder

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> list[str]:
        return ["team:data-team"]

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        return str(dbt_resource_props.get("description") or "")


class InstalledDbt(DbtCliResource):
    """dbt of this environment: its version is read, where Dagster would start dbt to ask it."""

    @cached_property
    def _cli_version(self) -> Version:
        return Version(metadata.version("dbt-core"))


def warehouse_definitions(house: House, centre: Centre) -> dg.Definitions:
    """The centre's configuration tables and every dbt model."""
    project = dbt_project(house, centre)

    @dg.multi_asset(
        name="centre_configuration",
        group_name="config",
        specs=[
            dg.AssetSpec(
                dg.AssetKey(["config", table]),
                description=text,
                kinds={"yaml", "duckdb"},
                owners=["team:data-team"],
            )
            for table, text in CONFIG_TABLES.items()
        ],
        pool="duckdb",
    )
    def centre_configuration(context: dg.AssetExecutionContext) -> Iterator[Any]:
        settings = centre.settings
        first, last = calendar_span(settings.data_from, settings.data_upto or now().date())
        tables = centre_tables(centre, first=first, last=last)
        with open_warehouse(house.warehouse) as connection:
            for name, rows in tables.items():
                connection.execute(f"drop table if exists config.{name}")
                replace_rows(connection, f"config.{name}", rows, where={})
        for name, rows in tables.items():
            yield dg.MaterializeResult(
                asset_key=dg.AssetKey(["config", name]),
                metadata={"dagster/row_count": rows.num_rows},
            )

    @dbt_assets(
        manifest=project.manifest_path,
        project=project,
        dagster_dbt_translator=HouseTranslator(),
        name="warehouse",
    )
    def warehouse(context: dg.AssetExecutionContext, dbt: InstalledDbt) -> Iterator[Any]:
        with open_warehouse(house.warehouse):
            pass  # waits, and says for whom, while somebody else holds the file
        build = house.dbt_target / "build"  # apart from the manifest: a kill may tear it
        build.mkdir(parents=True, exist_ok=True)
        invocation = dbt.cli(
            ["build", "--exclude-resource-type", "unit_test", *dbt_arguments(centre)],
            context=context,
            target_path=build,
        )
        try:
            with (build / BUILD_LOG).open("w") as log, redirect_stdout(log):
                built = list(invocation.stream())  # waits for dbt asleep; what follows spins
            memory = house.dbt_target / "columns.json"
            yield from with_columns(built, invocation, memory, project_digest(centre))
        finally:
            release_warehouse(invocation.adapter)

    return dg.Definitions(
        assets=[centre_configuration, warehouse],
        resources={"dbt": InstalledDbt(project_dir=str(project.project_dir), dbt_executable=DBT)},
    )
