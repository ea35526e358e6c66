"""Guarantees of a centre: the month's advances, recoveries and write-offs."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa

from pipelines.people import people_of
from pipelines.period import Period
from pipelines.warehouse import fetched, has_table, replace_rows
from scoring.awards import settle_advances
from scoring.awards.advances_rules import GuaranteePlan
from scoring.awards.tables import ADVANCE_LEDGER
from scoring.tables import MONEY

LEDGER = "scoring.advance_ledger"
# What a person earns by their own work: neither base pay, overtime and allowances, nor the top-up
# of the minimum wage, deductions and adjustments.
VARIABLE = ("P2", "P3", "P3_ot", "P4", "P5", "P6", "P7", "P11")

_HIRED = "select agent_id, hired_on from staging.stg_people__employees where agent_id is not null"
_BEFORE = f"select * from {LEDGER} where period < ?"
_ENTRIES = f"""
select agent_id, entry_id as reference, amount, reason_zh, reason_en
from {LEDGER} where period = ? and amount <> 0
"""
EARNERS = pa.schema(
    [
        ("agent_id", pa.string()),
        ("role", pa.string()),
        ("variable_pay_amount", MONEY),
        ("periods_served", pa.int64()),
    ]
)


def clear_advances(connection: duckdb.DuckDBPyConnection, period: Period) -> None:
    """Forget the month's entries, so that they are settled without themselves."""
    empty = ADVANCE_LEDGER.empty_table()
    replace_rows(connection, LEDGER, empty, where={"period": period.name})


def store_advances(
    connection: duckdb.DuckDBPyConnection,
    plans: Sequence[GuaranteePlan],
    period: Period,
    pay_lines: pa.Table,
) -> pa.Table:
    """Settle the month's guarantees by its variable pay and store the entries."""
    earned = earners(connection, period, pay_lines)
    ledger = fetched(connection, _BEFORE, [period.name])
    entries = [settle_advances(plan, earned, ledger) for plan in plans]
    table = pa.concat_tables([ADVANCE_LEDGER.empty_table(), *entries])
    replace_rows(connection, LEDGER, table, where={"period": period.name})
    return table


def earners(connection: duckdb.DuckDBPyConnection, period: Period, pay_lines: pa.Table) -> pa.Table:
    """Everybody with their variable pay of the month and the months served, this one included.

    People whose day of hire is not known have no guarantee and are left out.
    """
    hired = dict(connection.execute(_HIRED).fetchall())
    earned: dict[str, Decimal] = {}
    for line in pay_lines.select(["agent_id", "code", "pay_amount"]).to_pylist():
        if line["code"] in VARIABLE:
            agent = line["agent_id"]
            earned[agent] = earned.get(agent, Decimal(0)) + line["pay_amount"]
    people = people_of(connection, period.first, period.last).to_pylist()
    rows = [
        _earner(person, hired, earned, period) for person in people if hired.get(person["agent_id"])
    ]
    return pa.Table.from_pylist(rows, schema=EARNERS)


def _earner(
    person: dict[str, Any], hired: dict[str, Any], earned: dict[str, Decimal], period: Period
) -> dict[str, Any]:
    agent = person["agent_id"]
    since = hired[agent]
    served = (period.year - since.year) * 12 + period.month - since.month + 1
    return {
        "agent_id": agent,
        "role": person["role"],
        "variable_pay_amount": earned.get(agent, Decimal(0)),
        "periods_served": served,
    }


def advance_adjustments(connection: duckdb.DuckDBPyConnection, period: Period) -> pa.Table | None:
    """The month's advances and recoveries as P12 takes them; write-offs move no money."""
    return fetched(connection, _ENTRIES, [period.name]) if has_table(connection, LEDGER) else None
