"""Tables of schema `scheduling` by plan week: new rows of a week replace its old ones."""

from __future__ import annotations

from datetime import date

import duckdb
import pyarrow as pa

from pipelines.warehouse import replace_rows


def store_week(
    connection: duckdb.DuckDBPyConnection, table: str, rows: pa.Table, plan_week: date
) -> None:
    """Store rows under the Monday of their week in a column `plan_week`."""
    dated = rows.append_column("plan_week", pa.array([plan_week] * rows.num_rows, pa.date32()))
    replace_rows(connection, f"scheduling.{table}", dated, where={"plan_week": plan_week})
