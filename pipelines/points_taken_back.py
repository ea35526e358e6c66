"""Work of a month that came back, with the ledger rows of earlier months that it names."""

from __future__ import annotations

import duckdb

from pipelines.period import Period
from pipelines.warehouse import ensure_table, fetched, has_table
from scoring.points import TakenBack
from scoring.tables import POINT_LINES

MART, LEDGER = "marts.work_reversed", "scoring.point_lines"

_WORK = f"select * from {MART} where business_date between $first and $last"
_POSTED = f"""
select lines.*
from {LEDGER} as lines
where lines.period < $period and exists (
    select 1 from {MART} as back
    where
        back.business_date between $first and $last
        and back.agent_id = lines.agent_id
        and back.earned_on = lines.work_date
        and back.work_type = lines.work_type
)
"""


def taken_back(connection: duckdb.DuckDBPyConnection, period: Period) -> TakenBack | None:
    """What loses its points in the month; None where the warehouse has no such mart."""
    if not has_table(connection, MART):
        return None
    ensure_table(connection, LEDGER, POINT_LINES)
    span = {"first": period.first, "last": period.last}
    return TakenBack(
        fetched(connection, _WORK, span),
        fetched(connection, _POSTED, span | {"period": period.name}),
    )
