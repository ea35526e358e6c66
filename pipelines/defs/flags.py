"""Work-measurement standards and gaming flags of a month, with the checks that warn about them."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from pipelines.centre import Centre
from pipelines.defs.month_tables import (
    check_result,
    mart_keys,
    month_specs,
    scoring_key,
    stored_tables,
)
from pipelines.defs.partitions import Partitions
from pipelines.gaming import RULES_FILE, store_flags
from pipelines.period import parse_period
from pipelines.settings import House
from pipelines.standards import Measured, store_standards
from pipelines.warehouse import open_warehouse

STANDARD_DESCRIPTIONS = {
    "standard_times": "Standard time of each work type: observations, allowance, confidence.",
    "study_elements": "The elements of the time studies with mean, spread and rating.",
    "retime_triggers": "Reasons to time work again, as of the month's last day.",
    "learning_curve": "How fast new staff are by week, and what a ramp may ask of them.",
}
FLAG_DESCRIPTIONS = {
    "gaming_flags": "Who stands far from peers in a way that makes figures look better.",
}
TARIFF_FOLLOWS = "tariff_follows_the_studies"
STANDARDS_HOLD = "standards_hold"
FLAGS_SEEN = "nobody_is_flagged"


def flag_definitions(house: House, centre: Centre, partitions: Partitions) -> dg.Definitions:
    """Standards where the centre has studies, flags where it has gaming.yaml."""
    assets: list[dg.AssetsDefinition] = []
    if centre.documents("standards"):
        assets.append(_standards(house, centre, partitions))
    if centre.document(RULES_FILE) is not None:
        assets.append(_flags(house, centre, partitions))
    return dg.Definitions(assets=assets)


def _standards(house: House, centre: Centre, partitions: Partitions) -> dg.AssetsDefinition:
    @dg.multi_asset(
        name="standards",
        group_name="scoring",
        specs=month_specs(
            STANDARD_DESCRIPTIONS,
            partitions,
            deps=mart_keys("contacts"),
            owners=["team:performance"],
        ),
        check_specs=[
            dg.AssetCheckSpec(
                TARIFF_FOLLOWS,
                asset=scoring_key("standard_times"),
                description="Points are paid by the standards that the studies found.",
            ),
            dg.AssetCheckSpec(
                STANDARDS_HOLD,
                asset=scoring_key("retime_triggers"),
                description="No standard has expired, drifted or been observed too seldom.",
            ),
        ],
        pool="duckdb",
    )
    def standards(context: dg.AssetExecutionContext) -> Iterator[Any]:
        period = parse_period(context.partition_key[:7])
        with open_warehouse(house.warehouse) as connection:
            measured = store_standards(connection, centre, period.first, period.last)
            yield from stored_tables(connection, STANDARD_DESCRIPTIONS)
        yield from _standard_checks(measured)

    return standards


def _standard_checks(measured: Measured) -> Iterator[dg.AssetCheckResult]:
    found = (
        (TARIFF_FOLLOWS, "standard_times", [one.reason_en for one in measured.differences]),
        (STANDARDS_HOLD, "retime_triggers", measured.triggers["reason_en"].to_pylist()),
    )
    for name, table, reasons in found:
        yield check_result(name, table, reasons, blocking=False)


def _flags(house: House, centre: Centre, partitions: Partitions) -> dg.AssetsDefinition:
    @dg.multi_asset(
        name="gaming_flags",
        group_name="scoring",
        specs=month_specs(
            FLAG_DESCRIPTIONS,
            partitions,
            deps=mart_keys("agent_day", "contacts"),
            owners=["team:performance"],
        ),
        check_specs=[
            dg.AssetCheckSpec(
                FLAGS_SEEN,
                asset=scoring_key("gaming_flags"),
                description="No figure asks for somebody to listen to contacts.",
            )
        ],
        pool="duckdb",
    )
    def gaming_flags(context: dg.AssetExecutionContext) -> Iterator[Any]:
        period = parse_period(context.partition_key[:7])
        document = centre.document(RULES_FILE)
        assert document is not None, "the asset exists only where gaming.yaml does"
        with open_warehouse(house.warehouse) as connection:
            found = store_flags(connection, document, period)
            compared = dg.MetadataValue.json(found.compared)
            yield from stored_tables(connection, FLAG_DESCRIPTIONS, persons_compared=compared)
        reasons = found.flags["name_en"].to_pylist()
        yield check_result(FLAGS_SEEN, "gaming_flags", reasons, blocking=False)

    return gaming_flags
