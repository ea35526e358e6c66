"""Extracts into landing and the warehouse: one asset a table; data sets are checked at the end."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date
from typing import Any

import dagster as dg

from data_contracts.contract import Contract
from pipelines.centre import Centre
from pipelines.check_results import store_outcomes
from pipelines.data_sets import CheckOutcome, check_data_sets
from pipelines.defs.metadata import table_metadata
from pipelines.defs.partitions import Partitions
from pipelines.ingestion import Ingestion
from pipelines.landing import IngestSummary
from pipelines.settings import House, now
from pipelines.warehouse import open_warehouse

GROUP = "ingest"


def landing_key(table: str) -> dg.AssetKey:
    """Asset of one landing table."""
    return dg.AssetKey(["landing", table])


def ingest_definitions(house: House, centre: Centre, partitions: Partitions) -> dg.Definitions:
    """One asset for each input contract, and the checks of the data sets that have a source."""
    ingestion = Ingestion(house, centre)
    contracts = ingestion.contracts
    sourced = [contract for name, contract in contracts.items() if name in ingestion.mappings]
    return dg.Definitions(
        assets=[_landed(contract, ingestion, partitions) for contract in contracts.values()],
        asset_checks=[_data_set_checks(ingestion, sourced)],
    )


def _landed(
    contract: Contract, ingestion: Ingestion, partitions: Partitions
) -> dg.AssetsDefinition:
    @dg.asset(
        key=landing_key(contract.name),
        group_name=GROUP,
        kinds={"parquet", "duckdb"},
        owners=[f"team:{contract.owner}"],
        description=f"{contract.title}. {contract.grain}",
        partitions_def=partitions.daily,
        backfill_policy=dg.BackfillPolicy.single_run(),
        pool="duckdb",
    )
    def landed(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
        days = [date.fromisoformat(key) for key in context.partition_keys]
        done = ingestion.ingest(contract, first=min(days), last=max(days))
        with open_warehouse(ingestion.house.warehouse) as connection:
            ingestion.load(connection, contract)
            shown = table_metadata(connection, f"landing.{contract.name}", contract.name)
        return dg.MaterializeResult(metadata={**shown, **_figures(done), "summary": _told(done)})

    return landed


def _figures(done: IngestSummary) -> dict[str, Any]:
    return {name: value for name, value in asdict(done).items() if name != "table"}


def _told(done: IngestSummary) -> str:
    if not done.files_read:
        return f"{done.table}: nothing new"
    return f"{done.table}: {done.accepted:,} rows, {done.refused} refused"


def _data_set_checks(
    ingestion: Ingestion, contracts: Sequence[Contract]
) -> dg.AssetChecksDefinition:
    specs = [
        dg.AssetCheckSpec(
            check.name,
            asset=landing_key(contract.name),
            description=f"Fails when {check.message}.",
            blocking=check.severity == "error",
        )
        for contract in contracts
        for check in contract.data_set_checks
    ]

    @dg.multi_asset_check(name="data_sets", specs=specs, pool="duckdb")
    def data_sets(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
        first, last = _span(context.run.tags)
        with open_warehouse(ingestion.house.warehouse) as connection:
            ingestion.load_ledger(connection)
            outcomes = check_data_sets(
                connection, contracts, first, last, ingestion.house.data_docs,
                now().replace(tzinfo=UTC),
            )  # fmt: skip
            store_outcomes(connection, outcomes, now())
        for outcome in outcomes:
            yield _result(outcome)

    return data_sets


def _span(tags: Mapping[str, str]) -> tuple[date, date]:
    """First and last day of the run, from Dagster's partition tags."""
    only = tags.get("dagster/partition")
    first = tags.get("dagster/asset_partition_range_start", only)
    last = tags.get("dagster/asset_partition_range_end", only)
    if first is None or last is None:
        raise ValueError("data sets are checked for the days of a run: choose a partition")
    return date.fromisoformat(first), date.fromisoformat(last)


def _result(outcome: CheckOutcome) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        asset_key=landing_key(outcome.table),
        check_name=outcome.name,
        passed=outcome.passed,
        severity=(
            dg.AssetCheckSeverity.ERROR
            if outcome.severity == "error"
            else dg.AssetCheckSeverity.WARN
        ),
        description=outcome.message,
        metadata={name: str(value) for name, value in outcome.figures.items()},
    )
