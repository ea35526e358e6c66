"""Limits of working time as checks: each breach with its person and date (scoring.md 4.12).

LIMITS reads aloud: extension of a day → extension of the month → a rest day every week →
consecutive workdays → time off where the law allows it → overtime approved.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Literal

from scoring.exact import SCORE_DIGITS, rounded
from scoring.period import Period
from scoring.statutory.city import SECONDS_PER_HOUR, City
from scoring.statutory.overtime import OvertimeDay
from scoring.statutory.overtime_pay import settled_seconds

DAYS_A_WEEK = 7
LimitRule = Literal[
    "overtime_normal_day",
    "overtime_day",
    "overtime_month",
    "weekly_rest",
    "consecutive_days",
    "comp_leave",
    "overtime_approved",
]


@dataclass(frozen=True)
class Measured:
    """The figure of a person under one limit on one date; a breach where `breached`."""

    agent_id: str
    rule: LimitRule
    work_date: date
    figure: Decimal
    limit: Decimal
    breached: bool


@dataclass(frozen=True)
class Month:
    """A person's days of a month in order; `before` holds earlier dates on which a shift began."""

    agent_id: str
    period: Period
    days: tuple[OvertimeDay, ...]
    before: frozenset[date]
    city: City

    @cached_property
    def shift_dates(self) -> list[date]:
        """Every date on which a shift began, those before the month included."""
        worked = {day.shift_day for day in self.days if day.worked_s}
        return sorted(worked | self.before)

    def within(self, day: date) -> bool:
        """Whether `day` is in the month."""
        return self.period.first <= day <= self.period.last


def measured(month: Month) -> list[Measured]:
    """The figures of one person under every limit, in the order of LIMITS."""
    return [figure for limit in LIMITS for figure in limit(month)]


def violations(month: Month) -> list[Measured]:
    """The breaches of one person's month."""
    return [figure for figure in measured(month) if figure.breached]


def day_extension(month: Month) -> list[Measured]:
    """Extension of each workday's shift, across midnight, under what is normal and the most."""
    extended: dict[date, int] = {}
    for day in month.days:
        if day.day_class == "workday" and day.overtime_s:
            extended[day.shift_day] = extended.get(day.shift_day, 0) + day.overtime_s
    found: list[Measured] = []
    for shift_date, seconds in sorted(extended.items()):
        limits = month.city.on(shift_date).overtime_limits
        hours = _hours(seconds)
        found.append(_most(month, "overtime_normal_day", shift_date, hours, limits.normal_day_h))
        found.append(_most(month, "overtime_day", shift_date, hours, limits.day_h))
    return found


def month_extension(month: Month) -> list[Measured]:
    """Overtime of the month by day classes that count and that no time off settles."""
    limits = month.city.on(month.period.first).overtime_limits
    seconds = sum(
        day.overtime_s - settled_seconds(day, month.city.on(day.work_date))
        for day in month.days
        if day.overtime_s and day.day_class in limits.month_counts and month.within(day.work_date)
    )
    return [_most(month, "overtime_month", month.period.last, _hours(seconds), limits.month_h)]


def weekly_rest(month: Month) -> list[Measured]:
    """Days off of each week, Monday to Sunday, that ends in the month."""
    worked_in: dict[date, int] = {}
    for day in month.shift_dates:
        sunday = day + timedelta(days=6 - day.weekday())
        worked_in[sunday] = worked_in.get(sunday, 0) + 1
    return [
        _days_off(month, sunday, DAYS_A_WEEK - worked)
        for sunday, worked in sorted(worked_in.items())
        if month.within(sunday)
    ]


def consecutive_days(month: Month) -> list[Measured]:
    """Runs of days with a shift that reach into the month; a breach has its first date in it."""
    found: list[Measured] = []
    for first, last in _runs(month.shift_dates):
        if last < month.period.first:
            continue
        most = month.city.on(last).maximum_consecutive_days
        length = (last - first).days + 1
        dated = max(month.period.first, first + timedelta(days=min(length - 1, most)))
        if dated <= month.period.last:
            found.append(_most(month, "consecutive_days", dated, Decimal(length), Decimal(most)))
    return found


def lawful_comp_leave(month: Month) -> list[Measured]:
    """Time off booked against overtime that it may not settle; the overtime is paid in full."""
    booked: dict[date, tuple[int, int]] = {}
    for day in month.days:
        if day.comp_leave_s:
            settled_s = settled_seconds(day, month.city.on(day.work_date))
            known = booked.get(day.work_date, (0, 0))
            booked[day.work_date] = (known[0] + day.comp_leave_s, known[1] + settled_s)
    return [
        _most(month, "comp_leave", day, _hours(seconds), _hours(settled_s))
        for day, (seconds, settled_s) in sorted(booked.items())
    ]


def approved_overtime(month: Month) -> list[Measured]:
    """Overtime worked that nobody approved: it is not paid, so somebody has to decide."""
    waiting: dict[date, int] = {}
    for day in month.days:
        if day.overtime_s and not day.approved:
            waiting[day.work_date] = waiting.get(day.work_date, 0) + day.overtime_s
    return [
        _most(month, "overtime_approved", day, _hours(seconds), Decimal(0))
        for day, seconds in sorted(waiting.items())
    ]


def _days_off(month: Month, sunday: date, off: int) -> Measured:
    least = month.city.on(sunday).rest_days_per_week
    figure, limit = Decimal(off), Decimal(least)
    return Measured(month.agent_id, "weekly_rest", sunday, figure, limit, breached=off < least)


def _runs(days: Sequence[date]) -> list[tuple[date, date]]:
    runs: list[tuple[date, date]] = []
    for day in days:
        if runs and day.toordinal() - runs[-1][1].toordinal() == 1:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def _most(month: Month, rule: LimitRule, day: date, figure: Decimal, limit: Decimal) -> Measured:
    return Measured(month.agent_id, rule, day, figure, limit, breached=figure > limit)


@lru_cache(maxsize=4096)
def _hours(seconds: int) -> Decimal:
    return rounded(Fraction(seconds, SECONDS_PER_HOUR), SCORE_DIGITS)


Limit = Callable[[Month], list[Measured]]
LIMITS: tuple[Limit, ...] = (
    day_extension,
    month_extension,
    weekly_rest,
    consecutive_days,
    lawful_comp_leave,
    approved_overtime,
)
