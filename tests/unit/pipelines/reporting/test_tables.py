"""Stored results reach the workbooks of their month, and of no other."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from pipelines.period import parse_period
from pipelines.reporting.tables import plan_tables, result_tables

PERIOD = parse_period("2026-06")


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    held = duckdb.connect()
    held.execute("create schema scoring")
    held.execute(
        "create table scoring.talent_pool as from (values ('2026-05', 1), ('2026-06', 2)) "
        "as rows(period, rank)"
    )
    held.execute(
        "create table scoring.pay_forecast as from (values ('2026-07', 1)) as rows(period, draws)"
    )
    held.execute(
        "create table scoring.retime_triggers as from (values "
        "(date '2026-05-31', 'a'), (date '2026-06-30', 'b'), (date '2026-07-31', 'c')) "
        "as rows(as_of, work_type)"
    )
    held.execute("create table scoring.pack_comparison as select 'star' as pack")
    return held


def test_a_monthly_result_gives_its_own_month(connection: duckdb.DuckDBPyConnection) -> None:
    found = result_tables(connection, ["talent_pool"], PERIOD)
    assert found["talent_pool"]["rank"].to_pylist() == [2]


def test_a_judgement_gives_the_latest_day_in_the_month(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    found = result_tables(connection, ["retime_triggers"], PERIOD)["retime_triggers"].to_pylist()
    assert found == [{"as_of": date(2026, 6, 30), "work_type": "b"}]


def test_forecasts_and_comparisons_are_shown_whole(connection: duckdb.DuckDBPyConnection) -> None:
    found = result_tables(connection, ["pay_forecast", "pack_comparison"], PERIOD)
    assert [table.num_rows for table in found.values()] == [1, 1]


def test_a_result_that_was_never_stored_is_left_out(connection: duckdb.DuckDBPyConnection) -> None:
    assert result_tables(connection, ["price_sheet"], PERIOD) == {}


def test_a_roster_gives_all_its_weeks_and_a_forecast_the_first(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    connection.execute("create schema scheduling")
    for name in ("forecast", "roster_shifts"):
        connection.execute(
            f"create table scheduling.{name} as select date '2026-06-29' + 7 * n::int as plan_week "
            "from range(9) as weeks(n)"
        )
    connection.execute(
        "create table scheduling.roster_proof as from (values "
        "(date '2026-07-06', 'roster_weeks', '6'), (date '2026-07-13', 'roster_weeks', '1')) "
        "as rows(plan_week, item, value)"
    )
    weeks = {
        monday: {
            name: [row["plan_week"].isoformat()[5:] for row in plan[name].to_pylist()]
            for name in ("forecast", "roster_shifts")
        }
        for monday in (date(2026, 7, 6), date(2026, 7, 13))
        for plan in [plan_tables(connection, monday)]
    }
    six = ["07-06", "07-13", "07-20", "07-27", "08-03", "08-10"]
    assert weeks[date(2026, 7, 6)] == {"forecast": ["07-06"], "roster_shifts": six}
    assert weeks[date(2026, 7, 13)] == {"forecast": ["07-13"], "roster_shifts": ["07-13"]}
