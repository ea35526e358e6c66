"""Plan documents of a month and who has acknowledged them; outstanding ones are a warning."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import dagster as dg

from pipelines.acknowledgement.tables import store_acknowledgements
from pipelines.centre import Centre
from pipelines.defs.month_tables import (
    check_result,
    mart_keys,
    month_specs,
    scoring_key,
    stored_tables,
)
from pipelines.defs.partitions import Partitions
from pipelines.period import parse_period
from pipelines.settings import House
from pipelines.warehouse import open_warehouse

ACKNOWLEDGEMENT_TABLES = {
    "plan_documents": "What each role is scored and paid by in the month, with the hash of it.",
    "acknowledgement_status": "Who has confirmed the plan that holds, who has not, who another.",
}
ACKNOWLEDGED = "plans_are_acknowledged"


def acknowledgement_definitions(
    house: House, centre: Centre, partitions: Partitions
) -> dg.Definitions:
    """The tables of acknowledgement of every month."""

    @dg.multi_asset(
        name="acknowledgements",
        group_name="scoring",
        specs=month_specs(
            ACKNOWLEDGEMENT_TABLES,
            partitions,
            deps=mart_keys("attendance_day"),
            owners=["team:performance"],
        ),
        check_specs=[
            dg.AssetCheckSpec(
                ACKNOWLEDGED,
                asset=scoring_key("acknowledgement_status"),
                description="Everybody has confirmed the plan that they are scored and paid by.",
            )
        ],
        pool="duckdb",
    )
    def acknowledgements(context: dg.AssetExecutionContext) -> Iterator[Any]:
        period = parse_period(context.partition_key[:7])
        with open_warehouse(house.warehouse) as connection:
            states = store_acknowledgements(connection, house, centre, period)
            yield from stored_tables(connection, ACKNOWLEDGEMENT_TABLES)
        counts = Counter(states["state"].to_pylist())
        told = [f"{counts[state]} {state}" for state in ("outstanding", "superseded")
                if counts[state]]  # fmt: skip
        yield check_result(ACKNOWLEDGED, "acknowledgement_status", told, blocking=False)

    return dg.Definitions(assets=[acknowledgements])
