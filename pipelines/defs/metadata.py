"""What an asset shows of itself: rows and a preview, never a name, an address or pay."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

import dagster as dg
import duckdb

from pipelines.landing import load_contract

PREVIEW_ROWS = 5
OPEN = frozenset({None, "public", "internal"})


def table_metadata(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    contract: str | None = None,
    room: Literal["inputs", "marts", "outputs"] = "inputs",
) -> dict[str, Any]:
    """Row count and first rows of `schema.table`; columns that the contract classifies stay out."""
    [(rows,)] = connection.execute(f"select count(*) from {table}").fetchall()
    columns = _open_columns(connection, table, contract, room)
    listed = ", ".join(f'"{column}"' for column in columns)
    shown = connection.execute(f"select {listed} from {table} limit {PREVIEW_ROWS}")
    return {
        "dagster/row_count": rows,
        "preview": dg.MetadataValue.md(_markdown(columns, shown.fetchall())),
    }


def _open_columns(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    contract: str | None,
    room: Literal["inputs", "marts", "outputs"],
) -> list[str]:
    present = [row[0] for row in connection.execute(f"describe {table}").fetchall()]
    if contract is None:
        return present
    classified = {
        column.name
        for column in load_contract(contract, room).columns
        if column.classification not in OPEN
    }
    return [column for column in present if column not in classified]


def _markdown(columns: list[str], rows: Iterable[tuple[Any, ...]]) -> str:
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    lines += ["| " + " | ".join(_cell(value) for value in row) + " |" for row in rows]
    return "\n".join(lines)


def _cell(value: Any) -> str:
    return "" if value is None else str(value).replace("|", "\\|").replace("\n", " ")[:60]
