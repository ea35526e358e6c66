"""Which landing rows are a person's on a day, on rows whose answer is plain to see."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from pipelines.explaining.landing_rows import LandingRows
from pipelines.explaining.lineage import Feed

LEAVES = Feed("leaves", ("employee_id",), ("starts_at", "ends_at"), ())
TICKETS = Feed("tickets", ("owner_agent_id",), ("resolved_at",), ())
EVENTS = Feed("ticket_events", (), (), ("occurred_at",), TICKETS, ("ticket_id",))


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    for schema in ("landing", "intermediate"):
        connection.execute(f"create schema {schema}")
    connection.execute(
        """create table intermediate.int_people_dated as
        select 'E1' as employee_id, 'A1' as agent_id, date '2026-06-02' as calendar_date"""
    )
    return connection


def landed(connection: duckdb.DuckDBPyConnection, table: str, columns: str, rows: str) -> None:
    connection.execute(
        f"""create table landing.{table} as
        select *, date '2026-06-09' as landing_date, 'f' as source_file,
            row_number() over () as source_row
        from (values {rows}) as given({columns})"""
    )


def test_a_leave_belongs_to_every_day_that_it_touches_and_not_to_the_day_it_ends_on(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    landed(
        connection, "leaves", "leave_id, employee_id, starts_at, ends_at, updated_at",
        """('over', 'E1', timestamp '2026-05-30 16:00', timestamp '2026-06-09 16:00', null),
        ('ends before', 'E1', timestamp '2026-05-31 16:00', timestamp '2026-06-01 16:00', null),
        ('starts after', 'E1', timestamp '2026-06-02 16:00', timestamp '2026-06-03 16:00', null),
        ('of another', 'E2', timestamp '2026-06-01 16:00', timestamp '2026-06-02 16:00', null)""",
    )  # fmt: skip
    rows = LandingRows(connection, "A1", date(2026, 6, 2), "Asia/Shanghai").of(LEAVES)
    assert [row["leave_id"] for row in rows] == ["over"]


def test_events_follow_the_newest_version_of_their_ticket(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    day = "timestamp '2026-06-02 03:00'"
    landed(
        connection, "tickets", "ticket_id, owner_agent_id, resolved_at, updated_at",
        f"""('kept', 'A1', {day}, timestamp '2026-06-02 04:00'),
        ('passed on', 'A1', {day}, timestamp '2026-06-02 04:00'),
        ('passed on', 'A2', {day}, timestamp '2026-06-02 05:00')""",
    )  # fmt: skip
    landed(
        connection, "ticket_events", "event_id, ticket_id, occurred_at",
        f"('e1', 'kept', {day}), ('e2', 'passed on', {day})",
    )  # fmt: skip
    rows = LandingRows(connection, "A1", date(2026, 6, 2), "Asia/Shanghai")
    assert [row["event_id"] for row in rows.of(EVENTS)] == ["e1"]
    ranks = {row["ticket_id"]: row["delivery_rank"] for row in rows.of(TICKETS)}
    assert ranks == {"kept": 1, "passed on": 2}
