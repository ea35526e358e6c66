"""Pay of leave: sick leave by years of service, other leave, annual leave not taken (4.12)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from data_contracts.refusal import Place, Refusal
from scoring.statutory.city import Parameters
from scoring.statutory.parameters import ServiceBand


def sick_pay(
    base_amount: Decimal,
    sick_days: Decimal,
    service_years: int,
    parameters: Parameters,
    *,
    sick_days_before: int = 0,
) -> Fraction:
    """Pay of the sick workdays of a month, exact: base ÷ 21.75 × share, at least the floor.

    `sick_days_before` counts calendar days of this illness before the month; beyond
    `long_after_days` the long table holds. The floor is a share of the minimum wage.
    """
    rule = parameters.sick_pay
    bands = rule.long if sick_days_before >= rule.long_after_days else rule.short
    daily = parameters.daily(base_amount) * Fraction(_share(bands, service_years))
    minimum = parameters.daily(parameters.minimum_wage_month_amount)
    floor = minimum * Fraction(rule.floor_share_of_minimum_wage)
    return max(daily, floor) * Fraction(sick_days)


def _share(bands: Sequence[ServiceBand], service_years: int) -> Decimal:
    return [band.share for band in bands if band.from_years <= service_years][-1]


def leave_pay(
    base_amount: Decimal, leave_type: str, leave_days: Decimal, parameters: Parameters
) -> Fraction:
    """Pay of leave days of a type, exact. Raises Refusal for a type that the city does not name."""
    if leave_type not in parameters.leave_pay_share:
        raise Refusal(
            f"the city does not say what '{leave_type}' leave is paid",
            place=Place(parameters.citations["leave_pay_share"].rule_ref),
            next_step=f"add {leave_type} to leave_pay_share, with its source",
        )
    share = Fraction(parameters.leave_pay_share[leave_type])
    return parameters.daily(base_amount) * share * Fraction(leave_days)


def unused_annual_leave_pay(
    average_amount: Decimal, unused_days: Decimal, parameters: Parameters
) -> Fraction:
    """What is still due for annual-leave days not taken, exact.

    `average_amount` is the monthly average of the last 12 months without overtime. Where
    the 300 % include the normal day's pay, which was paid already, 200 % remain.
    """
    rule = parameters.unused_annual_leave
    times = Fraction(rule.multiplier) - (1 if rule.includes_normal_pay else 0)
    return parameters.daily(average_amount) * times * Fraction(unused_days)
