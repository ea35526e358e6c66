"""What scores say, after they are known: lists about people, drivers, effects of contests."""

from collections.abc import Iterator
from typing import Any

import dagster as dg
import duckdb

from pipelines.analysis import analysed_tables, levels_differ, parts_differ, store_analysis
from pipelines.centre import Centre
from pipelines.defs.awards import told
from pipelines.defs.metadata import table_metadata
from pipelines.defs.partitions import Partitions
from pipelines.defs.scores import METRIC_VALUES, scoring_key
from pipelines.period import Period, parse_period
from pipelines.scores import catalogue, centre_rules
from pipelines.settings import House
from pipelines.warehouse import open_warehouse

DESCRIPTIONS = {
    "score_gap_parts": "Every gap of a score to the last month or to peers, split exactly.",
    "ranked_causes": "What moved each score most, with its evidence.",
    "improvement_actions": "Who follows up which lost points, and what came of it.",
    "consistency_gaps": "Metrics of the centre that its teams do not add up to.",
    "contest_effects": "What contests changed, against those who could not take part.",
    "promotion_eligibility": "Every criterion of every list, with figure and threshold.",
    "talent_pool": "People by mean score, with how sure the order is.",
    "training_needs": "Courses by the points that they are expected to gain.",
    "person_profile": "Every node of a person's month beside trend and peers.",
}
PARTS_ADD_UP, LEVELS_ADD_UP = "gap_parts_add_up", "teams_add_up_to_the_centre"


def analysis_definitions(house: House, centre: Centre, partitions: Partitions) -> dg.Definitions:
    """The month's analysis as assets."""
    metrics = catalogue(house, centre)
    tables = analysed_tables(centre)

    @dg.multi_asset(
        name="analysis",
        group_name="scoring",
        specs=[
            dg.AssetSpec(
                scoring_key(table),
                deps=[METRIC_VALUES, scoring_key("score_lines")],
                description=DESCRIPTIONS[table],
                kinds={"python", "duckdb"},
                owners=["team:performance"],
                partitions_def=partitions.monthly,
            )
            for table in tables
        ],
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
            for table in tables:
                shown = table_metadata(connection, f"scoring.{table}", table, room="outputs")
                yield dg.MaterializeResult(
                    asset_key=scoring_key(table),
                    metadata={**shown, "notices": dg.MetadataValue.md(told(notices))},
                )
            yield from _checks(connection, period)

    return dg.Definitions(assets=[analysis])


def _checks(connection: duckdb.DuckDBPyConnection, period: Period) -> Iterator[dg.AssetCheckResult]:
    for name, table, problems, severity in (
        (PARTS_ADD_UP, "score_gap_parts", parts_differ(connection, period), "ERROR"),
        (LEVELS_ADD_UP, "consistency_gaps", levels_differ(connection, period), "WARN"),
    ):
        yield dg.AssetCheckResult(
            asset_key=scoring_key(table),
            check_name=name,
            passed=not problems,
            severity=dg.AssetCheckSeverity(severity),
            metadata={"problems": len(problems), "first": "; ".join(problems[:3]) or "none"},
        )
