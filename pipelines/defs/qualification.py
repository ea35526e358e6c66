"""Who may handle which type of contact, and who handled one without it."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from pipelines.centre import Centre
from pipelines.defs.month_tables import mart_keys, month_specs, stored_tables
from pipelines.defs.partitions import Partitions
from pipelines.period import parse_period
from pipelines.qualification import (
    QUALIFICATION_TABLES,
    RULES_FILE,
    qualification_plan,
    store_qualification,
)
from pipelines.settings import House
from pipelines.warehouse import open_warehouse

DESCRIPTIONS = {
    "qualification_matrix": "Each agent and type of contact: qualified or what lacks.",
    "unqualified_work": "Contacts that somebody handled without being qualified for them.",
}
STAFF = ("stg_people__employees", "stg_people__assignments", "stg_people__skills")


def qualification_tables(centre: Centre) -> list[str]:
    """The tables of qualification, where the centre has rules for it."""
    return [*QUALIFICATION_TABLES] if centre.document(RULES_FILE) is not None else []


def qualification_definitions(
    house: House, centre: Centre, partitions: Partitions
) -> dg.Definitions:
    """The matrix and the unqualified work as assets, where the centre has qualification.yaml."""
    plan = qualification_plan(centre)
    if plan is None:
        return dg.Definitions()

    @dg.multi_asset(
        name="qualification",
        group_name="scoring",
        specs=month_specs(
            DESCRIPTIONS,
            partitions,
            deps=[*(dg.AssetKey(["staging", model]) for model in STAFF), *mart_keys("work_done")],
            owners=["team:performance"],
        ),
        pool="duckdb",
    )
    def qualification(context: dg.AssetExecutionContext) -> Iterator[Any]:
        period = parse_period(context.partition_key[:7])
        with open_warehouse(house.warehouse) as connection:
            store_qualification(connection, plan, period)
            yield from stored_tables(connection, QUALIFICATION_TABLES)

    return dg.Definitions(assets=[qualification])
