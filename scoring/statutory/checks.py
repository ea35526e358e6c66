"""What is refused of a parameter file on any date: a value laxer than national law.

Source: Labour Law art. 38, 41, 44; Interim Provisions on Payment of Wages art. 16;
Regulation on Holidays (2024 revision), each by way of scoring.md 4.12.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from data_contracts.located_yaml import LocatedYaml
from data_contracts.refusal import Refusal
from scoring.statutory.parameters import (
    DayMultipliers,
    OvertimeLimits,
    StatutoryFile,
    SystemMultipliers,
)

LEAST = DayMultipliers(workday=Decimal("1.5"), rest_day=Decimal(2), statutory_holiday=Decimal(3))
LONGEST_DAY_H, LONGEST_MONTH_H = Decimal(3), Decimal(36)
LARGEST_DEDUCTION = Decimal("0.20")


def _multipliers(value: SystemMultipliers) -> str | None:
    standard, cycle = value.STANDARD, value.COMPREHENSIVE
    for name in ("workday", "rest_day", "statutory_holiday"):
        if getattr(standard, name) < getattr(LEAST, name):
            return f"STANDARD pays {name} at least {getattr(LEAST, name)} (Labour Law, art. 44)"
    if min(cycle.workday, cycle.rest_day) < LEAST.workday:
        return f"COMPREHENSIVE pays hours above the standard at least {LEAST.workday}"
    if cycle.statutory_holiday < LEAST.statutory_holiday:
        return f"COMPREHENSIVE pays statutory holidays at least {LEAST.statutory_holiday}"
    return None


def _limits(value: OvertimeLimits) -> str | None:
    if value.day_h > LONGEST_DAY_H or value.month_h > LONGEST_MONTH_H:
        return "extension is at most 3 h a day and 36 h a month (Labour Law, art. 41)"
    if value.normal_day_h > value.day_h:
        return "the normal extension of a day is not above the most"
    return None


def _deductions(value: Decimal) -> str | None:
    if value > LARGEST_DEDUCTION:
        return "at most 20 % of the month's wage (Payment of Wages, art. 16)"
    return None


def _rest(value: int) -> str | None:
    return "at least one rest day a week (Labour Law, art. 38)" if value < 1 else None


def _unused_leave(value: Any) -> str | None:
    if value.multiplier < LEAST.statutory_holiday:
        return "an annual-leave day not taken is paid at 300 % (Paid Annual Leave, art. 5)"
    return None


BOUNDS: dict[str, Callable[[Any], str | None]] = {
    "multipliers": _multipliers,
    "overtime_limits": _limits,
    "deduction_share_cap": _deductions,
    "rest_days_per_week": _rest,
    "unused_annual_leave": _unused_leave,
}


def refuse_laxer_than_national_law(file: StatutoryFile, document: LocatedYaml) -> None:
    """Raises Refusal with file, line and date for the first value below the law's floor."""
    for key, breach in BOUNDS.items():
        for day, entry in getattr(file, key).root.items():
            told = None if entry.value is None else breach(entry.value)
            if told:
                raise Refusal(
                    f"{key} on {day.isoformat()} is laxer than national law: {told}",
                    place=document.place((key, day.isoformat())),
                    next_step="write the value the law asks for, or a stricter one",
                )
