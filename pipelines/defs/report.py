"""Workbooks, the published copy and the mail of a month."""

from collections import Counter

import dagster as dg

from pipelines.analysis import analysed_tables
from pipelines.awards.documents import settled_tables
from pipelines.centre import Centre
from pipelines.defs.acknowledgements import ACKNOWLEDGEMENT_TABLES
from pipelines.defs.coaching import coaching_tables
from pipelines.defs.finance import finance_tables
from pipelines.defs.flags import STANDARD_DESCRIPTIONS
from pipelines.defs.kpi import kpi_tables
from pipelines.defs.mixed_work import mixed_keys
from pipelines.defs.month_tables import scoring_key
from pipelines.defs.partitions import Partitions
from pipelines.defs.plan import FORECAST, REQUIREMENT, ROSTER
from pipelines.defs.plan_analysis import prediction_keys, review_keys
from pipelines.defs.qualification import qualification_tables
from pipelines.defs.reviews import review_tables
from pipelines.defs.scores import METRIC_VALUES
from pipelines.defs.tours import tour_keys
from pipelines.gaming import RULES_FILE
from pipelines.ingestion import Ingestion
from pipelines.period import parse_period
from pipelines.quality.month import QUALITY_TABLES
from pipelines.report_map import unreported
from pipelines.reporting.deliveries import mail_period
from pipelines.reporting.workbooks import Reporting
from pipelines.scores import SCORING_TABLES, catalogue, centre_rules
from pipelines.settings import House
from pipelines.settlement.control_tables import store_settlement
from pipelines.settlement.settling import APPROVALS_FILE, Settling
from pipelines.statutory.proofs import STATUTORY_TABLES
from pipelines.warehouse import open_warehouse, publish
from pipelines.work_tables import WORK_TABLES

WORKBOOKS = dg.AssetKey(["reports", "workbooks"])
PUBLISHED = dg.AssetKey(["control", "published_warehouse"])
MAIL = dg.AssetKey(["mail", "deliveries"])
REPORTED = "every_item_is_reported"
MARTS_REPORTED = (
    "agent_day", "agent_interval", "attendance_day", "evaluations", "queue_interval",
)  # fmt: skip


def report_definitions(house: House, centre: Centre, partitions: Partitions) -> dg.Definitions:
    """What leaves the house, as assets."""
    metrics = catalogue(house, centre)
    ingestion = Ingestion(house, centre)

    @dg.asset(
        key=WORKBOOKS,
        group_name="reports",
        kinds={"python", "excel"},
        owners=["team:performance"],
        deps=[
            METRIC_VALUES,
            *(scoring_key(table) for table in _results(centre)),
            *(dg.AssetKey(["marts", mart]) for mart in MARTS_REPORTED),
            FORECAST,
            REQUIREMENT,
            ROSTER,
            *review_keys(),
            *prediction_keys(),
            *mixed_keys(centre),
            *tour_keys(centre),
        ],
        description="One Excel file per recipient, cut to what the recipient may see.",
        partitions_def=partitions.monthly,
        check_specs=[
            dg.AssetCheckSpec(
                REPORTED,
                asset=WORKBOOKS,
                description="Every assessed item is shown in a workbook of the centre.",
            )
        ],
        pool="duckdb",
    )
    def workbooks(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
        period = parse_period(context.partition_key[:7])
        reporting = Reporting(ingestion, metrics, centre_rules(centre, metrics))
        with open_warehouse(house.warehouse) as connection:
            if centre.document(APPROVALS_FILE) is not None:
                store_settlement(connection, Settling(house, centre))
            made = reporting.build(connection, period)
            problems = unreported(connection, centre, period)
        kinds = Counter(made["workbook_id"].to_pylist())
        told = ", ".join(f"{count} × {kind}" for kind, count in sorted(kinds.items()))
        return dg.MaterializeResult(
            metadata={"summary": told, "dagster/row_count": made.num_rows, **kinds},
            check_results=[
                dg.AssetCheckResult(
                    check_name=REPORTED,
                    passed=not problems,
                    severity=dg.AssetCheckSeverity.WARN,
                    metadata={
                        "problems": len(problems),
                        "first": "; ".join(problems[:3]) or "none",
                    },
                )
            ],
        )

    @dg.asset(
        key=PUBLISHED,
        group_name="control",
        kinds={"duckdb"},
        owners=["team:data-team"],
        deps=[WORKBOOKS],
        description="A read-only copy of the warehouse, replaced whole, for analysts.",
        partitions_def=partitions.monthly,
        pool="duckdb",
    )
    def published_warehouse(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
        copy = publish(house.warehouse, house.published)
        megabytes = copy.stat().st_size / 1e6
        return dg.MaterializeResult(metadata={"summary": f"{megabytes:.0f} MB"})

    @dg.asset(
        key=MAIL,
        group_name="mail",
        kinds={"python"},
        owners=["team:data-team"],
        deps=[WORKBOOKS, PUBLISHED],
        description="Messages sent, or written as .eml files without an SMTP host; each once.",
        partitions_def=partitions.monthly,
        pool="duckdb",
    )
    def deliveries(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
        period = parse_period(context.partition_key[:7])
        with open_warehouse(house.warehouse) as connection:
            done = mail_period(connection, ingestion, metrics, period)
        outcomes = Counter(delivery.status for delivery in done)
        told = ", ".join(f"{count} {status}" for status, count in sorted(outcomes.items()))
        return dg.MaterializeResult(metadata={"summary": told or "nobody to write to", **outcomes})

    return dg.Definitions(assets=[workbooks, published_warehouse, deliveries])


def _results(centre: Centre) -> list[str]:
    """The tables of results that workbooks read, as far as the centre has rules for them."""
    results = [*SCORING_TABLES, "counterfactuals", "point_prices", *WORK_TABLES]
    results += settled_tables(centre)
    results += ACKNOWLEDGEMENT_TABLES
    results += [*analysed_tables(centre), *finance_tables(centre), *kpi_tables(centre)]
    results += [*coaching_tables(centre), *qualification_tables(centre), *review_tables(centre)]
    if centre.documents("quality_forms"):
        results += QUALITY_TABLES
    if centre.documents("statutory"):
        results += STATUTORY_TABLES
    if centre.documents("standards"):
        results += STANDARD_DESCRIPTIONS
    if centre.document(RULES_FILE) is not None:
        results.append("gaming_flags")
    return results
