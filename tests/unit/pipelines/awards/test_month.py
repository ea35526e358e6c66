"""What must hold of a month's awards before pay."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

import scoring
from data_contracts.refusal import Refusal
from pipelines.awards.month import (
    budgets_hold,
    cascades_add_up,
    refuse_second_rate,
    unpaid_amounts,
)
from pipelines.centre import Centre
from pipelines.period import parse_period
from pipelines.warehouse import replace_rows
from scoring.awards.tables import CASCADE_LINES, COMMISSION_LINES, CONTEST_PRIZES

JUNE = parse_period("2026-06")
PAY = "pay/variable_pay.yaml"
CATALOGUE = {
    name: scoring.Metric(name, name, name, "n", "up", "EVENT", variant)
    for name, variant in (
        ("fatal_rate", "-"), ("qa_score", "-"), ("attendance_rate", "HOURS"),
        ("sales_certified", "CERTIFIED"), ("tickets_resolved", "COUNT"),
    )
}  # fmt: skip


def rules_of(centre: Centre) -> scoring.Rules:
    return scoring.compile_rules(centre.documents("pay"), CATALOGUE)


def with_commission_at(rate: str) -> Callable[[str], str]:
    """The pay plan with one component P6 of this rate, and no other of its kind."""
    component = f"""
  - id: commission_of_the_test
    code: P6
    name_zh: 营销佣金
    name_en: Sales commission
    applies_to: {{role: agent}}
    rate:
      2026-01-01: {{value: {rate}, source: "x"}}
    clawback_days:
      2026-01-01: {{value: 30, source: "x"}}
    payroll_code: "2030"
    taxable: true
"""

    def change(text: str) -> str:
        parts = text.split("\n  - id: ")
        kept = [part for part in parts if "\n    code: P6\n" not in part]
        return "\n  - id: ".join(kept).rstrip("\n") + component

    return change


def rows(schema: pa.Schema, *given: dict[str, object]) -> pa.Table:
    texts = {field.name: "x" for field in schema if field.type == pa.string()}
    flags = {field.name: True for field in schema if field.type == pa.bool_()}
    return pa.Table.from_pylist([{**texts, **flags, **one} for one in given], schema=schema)


def test_settled_commission_is_not_multiplied_again(centre_with) -> None:
    centre = centre_with(**{PAY: with_commission_at("0.02")})
    with pytest.raises(Refusal, match="applies a rate to commission that has one") as refused:
        refuse_second_rate(rules_of(centre), centre, JUNE)
    assert refused.value.place.key == "commission_of_the_test.rate"


def test_the_rate_one_pays_it_as_it_is(centre_with) -> None:
    centre = centre_with(**{PAY: with_commission_at("1")})
    refuse_second_rate(rules_of(centre), centre, JUNE)


def test_without_a_commission_file_any_rate_may_stand(centre_with) -> None:
    centre = centre_with(**{PAY: with_commission_at("0.02"), "awards/sales_commission.yaml": None})
    refuse_second_rate(rules_of(centre), centre, JUNE)


def test_an_amount_without_a_component_is_told(warehouse, centre_with) -> None:
    line = {"period": "2026-06", "agent_id": "A1", "line_id": "L1", "amount": Decimal(3)}
    replace_rows(warehouse, "scoring.commission_lines", rows(COMMISSION_LINES, line), where={})
    paying = centre_with(**{PAY: with_commission_at("1")})
    assert unpaid_amounts(warehouse, rules_of(paying), paying, JUNE) == []
    bare = scoring.compile_rules([], CATALOGUE)
    [told] = unpaid_amounts(warehouse, bare, paying, JUNE)
    assert told == "1 amounts of sales, and no pay plan has a component P6"


def test_more_prizes_than_the_budget_are_found(warehouse, centre_with) -> None:
    centre = centre_with()

    def prizes(amount: int) -> pa.Table:
        given = {"contest_id": "sales_sprint_june", "amount": Decimal(amount)}
        return rows(CONTEST_PRIZES, {**given, "rank": 1, "payout_on": date(2026, 6, 30)})

    replace_rows(warehouse, "scoring.contest_prizes", prizes(2500), where={})
    assert budgets_hold(warehouse, rules_of(centre), centre, JUNE) == []
    replace_rows(warehouse, "scoring.contest_prizes", prizes(2501), where={})
    [told] = budgets_hold(warehouse, rules_of(centre), centre, JUNE)
    assert told.startswith("sales_sprint_june: prizes of 2501")


def test_a_cascade_that_does_not_add_up_is_found(warehouse) -> None:
    def lines(part: int) -> pa.Table:
        common = {"period": "2026-06", "agent_id": "A1", "cascade_id": "c"}
        return rows(
            CASCADE_LINES,
            {**common, "part_id": "total", "parent_id": None, "score": Decimal(80)},
            {**common, "part_id": "own", "parent_id": "total", "contribution": Decimal(part)},
        )

    replace_rows(warehouse, "scoring.cascade_lines", lines(80), where={})
    assert cascades_add_up(warehouse, JUNE) == []
    replace_rows(warehouse, "scoring.cascade_lines", lines(79), where={})
    assert len(cascades_add_up(warehouse, JUNE)) == 1
