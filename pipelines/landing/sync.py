"""Landing versions to the tables of schema `landing`, changed days only, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import duckdb

from data_contracts.contract import Contract
from pipelines.landing.batch import SOURCE_COLUMNS, UNDATED
from pipelines.landing.store import LandingStore, Version


@dataclass(frozen=True)
class SyncedTable:
    """What changed in one table: days brought up to date, days taken out, rows it now has."""

    table: str
    days_loaded: int
    days_removed: int
    rows: int


def sync_landing_tables(
    connection: duckdb.DuckDBPyConnection,
    contracts: Iterable[Contract],
    store: LandingStore,
    as_of: datetime | None = None,
) -> list[SyncedTable]:
    """Make `landing.<table>` equal the versions in force now, or those known at `as_of` (aware).

    Tables have the contract's columns, source_file, source_row, source_sha256 and landing_date.
    A table that no extract fed exists and is empty. `control.landing_loaded` says what is loaded.
    """
    connection.execute("BEGIN TRANSACTION")
    try:
        connection.execute("CREATE SCHEMA IF NOT EXISTS landing")
        connection.execute("CREATE SCHEMA IF NOT EXISTS control")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS control.landing_loaded "
            "(table_name VARCHAR, landing_date DATE, version VARCHAR)"
        )
        synced = [_sync(connection, contract, store, as_of) for contract in contracts]
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    return synced


def landing_types(contract: Contract) -> dict[str, str]:
    """Column names and types of a table of schema `landing`."""
    return {c.name: c.type for c in contract.columns} | SOURCE_COLUMNS | {"landing_date": "DATE"}


def _sync(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    store: LandingStore,
    as_of: datetime | None,
) -> SyncedTable:
    table = contract.name
    _create(connection, contract)
    wanted = {v.day: v for v in store.versions(table, as_of) if v.day != UNDATED}
    query = "SELECT landing_date, version FROM control.landing_loaded WHERE table_name = $1"
    found = connection.execute(query, [table]).fetchall()
    loaded = {day.isoformat(): name for day, name in found}
    stale = [day for day, name in loaded.items() if day not in wanted or wanted[day].name != name]
    new = [v for day, v in wanted.items() if loaded.get(day) != v.name]
    if stale:
        for place in (f"landing.{table}", "control.landing_loaded"):
            only = " AND table_name = $2" if place.startswith("control") else ""
            connection.execute(
                f"DELETE FROM {place} WHERE landing_date IN "
                f"(SELECT CAST(unnest($1) AS DATE)){only}",
                [stale, table] if only else [stale],
            )
    if new:
        _load(connection, contract, new)
    ((rows,),) = connection.execute(f"SELECT count(*) FROM landing.{table}").fetchall()
    removed = sum(day not in wanted for day in stale)
    return SyncedTable(table, len(new), removed, int(rows))


def _create(connection: duckdb.DuckDBPyConnection, contract: Contract) -> None:
    """The table as its contract says; one of another shape is made again from the files."""
    types = landing_types(contract)
    found = connection.execute(
        "SELECT column_name, data_type FROM duckdb_columns() "
        "WHERE database_name = current_database() AND schema_name = 'landing' "
        "AND table_name = $1 ORDER BY column_index",
        [contract.name],
    ).fetchall()
    if found == list(types.items()):
        return
    columns = ", ".join(f"{name} {kind}" for name, kind in types.items())
    connection.execute(f"CREATE OR REPLACE TABLE landing.{contract.name} ({columns})")
    connection.execute("DELETE FROM control.landing_loaded WHERE table_name = $1", [contract.name])


def _load(
    connection: duckdb.DuckDBPyConnection, contract: Contract, versions: list[Version]
) -> None:
    types = landing_types(contract)
    typed = ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in types.items())
    connection.execute(
        f"""
        INSERT INTO landing.{contract.name} BY NAME
        SELECT * EXCLUDE (filename, landing_date), CAST(
            regexp_extract(filename, '.*/date=([^/]+)/', 1) AS DATE) AS landing_date
        FROM (
            (SELECT {typed}, CAST(NULL AS VARCHAR) AS filename LIMIT 0)
            UNION ALL BY NAME
            SELECT * FROM read_parquet(
                $1, union_by_name = true, filename = true, hive_partitioning = false)
        )
        ORDER BY landing_date, source_file, source_row""",
        [[str(version.landing) for version in versions]],
    )
    connection.executemany(
        "INSERT INTO control.landing_loaded VALUES ($1, CAST($2 AS DATE), $3)",
        [[contract.name, version.day, version.name] for version in versions],
    )
