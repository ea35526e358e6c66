"""Limits of working time, the proofs as a table, and the tables against their contracts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pyarrow as pa
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from scoring.period import Period
from scoring.statutory import (
    Claim,
    Month,
    NormalLabour,
    OvertimeDay,
    PersonMonth,
    WageItem,
    blocking_failures,
    cap_deductions,
    comp_leave_ledger,
    comp_leave_table,
    deduction_ledger_table,
    measured,
    minimum_wage_top_up,
    overtime_day_table,
    overtime_days_of,
    overtime_lines_table,
    overtime_pay,
    proof_sheet,
    prove,
    violations,
    violations_table,
)
from scoring.statutory import tables as room_tables

REPOSITORY = Path(__file__).parents[4]
JUNE = Period.of("2026-06")
HOUR = 3600
BASE = Decimal("4350.00")


def worked(city, days, before=(), agent_id="A1") -> Month:
    return Month(agent_id, JUNE, tuple(days), frozenset(before), city)


def plain(day: int, hours: float = 8, over: float = 0, **more) -> OvertimeDay:
    return OvertimeDay(
        "A1", date(2026, 6, day), "workday", int(hours * HOUR), int(over * HOUR), **more
    )


def broken(month: Month) -> list[tuple[str, int, Decimal]]:
    return [(v.rule, v.work_date.day, v.figure) for v in violations(month)]


def test_a_plain_month_breaks_nothing(city) -> None:
    days = [plain(day) for day in range(1, 31) if date(2026, 6, day).weekday() < 5]
    assert violations(worked(city, days)) == []


@pytest.mark.parametrize(
    ("over_s", "rules"),
    [
        (HOUR, []),
        (HOUR + 1, ["overtime_normal_day"]),
        (3 * HOUR, ["overtime_normal_day"]),
        (3 * HOUR + 1, ["overtime_normal_day", "overtime_day"]),
    ],
)
def test_the_extension_of_a_day_to_the_second(city, over_s, rules) -> None:
    day = OvertimeDay("A1", date(2026, 6, 2), "workday", 12 * HOUR, over_s)
    assert [v.rule for v in violations(worked(city, [day]))] == rules


def test_an_extension_across_midnight_is_one_extension(city) -> None:
    shift = date(2026, 6, 2)
    days = [
        plain(2, 10, 2, shift_date=shift),
        plain(3, 2, 2, shift_date=shift),
    ]
    assert ("overtime_day", 2, 4) in broken(worked(city, days))


def test_36_hours_a_month_count_rest_days_but_no_time_off_and_no_holidays(city, make) -> None:
    days = [make.overtime(date(2026, 6, day), "rest_day", 8) for day in (6, 13, 20, 27)]
    extra = [plain(2, 10, 2), plain(9, 10, 2)]
    assert not [v for v in violations(worked(city, days + extra)) if v.rule == "overtime_month"]
    over = [*days, *extra, plain(16, 9, 1)]
    assert ("overtime_month", 30, 37) in broken(worked(city, over))
    settled = [replace(days[0], comp_leave_s=8 * HOUR), *over[1:]]
    assert ("overtime_month", 30, 37) not in broken(worked(city, settled))
    holiday = make.overtime(date(2026, 6, 19), "statutory_holiday", 8)
    assert ("overtime_month", 30, 37) not in broken(worked(city, [*days, *extra, holiday]))


def test_a_week_without_a_day_off_and_a_run_of_seven_days(city) -> None:
    days = [plain(day) for day in range(8, 15)]
    assert broken(worked(city, days)) == [("weekly_rest", 14, 0), ("consecutive_days", 14, 7)]
    assert broken(worked(city, days[:6])) == []


def test_a_run_from_the_month_before_counts_and_is_reported_once(city) -> None:
    may = [date(2026, 5, day) for day in range(27, 32)]
    days = [plain(1), plain(2)]
    assert broken(worked(city, days[:1], may)) == []
    assert broken(worked(city, days, may)) == [("consecutive_days", 2, 7)]
    earlier = [date(2026, 5, day) for day in range(22, 32)]
    runs = [v for v in violations(worked(city, days, earlier)) if v.rule == "consecutive_days"]
    assert [(v.work_date, v.figure) for v in runs] == [(date(2026, 6, 1), 12)]


def test_a_night_shift_counts_for_the_day_on_which_it_began(city) -> None:
    """Six nights end on a seventh date, which is a day off all the same."""
    days = []
    for day in range(8, 14):
        shift = date(2026, 6, day)
        days += [plain(day, 4, shift_date=shift), plain(day + 1, 4, shift_date=shift)]
    assert broken(worked(city, days)) == []


def test_time_off_against_a_holiday_and_unapproved_overtime_are_reported(city, make) -> None:
    day = make.overtime(date(2026, 6, 19), "statutory_holiday", 8, comp_leave_s=8 * HOUR)
    assert broken(worked(city, [day])) == [("comp_leave", 19, 8)]
    assert broken(worked(city, [plain(2, 9, 1, approved=False)])) == [("overtime_approved", 2, 1)]


def test_two_shifts_of_one_date_are_one_breach(city) -> None:
    days = [
        plain(3, 2, 2, approved=False, shift_date=date(2026, 6, 2)),
        plain(3, 10, 2, approved=False),
    ]
    found = [v for v in broken(worked(city, days)) if v[0] == "overtime_approved"]
    assert found == [("overtime_approved", 3, 4)]


@given(dates=st.sets(st.integers(-10, 29)))
def test_no_run_is_longer_than_the_limit_without_a_breach(city, dates) -> None:
    """An oracle by brute force: seven dates in a row, the last one within the month."""
    first = JUNE.first
    days = [first + timedelta(days=offset) for offset in sorted(dates)]
    june = [OvertimeDay("A1", day, "workday", 8 * HOUR, 0) for day in days if day >= first]
    month = worked(city, june, [day for day in days if day < first])
    too_long = any(
        all(offset - back in dates for back in range(7)) for offset in dates if offset >= 0
    )
    assert too_long == any(v.rule == "consecutive_days" for v in violations(month))
    sundays = [day for day in (7, 14, 21, 28) if all(day - 1 - b in dates for b in range(7))]
    rest = [v.work_date.day for v in violations(month) if v.rule == "weekly_rest"]
    assert rest == sundays


def person(city, contributions_amount=Decimal(0), **paid) -> PersonMonth:
    """A month with 2 h of overtime, a top-up of 240.00 and a deduction of nothing."""
    days = [plain(2, 10, 2)]
    parameters = city.in_month(JUNE)
    labour = NormalLabour(Fraction(22), Fraction(0), Fraction(22))
    items = [WageItem("base", Decimal("2500.00"))]
    claims = [Claim("loss", date(2026, 5, 1), Decimal("100.00"))]
    wage = Decimal("4000.00")
    as_due = {"overtime_paid_amount": Decimal("75.00"), "top_up_paid_amount": Decimal("240.00")}
    return PersonMonth(
        worked(city, days),
        overtime=overtime_pay(BASE, days, city),
        top_up=minimum_wage_top_up(
            items, labour, parameters, contributions_amount=contributions_amount
        ),
        deductions=cap_deductions(wage, wage, Decimal(2740), claims, parameters),
        **{**as_due, **paid},
    )


def outcome(months) -> dict[str, bool]:
    return {row["rule"]: row["passed"] for row in prove(months).to_pylist()}


def test_a_slip_that_pays_what_is_due_passes(city) -> None:
    proofs = prove([person(city, deducted_amount=Decimal("100.00"))])
    assert blocking_failures(proofs) == []
    assert outcome([person(city, deducted_amount=Decimal("100.00"))]) == {
        "overtime_paid": True,
        "overtime_normal_day": False,
        "overtime_day": True,
        "overtime_month": True,
        "weekly_rest": True,
        "consecutive_days": True,
        "minimum_wage": True,
        "deduction_share": True,
        "deduction_floor": True,
    }


@pytest.mark.parametrize(
    ("paid", "rules"),
    [
        ({"overtime_paid_amount": Decimal("74.99")}, ["overtime_paid"]),
        ({"top_up_paid_amount": Decimal("239.99")}, ["minimum_wage"]),
        ({"deducted_amount": Decimal("800.01")}, ["deduction_share"]),
        ({"deducted_amount": Decimal("1260.01")}, ["deduction_floor", "deduction_share"]),
    ],
)
def test_a_fen_too_little_or_too_much_blocks(city, paid, rules) -> None:
    failures = blocking_failures(prove([person(city, **paid)]))
    assert [row["rule"] for row in failures] == rules


def test_the_proof_sheet_says_what_whose_and_whether_counsel_has_looked(city) -> None:
    rows = {row["rule"]: row for row in prove([person(city)]).to_pylist()}
    proof = rows["minimum_wage"]
    assert (proof["figure"], proof["limit_value"], proof["unit"]) == (2740, 2740, "CNY")
    assert proof["note_en"] == (
        "Wage that counts for the minimum wage: 2,740.00 CNY, at least 2,740.00 CNY"
    )
    assert proof["note_zh"] == "计入最低工资的工资：2,740.00 CNY，下限 2,740.00 CNY"
    assert proof["counsel_status"] == "check_with_counsel"
    assert "最低工资标准" in proof["source"]
    unknown = prove([person(city, contributions_amount=None)]).to_pylist()
    (told,) = [row["note_en"] for row in unknown if row["rule"] == "minimum_wage"]
    assert told.endswith("own social insurance and housing fund not known and not taken off")
    normal = rows["overtime_normal_day"]
    assert (normal["passed"], normal["blocking"], normal["breaches"]) == (False, False, 1)
    assert normal["note_zh"].endswith("1 处不符")


def test_the_sheet_tells_the_outcome_the_sources_and_the_failures(city) -> None:
    proofs = prove([person(city), person(city, top_up_paid_amount=Decimal("239.99"))])
    told = proof_sheet(proofs, "en").splitlines()
    assert told[:3] == [
        "Statutory proofs 2026-06 (shanghai)",
        "1 people, 14 tests, 3 not passed, 1 of them blocking",
        "Outcome: must not be published",
    ]
    assert (
        "  - [blocks] A1 Wage that counts for the minimum wage: 2,739.99 CNY, "
        "at least 2,740.00 CNY" in told
    )
    assert any(line.endswith("art. 41 · check with counsel") for line in told)
    chinese = proof_sheet(prove([person(city)]), "zh_CN").splitlines()
    assert chinese[:3] == [
        "法定校验 2026-06（shanghai）",
        "1 人，7 项校验，1 项未通过，其中 0 项阻断发布",
        "结论：可以发布",
    ]
    assert not any("[" in line for line in chinese)


def test_the_worst_date_is_shown_and_every_breach_is_listed(city) -> None:
    month = worked(city, [plain(2, 12, 4), plain(3, 13, 5), plain(4, 10, 2)])
    (proof,) = [r for r in prove([PersonMonth(month)]).to_pylist() if r["rule"] == "overtime_day"]
    assert (proof["figure"], proof["breaches"]) == (5, 2)
    listed = violations_table([PersonMonth(month)]).to_pylist()
    found = [(v["work_date"].day, v["figure"]) for v in listed if v["rule"] == "overtime_day"]
    assert found == [(2, 4), (3, 5)]


def test_proofs_do_not_depend_on_the_order_of_people(city) -> None:
    people = [
        PersonMonth(replace(worked(city, [plain(2, 12, 4)]), agent_id=name)) for name in "BCA"
    ]
    assert prove(people).equals(prove(people[::-1]))


def test_what_the_law_asks_as_a_rule_does_not_block(city) -> None:
    """Seven days in a row within two weeks that each have a day off: shown, not blocked."""
    month = worked(city, [plain(day) for day in range(9, 16)])
    proofs = prove([PersonMonth(month)])
    assert outcome([PersonMonth(month)])["consecutive_days"] is False
    assert blocking_failures(proofs) == []
    no_day_off = worked(city, [plain(day) for day in range(8, 15)])
    failures = blocking_failures(prove([PersonMonth(no_day_off)]))
    assert [row["rule"] for row in failures] == ["weekly_rest"]


def test_every_limit_has_a_proof_rule(city, make) -> None:
    holiday = make.overtime(date(2026, 6, 19), "statutory_holiday", 8, comp_leave_s=HOUR)
    month = worked(city, [*(plain(d, 9, 1, approved=False) for d in range(8, 15)), holiday])
    assert {v.rule for v in measured(month)} == {
        "overtime_normal_day",
        "overtime_day",
        "overtime_month",
        "weekly_rest",
        "consecutive_days",
        "comp_leave",
        "overtime_approved",
    }


ARROW = {
    "VARCHAR": pa.string(),
    "BIGINT": pa.int64(),
    "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
    "DECIMAL(18,2)": pa.decimal128(18, 2),
    "DECIMAL(18,6)": pa.decimal128(18, 6),
}
NAMES = (
    "overtime_day",
    "overtime_lines",
    "statutory_proofs",
    "statutory_violations",
    "deduction_ledger",
    "comp_leave_ledger",
)


@pytest.mark.parametrize("name", NAMES)
def test_the_tables_are_those_of_the_contracts(name) -> None:
    file = REPOSITORY / f"data_contracts/outputs/{name}.odcs.yaml"
    contract = yaml.safe_load(file.read_text(encoding="utf-8"))["schema"][0]["properties"]
    wanted = [
        pa.field(column["name"], ARROW[column["physicalType"]], nullable=not column["required"])
        for column in contract
    ]
    assert list(getattr(room_tables, name.upper())) == wanted


def test_overtime_days_survive_the_table(city) -> None:
    days = [plain(2, 10, 2), plain(3, 9, 1, shift_date=date(2026, 6, 2), comp_leave_s=60)]
    read = overtime_days_of(overtime_day_table("2026-06", days))
    assert [replace(day, shift_date=day.shift_day) for day in days] == sorted(
        read["A1"], key=lambda day: day.work_date
    )


def test_lines_and_ledgers_as_tables(city, make) -> None:
    pay = overtime_pay(Decimal("4000.00"), [plain(2, 10, 2)], city)
    (line,) = overtime_lines_table("2026-06", {"A1": pay}).to_pylist()
    assert line["unrounded_amount"] == Decimal("68.965517") and line["paid_s"] == 2 * HOUR
    (row,) = deduction_ledger_table("2026-06", {"A1": person(city).deductions}).to_pylist()
    assert (row["claim_id"], row["taken_amount"], row["carried_amount"]) == ("loss", 100, 0)
    rest = make.overtime(date(2026, 6, 6), "rest_day", 8, comp_leave_s=HOUR)
    ledger = comp_leave_ledger([rest], [], JUNE.last, city)
    assert comp_leave_table(ledger.rows).to_pylist()[0]["seconds"] == HOUR
