"""Landing as the run calls it: one centre's mappings, its store, its landing tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date
from functools import cached_property

import duckdb

from data_contracts.contract import Contract
from pipelines.centre import Centre
from pipelines.landing import (
    IngestSummary,
    LandingStore,
    SourceMapping,
    ingest_table,
    load_contracts,
    load_ledger,
    load_mappings,
    sync_landing_tables,
)
from pipelines.settings import House, now


@dataclass(frozen=True)
class Ingestion:
    """What every landing asset of one centre shares."""

    house: House
    centre: Centre

    @cached_property
    def contracts(self) -> dict[str, Contract]:
        return load_contracts("inputs")

    @cached_property
    def mappings(self) -> dict[str, list[SourceMapping]]:
        return load_mappings(self.centre.directory / "sources", self.contracts)

    @cached_property
    def store(self) -> LandingStore:
        return LandingStore(self.house.out)

    def ingest(self, contract: Contract, *, first: date, last: date) -> IngestSummary:
        """Land one table's extracts of a span of days; nothing where it has no source."""
        mappings = self.mappings.get(contract.name, [])
        if not mappings:
            return IngestSummary(contract.name)
        return ingest_table(
            contract=contract,
            mappings=mappings,
            extracts_root=self.centre.extracts(self.house),
            store=self.store,
            first=first,
            last=last,
            salt=self.centre.settings.salt,
            now=now().replace(tzinfo=UTC),
        )

    def load(self, connection: duckdb.DuckDBPyConnection, contract: Contract) -> None:
        """Bring `landing.<table>` up to the versions in force."""
        sync_landing_tables(connection, [contract], self.store)

    def load_ledger(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Fill `control.ingest_ledger` and `control.quarantine_rows` from the files."""
        load_ledger(connection, self.store, self.contracts)
