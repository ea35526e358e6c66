"""The parameter file of one city: every value dated, with its source and what counsel said.

Source: scoring.md 4.12. A value that is laxer than national law is refused by checks.py.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import AfterValidator, Field, model_validator

from data_contracts.dated import Dated, Rule, SinceThen
from scoring.rules.pay import Money

T = TypeVar("T")

DayClass = Literal["workday", "rest_day", "statutory_holiday"]
System = Literal["STANDARD", "COMPREHENSIVE", "NON_FIXED"]
Cycle = Literal["week", "month", "quarter", "year"]
CounselStatus = Literal["check_with_counsel", "confirmed"]
WageKind = Literal[
    "normal",
    "overtime",
    "night_shift",
    "mid_shift",
    "heat",
    "special_environment",
    "welfare",
    "meal",
    "commuting",
    "housing",
]

Hours = Annotated[Decimal, Field(gt=0, le=2100)]
Share = Annotated[Decimal, Field(ge=0, le=1)]
Times = Annotated[Decimal, Field(ge=0)]


class AdvisedValue(SinceThen[T], Generic[T]):
    """A value with its source and whether counsel has confirmed it for this city and day."""

    counsel: CounselStatus


class Advised(Dated[T], Generic[T]):
    """Dated values that each carry the status of legal advice."""

    root: dict[date, AdvisedValue[T]]  # pyright: ignore[reportIncompatibleVariableOverride]


class DayMultipliers(Rule):
    """What an overtime hour is paid, as a multiple of the hourly base; 0 where none is due."""

    workday: Times
    rest_day: Times
    statutory_holiday: Times


class SystemMultipliers(Rule):
    """Multipliers by work-time system 标准工时制, 综合计算工时制, 不定时工作制."""

    STANDARD: DayMultipliers
    COMPREHENSIVE: DayMultipliers
    NON_FIXED: DayMultipliers


class CycleStandard(Rule):
    """Hours of a cycle of the comprehensive system that are not overtime."""

    week: Hours
    month: Hours
    quarter: Hours
    year: Hours


class OvertimeBase(Rule):
    """Which monthly amount overtime is paid on, and whether the minimum wage is its floor."""

    definition: Literal["contract", "average_12_months"]
    floor: Literal["minimum_wage", "none"]


class OvertimeLimits(Rule):
    """Extension that is normal, and that is the most, per day; the most per month."""

    normal_day_h: Hours
    day_h: Hours
    month_h: Hours
    month_counts: tuple[DayClass, ...] = Field(min_length=1)


class CompLeave(Rule):
    """Which overtime may be settled by time off, and for how long; a statutory day never may."""

    workday: bool
    rest_day: bool
    expires_after_days: Annotated[int, Field(gt=0)]


def _month_days(days: tuple[str, ...]) -> tuple[str, ...]:
    for day in days:
        date.fromisoformat(f"2000-{day}")
    return days


class StatutoryDays(Rule):
    """How many days a year are statutory holidays, and those with a fixed date (MM-DD)."""

    count: Annotated[int, Field(gt=0, lt=60)]
    fixed: Annotated[tuple[str, ...], AfterValidator(_month_days)]


class ServiceBand(Rule):
    """Share of the daily base paid from so many years of service on."""

    from_years: Annotated[int, Field(ge=0)]
    share: Share


Bands = Annotated[tuple[ServiceBand, ...], Field(min_length=1)]


class SickPay(Rule):
    """Sick pay by years of service, in the first months and beyond, with its floor."""

    short: Bands
    long: Bands
    long_after_days: Annotated[int, Field(gt=0)]
    floor_share_of_minimum_wage: Share

    @model_validator(mode="after")
    def _from_the_first_year(self) -> SickPay:
        for bands in (self.short, self.long):
            years = [band.from_years for band in bands]
            if years[0] != 0 or years != sorted(set(years)):
                raise ValueError("bands start at from_years: 0 and rise")
        return self


class UnusedAnnualLeave(Rule):
    """Pay of an annual-leave day not taken, and whether the normal day's pay is part of it."""

    multiplier: Times
    includes_normal_pay: bool


class StatutoryFile(Rule):
    """`kind: statutory`: the parameters of one city."""

    kind: Literal["statutory"]
    id: str
    name_zh: str
    name_en: str
    owner: str
    currency: str
    minimum_wage_month_amount: Advised[Money]
    minimum_wage_hour_amount: Advised[Money]
    minimum_wage_excludes: Advised[tuple[WageKind, ...]]
    employee_contributions: Advised[Literal["inside", "outside"]]
    paid_days_per_month: Advised[Annotated[Decimal, Field(gt=0, le=31)]]
    standard_day_h: Advised[Hours]
    cycle_standard_h: Advised[CycleStandard]
    multipliers: Advised[SystemMultipliers]
    overtime_base: Advised[OvertimeBase]
    statutory_pay: Advised[Literal["on_top", "inclusive"]]
    rest_days_from: Advised[Literal["calendar", "roster"]]
    comp_leave: Advised[CompLeave]
    overtime_limits: Advised[OvertimeLimits]
    rest_days_per_week: Advised[Annotated[int, Field(ge=0, le=7)]]
    maximum_consecutive_days: Advised[Annotated[int, Field(gt=0)]]
    deduction_share_cap: Advised[Share]
    deduction_floor: Advised[Literal["full_month", "attended"]]
    statutory_days: Advised[StatutoryDays]
    sick_pay: Advised[SickPay]
    leave_pay_share: Advised[dict[str, Share]]
    unused_annual_leave: Advised[UnusedAnnualLeave]
