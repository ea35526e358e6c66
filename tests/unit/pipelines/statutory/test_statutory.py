"""From a warehouse's attendance to overtime, proofs and gate G8, on the sample centre's rules."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

import scoring
from data_contracts.located_yaml import read_yaml
from data_contracts.refusal import GateBlocked, Refusal
from pipelines.centre import load_centre
from pipelines.defs.statutory import close_where_broken
from pipelines.settings import SAMPLE_CENTRE
from pipelines.statutory.month import StatutoryFacts, city_of, overtime_rules
from pipelines.statutory.proofs import Proved, labour, prove_month
from scoring.period import Period as Month
from scoring.rules.plans import MonthPlan
from tests.unit.pipelines.statutory.attendance import (
    MAY,
    SALARY,
    found,
    people,
    works,
)

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
  - id: base
    code: P1
    name_zh: 岗位工资
    name_en: Base pay
    applies_to: everyone
    share_of_contract: {2026-01-01: {value: 1, source: s}}
    payroll_code: "1"
    taxable: true
"""
OVERTIME = """
  - id: overtime
    code: P9
    name_zh: 加班费
    name_en: Overtime pay
    applies_to: everyone
    payroll_code: "2"
    taxable: true
"""
TOP_UP = OVERTIME.replace("P9", "P_min").replace("id: overtime", "id: top_up")


def proved(facts: StatutoryFacts, plan: str, staff: pa.Table) -> tuple[Proved, dict[str, Decimal]]:
    """The proofs of a slip by this plan, and the slip."""
    rules = scoring.compile_rules([read_yaml(plan, "pay/plan.yaml")], {})
    in_force: MonthPlan = rules.in_month("2026-05")
    values = pa.table(
        {name: pa.array([], pa.string()) for name in
         ("period", "subject_kind", "subject_id", "metric", "variant", "basis")}
        | {"n": pa.array([], pa.int64())}
        | {name: pa.array([], pa.decimal128(18, 6)) for name in
           ("numerator", "denominator", "value")}
    )  # fmt: skip
    work = pa.table(
        {
            "agent_id": pa.array([], pa.string()),
            "business_date": pa.array([], pa.date32()),
            "work_type": pa.array([], pa.string()),
            "quantity": pa.array([], pa.decimal128(18, 6)),
        }
    )
    done = scoring.calculate(
        rules, "2026-05", staff, values, work, facts.joined_to(scoring.Facts())
    )
    result = prove_month(facts, in_force.pay, done.pay_lines, staff, Month.of("2026-05"))
    rows = done.pay_lines.to_pylist()
    return result, {row["component"]: row["pay_amount"] for row in rows}


def test_rostered_work_on_labour_day_is_overtime_that_needs_no_approval(warehouse, centre) -> None:
    works(warehouse, "2026-05-01")
    works(warehouse, "2026-05-06")
    assert found(warehouse, centre).overtime.to_pylist() == [
        {
            "agent_id": "A1",
            "work_date": date(2026, 5, 1),
            "day_class": "statutory_holiday",
            "overtime_s": 8 * 3600,
            "comp_leave_s": 0,
        }
    ]


@pytest.mark.parametrize(
    ("decisions", "paid_h"), [([], 0), (["approved"], 2), (["approved", "rejected"], 0)]
)
def test_work_beyond_the_shift_is_paid_as_the_newest_decision_says(
    warehouse, centre, decisions: list[str], paid_h: int
) -> None:
    works(warehouse, "2026-05-06", beyond_h=2)
    for number, decision in enumerate(decisions):
        warehouse.execute(
            "insert into landing.overtime_approvals values "
            "('A1', '2026-05-06', ?, '2026-05-07', ?, null)",
            [decision, number],
        )
    facts = found(warehouse, centre)
    assert sum(row["overtime_s"] for row in facts.overtime.to_pylist()) == paid_h * 3600
    overtime = [day for day in facts.days["A1"] if day.overtime_s]
    assert [(day.overtime_s, day.approved) for day in overtime] == [(2 * 3600, bool(paid_h))]


def test_shifts_before_the_month_are_known_for_runs_and_weeks(warehouse, centre) -> None:
    works(warehouse, "2026-04-30")
    facts = found(warehouse, centre)
    assert facts.before["A1"] == {date(2026, 4, 30)}
    assert facts.days["A1"] == []


