"""The real series of arrivals that forecasts are measured on, and their calendars.

Holidays follow published rules, known years ahead: France's legal holidays (Code du travail,
L3133-1) and the federal holidays of the United States (5 U.S.C. 6103). Computus: anonymous
Gregorian algorithm (Nature, 20 April 1876).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from pipelines.arrival_series import days_with_counts, read_arrivals
from scheduling.forecast.history import OpenHours, QueueHistory, read_history
from tests.bench.clock import PROJECT

WORKDAY, REST_DAY, HOLIDAY = "workday", "rest_day", "statutory_holiday"


@dataclass(frozen=True)
class Series:
    """One queue's arrivals; `origins` are weekly, the last one four weeks before the data end."""

    name: str
    history: QueueHistory
    open_weekdays: int
    open_slots: slice
    origins: tuple[int, ...]


def data_folder() -> Path:
    """The folder of the real series."""
    found = os.environ.get("CALLFLOOR_DATA", PROJECT.parent / "shared" / "data")
    return Path(found) / "call_arrivals"


@cache
def real_series() -> tuple[Series, ...]:
    """AXA's four queues of 2011-2013 (26 origins) and a bank's of 2003 (12); () without data."""
    folder = data_folder()
    if not folder.exists():
        return ()
    axa = ("telephonie", "tech-axa", "medical", "nuit")
    french = [
        _series(folder / f"axa_{name}.txt", name, _of_years(french_holidays, range(2010, 2015)),
                date(2013, 11, 25), 26)
        for name in axa
    ]  # fmt: skip
    bank = _series(folder / "bank_calls.csv", "bank", _of_years(us_holidays, range(2003, 2004)),
                   date(2003, 9, 29), 12, ("07:00", "21:00"))  # fmt: skip
    return (*french, bank)


def _series(
    path: Path,
    name: str,
    holidays: set[date],
    last_origin: date,
    origins: int,
    weekday_hours: tuple[str, str] | None = None,
) -> Series:
    table = read_arrivals(path, zone="UTC", queue_id=name)
    days = days_with_counts(table)
    history = read_history(
        table, _calendar(min(days), max(days), holidays), _opening(weekday_hours),
        zone="UTC", days_in_data=days,
    )[0]  # fmt: skip
    last = (last_origin - history.days[0]).days
    return Series(
        name,
        history,
        5 if weekday_hours else 7,
        slice(14, 42) if weekday_hours else slice(0, 48),
        tuple(last - 7 * back for back in range(origins))[::-1],
    )


def _opening(weekday_hours: tuple[str, str] | None) -> OpenHours:
    def hours(queue_id: str, day: date) -> tuple[str, str] | None:
        if weekday_hours is None:
            return ("00:00", "24:00")
        return weekday_hours if day.weekday() < 5 else None

    return hours


def _calendar(first: date, last: date, holidays: set[date]) -> Mapping[date, str]:
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return {
        day: HOLIDAY if day in holidays else (WORKDAY if day.weekday() < 5 else REST_DAY)
        for day in days
    }


def _of_years(holidays: Callable[[int], set[date]], years: range) -> set[date]:
    return set[date]().union(*(holidays(year) for year in years))


def french_holidays(year: int) -> set[date]:
    """The eleven legal holidays."""
    fixed = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
    sunday = easter(year)
    movable = {sunday + timedelta(days=after) for after in (1, 39, 50)}
    return movable | {date(year, month, day) for month, day in fixed}


def us_holidays(year: int) -> set[date]:
    """The ten federal holidays, without moves for weekends."""
    mondays = ((1, 3), (2, 3), (9, 1), (10, 2))
    fixed = {date(year, 1, 1), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25)}
    last_of_may = date(year, 5, 31)
    memorial = last_of_may - timedelta(days=last_of_may.weekday())
    first_thursday = date(year, 11, 1) + timedelta(days=(3 - date(year, 11, 1).weekday()) % 7)
    nth = {_nth_monday(year, month, n) for month, n in mondays}
    return fixed | nth | {memorial, first_thursday + timedelta(weeks=3)}


def _nth_monday(year: int, month: int, n: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=-first.weekday() % 7, weeks=n - 1)


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    leap, fourth = divmod(century, 4)
    moon = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap - moon + 15) % 30
    quotient, remainder = divmod(rest, 4)
    weekday = (32 + 2 * fourth + 2 * quotient - epact - remainder) % 7
    correction = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * correction + 114, 31)
    return date(year, month, day + 1)
