"""What was read, when, and what became of its rows: the ingest ledger.

The truth is a set of JSON-lines files that are only ever added, one per call of `ingest_table`
that read anything: <root>/ledger/<table>/<utc stamp>.jsonl. A record is one extract as read
once; its days are the rows of the contract ingest_ledger.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from data_contracts.contract import Contract
from pipelines.landing.contracts import load_contract
from pipelines.landing.store import LandingStore, Version, replace_file

_STAMP = "%Y%m%dT%H%M%S.%fZ"


@dataclass(frozen=True)
class LedgerDay:
    """The rows of one extract that belong to one landing day."""

    landing_date: str
    rows_in: int
    rows_accepted: int
    rows_refused: int
    rows_duplicate: int
    landing_file: str | None
    quarantine_file: str | None


@dataclass(frozen=True)
class LedgerRecord:
    """One extract read once for the days `first` to `last` (None: all that it holds)."""

    table_name: str
    source_file: str
    source_sha256: str
    landed_at: str
    first: str | None
    last: str | None
    days: tuple[LedgerDay, ...]

    def covers(self, first: date, last: date) -> bool:
        """Whether this reading answers for every day of the span."""
        if self.first is None or self.last is None:
            return True
        return self.first <= first.isoformat() and last.isoformat() <= self.last


def read_ledger(store: LandingStore, table: str) -> list[LedgerRecord]:
    """All records of a table, oldest first."""
    found: list[LedgerRecord] = []
    for path in sorted((store.root / "ledger" / table).glob("[0-9]*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            written: dict[str, Any] = json.loads(line)
            days = tuple(LedgerDay(**day) for day in written.pop("days"))
            found.append(LedgerRecord(**written, days=days))
    return found


def append_ledger(
    store: LandingStore, table: str, records: Sequence[LedgerRecord], now: datetime
) -> None:
    """Add the records of one call. After this the extracts count as read."""
    if not records:
        return
    folder = store.root / "ledger" / table
    stamp, number = now.astimezone(UTC).strftime(_STAMP), 0
    while (path := folder / f"{stamp}-{number:03d}.jsonl").exists():
        number += 1
    replace_file(path, [f"{json.dumps(asdict(r), ensure_ascii=False)}\n".encode() for r in records])


def load_ledger(
    connection: duckdb.DuckDBPyConnection, store: LandingStore, contracts: Mapping[str, Contract]
) -> None:
    """Fill `control.ingest_ledger`, `control.quarantine_rows` from the files, in one transaction.

    The view `control.ingest_ledger_current` holds the newest reading of each file and day;
    quarantine_rows holds the refused rows of the versions in force, with their source as JSON.
    """
    records = [record for table in contracts for record in read_ledger(store, table)]
    refused = [
        version.quarantine
        for table in contracts
        for version in store.versions(table)
        if version.quarantine is not None
    ]
    connection.execute("BEGIN TRANSACTION")
    try:
        connection.execute("CREATE SCHEMA IF NOT EXISTS control")
        _load_days(connection, records)
        _load_refused(connection, refused)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _load_days(connection: duckdb.DuckDBPyConnection, records: Sequence[LedgerRecord]) -> None:
    contract = load_contract("ingest_ledger", "outputs")
    newest: dict[tuple[str, str, str, str], list[object]] = {}
    for record in records:
        for day in record.days:
            told = {**asdict(record), **asdict(day)}
            told["landed_at"] = datetime.fromisoformat(record.landed_at)
            key = (record.table_name, record.source_file, record.source_sha256, day.landing_date)
            newest[key] = [told[name] for name in contract.column_names]
    columns = ", ".join(f"{c.name} {c.type}" for c in contract.columns)
    connection.execute(f"CREATE OR REPLACE TABLE control.ingest_ledger ({columns})")
    if newest:
        marks = ", ".join(f"${i + 1}" for i in range(len(contract.columns)))
        connection.executemany(
            f"INSERT INTO control.ingest_ledger VALUES ({marks})", list(newest.values())
        )
    connection.execute("""
        CREATE OR REPLACE VIEW control.ingest_ledger_current AS
        SELECT * FROM control.ingest_ledger
        QUALIFY row_number() OVER (
            PARTITION BY table_name, source_file, landing_date ORDER BY landed_at DESC) = 1""")


def _load_refused(connection: duckdb.DuckDBPyConnection, files: Sequence[Path]) -> None:
    columns = ", ".join(f"{c.name} {c.type}" for c in quarantine_columns())
    connection.execute(
        f"CREATE OR REPLACE TABLE control.quarantine_rows "
        f"({columns}, source_sha256 VARCHAR, source VARCHAR)"
    )
    if files:
        connection.execute(
            "INSERT INTO control.quarantine_rows BY NAME "
            "SELECT * FROM read_parquet($1, union_by_name = true, hive_partitioning = false)",
            [[str(path) for path in files]],
        )


def quarantine_columns() -> tuple[Any, ...]:
    """The columns of the quarantine_rows contract."""
    return load_contract("quarantine_rows", "outputs").columns


def ledger_day(
    store: LandingStore, counts: tuple[int, int, int, int], version: Version
) -> LedgerDay:
    """The ledger's line for a day: rows in, accepted, refused, duplicates, and where they lie."""
    return LedgerDay(
        version.day,
        *counts,
        landing_file=store.relative(version.landing),
        quarantine_file=store.relative(version.quarantine),
    )