def test_eight_hours_of_a_statutory_holiday_pay_three_hundred_percent(warehouse, centre) -> None:
    works(warehouse, "2026-05-01")
    result, slip = proved(found(warehouse, centre), PLAN + OVERTIME, people())
    assert slip == {"base": SALARY, "overtime": 8 * 3 * Decimal("25.00")}
    assert result.failures == []
    [line] = result.tables["overtime_lines"].to_pylist()
    assert (line["multiplier"], line["unrounded_amount"]) == (3, 600)


def test_a_plan_without_overtime_pay_closes_the_gate_and_says_what_to_do(warehouse, centre) -> None:
    works(warehouse, "2026-05-01")
    result, _ = proved(found(warehouse, centre), PLAN, people())
    [told] = result.failures
    assert told.startswith("A1: Overtime is paid in full at the lawful multiples")
    assert "P9" in told
    assert "600" not in told  # pay is never told in messages


def test_the_gate_names_persons_rules_and_how_to_read_the_rest(warehouse, centre) -> None:
    works(warehouse, "2026-05-01")
    result, _ = proved(found(warehouse, centre), PLAN, people())
    with pytest.raises(
        GateBlocked, match=r"A1: Overtime is paid.*callfloor proofs --period 2026-05"
    ):
        close_where_broken(result, MAY)
    close_where_broken(Proved({}), MAY)


def test_a_locked_slip_is_not_held_back_again(warehouse, centre) -> None:
    works(warehouse, "2026-05-01")
    result, _ = proved(found(warehouse, centre), PLAN, people())
    assert Proved(result.tables, frozenset({"A1"})).failures == []


def test_hours_beyond_the_limit_of_a_day_name_figure_limit_and_rule(warehouse, centre) -> None:
    works(warehouse, "2026-05-06", beyond_h=4)
    result, _ = proved(found(warehouse, centre), PLAN, people())
    [told] = [sentence for sentence in result.failures if "the most" in sentence]
    assert told.startswith("A1: Extension of a day, the most: 4 h, at most 3 h")
    assert "shanghai.yaml#overtime_limits@1995-01-01" in told


@pytest.mark.parametrize(("plan", "failures"), [(PLAN, 1), (PLAN + TOP_UP, 0)])
def test_a_wage_below_the_minimum_is_topped_up_or_blocks(
    warehouse, centre, plan: str, failures: int
) -> None:
    staff = people(base_salary_amount=Decimal("2000.00"), scheduled_days=20, paid_days=15)
    result, slip = proved(found(warehouse, centre), plan, staff)
    assert slip["base"] == Decimal("1500.00")
    assert slip.get("top_up", 0) == (0 if failures else Decimal("2740") * 15 / 20 - 1500)
    assert len(result.failures) == failures


def test_segments_of_a_month_attend_it_together() -> None:
    days = [
        {"scheduled_days": 10, "paid_days": 9, "employed_from": None,
         "employed_to": date(2026, 5, 16)},
        {"scheduled_days": 10, "paid_days": 10, "employed_from": date(2026, 5, 17),
         "employed_to": None},
    ]  # fmt: skip
    assert labour(days, Month.of("2026-05")).fraction * 20 == 19
    assert labour(days[:1], Month.of("2026-05")).fraction * 310 == 9 * 16


def test_a_centre_without_a_city_has_no_facts_and_no_proofs(warehouse, own_centre) -> None:
    works(warehouse, "2026-05-01")
    facts = found(warehouse, own_centre(shanghai=None))
    assert (facts, facts.overtime) == (StatutoryFacts(), None)
    assert proved(facts, PLAN, people())[0].tables == {}


def test_a_calendar_without_a_statutory_day_is_refused(warehouse, centre) -> None:
    warehouse.execute(
        "update config.calendar set day_class = 'rest_day' where calendar_date = '2026-05-02'"
    )
    with pytest.raises(Refusal, match="2026-05-02 is a statutory holiday"):
        found(warehouse, centre)


def test_a_city_without_overtime_rules_is_refused(own_centre) -> None:
    with pytest.raises(Refusal, match="no file says when"):
        overtime_rules(own_centre(overtime=None), MAY)


def test_two_cities_are_refused(own_centre) -> None:
    text = (SAMPLE_CENTRE / "statutory/shanghai.yaml").read_text(encoding="utf-8")
    centre = own_centre()
    other = centre.directory / "statutory/suzhou.yaml"
    other.write_text(text.replace("id: shanghai", "id: suzhou"), encoding="utf-8")
    with pytest.raises(Refusal, match="one city"):
        city_of(load_centre(centre.directory))
