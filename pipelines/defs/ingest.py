"""Extracts into landing and the warehouse: one asset a table, checked as a whole when all are in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import dagster as dg

from data_contracts.contract import Contract
from pipelines.centre import Centre
from pipelines.data_sets import CheckOutcome, check_data_sets, check_names
from pipelines.defs.metadata import table_metadata
from pipelines.defs.partitions import Partitions
from pipelines.ingestion import Ingestion
from pipelines.settings import House, now
from pipelines.warehouse import open_warehouse

GROUP = "ingest"


def landing_key(table: str) -> dg.AssetKey:
    """Asset of one landing table."""
    return dg.AssetKey(["landing", table])


def ingest_definitions(house: House, centre: Centre, partitions: Partitions) -> dg.Definitions:
    """One asset for each input contract, and the checks of the data sets."""
    ingestion = Ingestion(house, centre)
    contracts = ingestion.contracts
    return dg.Definitions(
        assets=[_landing_asset(contract, ingestion, partitions) for contract in contracts],
        asset_checks=[_data_set_checks(house, contracts)],
    )


def _landing_asset(
    contract: Contract, ingestion: Ingestion, partitions: Partitions
) -> dg.AssetsDefinition:
    accounted = dg.AssetCheckSpec(
        "rows_are_accounted_for",
        asset=landing_key(contract.name),
        description="Rows in = accepted + refused + exact duplicates, for every file.",
        blocking=True,
    )

    @dg.asset(
        key=landing_key(contract.name),
        group_name=GROUP,
        kinds={"parquet", "duckdb"},
        owners=[f"team:{contract.owner}"],
        description=f"{contract.title}. {contract.grain}",
        partitions_def=partitions.daily,
        backfill_policy=dg.BackfillPolicy.single_run(),
        check_specs=[accounted],
        pool="duckdb",
    )
    def landed(context: dg.AssetExecutionContext) -> dg.MaterializeResult[Any]:
        window = context.partition_keys
        done = ingestion.ingest(contract, first=min(window), last=max(window))
        with open_warehouse(ingestion.house.warehouse) as connection:
            ingestion.load(connection, contract)
            shown = table_metadata(connection, f"landing.{contract.name}", contract.name)
        return dg.MaterializeResult(
            metadata={**shown, **done.figures(), "summary": done.told()},
            check_results=[
                dg.AssetCheckResult(
                    check_name="rows_are_accounted_for",
                    passed=done.adds_up,
                    metadata=done.figures(),
                )
            ],
        )

    return landed


def _data_set_checks(house: House, contracts: Sequence[Contract]) -> dg.AssetChecksDefinition:
    specs = [
        dg.AssetCheckSpec(
            name, asset=landing_key(contract.name), description=text, blocking=severity == "error"
        )
        for contract in contracts
        for name, text, severity in check_names(contract)
    ]

    @dg.multi_asset_check(name="data_sets", specs=specs, pool="duckdb")
    def data_sets(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
        with open_warehouse(house.warehouse) as connection:
            outcomes = check_data_sets(connection, contracts, docs_root=house.data_docs, now=now())
        for outcome in outcomes:
            yield _result(outcome)

    return data_sets


def _result(outcome: CheckOutcome) -> dg.AssetCheckResult:
    blocking = outcome.severity == "error"
    return dg.AssetCheckResult(
        asset_key=landing_key(outcome.table),
        check_name=outcome.name,
        passed=outcome.passed,
        severity=dg.AssetCheckSeverity.ERROR if blocking else dg.AssetCheckSeverity.WARN,
        description=outcome.message,
        metadata=outcome.figures,
    )
