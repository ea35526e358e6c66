"""P9: the worked examples to the last digit, the three systems, comp leave, the slip's flag."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_contracts.refusal import Refusal
from scoring.period import Period
from scoring.statutory import (
    OvertimeDay,
    OvertimePoints,
    overtime_pay,
    overtime_points_pay,
    points_in_overtime,
)
from scoring.statutory.overtime_pay import overtime_base

BASE = Decimal("4350.00")
WORKDAY, REST_DAY, HOLIDAY = date(2026, 6, 2), date(2026, 6, 6), date(2026, 6, 19)


@pytest.mark.parametrize(
    ("day", "day_class", "hours", "expected"),
    [
        (WORKDAY, "workday", 10, "375.00"),
        (REST_DAY, "rest_day", 8, "400.00"),
        (HOLIDAY, "statutory_holiday", 8, "600.00"),
    ],
)
def test_worked_examples(city, make, day, day_class, hours, expected) -> None:
    pay = overtime_pay(BASE, [make.overtime(day, day_class, hours)], city)
    assert pay.lines[0].hourly_amount == 25
    assert pay.exact == Fraction(Decimal(expected))
    assert str(pay.amount()) == expected


def test_hourly_base_is_exact_until_the_component_is_rounded(city, make) -> None:
    """4,000 ÷ 21.75 ÷ 8 = 22.988…; 3 × 1 h at 150 % is 103.448…, not 3 × 34.48."""
    days = [make.overtime(WORKDAY + timedelta(days=i), "workday", 1) for i in range(3)]
    pay = overtime_pay(Decimal("4000.00"), days, city)
    assert pay.exact == Fraction(4000) * 100 / 2175 / 8 * 3 * 3 / 2
    assert pay.amount() == Decimal("103.45")


@pytest.mark.parametrize(
    ("system", "day_class", "expected"),
    [
        ("COMPREHENSIVE", "workday", "300.00"),
        ("COMPREHENSIVE", "rest_day", "300.00"),
        ("COMPREHENSIVE", "statutory_holiday", "600.00"),
        ("NON_FIXED", "rest_day", "0.00"),
        ("NON_FIXED", "statutory_holiday", "600.00"),
    ],
)
def test_multiples_by_system(city, make, system, day_class, expected) -> None:
    pay = overtime_pay(BASE, [make.overtime(HOLIDAY, day_class, 8)], city, system=system)
    assert str(pay.amount()) == expected


@pytest.mark.parametrize(
    ("day_class", "settled_h", "expected"),
    [("rest_day", 8, "0.00"), ("workday", 0, "300.00"), ("statutory_holiday", 0, "600.00")],
)
def test_only_rest_days_are_settled_by_time_off(city, make, day_class, settled_h, expected):
    row = make.overtime(REST_DAY, day_class, 8, comp_leave_s=8 * 3600)
    (line,) = overtime_pay(BASE, [row], city).lines
    assert line.settled_s == settled_h * 3600
    assert line.amount == Fraction(Decimal(expected))


def test_workday_overtime_is_settled_where_the_city_allows_it(make) -> None:
    text = make.city_text().replace(
        "workday: false, rest_day: true", "workday: true, rest_day: true"
    )
    row = make.overtime(WORKDAY, "workday", 2, comp_leave_s=3600)
    assert overtime_pay(BASE, [row], make.city_of(text)).amount() == Decimal("37.50")


def test_inclusive_statutory_pay_leaves_out_the_normal_day(make) -> None:
    """300 % inclusive: 8 h are paid 200 % more, the two hours beyond them 300 %."""
    city = make.city_of(make.city_text().replace("{value: on_top", "{value: inclusive"))
    (line,) = overtime_pay(BASE, [make.overtime(HOLIDAY, "statutory_holiday", 10)], city).lines
    assert not line.on_top and line.covered_s == 8 * 3600
    assert line.amount == 25 * (8 * 2 + 2 * 3)


def test_unapproved_overtime_is_a_line_of_nothing(city, make) -> None:
    (line,) = overtime_pay(BASE, [make.overtime(WORKDAY, "workday", 2, approved=False)], city).lines
    assert (line.overtime_s, line.paid_s, line.amount) == (7200, 0, 0)


def test_the_base_is_never_below_the_minimum_wage(city) -> None:
    june = city.in_month(Period.of("2026-06"))
    assert overtime_base(Decimal("2000.00"), june) == 2740
    assert overtime_base(BASE, june) == 4350


def test_the_contract_stands_in_for_an_average_that_is_not_known(make) -> None:
    text = make.city_text().replace("definition: contract", "definition: average_12_months")
    city = make.city_of(text)
    row = make.overtime(WORKDAY, "workday", 2)
    assert overtime_pay(BASE, [row], city).exact == 25 * 3
    assert overtime_pay(BASE, [row], city, average_amount=Decimal("5220.00")).exact == 30 * 3


def test_more_overtime_than_work_is_refused(city) -> None:
    with pytest.raises(Refusal, match="cannot be"):
        overtime_pay(BASE, [OvertimeDay("A1", WORKDAY, "workday", 3600, 7200)], city)


def test_points_made_in_overtime_are_paid_at_the_multiple_of_the_unit_price(city) -> None:
    made = [
        OvertimePoints(WORKDAY, "workday", Fraction(10)),
        OvertimePoints(REST_DAY, "rest_day", Fraction(10)),
        OvertimePoints(HOLIDAY, "statutory_holiday", Fraction(10)),
    ]
    assert overtime_points_pay(made, Fraction(3), city) == 3 * (15 + 20 + 30)
    non_fixed = overtime_points_pay(made, Fraction(3), city, system="NON_FIXED")
    assert non_fixed == 3 * (10 + 10 + 30)


def test_points_of_a_date_are_split_by_time(city) -> None:
    row = OvertimeDay("A1", WORKDAY, "workday", 10 * 3600, 2 * 3600)
    assert points_in_overtime(Decimal("50.0000"), row, city).points == 10
    settled = OvertimeDay("A1", REST_DAY, "rest_day", 8 * 3600, 8 * 3600, comp_leave_s=4 * 3600)
    assert points_in_overtime(Decimal("50.0000"), settled, city).points == 25
    unapproved = replace(row, approved=False)
    assert points_in_overtime(Decimal("50.0000"), unapproved, city).points == 0


ROWS = st.lists(
    st.builds(
        lambda day, kind, worked, over, leave: OvertimeDay(
            "A1", date(2026, 6, day), kind, worked, min(over, worked), leave
        ),
        st.integers(1, 30),
        st.sampled_from(["workday", "rest_day", "statutory_holiday"]),
        st.integers(0, 50_000),
        st.integers(0, 50_000),
        st.integers(0, 50_000),
    ),
    max_size=12,
)
MULTIPLES = {"workday": Decimal("1.5"), "rest_day": Decimal(2), "statutory_holiday": Decimal(3)}


@given(rows=ROWS, base=st.decimals("2740", "30000", places=2))
def test_pay_is_the_sum_written_row_by_row(city, rows, base) -> None:
    """An oracle in plain sums; and the order of rows does not matter."""
    hourly = Fraction(base) / Fraction("21.75") / 8
    expected = Fraction(0)
    for row in rows:
        settled = min(row.comp_leave_s, row.overtime_s) if row.day_class == "rest_day" else 0
        hours = Fraction(row.overtime_s - settled, 3600)
        expected += hourly * hours * Fraction(MULTIPLES[row.day_class])
    assert overtime_pay(base, rows, city).exact == expected
    assert overtime_pay(base, rows[::-1], city).exact == expected


@given(rows=ROWS, cut=st.integers(0, 12))
def test_pay_of_parts_is_the_pay_of_the_whole(city, rows, cut) -> None:
    parts = overtime_pay(BASE, rows[:cut], city).exact + overtime_pay(BASE, rows[cut:], city).exact
    assert parts == overtime_pay(BASE, rows, city).exact
