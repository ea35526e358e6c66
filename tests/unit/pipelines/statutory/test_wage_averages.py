"""Overtime on the average wage of 12 months, from stored pay to the trace."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from data_contracts.located_yaml import read_yaml
from pipelines.period import Period
from pipelines.statutory.wage_averages import averages_table, wage_averages
from scoring import Facts, Scoring, calculate, check_trace, compile_rules
from scoring.pay.inputs import Extras
from scoring.statutory import City, compile_statutory

JUNE = Period(2026, 6)
CITY = Path(__file__).parents[4] / "centres/sample/statutory/shanghai.yaml"
PLAN = """
kind: pay
id: plan
name_zh: 工资
name_en: Pay
owner: HR
applies_to: everyone
currency: CNY
rounding: HALF_UP
components:
  - id: overtime
    code: P9
    name_zh: 加班费
    name_en: Overtime pay
    applies_to: everyone
    payroll_code: "2"
    taxable: true
"""


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """A is paid 5,220 for 12 months beside overtime and a deduction, B for 11 months only."""
    with duckdb.connect() as connection:
        connection.execute(
            "create schema scoring; create table scoring.pay_lines"
            " (period varchar, agent_id varchar, code varchar, pay_amount decimal(18, 2))"
        )
        months = [JUNE]
        for _ in range(13):
            months.append(months[-1].previous())
        for at, month in enumerate(months):
            lines = [("A", "P1", 5000), ("A", "P2", 220), ("A", "P9", 900), ("A", "P10", -70)]
            lines += [("B", "P1", 5000)] if at < 12 else []
            for line in lines:
                amount = line[2] if 0 < at < 13 or line[0] == "B" else 99999
                connection.execute(
                    "insert into scoring.pay_lines values (?, ?, ?, ?)",
                    [month.name, *line[:2], amount],
                )
        yield connection


def test_the_average_is_of_the_12_months_before_without_overtime(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    assert wage_averages(connection, JUNE) == {"A": Decimal("5220.00")}
    assert wage_averages(connection, Period(2020, 1)) == {}


def city(definition: str) -> City:
    text = CITY.read_text(encoding="utf-8")
    text = text.replace("definition: contract", f"definition: {definition}")
    return compile_statutory([read_yaml(text, CITY.name)])["shanghai"]


def paid(definition: str) -> Scoring:
    """Two hours of A, B on a workday at a contract wage of 4,350."""
    people = pa.table(
        {
            "agent_id": ["A", "B"],
            "role": ["agent", "agent"],
            "base_salary_amount": pa.array([Decimal("4350.00")] * 2, pa.decimal128(18, 2)),
            "currency": ["CNY", "CNY"],
        }
    )
    overtime = [
        {"agent_id": agent, "work_date": date(2026, 6, 3), "day_class": "workday"}
        | {"overtime_s": 7200, "comp_leave_s": 0}
        for agent in ("A", "B")
    ]
    extras = Extras(
        overtime=pa.Table.from_pylist(overtime),
        wage_averages=averages_table({"A": Decimal("5220.00")}),
    )
    texts = ("period", "subject_kind", "subject_id", "metric", "variant")
    values = pa.schema(
        [*((name, pa.string()) for name in texts), ("n", pa.int64()),
         ("value", pa.decimal128(18, 6))]
    ).empty_table()  # fmt: skip
    work = pa.schema(
        [("agent_id", pa.string()), ("business_date", pa.date32()), ("work_type", pa.string()),
         ("quantity", pa.int64())]
    ).empty_table()  # fmt: skip
    done = calculate(
        compile_rules([read_yaml(PLAN, "plan.yaml")], {}), JUNE.name, people, values, work,
        Facts(extras=extras, city=city(definition)),
    )  # fmt: skip
    assert check_trace(done.trace_nodes) == []
    return done


@pytest.mark.parametrize(
    ("definition", "amounts"), [("average_12_months", [90, 75]), ("contract", [75, 75])]
)
def test_overtime_is_paid_on_the_base_that_the_city_names(
    definition: str, amounts: list[int]
) -> None:
    # 5,220 ÷ 21.75 ÷ 8 = 30.00 an hour, the contract's 4,350 gives 25.00; 2 h at 150 %
    assert paid(definition).pay_lines["pay_amount"].to_pylist() == amounts


def test_the_trace_says_why_the_contract_stands_in() -> None:
    notes = {
        (node["agent_id"], node["note_en"].partition(":")[0])
        for node in paid("average_12_months").trace_nodes.to_pylist()
    }
    assert ("A", "On the average wage of 12 months") in notes
    assert ("B", "Fewer than 12 months of wages are known, so on the contract wage") in notes
