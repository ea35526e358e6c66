"""Claims on wages from HR's extract to pay and the ledger, month by month."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from data_contracts.located_yaml import read_yaml
from pipelines.metrics import METRIC_VALUES
from pipelines.period import parse_period
from pipelines.settings import SAMPLE_CENTRE
from pipelines.statutory.wage_claims import CLAIMS, LEDGER, claims_due, deduction_ledger
from pipelines.warehouse import replace_rows
from scoring import Facts, Scoring, check_trace, compile_rules
from scoring.impact import Month
from scoring.pay.inputs import Extras
from scoring.statutory import compile_statutory

PLAN = """
kind: pay
id: plan
name_zh: 工资
name_en: Pay
owner: Tests
applies_to: everyone
currency: CNY
rounding: HALF_UP
components:
  - id: base
    code: P1
    name_zh: 基本工资
    name_en: Base
    applies_to: everyone
    share_of_contract: {2026-01-01: {value: 1, source: s}}
    payroll_code: "1"
    taxable: true
  - id: deductions
    code: P10
    name_zh: 扣款
    name_en: Deductions
    applies_to: everyone
    payroll_code: "2"
    taxable: false
"""
CLAIM = {
    "claim_id": "K1", "agent_id": "A1", "reason": "court_order", "lawful_basis": "court_order",
    "status": "open", "amount": Decimal("2000.00"), "arose_on": date(2026, 4, 8),
    "consent_on": None,
}  # fmt: skip


PERSON = {"agent_id": "A1", "role": "agent", "base_salary_amount": Decimal(4350), "currency": "CNY"}
PEOPLE = pa.schema(
    [
        *((name, pa.string()) for name in ("agent_id", "role", "team_id", "currency")),
        ("base_salary_amount", pa.decimal128(18, 2)),
        *((f"{name}_days", pa.int64()) for name in ("scheduled", "paid", "standard")),
        ("live_weeks", pa.int64()), ("employed_from", pa.date32()), ("employed_to", pa.date32()),
    ]
)  # fmt: skip
WORK = pa.schema(
    [
        ("agent_id", pa.string()), ("business_date", pa.date32()), ("work_type", pa.string()),
        ("quantity", pa.int64()),
    ]
)  # fmt: skip


@pytest.fixture
def warehouse() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(
        "create schema staging; create schema scoring;"
        f"create table {CLAIMS} (claim_id varchar, agent_id varchar, reason varchar,"
        " lawful_basis varchar, status varchar, amount decimal(18, 2), arose_on date,"
        " consent_on date)"
    )
    return connection


def owe(connection: duckdb.DuckDBPyConnection, **changes: Any) -> None:
    row = CLAIM | changes
    marks = ", ".join("?" for _ in row)
    connection.execute(f"insert into {CLAIMS} ({', '.join(row)}) values ({marks})", [*row.values()])


def due(connection: duckdb.DuckDBPyConnection, period: str) -> dict[str, Decimal]:
    table = claims_due(connection, parse_period(period))
    assert table is not None
    return {row["reference"]: row["amount"] for row in table.to_pylist()}


@pytest.fixture
def paid(warehouse: duckdb.DuckDBPyConnection) -> Callable[[str], Scoring]:
    """paid(month): the month of A1 on 4,350.00, with its ledger stored."""
    rules = compile_rules([read_yaml(PLAN, "plan.yaml")], {})
    text = (SAMPLE_CENTRE / "statutory" / "shanghai.yaml").read_text(encoding="utf-8")
    [city] = compile_statutory([read_yaml(text, "shanghai.yaml")]).values()
    people = pa.table({name: [PERSON.get(name)] for name in PEOPLE.names}, schema=PEOPLE)

    def calculated(period: str) -> Scoring:
        owed = claims_due(warehouse, parse_period(period))
        facts = Facts(extras=Extras(deductions=owed), city=city)
        nothing = (METRIC_VALUES.empty_table(), WORK.empty_table())
        done = Month(period, people, *nothing, facts).under(rules)
        replace_rows(warehouse, LEDGER, deduction_ledger(done), where={"period": period})
        return done

    return calculated


def test_an_agreement_counts_from_the_day_it_is_signed(warehouse) -> None:
    signed = {"reason": "damage", "lawful_basis": "agreement"}
    owe(warehouse, **signed, consent_on=date(2026, 5, 2))
    owe(warehouse, claim_id="K2", status="withdrawn")
    owe(warehouse, claim_id="K3", arose_on=date(2026, 5, 9))
    assert due(warehouse, "2026-04") == {}
    assert due(warehouse, "2026-05") == {
        "2026-04-08 K1": Decimal("2000.00"), "2026-05-09 K3": Decimal("2000.00")
    }  # fmt: skip
    [first, second] = claims_due(warehouse, parse_period("2026-05")).to_pylist()
    assert first["reason_zh"] == "损坏赔偿（2026-05-02 书面同意）"
    assert first["reason_en"] == "damage (agreed in writing on 2026-05-02)"
    assert second["reason_en"] == "court order (by order of a court)"


def test_a_month_takes_a_fifth_and_the_next_begins_with_the_rest(warehouse, paid) -> None:
    """4,350.00 allow 870.00 a month, the older claim first: 500 and 370, then 870, then 760."""
    owe(warehouse, claim_id="K0", amount=Decimal("500.00"), arose_on=date(2026, 3, 20))
    owe(warehouse)
    taken: dict[str, list[tuple[str, Decimal, Decimal]]] = {}
    for period in ("2026-04", "2026-05", "2026-06", "2026-07"):
        done = paid(period)
        assert check_trace(done.trace_nodes) == []
        ledger = deduction_ledger(done).to_pylist()
        taken[period] = [(r["claim_id"], r["taken_amount"], r["carried_amount"]) for r in ledger]
        slip = {line["component"]: line["pay_amount"] for line in done.pay_lines.to_pylist()}
        assert slip.get("deductions", 0) == -sum(row["taken_amount"] for row in ledger)
        assert all(r["opening_amount"] == r["taken_amount"] + r["carried_amount"] for r in ledger)
    assert taken == {
        "2026-04": [("K0", Decimal(500), Decimal(0)), ("K1", Decimal(370), Decimal(1630))],
        "2026-05": [("K1", Decimal(870), Decimal(760))],
        "2026-06": [("K1", Decimal(760), Decimal(0))],
        "2026-07": [],
    }


def test_a_month_calculated_again_takes_the_same(warehouse, paid) -> None:
    owe(warehouse)
    first, again = (deduction_ledger(paid("2026-04")) for _ in range(2))
    assert first.equals(again)


def test_a_centre_without_such_a_source_owes_nothing() -> None:
    assert claims_due(duckdb.connect(), parse_period("2026-06")) is None
