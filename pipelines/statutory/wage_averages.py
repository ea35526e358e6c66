"""The mean monthly wage of the 12 months before a month, from stored pay (scoring.md 4.12)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import duckdb
import pyarrow as pa

from pipelines.period import Period
from pipelines.warehouse import has_table
from scoring.exact import MONEY_DIGITS, rounded

MONTHS = 12
# Overtime is not paid on overtime, and what is taken for damage was earned all the same.
NOT_WAGE = ("P9", "P3_ot", "P10")
_TABLE = "scoring.pay_lines"
_SUMS = f"""
select agent_id, sum(pay_amount) filter (not list_contains($without, code)) as amount
from {_TABLE}
where period between $first and $last
group by agent_id
having count(distinct period) = {MONTHS}
order by agent_id
"""
_AMOUNTS = pa.schema([("agent_id", pa.string()), ("amount", pa.decimal128(18, MONEY_DIGITS))])


def wage_averages(connection: duckdb.DuckDBPyConnection, period: Period) -> dict[str, Decimal]:
    """The average of each person who was paid in all of the 12 months, to the cent.

    Locked months stand as they were signed; overtime and deductions are left out.
    """
    if not has_table(connection, _TABLE):
        return {}
    span = {"first": Period(period.year - 1, period.month).name, "last": period.previous().name}
    rows = connection.execute(_SUMS, {**span, "without": [*NOT_WAGE]}).fetchall()
    return {agent: rounded(Fraction(amount or 0) / MONTHS, MONEY_DIGITS) for agent, amount in rows}


def averages_table(averages: Mapping[str, Decimal]) -> pa.Table:
    """The averages as Extras.wage_averages takes them."""
    rows = [{"agent_id": agent, "amount": amount} for agent, amount in averages.items()]
    return pa.Table.from_pylist(rows, _AMOUNTS)
