"""A warehouse of a few people, and the sample centre with award files of the test's own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Generator
from pathlib import Path

import duckdb
import pytest

from pipelines.centre import Centre, load_centre
from pipelines.settings import SAMPLE_CENTRE

TABLES = """
create schema landing; create schema staging; create schema intermediate;
create schema marts; create schema scoring; create schema config;
create table config.centre as select 'sample' as centre_id;
create table staging.stg_people__employees (
    employee_id varchar, agent_id varchar, employment varchar, weekly_hours decimal(18, 6),
    base_salary_amount decimal(18, 2), currency varchar, hired_on date, left_on date
);
create table staging.stg_people__assignments (
    employee_id varchar, role varchar, team_id varchar, department_id varchar,
    effective_from date, effective_to date
);
create table staging.stg_people__skills (
    employee_id varchar, queue_id varchar, effective_from date, effective_to date,
    certificate_expires_on date
);
create table intermediate.int_people_dated (
    employee_id varchar, agent_id varchar, calendar_date date, team_id varchar, role varchar
);
create table marts.attendance_day (
    employee_id varchar, work_date date, scheduled_s bigint, paid_s bigint, attended_s bigint
);
create table landing.sales (
    sale_id varchar, agent_id varchar, product_id varchar, sale_amount decimal(18, 2),
    status varchar, updated_at timestamp, landing_date date, source_row bigint,
    source_file varchar
);
"""


@pytest.fixture
def warehouse() -> Generator[duckdb.DuckDBPyConnection]:
    """Empty tables of the schemas that awards read."""
    with duckdb.connect(":memory:") as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute(TABLES)
        yield connection


@pytest.fixture
def hire(warehouse: duckdb.DuckDBPyConnection) -> Callable[..., None]:
    """hire("A1", on="2026-05-15", role="agent", team="T01") puts a person into every table."""

    def add(agent: str, on: str = "2020-01-01", role: str = "agent", team: str = "T01") -> None:
        employee = agent.replace("A", "E")
        warehouse.execute(
            "insert into staging.stg_people__employees values"
            " (?, ?, 'regular', 40, 3000, 'CNY', ?, null)",
            [employee, agent, on],
        )
        warehouse.execute(
            "insert into staging.stg_people__assignments values (?, ?, ?, 'D1', ?, null)",
            [employee, role, team, on],
        )
        warehouse.execute(
            "insert into intermediate.int_people_dated select ?, ?, unnest(generate_series("
            "date '2026-05-01', date '2026-07-31', interval 1 day))::date, ?, ?",
            [employee, agent, team, role],
        )

    return add


@pytest.fixture
def sell(warehouse: duckdb.DuckDBPyConnection) -> Callable[..., None]:
    """sell("S1", "A1", "100.00", certified="2026-06-01 02:00") lands every state of a sale."""

    def add(sale: str, agent: str, amount: str, **states: str) -> None:
        for row, (status, at) in enumerate(states.items()):
            warehouse.execute(
                "insert into landing.sales values (?, ?, 'P-FAMILY', ?, ?, ?, ?, ?, 'sales.csv')",
                [sale, agent, amount, status, at, at[:10], row],
            )

    return add


@pytest.fixture
def centre_with(tmp_path: Path) -> Callable[..., Centre]:
    """centre_with(**{"awards/sales_commission.yaml": None}) → the sample centre, files changed.

    None takes a file away; a function changes its text.
    """

    def change(**files: Callable[[str], str] | None) -> Centre:
        root = tmp_path / "sample"
        shutil.copytree(SAMPLE_CENTRE, root)
        for name, changed in files.items():
            path = root / name
            if changed is None:
                path.unlink()
            else:
                old = path.read_text(encoding="utf-8") if path.exists() else ""
                path.write_text(changed(old), encoding="utf-8")
        return load_centre(root)

    return change
