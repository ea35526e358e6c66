"""A city's parameters in force: compiled once, read by day or by month."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

from data_contracts.located_yaml import LocatedYaml, validated
from data_contracts.refusal import Place, Refusal
from scoring.period import Period
from scoring.statutory.checks import refuse_laxer_than_national_law
from scoring.statutory.parameters import (
    Advised,
    CompLeave,
    CounselStatus,
    Cycle,
    CycleStandard,
    DayClass,
    OvertimeBase,
    OvertimeLimits,
    SickPay,
    StatutoryDays,
    StatutoryFile,
    System,
    SystemMultipliers,
    UnusedAnnualLeave,
    WageKind,
)

# Read once for the month: a change inside it is refused. The others are read by day.
MONTHLY = (
    "minimum_wage_month_amount",
    "minimum_wage_excludes",
    "employee_contributions",
    "deduction_share_cap",
    "deduction_floor",
)
SECONDS_PER_HOUR = 3600


@dataclass(frozen=True)
class Citation:
    """Where a value comes from, and whether counsel has confirmed it."""

    source: str
    counsel: CounselStatus
    rule_ref: str


@dataclass(frozen=True)
class Parameters:
    """Every parameter as in force on one day; amounts in the city's currency, times in hours."""

    minimum_wage_month_amount: Decimal
    minimum_wage_hour_amount: Decimal
    minimum_wage_excludes: tuple[WageKind, ...]
    employee_contributions: Literal["inside", "outside"]
    paid_days_per_month: Decimal
    standard_day_h: Decimal
    cycle_standard_h: CycleStandard
    multipliers: SystemMultipliers
    overtime_base: OvertimeBase
    statutory_pay: Literal["on_top", "inclusive"]
    rest_days_from: Literal["calendar", "roster"]
    comp_leave: CompLeave
    overtime_limits: OvertimeLimits
    rest_days_per_week: int
    maximum_consecutive_days: int
    deduction_share_cap: Decimal
    deduction_floor: Literal["full_month", "attended"]
    statutory_days: StatutoryDays
    sick_pay: SickPay
    leave_pay_share: Mapping[str, Decimal]
    unused_annual_leave: UnusedAnnualLeave
    citations: Mapping[str, Citation]

    @cached_property
    def standard_day_s(self) -> int:
        """Seconds of a standard working day."""
        return int(self.standard_day_h * SECONDS_PER_HOUR)

    def cycle_standard_s(self, cycle: Cycle) -> int:
        """Seconds of a cycle that are not overtime."""
        return int(getattr(self.cycle_standard_h, cycle) * SECONDS_PER_HOUR)

    def daily(self, monthly: Decimal | Fraction) -> Fraction:
        """A monthly amount per paid day: ÷ 21.75 (scoring.md 4.7, P1)."""
        return Fraction(monthly) / Fraction(self.paid_days_per_month)

    @cached_property
    def hours_per_month(self) -> Fraction:
        """Paid hours that a monthly amount is divided by: 21.75 × 8."""
        return Fraction(self.paid_days_per_month) * Fraction(self.standard_day_h)

    def hourly(self, monthly: Decimal | Fraction) -> Fraction:
        """A monthly amount per hour: ÷ 21.75 ÷ 8."""
        return Fraction(monthly) / self.hours_per_month

    @cached_property
    def _multiplier(self) -> Mapping[tuple[str, str], Fraction]:
        return {
            (system, day_class): Fraction(times)
            for system, by_day in self.multipliers
            for day_class, times in by_day
        }

    def multiplier(self, system: System, day_class: DayClass) -> Fraction:
        """What an overtime hour is paid, as a multiple of the hourly base."""
        return self._multiplier[system, day_class]

    def may_be_settled(self, day_class: DayClass) -> bool:
        """Whether overtime of this class may be settled by time off; a statutory day never may."""
        return day_class != "statutory_holiday" and bool(getattr(self.comp_leave, day_class))


