"""What scores say, after they are known: lists about people, drivers, effects of contests."""

from collections.abc import Iterator
from typing import Any

import dagster as dg
import duckdb

from pipelines.analysis import analysed_tables, levels_differ, parts_differ, store_analysis
from pipelines.centre import Centre
from pipelines.defs.month_tables import (
    check_result,
    month_specs,
    notices_listed,
    scoring_key,
    stored_tables,
)
from pipelines.defs.partitions import Partitions
from pipelines.defs.scores import METRIC_VALUES
from pipelines.period import Period, parse_period
from pipelines.scores import catalogue, centre_rules
from pipelines.settings import House
from pipelines.warehouse import open_warehouse

DESCRIPTIONS = {
    "score_gap_parts": "Every gap of a score to the last month or to peers, split exactly.",
    "ranked_causes": "What moved each score most, with its evidence.",
    "improvement_actions": "Who follows up which lost points, and what came of it.",
    "score_spread": "Totals by team, role, tenure, skill and shift, with what each explains.",
    "score_variance": "Gaps to the month before as rule, mix, rate and the rest.",
    "consistency_gaps": "Metrics of the centre that its teams do not add up to.",
    "contest_effects": "What contests changed, against those who could not take part.",
    "promotion_eligibility": "Every criterion of every list, with figure and threshold.",
    "talent_pool": "People by mean score, with how sure the order is.",
    "training_needs": "Courses by the points that they are expected to gain.",
    "person_profile": "Every node of a person's month beside trend and peers.",
    "person_facts": "Every figure known of a person beside trend and peers.",
}
PARTS_ADD_UP, LEVELS_ADD_UP = "gap_parts_add_up", "teams_add_up_to_the_centre"


def analysis_definitions(house: House, centre: Centre, partitions: Partitions) -> dg.Definitions:
    """The month's analysis as assets."""
    metrics = catalogue(house, centre)
    tables = analysed_tables(centre)

    @dg.multi_asset(
        name="analysis",
        group_name="scoring",
        specs=month_specs(
            {table: DESCRIPTIONS[table] for table in tables},
            partitions,
            deps=[METRIC_VALUES, scoring_key("score_lines")],
            owners=["team:performance"],
        ),
        check_specs=[
            dg.AssetCheckSpec(
                PARTS_ADD_UP,
                asset=scoring_key("score_gap_parts"),
                description="The parts of every split sum to the part above.",
                blocking=True,
            ),
            dg.AssetCheckSpec(
                LEVELS_ADD_UP,
                asset=scoring_key("consistency_gaps"),
                description="The teams' sums are those of the centre.",
            ),
        ],
        pool="duckdb",
    )
    def analysis(context: dg.AssetExecutionContext) -> Iterator[Any]:
        period = parse_period(context.partition_key[:7])
        rules = centre_rules(centre, metrics)
        with open_warehouse(house.warehouse) as connection:
            notices = store_analysis(connection, centre, rules, metrics, period)
            yield from stored_tables(connection, tables, notices=notices_listed(notices))
            yield from _checks(connection, period)

    return dg.Definitions(assets=[analysis])


def _checks(connection: duckdb.DuckDBPyConnection, period: Period) -> Iterator[dg.AssetCheckResult]:
    parts, levels = parts_differ(connection, period), levels_differ(connection, period)
    yield check_result(PARTS_ADD_UP, "score_gap_parts", parts, blocking=True)
    yield check_result(LEVELS_ADD_UP, "consistency_gaps", levels, blocking=False)
