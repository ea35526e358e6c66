"""What the data-set checks found last, kept for the data-quality workbook."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import duckdb
import pyarrow as pa

from pipelines.data_sets import CheckOutcome
from pipelines.warehouse import ensure_table, fetched, replace_rows

TABLE = "control.check_results"
SCHEMA = pa.schema(
    [
        ("table_name", pa.string()),
        ("check_name", pa.string()),
        ("severity", pa.string()),
        ("passed", pa.bool_()),
        ("observed", pa.string()),
        ("message", pa.string()),
        ("checked_at", pa.timestamp("us")),
    ]
)


def store_outcomes(
    connection: duckdb.DuckDBPyConnection, outcomes: Sequence[CheckOutcome], checked_at: datetime
) -> None:
    """Replace the results by `outcomes`; one that is unchanged keeps its older time."""
    before = _known(connection)
    rows: list[dict[str, Any]] = []
    for outcome in outcomes:
        row: dict[str, Any] = {
            "table_name": outcome.table,
            "check_name": outcome.name,
            "severity": outcome.severity,
            "passed": outcome.passed,
            "observed": "; ".join(f"{k} {_figure(v)}" for k, v in sorted(outcome.figures.items())),
            "message": outcome.message,
        }
        rows.append({**row, "checked_at": before.get(tuple(row.values()), checked_at)})
    replace_rows(connection, TABLE, pa.Table.from_pylist(rows, SCHEMA), where={})


def _figure(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _known(connection: duckdb.DuckDBPyConnection) -> dict[tuple[Any, ...], datetime]:
    ensure_table(connection, TABLE, SCHEMA)
    rows = fetched(connection, f"select * from {TABLE}").to_pylist()
    return {
        tuple(value for name, value in row.items() if name != "checked_at"): row["checked_at"]
        for row in rows
    }
