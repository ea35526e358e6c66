"""The rows of a batch, joined with what other files gave to the same days, as new versions.

A version's digest is made of its rows without row numbers and file hashes: a day whose rows
stay the same gets no new version when another day of its file changes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

import duckdb
import pyarrow as pa

from data_contracts.contract import Contract
from pipelines.landing.batch import SOURCE_COLUMNS
from pipelines.landing.ledger import quarantine_columns
from pipelines.landing.store import LandingStore, Version

_QUARANTINE_EXTRA = {"source_sha256": "VARCHAR", "source": "VARCHAR"}


def write_days(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    store: LandingStore,
    days: Sequence[str],
    files: Sequence[str],
    now: datetime,
) -> tuple[dict[str, Version], int]:
    """Write the days of `accepted` and `quarantined`; what other files gave to them stays.

    Returns the version in force of each day and how many are new.
    """
    before = {day: store.version(contract.name, day) for day in days}
    landing_types = {c.name: c.type for c in contract.columns} | SOURCE_COLUMNS
    refused_types = {c.name: c.type for c in quarantine_columns()} | _QUARANTINE_EXTRA
    current = [v for v in before.values() if v is not None]
    _with_kept(
        connection,
        "landing_rows",
        "accepted",
        landing_types,
        files,
        [(v.day, str(v.landing)) for v in current],
    )
    _with_kept(
        connection,
        "refused_rows",
        "(SELECT *, landing_date AS _day FROM quarantined)",
        refused_types,
        files,
        [(v.day, str(v.quarantine)) for v in current if v.quarantine],
    )
    landing = _by_day(connection, "landing_rows", landing_types, "source_row")
    refused = _by_day(connection, "refused_rows", refused_types, "source_row, rule, column_name")
    digests = _digests(connection, landing_types, refused_types)
    versions: dict[str, Version] = {}
    for day in days:
        versions[day] = store.write(
            contract.name,
            day,
            digests.get(day, _digest([])),
            now,
            _rows(landing, day),
            _rows(refused, day),
        )
    written = sum(version != before[day] for day, version in versions.items())
    return versions, written


def _with_kept(
    connection: duckdb.DuckDBPyConnection,
    made: str,
    new: str,
    types: dict[str, str],
    files: Sequence[str],
    current: Sequence[tuple[str, str]],
) -> None:
    """A table of the new rows and of the current versions' rows from other files."""
    columns = ", ".join(types)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {made} AS SELECT {columns}, _day FROM {new}")
    if not current:
        return
    typed = ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in types.items())
    connection.execute(
        f"""
        INSERT INTO {made}
        SELECT {columns}, regexp_extract(filename, '.*/date=([^/]+)/', 1)
        FROM (
            (SELECT {typed}, CAST(NULL AS VARCHAR) AS filename LIMIT 0)
            UNION ALL BY NAME
            SELECT * FROM read_parquet(
                $1, union_by_name = true, filename = true, hive_partitioning = false)
        )
        WHERE NOT list_contains($2, source_file)""",
        [[path for _, path in current], list(files)],
    )


def _by_day(
    connection: duckdb.DuckDBPyConnection, table: str, types: dict[str, str], order: str
) -> tuple[pa.Table, dict[str, tuple[int, int]]]:
    """All rows in the order of their days, and where each day begins and how long it is."""
    rows = connection.sql(
        f"SELECT {', '.join(types)} FROM {table} ORDER BY _day, source_file, {order}"
    ).to_arrow_table()
    places: dict[str, tuple[int, int]] = {}
    start = 0
    query = f"SELECT _day, count(*) FROM {table} GROUP BY _day ORDER BY _day"
    for day, count in connection.execute(query).fetchall():
        places[day] = (start, count)
        start += count
    assert start == rows.num_rows
    return rows, places


def _rows(ordered: tuple[pa.Table, dict[str, tuple[int, int]]], day: str) -> pa.Table:
    table, places = ordered
    start, count = places.get(day, (0, 0))
    return table.slice(start, count)


def _digests(
    connection: duckdb.DuckDBPyConnection,
    landing_types: dict[str, str],
    refused_types: dict[str, str],
) -> dict[str, str]:
    """Hash of each day's accepted and refused rows, whatever their order and row numbers."""
    found: dict[str, list[tuple[object, ...]]] = {}
    for table, types in (("landing_rows", landing_types), ("refused_rows", refused_types)):
        names = [name for name in types if name not in ("source_row", "source_sha256")]
        rows = connection.execute(
            f"""SELECT _day, '{table}', count(*), CAST(sum(hash({", ".join(names)})) AS VARCHAR)
            FROM {table} GROUP BY _day"""
        ).fetchall()
        for day, *figures in rows:
            found.setdefault(day, []).append(tuple(figures))
    return {day: _digest(figures) for day, figures in found.items()}


def _digest(figures: list[tuple[object, ...]]) -> str:
    return hashlib.sha256(repr(sorted(figures, key=str)).encode()).hexdigest()
