"""Points run out by a row of their own, once, and only where nobody was paid for them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import duckdb
import pyarrow as pa
import pytest

import scoring
from data_contracts.located_yaml import read_yaml
from pipelines.period import Period
from pipelines.points_expiry import expired_points
from pipelines.points_taken_back import taken_back
from pipelines.warehouse import ensure_table, replace_rows
from scoring.tables import PAY_LINES, POINT_LINES, table_of

TARIFF = """
kind: points
id: bank
name_zh: 积分
name_en: Points
owner: test
applies_to: everyone
reference_s: {2026-01-01: {value: 60, source: s}}
standard_s:
  idea: {2026-01-01: {value: 60, source: s}}
valid_days: {2026-01-01: {value: 90, source: s}}
"""


def rules(text: str = TARIFF) -> scoring.Rules:
    return scoring.compile_rules([read_yaml(text, "bank.yaml")], {})


def line(agent: str, day: date, points: int) -> dict[str, object]:
    return dict.fromkeys(POINT_LINES.names) | {
        "point_id": f"{day:%Y-%m}/{agent}/points/idea/{day}", "period": f"{day:%Y-%m}",
        "agent_id": agent, "work_date": day, "work_type": "idea", "quantity": Decimal(points),
        "standard_points": Decimal(1), "coefficient": Decimal(1), "points": Decimal(points),
        "rule_ref": "bank.yaml@2026-01-01",
    }  # fmt: skip


def pay(agent: str, period: str, code: str) -> dict[str, object]:
    words = dict.fromkeys(("name_zh", "name_en", "formula", "currency", "payroll_code"), "x")
    return dict.fromkeys(PAY_LINES.names) | words | {
        "period": period, "agent_id": agent, "component": code, "code": code,
        "pay_amount": Decimal(1), "rounding_residual": Decimal(0), "taxable": True,
        "rule_ref": "pay",
    }  # fmt: skip


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    """Three people with points of 1 March: A banks them, B was paid a price, C has them in June."""
    connection = duckdb.connect()
    connection.execute("create schema scoring")
    connection.execute("create schema marts")
    march, june = date(2026, 3, 1), date(2026, 6, 1)
    lines = [line("A", march, 7), line("B", march, 7), line("C", june, 7)]
    paid = [pay("A", "2026-03", "P1"), pay("B", "2026-03", "P4")]
    for name, table in (("point_lines", table_of(lines, POINT_LINES)),
                        ("pay_lines", table_of(paid, PAY_LINES))):  # fmt: skip
        ensure_table(connection, f"scoring.{name}", table.schema)
        replace_rows(connection, f"scoring.{name}", table, where={})
    yield connection
    connection.close()


def test_only_points_that_nobody_paid_for_run_out(warehouse: duckdb.DuckDBPyConnection) -> None:
    [row] = expired_points(warehouse, rules(), Period(2026, 6)).to_pylist()
    assert (row["agent_id"], row["points"], row["work_date"]) == ("A", -7, date(2026, 6, 30))
    assert (row["reverses"], row["reason"]) == ("2026-03/A/points/idea/2026-03-01", "expired")


def test_points_run_out_once_and_a_second_run_finds_the_same(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    june = expired_points(warehouse, rules(), Period(2026, 6))
    replace_rows(warehouse, "scoring.point_lines", june, where={"period": "2026-06"})
    assert expired_points(warehouse, rules(), Period(2026, 6)).equals(june)
    assert expired_points(warehouse, rules(), Period(2026, 7)).num_rows == 0
    assert expired_points(warehouse, rules(), Period(2026, 5)).num_rows == 1  # 90 days by then


def test_without_a_limit_points_stay(warehouse: duckdb.DuckDBPyConnection) -> None:
    forever = TARIFF.replace("valid_days", "#")
    assert expired_points(warehouse, rules(forever), Period(2027, 6)).num_rows == 0


def test_work_that_came_back_brings_the_rows_it_names(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    assert taken_back(warehouse, Period(2026, 6)) is None
    warehouse.execute(
        "create table marts.work_reversed as select * from (values "
        "('A', date '2026-06-02', 'idea', date '2026-03-01', 1, 'reopened'), "
        "('A', date '2026-07-02', 'idea', date '2026-06-02', 1, 'reopened')) "
        "as t(agent_id, business_date, work_type, earned_on, quantity, reason)"
    )
    found = taken_back(warehouse, Period(2026, 6))
    assert found is not None
    assert found.work.num_rows == 1
    assert found.posted["point_id"].to_pylist() == ["2026-03/A/points/idea/2026-03-01"]


def test_a_table_of_an_earlier_version_gets_the_new_columns() -> None:
    with duckdb.connect() as connection:
        connection.execute("create schema scoring")
        connection.execute("create table scoring.point_lines as select '2026-05' as period")
        ensure_table(connection, "scoring.point_lines", POINT_LINES)
        rows = connection.sql("from scoring.point_lines").to_arrow_table()
        assert set(rows.column_names) == set(POINT_LINES.names)
        assert rows.column("reverses").to_pylist() == [None]
        assert pa.types.is_decimal(rows.schema.field("points").type)
