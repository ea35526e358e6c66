"""Guarantees rest on variable pay and on months served; what moves money goes to P12."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
import pytest

from pipelines.awards.advances import (
    advance_adjustments,
    clear_advances,
    earners,
    store_advances,
)
from pipelines.centre import load_centre
from pipelines.period import parse_period
from pipelines.settings import SAMPLE_CENTRE
from scoring.awards import read_guarantee

MAY, JUNE, JULY = (parse_period(f"2026-0{month}") for month in (5, 6, 7))


def paid(*lines: tuple[str, str, str]) -> pa.Table:
    rows = [
        {"agent_id": agent, "code": code, "pay_amount": Decimal(amount)}
        for agent, code, amount in lines
    ]
    money = ("pay_amount", pa.decimal128(18, 2))
    schema = pa.schema([("agent_id", pa.string()), ("code", pa.string()), money])
    return pa.Table.from_pylist(rows, schema=schema)


@pytest.fixture(scope="module")
def plan():
    document = load_centre(SAMPLE_CENTRE).document("awards/new_staff_guarantee.yaml")
    assert document is not None
    return lambda period: read_guarantee(document, period.name)


def test_variable_pay_leaves_out_what_is_not_earned_by_work(warehouse, hire) -> None:
    hire("A1", on="2026-05-15")
    lines = paid(
        ("A1", "P1", "3000"), ("A1", "P2", "1000"), ("A1", "P4", "200.50"), ("A1", "P9", "99"),
        ("A1", "P12", "7"), ("A1", "P_min", "1"),
    )  # fmt: skip
    [row] = earners(warehouse, JUNE, lines).to_pylist()
    assert row["variable_pay_amount"] == Decimal("1200.50")
    assert row["periods_served"] == 2  # hired in May, so June is the second


def test_the_top_up_is_an_adjustment_and_comes_back_later(warehouse, hire, plan) -> None:
    hire("A1", on="2026-04-20")
    clear_advances(warehouse, JUNE)
    store_advances(warehouse, [plan(JUNE)], JUNE, paid(("A1", "P4", "1400")))
    june = advance_adjustments(warehouse, JUNE)
    assert june is not None
    assert june.select(["agent_id", "amount"]).to_pylist() == [
        {"agent_id": "A1", "amount": Decimal("100.00")}
    ]
    clear_advances(warehouse, JULY)
    store_advances(warehouse, [plan(JULY)], JULY, paid(("A1", "P4", "2000")))
    july = advance_adjustments(warehouse, JULY)
    assert july is not None and july["amount"].to_pylist() == [Decimal("-100.00")]


def test_a_month_settled_again_forgets_itself_first(warehouse, hire, plan) -> None:
    hire("A1", on="2026-06-01")
    for earned in ("1400", "1450"):
        clear_advances(warehouse, JUNE)
        store_advances(warehouse, [plan(JUNE)], JUNE, paid(("A1", "P4", earned)))
    table = advance_adjustments(warehouse, JUNE)
    assert table is not None and table["amount"].to_pylist() == [Decimal("50.00")]
