"""One person of May who works shifts of eight hours, and what the law makes of the month."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa

from pipelines.centre import Centre
from pipelines.period import Period
from pipelines.statutory.month import StatutoryFacts, statutory_facts

MAY = Period(2026, 5)
HOUR = timedelta(hours=1)
SALARY = Decimal("4350.00")  # 25.00 an hour
PEOPLE = pa.schema(
    [
        *((name, pa.string()) for name in ("agent_id", "role", "team_id", "currency")),
        ("base_salary_amount", pa.decimal128(18, 2)),
        *((name, pa.int64()) for name in ("scheduled_days", "paid_days")),
        *((name, pa.date32()) for name in ("employed_from", "employed_to")),
    ]
)


def works(
    connection: duckdb.DuckDBPyConnection, day: str, agent: str = "A1", *, beyond_h: int = 0
) -> None:
    """A shift of 8 h, 09:00 to 17:00 local, and hours that were worked beyond it."""
    begins = datetime.fromisoformat(f"{day}T01:00")
    shift = (begins, begins + 8 * HOUR)
    punches = (begins, begins + (8 + beyond_h) * HOUR)
    connection.execute(
        "insert into marts.attendance_day values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, null, 0)",
        ["E1", agent, begins.date(), "workday", *shift, *punches, 8 * 3600, beyond_h * 3600],
    )


def people(**more: Any) -> pa.Table:
    usual = {**dict.fromkeys(PEOPLE.names), "agent_id": "A1", "role": "agent"}
    usual |= {"base_salary_amount": SALARY, "currency": "CNY"}
    return pa.Table.from_pylist([{**usual, **more}], PEOPLE)


def found(connection: duckdb.DuckDBPyConnection, centre: Centre) -> StatutoryFacts:
    return statutory_facts(connection, centre, MAY, people())
