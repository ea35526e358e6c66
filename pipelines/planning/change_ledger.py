"""The ledger of accepted changes: which rosters are in force and are not made anew."""

from __future__ import annotations

from datetime import date

import duckdb

from pipelines.warehouse import fetched, has_table

CHANGES = "scheduling.roster_changes"


def accepted_changes(connection: duckdb.DuckDBPyConnection, plan_week: date) -> int:
    """How many changes of the week's roster were accepted."""
    if not has_table(connection, CHANGES):
        return 0
    query = f"select coalesce(max(change_no), 0) as last from {CHANGES} where plan_week = $week"
    return fetched(connection, query, {"week": plan_week})["last"][0].as_py()
