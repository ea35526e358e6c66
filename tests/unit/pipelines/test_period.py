"""Months, their histories and the weeks planned after them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_contracts.refusal import Refusal
from pipelines.period import Period, parse_period

months = st.builds(Period, st.integers(1990, 2090), st.integers(1, 12))


@given(months)
def test_a_period_is_read_back_from_its_name(period: Period) -> None:
    assert parse_period(period.name) == period


@given(months)
def test_the_plan_week_is_the_first_whole_week_after_the_month(period: Period) -> None:
    week = period.plan_week
    assert week.weekday() == 0
    assert 1 <= (week - period.last).days <= 7


@given(months)
def test_previous_ends_the_day_before(period: Period) -> None:
    assert (period.first - period.previous().last).days == 1


def test_history_is_capped_at_thirteen_months_and_at_the_first_data() -> None:
    assert Period(2026, 6).history_from(date(2020, 1, 1)) == date(2025, 5, 1)
    assert Period(2026, 6).history_from(date(2026, 4, 1)) == date(2026, 4, 1)


@pytest.mark.parametrize("text", ["2026", "2026-13", "06-2026", "2026-6", "June"])
def test_anything_else_is_refused_with_the_form_it_should_have(text: str) -> None:
    with pytest.raises(Refusal, match="YYYY-MM"):
        parse_period(text)
