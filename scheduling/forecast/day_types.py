"""What the calendar says of each day: weekday, day of the month, holiday, make-up workday.

A weekday's usual class is the one that most of its days in the calendar have. Days of another
class are special: a day off on a usual workday, or a statutory holiday anywhere, is a HOLIDAY; a
workday on a usual day off is EXTRA work. The first usual workday after a holiday is AFTER one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from data_contracts.refusal import Place, Refusal

ORDINARY, HOLIDAY, EXTRA, AFTER = range(4)
_LONGEST_BREAK_DAYS = 14


@dataclass(frozen=True)
class DayTypes:
    """Aligned with days: `weekday` 0-6, `month_day` 1-31, `year_day` 1-366, `kind` (ORDINARY...).

    `at_work`: whether the weekday is usually a workday.
    """

    weekday: NDArray[np.int_]
    month_day: NDArray[np.int_]
    year_day: NDArray[np.int_]
    kind: NDArray[np.int_]
    at_work: NDArray[np.bool_]

    def upto(self, count: int) -> DayTypes:
        """The first `count` days."""
        return self.part(slice(0, count))

    def part(self, days: slice | NDArray[np.int_]) -> DayTypes:
        """The days of a slice or of indices."""
        return DayTypes(
            self.weekday[days],
            self.month_day[days],
            self.year_day[days],
            self.kind[days],
            self.at_work[days],
        )


def day_types(days: Sequence[date], calendar: Mapping[date, str]) -> DayTypes:
    """Types of the days. Raises Refusal where the calendar lacks one of them."""
    usual = _usual_classes(calendar)
    kinds = [_kind(day, calendar, usual) for day in days]
    weekday = np.array([day.weekday() for day in days], int)
    return DayTypes(
        weekday=weekday,
        month_day=np.array([day.day for day in days], int),
        year_day=np.array([day.timetuple().tm_yday for day in days], int),
        kind=np.array(kinds, int),
        at_work=np.array([usual[w] == "workday" for w in range(7)], bool)[weekday],
    )


def _usual_classes(calendar: Mapping[date, str]) -> list[str]:
    seen = [Counter[str]() for _ in range(7)]
    for day, day_class in calendar.items():
        seen[day.weekday()][day_class] += 1
    return [
        one.most_common(1)[0][0] if one else ("workday" if weekday < 5 else "rest_day")
        for weekday, one in enumerate(seen)
    ]


def _kind(day: date, calendar: Mapping[date, str], usual: Sequence[str]) -> int:
    if day not in calendar:
        raise Refusal(
            "the calendar has no day class for this day",
            place=Place("calendar", key=day.isoformat()),
            next_step="extend the calendar over the history and the planned weeks",
        )
    special = _special(day, calendar, usual)
    if special != ORDINARY or usual[day.weekday()] != "workday":
        return special
    return AFTER if _follows_holiday(day, calendar, usual) else ORDINARY


def _special(day: date, calendar: Mapping[date, str], usual: Sequence[str]) -> int:
    own, expected = calendar[day], usual[day.weekday()]
    if own == expected:
        return ORDINARY
    if own == "workday":
        return EXTRA
    return HOLIDAY if expected == "workday" or own == "statutory_holiday" else ORDINARY


def _follows_holiday(day: date, calendar: Mapping[date, str], usual: Sequence[str]) -> bool:
    """Whether the nearest usual workday before it was a day off."""
    for back in range(1, _LONGEST_BREAK_DAYS):
        before = day - timedelta(days=back)
        if usual[before.weekday()] == "workday":
            return before in calendar and _special(before, calendar, usual) == HOLIDAY
    return False
