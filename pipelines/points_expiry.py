"""Expiry of points that nobody was paid for: rows in the month in which they run out (4.6)."""

from __future__ import annotations

import duckdb
import pyarrow as pa

import scoring
from pipelines.period import Period
from pipelines.warehouse import ensure_table, fetched
from scoring.points import expire
from scoring.tables import PAY_LINES, POINT_LINES

# Points that one of these components paid are spent, and have nothing left to expire.
SPENT_BY = ("P3", "P3_ot", "P4", "P5")
_BANKED = """
select lines.*
from scoring.point_lines as lines
where lines.period < $period and starts_with(lines.rule_ref, $file) and not exists (
    select 1 from scoring.pay_lines as pay
    where
        pay.period = lines.period
        and pay.agent_id = lines.agent_id
        and list_contains($codes, pay.code)
)
order by all
"""


def expired_points(
    connection: duckdb.DuckDBPyConnection, rules: scoring.Rules, period: Period
) -> pa.Table:
    """Rows of outputs/point_lines that take unspent points of earlier months off the ledger.

    A tariff without `valid_days` lets nothing expire. Equal ledgers give equal rows.
    """
    ensure_table(connection, "scoring.point_lines", POINT_LINES)
    ensure_table(connection, "scoring.pay_lines", PAY_LINES)
    found = [POINT_LINES.empty_table()]
    if not any(tariff.valid_days for tariff, _ in rules.points):
        return found[0]
    for plan in rules.in_month(period.name).points:
        if plan.valid_days is not None:
            known = {"period": period.name, "file": plan.document.file, "codes": [*SPENT_BY]}
            banked = fetched(connection, _BANKED, known).select(POINT_LINES.names)
            found.append(expire(banked, period.last, plan.valid_days, period.name))
    return pa.concat_tables(found, promote_options="default").cast(POINT_LINES)
