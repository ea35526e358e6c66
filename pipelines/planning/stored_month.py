"""Tables of schema `scheduling` by month: new rows of a month replace its old ones."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from pipelines.period import Period
from pipelines.warehouse import replace_rows


def store_month(
    connection: duckdb.DuckDBPyConnection, table: str, rows: pa.Table, period: Period
) -> pa.Table:
    """Store rows under the month's name in a column `period`; returns them with it."""
    named = rows.append_column("period", pa.array([period.name] * rows.num_rows, pa.string()))
    replace_rows(connection, f"scheduling.{table}", named, where={"period": period.name})
    return named
