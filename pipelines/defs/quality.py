"""A month's quality: scores with their certainty, evaluators' severity, agreement and bias."""

from collections.abc import Iterator
from typing import Any

import dagster as dg
import duckdb

from pipelines.centre import Centre
from pipelines.defs.month_tables import (
    check_result,
    mart_keys,
    month_specs,
    notices_listed,
    scoring_key,
    stored_tables,
)
from pipelines.defs.partitions import Partitions
from pipelines.period import Period, parse_period
from pipelines.quality.month import (
    QUALITY_TABLES,
    evaluations_add_up,
    mart_differences,
    quality_rules,
    situations_add_up,
    store_quality,
)
from pipelines.settings import House
from pipelines.warehouse import open_warehouse
from scoring.quality import QualityMonth

DESCRIPTIONS = {
    "quality_scores": "Quality of each agent: raw, adjusted, how sure, and what pay may do.",
    "quality_cells": "What each situation (form, call type, method) adds to the raw score.",
    "evaluation_lines": "Every evaluation as a tree of lines; contributions sum exactly.",
    "evaluator_severity": "Leniency of each evaluator, how well known, and whether taken out.",
    "calibration_agreement": "Agreement of evaluators who heard the same contact.",
    "calibration_sessions": "Every calibration session: evaluators against the reference.",
    "rater_bias": "Leniency, central tendency and halo of each rater.",
}
CHECKS = (
    ("evaluations_add_up", "evaluation_lines", "Lines of every form sum to its score.", True),
    ("situations_add_up", "quality_cells", "Situations sum to each agent's raw score.", True),
    ("mart_agrees", "evaluation_lines", "The form scores as the mart does.", False),
)


def quality_definitions(house: House, centre: Centre, partitions: Partitions) -> dg.Definitions:
    """The month's quality as assets; none where the centre has no quality rules."""
    if not centre.documents("quality_forms"):
        return dg.Definitions()

    @dg.multi_asset(
        name="quality",
        group_name="scoring",
        specs=month_specs(
            {table: DESCRIPTIONS[table] for table in QUALITY_TABLES},
            partitions,
            deps=[
                *mart_keys("contacts", "evaluations"),
                dg.AssetKey(["staging", "stg_quality__calibration_ratings"]),
            ],
            owners=["team:performance"],
        ),
        check_specs=[
            dg.AssetCheckSpec(name, asset=scoring_key(table), description=text, blocking=blocking)
            for name, table, text, blocking in CHECKS
        ],
        pool="duckdb",
    )
    def quality(context: dg.AssetExecutionContext) -> Iterator[Any]:
        period = parse_period(context.partition_key[:7])
        rules = quality_rules(centre)
        with open_warehouse(house.warehouse) as connection:
            done = store_quality(connection, rules, period)
            notices = notices_listed(done.notices)
            yield from stored_tables(connection, QUALITY_TABLES, notices=notices)
            yield from _checks(connection, done, period)

    return dg.Definitions(assets=[quality])


def _checks(
    connection: duckdb.DuckDBPyConnection, done: QualityMonth, period: Period
) -> Iterator[dg.AssetCheckResult]:
    found = {
        "evaluations_add_up": evaluations_add_up(done.evaluation_lines),
        "situations_add_up": situations_add_up(done),
        "mart_agrees": mart_differences(connection, period),
    }
    for name, table, _, blocking in CHECKS:
        yield check_result(name, table, found[name], blocking=blocking)
