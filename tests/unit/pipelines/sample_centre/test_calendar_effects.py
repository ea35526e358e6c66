"""The holiday table is the one that an independent package knows."""

from __future__ import annotations

from datetime import date

import chinese_calendar
import pytest

from pipelines.sample_centre.calendar_effects import (
    HOLIDAYS,
    half_hour_shares,
    is_workday,
    volume_factor,
)
from pipelines.sample_centre.streams import days


@pytest.mark.parametrize("year", sorted(HOLIDAYS))
def test_workdays_are_those_of_the_state_council(year: int) -> None:
    whole_year = days(date(year, 1, 1), date(year, 12, 31))
    mine = {day for day in whole_year if is_workday(day)}
    assert mine == {day for day in whole_year if chinese_calendar.is_workday(day)}


def test_a_make_up_saturday_is_busier_than_a_normal_one() -> None:
    assert volume_factor(date(2026, 5, 9)) > 1.3 * volume_factor(date(2026, 5, 16))


def test_holidays_are_quieter_than_workdays() -> None:
    assert volume_factor(date(2026, 5, 1)) < 0.6 * volume_factor(date(2026, 4, 29))


def test_the_shares_of_a_day_sum_to_one_with_two_peaks() -> None:
    shares = half_hour_shares(0.4)
    assert sum(shares) == pytest.approx(1)
    peaks = [
        n
        for n in range(1, len(shares) - 1)
        if shares[n] > max(shares[n - 1], shares[n + 1]) and shares[n] > 0.04
    ]
    assert len(peaks) >= 2
