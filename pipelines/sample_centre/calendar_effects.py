"""Mainland China's days off and what week, day and holiday do to the volume of calls."""

from __future__ import annotations

import math
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from data_contracts.refusal import Place, Refusal

DayClass = Literal["workday", "rest_day", "statutory_holiday"]

# State Council notices on holidays: (first day off, last day off) and make-up workdays.
HOLIDAYS: dict[int, tuple[tuple[str, str], ...]] = {
    2025: (
        ("2025-01-01", "2025-01-01"),
        ("2025-01-28", "2025-02-04"),
        ("2025-04-04", "2025-04-06"),
        ("2025-05-01", "2025-05-05"),
        ("2025-05-31", "2025-06-02"),
        ("2025-10-01", "2025-10-08"),
    ),
    2026: (
        ("2026-01-01", "2026-01-03"),
        ("2026-02-15", "2026-02-23"),
        ("2026-04-04", "2026-04-06"),
        ("2026-05-01", "2026-05-05"),
        ("2026-06-19", "2026-06-21"),
        ("2026-09-25", "2026-09-27"),
        ("2026-10-01", "2026-10-07"),
    ),
}
MAKE_UP_WORKDAYS: dict[int, tuple[str, ...]] = {
    2025: ("2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"),
    2026: ("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"),
}

WEEKDAY_FACTORS = (1.10, 1.04, 1.0, 0.98, 1.02, 0.66, 0.62)
TREND_PER_DAY = 0.0004
TREND_ORIGIN = date(2026, 1, 1)
OPENS_S, CLOSES_S, HALF_HOUR_S = 8 * 3600, 22 * 3600, 1800


@lru_cache(maxsize=4096)
def is_holiday(day: date) -> bool:
    """Whether the day belongs to a public holiday period; Refusal for a year not in the table."""
    return any(_within(day, span) for span in _known_year(day))


def is_make_up_workday(day: date) -> bool:
    """Whether a weekend day is worked in exchange for a day of a holiday period."""
    return day.isoformat() in MAKE_UP_WORKDAYS.get(day.year, ())


@lru_cache(maxsize=4096)
def is_workday(day: date) -> bool:
    """Whether offices work: Monday to Friday without holidays, and make-up workdays."""
    return is_make_up_workday(day) or (day.weekday() < 5 and not is_holiday(day))


def volume_factor(day: date) -> float:
    """Calls of the day as a multiple of a normal Wednesday: week, holiday and slow trend."""
    trend = 1 + TREND_PER_DAY * (day - TREND_ORIGIN).days
    return trend * _day_factor(day)


def half_hour_shares(evening_weight: float) -> list[float]:
    """Share of the day's calls in each of the 28 half-hours from 08:00, with a double peak."""
    hours = [8.25 + n / 2 for n in range((CLOSES_S - OPENS_S) // HALF_HOUR_S)]
    raw = [
        0.24
        + 0.76 * _bell(hour, 10.25, 1.4)
        + _bell(hour, 15.25, 1.7)
        + evening_weight * _bell(hour, 19.5, 1.3)
        for hour in hours
    ]
    return [value / sum(raw) for value in raw]


def _day_factor(day: date) -> float:
    if is_holiday(day):
        return 0.45 if not is_holiday(day - timedelta(1)) else 0.52
    if is_make_up_workday(day):
        return 0.96
    after_holiday = is_workday(day) and is_holiday(day - timedelta(1))
    return WEEKDAY_FACTORS[day.weekday()] * (1.12 if after_holiday else 1.0)


def _known_year(day: date) -> tuple[tuple[str, str], ...]:
    if day.year not in HOLIDAYS:
        raise Refusal(
            "the sample centre does not know the public holidays of this year",
            place=Place("pipelines/sample_centre/calendar_effects.py", key="HOLIDAYS"),
            value=day.year,
            next_step=f"choose a span within {sorted(HOLIDAYS)} or add the year's notice",
        )
    return HOLIDAYS[day.year]


def _within(day: date, span: tuple[str, str]) -> bool:
    return span[0] <= day.isoformat() <= span[1]


def _bell(hour: float, centre: float, width: float) -> float:
    return math.exp(-0.5 * ((hour - centre) / width) ** 2)
