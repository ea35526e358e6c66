"""The sample centre's holiday file agrees with an independent library of the same notices."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import pytest

from pipelines.centre import load_centre
from pipelines.settings import SAMPLE_CENTRE

DAYS_OF_2026 = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]


def test_every_day_of_2026_is_classed_as_the_notice_says() -> None:
    calendar = load_centre(SAMPLE_CENTRE).calendar
    for day in DAYS_OF_2026:
        assert (calendar.day_class(day) == "workday") == chinese_calendar.is_workday(day), day


def test_2026_has_thirteen_statutory_days() -> None:
    calendar = load_centre(SAMPLE_CENTRE).calendar
    assert sum(calendar.day_class(day) == "statutory_holiday" for day in DAYS_OF_2026) == 13


@pytest.mark.parametrize(
    ("day", "day_class"),
    [
        (date(2026, 5, 1), "statutory_holiday"),
        (date(2026, 5, 2), "statutory_holiday"),  # statutory since 2025
        (date(2026, 5, 4), "rest_day"),  # swapped, paid as a rest day
        (date(2026, 5, 9), "workday"),  # make-up Saturday
        (date(2026, 5, 10), "rest_day"),
    ],
)
def test_a_long_holiday_mixes_statutory_and_swapped_days(day: date, day_class: str) -> None:
    assert load_centre(SAMPLE_CENTRE).calendar.day_class(day) == day_class
