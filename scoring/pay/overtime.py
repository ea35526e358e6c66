"""P9 加班费: hours × hourly amount × the multiple of their day class (scoring.md 4.12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import numpy as np
import pyarrow as pa

from scoring.arrow_text import filled
from scoring.columns import Figures, Fractions, figures_of, ints
from scoring.exact import MONEY_DIGITS
from scoring.inputs.group import Group
from scoring.pay.base import NO_SALARY
from scoring.pay.by_day import by_day, multiples
from scoring.pay.entries import Entries, entries_of
from scoring.pay.inputs import PayInputs
from scoring.pay.parts import Factor, Parts
from scoring.rules.pay_plans import OvertimePlan
from scoring.statutory.city import City

NEEDED = ("work_date", "day_class", "overtime_s", "comp_leave_s")
SECONDS_PER_HOUR = 3600
# What overtime is paid on, in Chinese and English: nothing to say, the average, or instead of it.
BASES = (
    ("未舍入", "Unrounded"),
    ("按近 12 个月平均工资", "On the average wage of 12 months:"),
    (
        "已知工资不足 12 个月，按合同工资",
        "Fewer than 12 months of wages are known, so on the contract wage:",
    ),
)


def overtime_pay(plan: OvertimePlan, group: Group, inputs: PayInputs) -> Parts:
    """Overtime of the period day by day, what time off has settled taken off.

    Where a city counts a statutory holiday's pay within the 300 %, the hours that the monthly
    wage pays already are one multiple less. Where it asks for the average of 12 months and
    fewer are known, the contract salary stands in and the trace says so. Held without either.
    """
    city = inputs.law(plan.code)
    worked = entries_of(group, inputs.extras.overtime, "overtime", NEEDED, NEEDED[:2])
    paid_s = _paid_seconds(worked, city)
    worked, paid_s = worked.where(paid_s > 0), paid_s[paid_s > 0]
    base = _monthly_base(worked, group, inputs, city)
    hourly, hours = (
        _hourly(worked, base.amount, city),
        Fractions(paid_s, np.full(len(worked), SECONDS_PER_HOUR)).reduced(),
    )
    times = _net_multiples(worked, paid_s, city, plan)
    factors = (
        Factor("hourly_amount", hourly, lambda: hourly.truncated(MONEY_DIGITS).text(MONEY_DIGITS)),
        Factor("hours", hours, lambda: hours.rounded(4).text()),
        Factor("multiple", times, lambda: times.rounded(4).text(2)),
    )
    return Parts(
        rows=worked.rows,
        factors=factors,
        hold=np.where(base.amount.is_known, 0, 1),
        holds=(NO_SALARY,),
        labels=filled(worked.texts("work_date"), ".", worked.texts("day_class")),
        reasons=base.reasons,
    )


@dataclass(frozen=True)
class _Base:
    """The monthly amount of each entry; `reasons` where a city asks for an average."""

    amount: Figures
    reasons: tuple[pa.Array, pa.Array] | None


def _monthly_base(worked: Entries, group: Group, inputs: PayInputs, city: City) -> _Base:
    """The contract salary, or the average of 12 months where the city asks and it is known."""
    salary = group.people.base_salary.take(worked.rows)

    def asks(day: date, day_class: str) -> Fraction:
        return Fraction(city.on(day).overtime_base.definition == "average_12_months")

    asked = np.asarray(by_day(worked, asks).numerators == 1, dtype=bool)
    if not asked.any():
        return _Base(salary, None)
    average = _averages(worked, group, inputs)
    taken = asked & average.is_known
    units = np.where(taken, average.units, salary.units)
    stands = np.where(taken, 1, np.where(asked, 2, 0))
    zh, en = (pa.array(texts).take(pa.array(stands)) for texts in zip(*BASES, strict=True))
    return _Base(Figures(units, MONEY_DIGITS, taken | salary.is_known), (zh, en))


def _averages(worked: Entries, group: Group, inputs: PayInputs) -> Figures:
    """The average wage of each entry's person."""
    told = entries_of(group, inputs.extras.wage_averages, "wage_averages", ("amount",), ())
    of_row = dict(zip(told.rows.tolist(), told.money().units.tolist(), strict=True))
    rows = worked.rows.tolist()
    known = np.array([row in of_row for row in rows], dtype=bool)
    return Figures(ints([of_row.get(row, 0) for row in rows]), MONEY_DIGITS, known)


def _paid_seconds(worked: Entries, city: City) -> np.ndarray:
    """Overtime less what time off settles, where the law lets it."""
    over, leave = (figures_of(worked.table[name], 0).units for name in NEEDED[2:])

    def find(day: date, day_class: str) -> Fraction:
        allowed = city.on(day).may_be_settled(day_class)  # pyright: ignore[reportArgumentType]
        return Fraction(1 if allowed else 0)

    may = by_day(worked, find).numerators
    return over - np.minimum(over, leave * may)


def _hourly(worked: Entries, monthly: Figures, city: City) -> Fractions:
    """The hourly amount of each entry: the monthly base ÷ 21.75 ÷ 8, on its day."""

    def floor(day: date, day_class: str) -> Fraction:
        least = city.on(day).minimum_wage_month_amount
        floor = city.on(day).overtime_base.floor
        return Fraction(least if floor == "minimum_wage" else 0)

    def per_hour(day: date, day_class: str) -> Fraction:
        return city.on(day).hourly(Fraction(1))

    base, least = Fractions.of(monthly), by_day(worked, floor)
    return least.where(base.less(least), base).times(by_day(worked, per_hour))


def _net_multiples(
    worked: Entries, paid_s: np.ndarray, city: City, plan: OvertimePlan
) -> Fractions:
    """The multiples less what the monthly wage pays already (statutory_pay: inclusive)."""
    times = multiples(worked, city, plan.system)

    def covered(day: date, day_class: str) -> Fraction:
        within = city.on(day).statutory_pay == "inclusive" and day_class == "statutory_holiday"
        return Fraction(city.on(day).standard_day_s if within else 0)

    seconds = np.minimum(by_day(worked, covered).numerators, paid_s)
    share = Fractions(-seconds, ints([max(int(one), 1) for one in paid_s.tolist()]))
    return times.plus(share)