@dataclass(frozen=True)
class City:
    """The checked parameter file of one city."""

    file: StatutoryFile
    document: LocatedYaml
    _known: dict[date | None, Parameters] = field(
        default_factory=dict[date | None, Parameters], repr=False, compare=False
    )

    def on(self, day: date) -> Parameters:
        """The parameters in force on `day`. Raises Refusal naming the key that has no value."""
        index = bisect_right(self._changes, day)
        since = self._changes[index - 1] if index else None
        if since not in self._known:
            self._known[since] = self._resolved(day)
        return self._known[since]

    def in_month(self, period: Period) -> Parameters:
        """The parameters of a month, as on its first day.

        Raises Refusal where one of MONTHLY changes within the month.
        """
        for key in MONTHLY:
            changed = self._values(key).changes_between(period.first, period.last)
            if changed:
                raise Refusal(
                    f"this value changes within {period.label}, which is calculated as one piece",
                    place=self.document.place((key, changed[0].isoformat())),
                    next_step="date the change to the first day of a month",
                )
        return self.on(period.first)

    @cached_property
    def _changes(self) -> list[date]:
        keys = Parameters.__dataclass_fields__
        return sorted({day for key in keys if key != "citations" for day in self._values(key).root})

    def _values(self, key: str) -> Advised[Any]:
        return getattr(self.file, key)

    def _resolved(self, day: date) -> Parameters:
        values: dict[str, Any] = {}
        citations: dict[str, Citation] = {}
        for key in Parameters.__dataclass_fields__:
            if key == "citations":
                continue
            dated = self._values(key)
            values[key] = dated.on(day, self.document.place((key,)))
            since = max(begun for begun in dated.root if begun <= day)
            entry = dated.root[since]
            ref = f"{self.document.file}#{key}@{since.isoformat()}"
            citations[key] = Citation(entry.source, entry.counsel, ref)
        return Parameters(**values, citations=citations)


def compile_statutory(documents: Sequence[LocatedYaml]) -> dict[str, City]:
    """Parameter files (`kind: statutory`) by city id.

    Raises Refusal with file, line and date for the first fault: an unknown key, a value
    laxer than national law, or two files of one city.
    """
    cities: dict[str, City] = {}
    for document in sorted(documents, key=lambda one: one.file):
        file = validated(StatutoryFile, document)
        refuse_laxer_than_national_law(file, document)
        if file.id in cities:
            raise Refusal(
                f"the city '{file.id}' is described by {cities[file.id].document.file} already",
                place=document.place(("id",)),
                next_step="keep one file per city; a change is a dated value in it",
            )
        cities[file.id] = City(file, document)
    return cities


def refuse_wrong_calendar(calendar: Mapping[date, DayClass], city: City, place: Place) -> None:
    """Refuse a calendar whose statutory days are not the law's (scoring.md 4.12, 11 → 13).

    Fixed dates must be statutory on every year given. A year that is given whole has the
    law's number of them, or one less where two fall on one date. `place` is the calendar's.
    """
    for year in sorted({day.year for day in calendar}):
        days = city.on(date(year, 12, 31)).statutory_days
        for fixed in days.fixed:
            day = date.fromisoformat(f"{year}-{fixed}")
            if calendar.get(day, "statutory_holiday") != "statutory_holiday":
                raise _wrong_calendar(f"{day.isoformat()} is a statutory holiday", place)
        statutory = [day for day in calendar if day.year == year]
        count = sum(calendar[day] == "statutory_holiday" for day in statutory)
        whole = len(statutory) >= (date(year + 1, 1, 1) - date(year, 1, 1)).days
        if count > days.count or (whole and count < days.count - 1):
            told = f"{year} has {days.count} statutory holidays, the calendar {count}"
            raise _wrong_calendar(told, place)


def _wrong_calendar(what: str, place: Place) -> Refusal:
    return Refusal(
        what,
        place=place,
        next_step="correct day_class in the calendar: swapped rest days are rest_day",
    )
