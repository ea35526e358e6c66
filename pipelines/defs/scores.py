"""Metric values, scores, points and pay of a month, with the checks that must hold before pay."""

from collections.abc import Iterator
from typing import Any

import dagster as dg
import pyarrow as pa

import scoring
from pipelines.awards.documents import paid_tables
from pipelines.centre import Centre
from pipelines.defs.metadata import table_metadata
from pipelines.defs.month_tables import (
    check_result,
    mart_keys,
    month_specs,
    notices_listed,
    scoring_key,
    stored_tables,
)
from pipelines.defs.partitions import Partitions
from pipelines.defs.reviews import review_tables
from pipelines.gaming import RULES_FILE
from pipelines.period import Period, parse_period
from pipelines.scored_month import score_month
from pipelines.scores import (
    catalogue,
    centre_rules,
    contributions_add_up,
    pay_adds_up,
    store_metric_values,
    without_a_plan,
)
from pipelines.settings import House
from pipelines.warehouse import open_warehouse
from pipelines.work_tables import WORK_TABLES

MARTS_SCORED = (
    "agent_day", "attendance_day", "callback_day", "contacts", "evaluations", "queue_interval",
    "ticket_steps", "tickets",
)  # fmt: skip
METRIC_VALUES = dg.AssetKey(["metrics", "metric_values"])
DESCRIPTIONS = {
    "score_lines": "Scores by person and node of the scorecard; contributions sum exactly.",
    "grade_lines": "Grades of the totals: by score, and by quota where a scorecard has quotas.",
    "point_lines": "Points ledger: one row per person, day and type of work.",
    "pay_lines": "Pay components to the cent. Amounts are never shown here.",
    "counterfactuals": "What one unit more or the next band would change in score and pay.",
    "point_prices": "Price of a point by pool, and what became of the pool's money.",
    "deduction_ledger": "Claims on wages: owed, taken within the law, carried on.",
    "trace_nodes": "The tree that explains every number. Amounts are never shown here.",
    **WORK_TABLES,
}


def score_definitions(house: House, centre: Centre, partitions: Partitions) -> dg.Definitions:
    """The month's figures as assets."""
    metrics = catalogue(house, centre)

    @dg.asset(
        key=METRIC_VALUES,
        group_name="metrics",
        kinds={"duckdb", "python"},
        owners=["team:data-team"],
        partitions_def=partitions.monthly,
        deps=mart_keys(*MARTS_SCORED),
        description="Every metric of the semantic layer by person, team, queue and centre.",
        pool="duckdb",
    )
    def metric_values(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
        period = parse_period(context.partition_key[:7])
        with open_warehouse(house.warehouse) as connection:
            store_metric_values(connection, metrics, period)
            shown = table_metadata(connection, "scoring.metric_values")
        return dg.MaterializeResult(metadata={**shown, "metrics": len(metrics)})

    @dg.multi_asset(
        name="scores",
        group_name="scoring",
        specs=month_specs(
            DESCRIPTIONS,
            partitions,
            deps=[
                METRIC_VALUES,
                *mart_keys("work_done", "work_reversed"),
                dg.AssetKey(["staging", "stg_people__wage_claims"]),
                *_before(centre),
                *(scoring_key(paid) for paid in paid_tables(centre)),
            ],
            owners=["team:performance", "team:payroll"],
        ),
        check_specs=[
            dg.AssetCheckSpec(name, asset=scoring_key(table), description=text, blocking=True)
            for name, table, text in CHECKS
        ],
        pool="duckdb",
    )
    def scores(context: dg.AssetExecutionContext) -> Iterator[Any]:
        period = parse_period(context.partition_key[:7])
        rules = centre_rules(centre, metrics)
        with open_warehouse(house.warehouse) as connection:
            done = score_month(connection, house, centre, rules, metrics, period)
            yield from stored_tables(
                connection,
                DESCRIPTIONS,
                rules=rules.fingerprint(period.name),
                notices=notices_listed(done.notices),
            )
        yield from _checks(done.done, done.trace_nodes, centre, period)

    return dg.Definitions(assets=[metric_values, scores])


def _before(centre: Centre) -> list[dg.AssetKey]:
    """Gaming flags travel with the score, and adjusted quality and reviews may be part of it,
    where the centre has rules for them."""
    flags = [scoring_key("gaming_flags")] if centre.document(RULES_FILE) is not None else []
    quality = [scoring_key("quality_scores")] if centre.documents("quality_forms") else []
    reviews = [scoring_key("review_scores")] if review_tables(centre) else []
    return flags + quality + reviews


CHECKS = (
    ("contributions_add_up", "score_lines", "Contributions of every node sum to its score."),
    ("trace_recomputes", "trace_nodes", "An independent checker recomputes every trace node."),
    ("pay_lines_add_up", "pay_lines", "Pay lines of a person sum to the root of the trace."),
    ("everyone_has_a_plan", "score_lines", "Everybody employed has one scorecard and pay plan."),
)


def _checks(
    done: scoring.Scoring, trace_nodes: pa.Table, centre: Centre, period: Period
) -> Iterator[dg.AssetCheckResult]:
    found = {
        "contributions_add_up": contributions_add_up(done.score_lines),
        "trace_recomputes": scoring.check_trace(trace_nodes),
        "pay_lines_add_up": pay_adds_up(done),
        "everyone_has_a_plan": without_a_plan(done, centre, period),
    }
    for name, table, _ in CHECKS:
        yield check_result(name, table, found[name], blocking=True)
