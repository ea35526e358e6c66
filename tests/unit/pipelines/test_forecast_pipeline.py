"""The forecast as the warehouse keeps it: rows, overrides, ledger, the rest of a day."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from data_contracts.refusal import Refusal
from pipelines.centre import load_centre
from pipelines.landing.contracts import load_contract
from pipelines.planning import store_forecast
from pipelines.planning.forecast_events import read_events
from pipelines.planning.intraday import store_reforecast
from pipelines.settings import SAMPLE_CENTRE
from pipelines.warehouse import SCHEMAS

FIRST, DAYS = date(2026, 4, 20), 76
WEEK = date(2026, 7, 6)
CENTRE = load_centre(SAMPLE_CENTRE)


@pytest.fixture(scope="module")
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    """Two queues over eleven weeks; the plan of the week after them has been forecast."""
    dice, rows = np.random.default_rng(2), []
    for day in (FIRST + timedelta(days=n) for n in range(DAYS)):
        level = 1.0 if day.weekday() < 5 else 0.5
        for queue, size in (("voice_general", 30.0), ("voice_sales", 9.0)):
            for slot in range(16, 44):
                local = datetime(day.year, day.month, day.day, slot // 2, 30 * (slot % 2),
                                 tzinfo=ZoneInfo("Asia/Shanghai"))  # fmt: skip
                contacts = int(dice.poisson(size * level))
                at = local.astimezone(UTC).replace(tzinfo=None)
                rows.append({"queue_id": queue, "interval_start_at": at, "business_date": day,
                             "offered": contacts, "answered": contacts,
                             "handle_s": 240 * contacts})  # fmt: skip
    connection = duckdb.connect()
    for schema in SCHEMAS:
        connection.execute(f"create schema {schema}")
    connection.register("rows", pa.Table.from_pylist(rows))
    connection.execute("create table marts.queue_interval as from rows")
    connection.unregister("rows")
    connection.execute(
        "create table landing.contacts as select distinct business_date as landing_date "
        "from marts.queue_interval"
    )
    opened = [
        {"ticket_id": f"{day}-{n}", "ticket_type": kind, "opened_at": datetime(
            day.year, day.month, day.day, 1 + int(dice.integers(0, 12))),
         "business_date": day, "agent_work_s": 1800}
        for day in (FIRST + timedelta(days=n) for n in range(DAYS))
        for kind, mean in (("complaint", 60), ("billing", 4))
        for n in range(int(dice.poisson(mean)))
    ]  # fmt: skip
    connection.register("opened", pa.Table.from_pylist(opened))
    connection.execute("create table marts.tickets as from opened")
    connection.unregister("opened")
    connection.execute("create table landing.tickets as from landing.contacts")
    store_forecast(connection, CENTRE, WEEK)
    yield connection
    connection.close()


def one(connection: duckdb.DuckDBPyConnection, query: str) -> tuple:
    [found] = connection.execute(query).fetchall()
    return found


def test_the_centre_is_the_sum_of_its_queues(warehouse: duckdb.DuckDBPyConnection) -> None:
    apart = one(
        warehouse,
        "with queues as (select interval_start_at, sum(offered) as offered "
        "from scheduling.forecast group by interval_start_at) "
        "select max(abs(centre.offered - queues.offered)) from queues "
        "inner join scheduling.forecast_centre as centre using (interval_start_at)",
    )
    assert apart[0] < 1e-9


def test_overrides_raise_the_plan_and_leave_the_engines_figure(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    factors = one(
        warehouse,
        "select min(offered / offered_engine), max(offered / offered_engine) "
        "from scheduling.forecast_frozen where offered > 0 and queue_id = 'voice_sales' "
        "and business_date between '2026-07-14' and '2026-07-17'",
    )
    assert factors == pytest.approx((1.1, 1.1))
    told = one(warehouse, "select who, offered > offered_engine from scheduling.forecast_overrides")
    assert told == ("planner", True)


def test_running_again_freezes_nothing_anew(warehouse: duckdb.DuckDBPyConnection) -> None:
    before = one(warehouse, "select count(*), count(distinct version_id) from "
                            "scheduling.forecast_frozen")  # fmt: skip
    store_forecast(warehouse, CENTRE, WEEK)
    assert one(warehouse, "select count(*), count(distinct version_id) from "
                          "scheduling.forecast_frozen") == before  # fmt: skip
    assert one(warehouse, "select count(*), min(status) from scheduling.forecast_versions") == (
        1, "used",
    )  # fmt: skip


def test_the_ledger_judges_at_every_grain_and_lead(warehouse: duckdb.DuckDBPyConnection) -> None:
    judged = one(
        warehouse,
        "select count(distinct grain), max(lead_weeks), max(basis), avg(wape) "
        "filter (grain = 'half_hour' and queue_id = 'voice_general') "
        "from scheduling.forecast_accuracy",
    )
    assert judged[:3] == (3, 4, "backtest")
    assert judged[3] < 0.25
    models = one(
        warehouse,
        "select count(*), count(distinct model), min(origins) "
        "from scheduling.forecast_champions where role = 'challenger'",
    )
    assert models == (4, 2, 8)


def test_the_rest_of_a_day_is_renewed(warehouse: duckdb.DuckDBPyConnection) -> None:
    day = FIRST + timedelta(days=DAYS - 1)
    made = store_reforecast(warehouse, CENTRE, day, "13:00").to_pylist()
    assert {row["queue_id"] for row in made} == {"voice_general", "voice_sales"}
    assert len(made) == 2 * 18
    assert all(row["offered_p05"] <= row["offered"] <= row["offered_p95"] for row in made)
    with pytest.raises(Refusal, match="23:30"):
        store_reforecast(warehouse, CENTRE, day, "23:30")


def test_tickets_are_forecast_by_type_and_judged(warehouse: duckdb.DuckDBPyConnection) -> None:
    weekly = dict(
        warehouse.execute(
            "select ticket_type, sum(offered) / 4 from scheduling.forecast_tickets group by 1"
        ).fetchall()
    )
    assert weekly == {
        "complaint": pytest.approx(420, rel=0.1),
        "billing": pytest.approx(28, rel=0.3),
    }
    judged = one(
        warehouse,
        "select count(distinct ticket_type), max(lead_weeks), avg(wape) filter (grain = 'day' "
        "and ticket_type = 'complaint'), avg(coverage) from scheduling.forecast_tickets_accuracy",
    )
    assert judged[:2] == (2, 4)
    assert judged[2] < 0.2
    assert 0.85 < judged[3] < 0.98


def test_a_coming_event_is_told_with_its_effect_or_without_a_past(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    told = dict(
        warehouse.execute(
            "select event_id, (status, days_seen, round(factor, 1)) "
            "from scheduling.forecast_events where queue_id = 'voice_general' or kind <> 'bill'"
        ).fetchall()
    )
    assert told["sales-sms-2026-07"] == ("estimated", 8, 1.0)
    assert told["monthly-bill-2026-07-08"] == ("estimated", 4, 1.0)
    assert told["tariff-change-2026-07"] == ("no_past", 0, None)


def test_an_event_of_a_queue_that_is_not_there_is_refused(tmp_path: Path) -> None:
    copied = tmp_path / "sample"
    shutil.copytree(SAMPLE_CENTRE, copied)
    file = copied / "forecast_events.yaml"
    file.write_text(file.read_text("utf-8").replace("[voice_sales]", "[sales]"), "utf-8")
    with pytest.raises(Refusal, match="sales-sms-2026-04 is of a queue"):
        read_events(load_centre(copied))


@pytest.mark.parametrize(
    "table",
    ["forecast_accuracy", "forecast_events", "forecast_tickets", "forecast_tickets_accuracy"],
)
def test_columns_are_those_of_the_contract(
    warehouse: duckdb.DuckDBPyConnection, table: str
) -> None:
    stored = warehouse.execute(f"describe scheduling.{table}").fetchall()
    columns = load_contract(table, "outputs").columns
    assert {row[0]: row[1] for row in stored} == {column.name: column.type for column in columns}
