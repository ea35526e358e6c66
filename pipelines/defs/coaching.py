"""Who was coached after a failed evaluation, and what coaching did."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from pipelines.centre import Centre
from pipelines.defs.month_tables import mart_keys, month_specs, stored_tables
from pipelines.defs.partitions import Partitions
from pipelines.period import parse_period
from pipelines.quality.coaching import COACHING_TABLES, RULES_FILE, store_coaching
from pipelines.settings import House
from pipelines.warehouse import open_warehouse

DESCRIPTIONS = {
    "coaching_cases": "Failed evaluations, and whether somebody talked about them in time.",
    "coaching_effects": "What coaching did, against people who were not coached.",
}


def coaching_tables(centre: Centre) -> list[str]:
    """The tables of coaching, where the centre says when somebody needs it."""
    return [*COACHING_TABLES] if centre.document(RULES_FILE) is not None else []


def coaching_definitions(house: House, centre: Centre, partitions: Partitions) -> dg.Definitions:
    """The follow-up of failed evaluations as assets, where the centre has coaching.yaml."""
    document = centre.document(RULES_FILE)
    if document is None:
        return dg.Definitions()

    @dg.multi_asset(
        name="coaching",
        group_name="scoring",
        specs=month_specs(
            DESCRIPTIONS,
            partitions,
            deps=[
                dg.AssetKey(["staging", "stg_quality__coaching_sessions"]),
                *mart_keys("evaluations"),
            ],
            owners=["team:quality"],
        ),
        pool="duckdb",
    )
    def coaching(context: dg.AssetExecutionContext) -> Iterator[Any]:
        period = parse_period(context.partition_key[:7])
        with open_warehouse(house.warehouse) as connection:
            store_coaching(connection, centre, document, period)
            yield from stored_tables(connection, COACHING_TABLES)

    return dg.Definitions(assets=[coaching])
