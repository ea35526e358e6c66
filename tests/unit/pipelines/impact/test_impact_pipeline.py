"""The volume of a coming month from the staffing forecast, and what the commands refuse."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import duckdb
import pytest
from click.testing import CliRunner

from data_contracts.refusal import Refusal
from pipelines.impact.commands import forecast_pay
from pipelines.impact.forecasts import expected_volume
from pipelines.period import Period


@pytest.fixture
def warehouse() -> duckdb.DuckDBPyConnection:
    """100 contacts a day seen in June; 110 (90 … 140) a day forecast for two days of July."""
    connection = duckdb.connect()
    connection.execute("create schema scheduling")
    connection.execute("create schema marts")
    connection.execute("create table marts.queue_interval (business_date date, offered bigint)")
    for day in range(1, 31):
        connection.execute("insert into marts.queue_interval values (?, 100)", [date(2026, 6, day)])
    connection.execute(
        "create table scheduling.forecast (plan_week date, queue_id varchar,"
        " interval_start_at timestamp, business_date date,"
        " offered_p05 double, offered double, offered_p95 double)"
    )
    rows = [
        (week, "q", f"2026-07-0{day} 02:00", date(2026, 7, day), 90 - off, 110 - off, 140 - off)
        for week, off in ((date(2026, 6, 22), 50), (date(2026, 6, 29), 0))
        for day in (6, 7)
    ]
    connection.executemany("insert into scheduling.forecast values (?, ?, ?, ?, ?, ?, ?)", rows)
    return connection


def test_the_newest_forecast_over_what_was_seen_is_the_volume(warehouse) -> None:
    found = expected_volume(warehouse, Period(2026, 7), [Period(2026, 6)])
    assert found.middle == Decimal("1.1")
    # 5th and 95th percentile lie 0.2 below and 0.3 above; the 10th and 90th 0.779 of that.
    assert (found.low, found.high) == (Decimal("0.9442"), Decimal("1.3337"))


def test_a_month_out_of_the_forecast_is_refused_with_the_option(warehouse) -> None:
    with pytest.raises(Refusal, match="does not reach into this month") as refusal:
        expected_volume(warehouse, Period(2026, 9), [Period(2026, 6)])
    assert "--volume" in str(refusal.value)


@pytest.mark.parametrize("volume", ["1.0,1.1", "1.2,1.1,1.0", "a,b,c"])
def test_a_volume_is_three_rising_numbers(volume: str) -> None:
    done = CliRunner().invoke(forecast_pay, ["--period", "2026-07", "--volume", volume])
    assert done.exit_code == 2 and "--volume" in done.output
