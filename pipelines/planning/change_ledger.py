"""The ledger of accepted changes: which rosters are in force, and which days are settled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa

from pipelines.warehouse import fetched, has_table
from scheduling.half_hours import local_to_utc

CHANGES = "scheduling.roster_changes"
_SETTLED = f"""
select distinct shifts.agent_id, shifts.work_date, shifts.shift_code, shifts.starts_at,
    shifts.queue_group as queue_id
from {CHANGES} as changes
inner join scheduling.roster_shifts as shifts using (plan_week, agent_id, work_date)
where list_contains($mondays, plan_week)
order by all
"""


def accepted_changes(connection: duckdb.DuckDBPyConnection, plan_week: date) -> int:
    """How many changes of the week's roster were accepted."""
    if not has_table(connection, CHANGES):
        return 0
    query = f"select coalesce(max(change_no), 0) as last from {CHANGES} where plan_week = $week"
    return fetched(connection, query, {"week": plan_week})["last"][0].as_py()


def settled_days(
    connection: duckdb.DuckDBPyConnection, mondays: Sequence[date], zone: str
) -> pa.Table | None:
    """The days of these weeks that accepted changes settled, as pins; None where there are none."""
    if not has_table(connection, CHANGES):
        return None
    rows = fetched(connection, _SETTLED, {"mondays": list(mondays)}).to_pylist()
    pins = [row | {"start_min": _start_min(row, zone)} for row in rows]
    return pa.Table.from_pylist(pins) if pins else None


def _start_min(row: dict[str, Any], zone: str) -> int | None:
    """Minutes of the start after the local midnight; None on a day off."""
    starts_at, day = row["starts_at"], row["work_date"]
    if starts_at is None:
        return None
    return round((starts_at - local_to_utc(day, 0, zone)).total_seconds() / 60)
