"""The minimum wage: what counts, the time attended, the top-up; and deductions beside it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_contracts.refusal import Refusal
from scoring.period import Period
from scoring.statutory import (
    Claim,
    NormalLabour,
    WageItem,
    cap_deductions,
    hourly_minimum_top_up,
    minimum_wage_top_up,
)

JUNE = Period.of("2026-06")
FULL = NormalLabour(Fraction(21), Fraction(1), Fraction(22))
KINDS = ["normal", "overtime", "night_shift", "heat", "meal", "welfare", "housing"]


@pytest.fixture
def june(city):
    return city.in_month(JUNE)


def test_overtime_and_allowances_do_not_lift_a_wage_over_the_minimum(june) -> None:
    items = [
        WageItem("base", Decimal("2000.00")),
        WageItem("points", Decimal("500.00")),
        WageItem("overtime", Decimal("900.00"), "overtime"),
        WageItem("night", Decimal("300.00"), "night_shift"),
    ]
    top_up = minimum_wage_top_up(items, FULL, june)
    assert (top_up.counted_amount, top_up.excluded_amount) == (Decimal(2500), Decimal(1200))
    assert top_up.amount == Decimal("240.00")


def test_own_contributions_come_on_top_where_the_city_says_so(june, make) -> None:
    items, paid = [WageItem("base", Decimal("3000.00"))], Decimal("315.00")
    assert minimum_wage_top_up(items, FULL, june).amount == 0
    outside = minimum_wage_top_up(items, FULL, june, contributions_amount=paid)
    assert outside.amount == Decimal("55.00")
    text = make.city_text().replace("{value: outside", "{value: inside")
    inside = make.city_of(text).in_month(JUNE)
    assert minimum_wage_top_up(items, FULL, inside, contributions_amount=paid).amount == 0


@pytest.mark.parametrize(
    ("attended", "deemed", "standard", "expected"),
    [
        (22, 0, 22, "2740.00"),
        (20, 2, 22, "2740.00"),
        (11, 0, 22, "1370.00"),
        (24, 0, 22, "2740.00"),
        (0, 0, 22, "0.00"),
        (7, 0, 22, "871.82"),
    ],
    ids=["full", "paid leave", "joined mid-month", "more than full", "absent", "rounded up"],
)
def test_the_minimum_follows_the_time_attended(june, attended, deemed, standard, expected) -> None:
    """7 of 22 days require 871.8181…: the top-up is rounded up, never below the law."""
    labour = NormalLabour(Fraction(attended), Fraction(deemed), Fraction(standard))
    top_up = minimum_wage_top_up([], labour, june)
    assert top_up.amount == top_up.required_amount == Decimal(expected)


def test_the_top_up_changes_with_the_standard(city) -> None:
    items = [WageItem("base", Decimal("2600.00"))]
    before = minimum_wage_top_up(items, FULL, city.in_month(Period.of("2025-06")))
    after = minimum_wage_top_up(items, FULL, city.in_month(Period.of("2025-07")))
    assert (before.amount, after.amount) == (Decimal("90.00"), Decimal("140.00"))


def test_part_time_staff_have_the_hourly_minimum(june) -> None:
    items = [WageItem("base", Decimal("1800.00"))]
    assert hourly_minimum_top_up(items, 80 * 3600, june).amount == Decimal("200.00")
    assert hourly_minimum_top_up(items, 70 * 3600, june).amount == 0
    own = Decimal("60.00")
    topped = hourly_minimum_top_up(items, 70 * 3600, june, contributions_amount=own)
    assert topped.amount == Decimal("10.00")


AMOUNTS = st.decimals(0, 4000, places=2)
ITEMS = st.lists(st.builds(WageItem, st.just("c"), AMOUNTS, st.sampled_from(KINDS)), max_size=6)
DAYS = st.integers(0, 31).map(Fraction)


@given(items=ITEMS, attended=DAYS, deemed=DAYS, standard=DAYS)
def test_nobody_is_paid_less_than_the_minimum(city, items, attended, deemed, standard) -> None:
    labour = NormalLabour(attended, deemed, standard)
    top_up = minimum_wage_top_up(items, labour, city.in_month(JUNE))
    counted = sum((i.amount for i in items if i.kind == "normal"), Decimal(0))
    share = min(Fraction(1), (attended + deemed) / standard) if standard else 1
    assert counted + top_up.amount >= 2740 * share
    assert top_up.amount == 0 or counted + top_up.amount < 2740 * share + Fraction(1, 100)
    assert minimum_wage_top_up(items[::-1], labour, city.in_month(JUNE)) == top_up


def test_deductions_stop_at_a_fifth_and_the_oldest_goes_first(june) -> None:
    claims = [
        Claim("headset", date(2026, 5, 3), Decimal("300.00")),
        Claim("laptop", date(2026, 2, 1), Decimal("900.00")),
    ]
    wage = Decimal("5000.00")
    taken = cap_deductions(wage, wage, Decimal("2740.00"), claims, june)
    assert taken.allowed_amount == Decimal("1000.00")
    assert [(line.claim_id, line.taken_amount, line.carried_amount) for line in taken.lines] == [
        ("laptop", Decimal("900.00"), Decimal("0.00")),
        ("headset", Decimal("100.00"), Decimal("200.00")),
    ]
    assert (taken.taken_amount, taken.carried_amount) == (Decimal(1000), Decimal(200))


def test_the_minimum_wage_is_not_deducted_from(june) -> None:
    claim = [Claim("loss", date(2026, 5, 3), Decimal("900.00"))]
    wage = Decimal("3000.00")
    assert cap_deductions(wage, wage, Decimal("2740.00"), claim, june).taken_amount == 260
    low = Decimal("2740.00")
    assert cap_deductions(low, low, low, claim, june).taken_amount == 0


def test_a_part_month_keeps_the_whole_minimum_unless_the_city_says_otherwise(june, make) -> None:
    claim = [Claim("loss", date(2026, 5, 3), Decimal("900.00"))]
    wage, half = Decimal("2000.00"), Decimal("1370.00")
    assert cap_deductions(wage, wage, half, claim, june).taken_amount == 0
    text = make.city_text().replace("{value: full_month", "{value: attended")
    attended = make.city_of(text).in_month(JUNE)
    assert cap_deductions(wage, wage, half, claim, attended).taken_amount == Decimal("400.00")


def test_a_negative_claim_is_refused(june) -> None:
    claim = [Claim("refund", date(2026, 5, 3), Decimal("-1.00"))]
    with pytest.raises(Refusal, match="'refund' is negative"):
        cap_deductions(Decimal(5000), Decimal(5000), Decimal(2740), claim, june)


CLAIMS = st.lists(
    st.builds(
        Claim,
        st.uuids().map(str),
        st.dates(date(2025, 1, 1), date(2026, 6, 30)),
        AMOUNTS,
    ),
    max_size=6,
)


@given(wage=AMOUNTS, extra=AMOUNTS, required=AMOUNTS, claims=CLAIMS)
def test_deductions_are_lawful_and_lose_nothing(city, wage, extra, required, claims) -> None:
    taken = cap_deductions(wage + extra, wage, required, claims, city.in_month(JUNE))
    assert 0 <= taken.taken_amount <= (wage + extra) / 5
    assert taken.taken_amount == 0 or wage - taken.taken_amount >= max(required, Decimal(2740))
    owed = sum((claim.outstanding_amount for claim in claims), Decimal(0))
    assert taken.taken_amount + taken.carried_amount == owed
    untouched = [line for line in taken.lines if line.carried_amount]
    later = taken.lines[taken.lines.index(untouched[0]) + 1 :] if untouched else ()
    assert all(line.taken_amount == 0 for line in later)
