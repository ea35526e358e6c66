"""Comp leave, sick pay, other leave, and annual leave that was not taken."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_contracts.refusal import Refusal
from scoring.period import Period
from scoring.statutory import (
    comp_leave_ledger,
    leave_pay,
    overtime_pay,
    sick_pay,
    unused_annual_leave_pay,
)

HOUR = 3600
BASE = Decimal("4350.00")


@pytest.fixture
def june(city):
    return city.in_month(Period.of("2026-06"))


def test_time_off_is_taken_from_the_oldest_and_the_rest_expires_into_pay(city, make) -> None:
    first, second = date(2026, 1, 10), date(2026, 3, 14)
    earned = [
        make.overtime(second, "rest_day", 8, comp_leave_s=8 * HOUR),
        make.overtime(first, "rest_day", 8, comp_leave_s=8 * HOUR),
    ]
    ledger = comp_leave_ledger(earned, [(date(2026, 4, 1), 6 * HOUR)], date(2026, 7, 31), city)
    assert [(row.earned_on, row.kind, row.seconds // HOUR) for row in ledger.rows] == [
        (first, "earned", 8),
        (second, "earned", 8),
        (first, "taken", -6),
        (first, "expired", -2),
    ]
    assert ledger.balance_s == 8 * HOUR
    assert ledger.rows[-1].moved_on == first + timedelta(days=180)
    assert overtime_pay(BASE, ledger.due, city).exact == 2 * 25 * 2


@pytest.mark.parametrize(
    ("day_class", "approved"), [("statutory_holiday", True), ("workday", True), ("rest_day", False)]
)
def test_what_may_not_be_settled_earns_no_time_off(city, make, day_class, approved) -> None:
    row = make.overtime(date(2026, 6, 6), day_class, 8, comp_leave_s=8 * HOUR, approved=approved)
    assert comp_leave_ledger([row], [], date(2026, 6, 30), city).rows == ()


def test_more_time_off_than_there_is_is_refused(city, make) -> None:
    row = make.overtime(date(2026, 6, 6), "rest_day", 8, comp_leave_s=4 * HOUR)
    with pytest.raises(Refusal, match="more comp leave is taken on 2026-06-08"):
        comp_leave_ledger([row], [(date(2026, 6, 8), 5 * HOUR)], date(2026, 6, 30), city)
    with pytest.raises(Refusal, match="more comp leave is taken on 2026-06-05"):
        comp_leave_ledger([row], [(date(2026, 6, 5), HOUR)], date(2026, 6, 30), city)


def test_time_off_lasts_to_the_end_of_its_last_day(city, make) -> None:
    row = make.overtime(date(2026, 1, 1), "rest_day", 8, comp_leave_s=8 * HOUR)
    last = date(2026, 1, 1) + timedelta(days=180)
    after = last + timedelta(days=1)
    assert comp_leave_ledger([row], [(last, 8 * HOUR)], after, city).due == ()
    assert comp_leave_ledger([row], [], last, city).balance_s == 8 * HOUR
    assert comp_leave_ledger([row], [], after, city).balance_s == 0
    with pytest.raises(Refusal, match="more comp leave is taken"):
        comp_leave_ledger([row], [(after, HOUR)], after, city)


@given(
    earned=st.lists(st.tuples(st.integers(0, 400), st.integers(1, 12)), min_size=1, max_size=8),
    as_of=st.integers(0, 700),
)
def test_every_hour_of_time_off_is_held_or_paid(city, make, earned, as_of) -> None:
    start = date(2025, 1, 1)
    rows = [
        make.overtime(start + timedelta(days=day), "rest_day", hours, comp_leave_s=hours * HOUR)
        for day, hours in earned
    ]
    until = start + timedelta(days=as_of)
    ledger = comp_leave_ledger(rows, [], until, city)
    paid = sum(day.overtime_s for day in ledger.due)
    worked = sum(hours * HOUR for day, hours in earned if day <= as_of)
    held = sum(hours * HOUR for day, hours in earned if day <= as_of <= day + 180)
    assert (ledger.balance_s, paid) == (held, worked - held)


@pytest.mark.parametrize(
    ("years", "before", "expected"),
    [(0, 0, 120), (1, 0, 120), (2, 0, 140), (7, 0, 180), (8, 0, 200), (3, 180, 120)],
)
def test_sick_pay_by_years_of_service(june, years, before, expected) -> None:
    """Of a daily 200.00; 80 % of the minimum wage, 100.78 a day, binds none of these."""
    paid = sick_pay(BASE, Decimal(1), years, june, sick_days_before=before)
    assert paid == expected


def test_sick_pay_has_a_floor(june) -> None:
    paid = sick_pay(BASE, Decimal(3), 0, june, sick_days_before=200)
    assert paid == 3 * Fraction(2740) * 100 / 2175 * 4 / 5


def test_other_leave_is_paid_as_the_city_says(june) -> None:
    assert leave_pay(BASE, "marriage", Decimal(2), june) == 400
    with pytest.raises(Refusal, match="what 'study' leave is paid"):
        leave_pay(BASE, "study", Decimal(1), june)


def test_annual_leave_not_taken_is_paid_300_per_cent_with_the_normal_pay(june, make) -> None:
    assert unused_annual_leave_pay(BASE, Decimal(5), june) == 5 * 200 * 2
    text = make.city_text().replace("includes_normal_pay: true", "includes_normal_pay: false")
    apart = make.city_of(text).in_month(Period.of("2026-06"))
    assert unused_annual_leave_pay(BASE, Decimal(5), apart) == 5 * 200 * 3
