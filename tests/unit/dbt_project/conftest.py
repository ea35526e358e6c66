"""A landing zone small enough to count by hand, and one dbt build of it per session."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

PROJECT = Path(__file__).resolve().parents[3]
DBT_PROJECT = PROJECT / "dbt_project"
CONTRACTS = PROJECT / "data_contracts"
SMALL_CENTRE = Path(__file__).with_name("small_centre.yaml")
LINEAGE = {
    "source_file": "VARCHAR",
    "source_row": "BIGINT",
    "source_sha256": "VARCHAR",
    "landing_date": "DATE",
}
CONFIG = """
    create schema config;
    create table config.centre as
        select 'small' as centre_id, 'Asia/Shanghai' as zone, 'CNY' as currency;
    create table config.queues as
        select
            'voice_general' as queue_id, '综合' as name_zh, 'General' as name_en,
            'voice' as channel, date '2026-01-01' as effective_from,
            date '2026-06-02' as effective_to, 20 as target_wait_s, 5 as short_abandon_s,
            cast(0.8 as decimal(9, 6)) as service_level_target
        union all
        select 'voice_general', '综合', 'General', 'voice', date '2026-06-02', null, 15, 5, 0.8;
    create table config.attendance_rules as
        select
            date '2026-01-01' as effective_from, cast(null as date) as effective_to,
            300 as grace_s, 57600 as punch_pairing_max_s;
    create table config.time_windows as
        select
            date '2026-06-02' as effective_from, cast(null as date) as effective_to,
            'night' as window_id, 0 as from_minute, 360 as to_minute
        union all
        select date '2026-06-02', null, 'day', 360, 1320
        union all
        select date '2026-06-02', null, 'night', 1320, 1440;
    create table config.callback_rules as
        select
            date '2026-06-01' as effective_from, cast(null as date) as effective_to,
            43200 as late_until_s;
    create table config.calendar
        (calendar_date date, day_class varchar, name_zh varchar, name_en varchar);
"""

Rows = list[dict[str, Any]]


def columns_of(contract: Path) -> dict[str, str]:
    """Column names and DuckDB types of an ODCS contract."""
    document = yaml.safe_load(contract.read_text(encoding="utf-8"))
    return {p["name"]: p["physicalType"] for p in document["schema"][0]["properties"]}


def small_landing() -> dict[str, Rows]:
    """The rows of small_centre.yaml by table, defaults filled in."""
    tables = yaml.safe_load(SMALL_CENTRE.read_text(encoding="utf-8"))
    return {
        name: [table["defaults"] | row for row in table["rows"]] for name, table in tables.items()
    }


def write_landing(connection: duckdb.DuckDBPyConnection, landed: dict[str, Rows]) -> None:
    """Every landing table of the contracts, with the given rows; the others stay empty."""
    connection.execute("create schema landing")
    for contract in sorted((CONTRACTS / "inputs").glob("*.odcs.yaml")):
        table = contract.name.removesuffix(".odcs.yaml")
        columns = columns_of(contract) | LINEAGE
        typed = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        connection.execute(f"create table landing.{table} ({typed})")
        for number, given in enumerate(landed.get(table, []), start=1):
            row = {
                "source_file": f"{table}.csv",
                "source_row": number,
                "source_sha256": "00",
                "landing_date": "2026-06-30",
            } | given
            names, marks = ", ".join(row), ", ".join("?" for _ in row)
            connection.execute(
                f"insert into landing.{table} ({names}) values ({marks})", list(row.values())
            )


def write_config(connection: duckdb.DuckDBPyConnection) -> None:
    """Schema config as a run writes it; the calendar holds three plain weeks from 25 May 2026."""
    connection.execute(CONFIG)
    for day in (date(2026, 5, 25) + timedelta(days=n) for n in range(21)):
        day_class = "rest_day" if day.weekday() >= 5 else "workday"
        connection.execute(
            "insert into config.calendar values (?, ?, null, null)", [day, day_class]
        )


@dataclass(frozen=True)
class Built:
    """A warehouse that dbt has built, and what dbt said about every node."""

    warehouse: Path
    target: Path
    success: bool
    statuses: dict[str, str]

    def rows(self, query: str) -> Rows:
        """The rows of the answer, each by column."""
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return connection.sql(query).to_arrow_table().to_pylist()

    def one(self, query: str) -> dict[str, Any]:
        """The only row of the answer."""
        (row,) = self.rows(query)
        return row


def dbt_build(
    directory: Path,
    landed: dict[str, Rows],
    *options: str,
    zone: str = "Asia/Shanghai",
) -> Built:
    """Write the landing zone into a new DuckDB file and run `dbt build` in this process."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    warehouse, target = directory / "warehouse.duckdb", directory / "target"
    with duckdb.connect(str(warehouse)) as connection:
        write_landing(connection, landed)
        write_config(connection)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CALLFLOOR_WAREHOUSE", str(warehouse))
        outcome = dbtRunner().invoke(
            ["--quiet", "--no-version-check", "build",
             "--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT),
             "--target-path", str(target), "--log-path", str(directory / "logs"),
             "--vars", json.dumps({"centre_zone": zone}), *options]
        )  # fmt: skip
        DuckDBConnectionManager.close_all_connections()
    assert outcome.exception is None, outcome.exception
    statuses = {result.node.name: str(result.status) for result in outcome.result}
    return Built(warehouse, target, outcome.success, statuses)


@pytest.fixture(scope="session")
def small_centre(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The small centre, built once with all its tests."""
    return dbt_build(tmp_path_factory.mktemp("small_centre"), small_landing())


@pytest.fixture(scope="session")
def build(small_centre: Built) -> Callable[..., Built]:
    """`dbt_build(directory, landed, *options, zone=…)`, for a landing zone of one's own.

    What dbt has parsed for the small centre is taken over, which saves seconds.
    """

    def built(directory: Path, *arguments: Any, **settings: Any) -> Built:
        (directory / "target").mkdir()
        shutil.copy(small_centre.target / "partial_parse.msgpack", directory / "target")
        return dbt_build(directory, *arguments, **settings)

    return built


@pytest.fixture
def landing() -> dict[str, Rows]:
    """The small centre's landing rows, to be spoiled by a test."""
    return small_landing()
