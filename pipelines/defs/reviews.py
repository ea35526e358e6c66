"""Multi-source reviews of a month: scores, sources, and how raters rate."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from pipelines.centre import Centre
from pipelines.defs.month_tables import check_result, month_specs, scoring_key, stored_tables
from pipelines.defs.partitions import Partitions
from pipelines.period import parse_period
from pipelines.quality.month import quality_rules
from pipelines.quality.reviews import REVIEW_TABLES, sources_add_up, store_reviews
from pipelines.settings import House
from pipelines.warehouse import open_warehouse

DESCRIPTIONS = {
    "review_scores": "Multi-source score of each person, before and after raters' leniency.",
    "review_sources": "What each kind of rater adds to the score; contributions sum exactly.",
    "review_raters": "Leniency, central tendency and halo of each rater.",
}
ADD_UP = "sources_add_up"


def review_tables(centre: Centre) -> list[str]:
    """The tables of reviews, where the centre has rules for one."""
    reviewed = centre.documents("quality_forms") and quality_rules(centre).reviews
    return [*REVIEW_TABLES] if reviewed else []


def review_definitions(house: House, centre: Centre, partitions: Partitions) -> dg.Definitions:
    """The month's reviews as assets, where the centre has a file of kind multi_source."""
    if not review_tables(centre):
        return dg.Definitions()
    rules = quality_rules(centre)

    @dg.multi_asset(
        name="reviews",
        group_name="scoring",
        specs=month_specs(
            DESCRIPTIONS,
            partitions,
            deps=[dg.AssetKey(["staging", "stg_quality__ratings"])],
            owners=["team:performance"],
        ),
        check_specs=[
            dg.AssetCheckSpec(
                ADD_UP,
                asset=scoring_key("review_sources"),
                description="Contributions of the sources sum to each person's score.",
                blocking=True,
            )
        ],
        pool="duckdb",
    )
    def reviews(context: dg.AssetExecutionContext) -> Iterator[Any]:
        period = parse_period(context.partition_key[:7])
        with open_warehouse(house.warehouse) as connection:
            store_reviews(connection, rules, centre.settings.zone, period)
            yield from stored_tables(connection, REVIEW_TABLES)
            yield check_result(
                ADD_UP, "review_sources", sources_add_up(connection, period), blocking=True
            )

    return dg.Definitions(assets=[reviews])
