"""P9 加班费: overtime at the multiples of its day class, and points made in overtime (4.12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from data_contracts.refusal import Place, Refusal
from scoring.exact import MONEY_DIGITS, RoundingMode, rounded
from scoring.statutory.city import SECONDS_PER_HOUR, City, Parameters
from scoring.statutory.overtime import OvertimeDay
from scoring.statutory.parameters import DayClass, System


@dataclass(frozen=True)
class OvertimeLine:
    """Overtime of one date: exact amount = hourly × (paid_s × multiplier − covered_s) ÷ 3600.

    `settled_s` is settled by time off, `covered_s` paid already within the monthly wage
    (statutory holidays where the city pays 300 % inclusive), `on_top` the flag of the slip.
    """

    work_date: date
    shift_date: date
    day_class: DayClass
    overtime_s: int
    settled_s: int
    paid_s: int
    covered_s: int
    hourly_amount: Fraction
    multiplier: Fraction
    amount: Fraction
    on_top: bool
    approved: bool
    rule_ref: str

    def inputs(self) -> list[tuple[str, object]]:
        """What the amount is made of, for the trace node."""
        return [
            ("work_date", self.work_date.isoformat()),
            ("day_class", self.day_class),
            ("overtime_s", self.overtime_s),
            ("settled_s", self.settled_s),
            ("paid_s", self.paid_s),
            ("covered_s", self.covered_s),
            ("hourly_amount", self.hourly_amount),
            ("multiplier", self.multiplier),
            ("on_top", self.on_top),
            ("approved", self.approved),
        ]


@dataclass(frozen=True)
class OvertimePay:
    """All overtime of one person; `exact` is the sum of the lines' exact amounts."""

    lines: tuple[OvertimeLine, ...]
    exact: Fraction

    def amount(self, mode: RoundingMode = "HALF_UP") -> Decimal:
        """The component, rounded once."""
        return rounded(self.exact, MONEY_DIGITS, mode)


@dataclass(frozen=True)
class OvertimePoints:
    """Points that one person made in overtime on a date."""

    work_date: date
    day_class: DayClass
    points: Fraction


def overtime_base(
    contract_amount: Decimal, parameters: Parameters, average_amount: Decimal | None = None
) -> Fraction:
    """The monthly amount that overtime is paid on: contract or 12-month average, and its floor.

    The contract stands in for an average that is not known.
    """
    rule = parameters.overtime_base
    base = contract_amount
    if rule.definition == "average_12_months" and average_amount is not None:
        base = average_amount
    if rule.floor == "minimum_wage":
        return Fraction(max(base, parameters.minimum_wage_month_amount))
    return Fraction(base)


def overtime_pay(
    contract_amount: Decimal,
    rows: Sequence[OvertimeDay],
    city: City,
    *,
    system: System = "STANDARD",
    average_amount: Decimal | None = None,
) -> OvertimePay:
    """Overtime pay of one person, exact; days without overtime have no line.

    Overtime that nobody approved is a line of amount 0. Parameters are those of each date.
    Raises Refusal for negative seconds, or more overtime than time worked.
    """
    lines: list[OvertimeLine] = []
    hourly: dict[int, Fraction] = {}
    for row in rows:
        if not row.overtime_s and not row.comp_leave_s:
            continue
        _refuse_impossible(row)
        parameters = city.on(row.work_date)
        key = id(parameters)
        if key not in hourly:
            base = overtime_base(contract_amount, parameters, average_amount)
            hourly[key] = parameters.hourly(base)
        lines.append(_line(row, parameters, system, hourly[key]))
    return OvertimePay(tuple(lines), sum((line.amount for line in lines), Fraction(0)))


def _line(
    row: OvertimeDay, parameters: Parameters, system: System, hourly: Fraction
) -> OvertimeLine:
    times = parameters.multiplier(system, row.day_class)
    settled_s = settled_seconds(row, parameters)
    paid_s = row.overtime_s - settled_s if row.approved else 0
    on_top = parameters.statutory_pay == "on_top" or row.day_class != "statutory_holiday"
    covered_s = 0 if on_top else min(paid_s, parameters.standard_day_s)
    weighed_s = paid_s * times.numerator - covered_s * times.denominator
    per_unit = hourly.denominator * SECONDS_PER_HOUR * times.denominator
    return OvertimeLine(
        work_date=row.work_date,
        shift_date=row.shift_day,
        day_class=row.day_class,
        overtime_s=row.overtime_s,
        settled_s=settled_s,
        paid_s=paid_s,
        covered_s=covered_s,
        hourly_amount=hourly,
        multiplier=times,
        amount=Fraction(hourly.numerator * weighed_s, per_unit),
        on_top=on_top,
        approved=row.approved,
        rule_ref=parameters.citations["multipliers"].rule_ref,
    )


def settled_seconds(row: OvertimeDay, parameters: Parameters) -> int:
    """Seconds that time off settles, hour for hour; none where the law does not let it.

    Time off that may not settle overtime leaves the pay whole; `proofs` reports it.
    """
    if not row.comp_leave_s or not parameters.may_be_settled(row.day_class):
        return 0
    return min(row.comp_leave_s, row.overtime_s)


def _refuse_impossible(row: OvertimeDay) -> None:
    if min(row.worked_s, row.overtime_s, row.comp_leave_s) < 0 or row.overtime_s > row.worked_s:
        raise Refusal(
            f"the overtime of {row.agent_id} on {row.work_date.isoformat()} cannot be",
            place=Place("overtime_day", key="overtime_s"),
            value=f"worked {row.worked_s} s, overtime {row.overtime_s} s",
            next_step="correct the row: 0 ≤ overtime_s ≤ worked_s",
        )


def points_in_overtime(points: Decimal, row: OvertimeDay, city: City) -> OvertimePoints:
    """Of a date's points, those made in paid overtime: by its share of the time worked."""
    settled_s = settled_seconds(row, city.on(row.work_date))
    paid_s = row.overtime_s - settled_s if row.approved else 0
    share = Fraction(paid_s, row.worked_s) if row.worked_s else Fraction(0)
    return OvertimePoints(row.work_date, row.day_class, Fraction(points) * share)


def overtime_points_pay(
    points: Sequence[OvertimePoints],
    unit_price: Fraction,
    city: City,
    *,
    system: System = "STANDARD",
) -> Fraction:
    """Σ points × unit price × multiplier, exact (scoring.md 4.12, piece and points pay).

    Where a system pays no multiple (NON_FIXED on a workday) a point has its plain price.
    The same points are not paid at the plain price as well: subtract them there.
    """
    paid = Fraction(0)
    for made in points:
        times = city.on(made.work_date).multiplier(system, made.day_class)
        paid += made.points * max(times, Fraction(1))
    return paid * unit_price
