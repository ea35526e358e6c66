"""The minimum-wage test and its top-up P_min (scoring.md 4.12; Minimum Wage Provisions art. 12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scoring.exact import MONEY_DIGITS, from_units
from scoring.statutory.city import SECONDS_PER_HOUR, Parameters
from scoring.statutory.parameters import WageKind

NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class WageItem:
    """A component of the month's wage before top-up and deductions, rounded; `kind` says what
    the city may leave out of the test."""

    component: str
    amount: Decimal
    kind: WageKind = "normal"


@dataclass(frozen=True)
class NormalLabour:
    """Normal labour given in the month, in one unit (days or hours) throughout.

    `deemed` is leave that counts as labour (annual, marriage, statutory holidays …) and
    `standard` what a full month of the position has, also for people who join or leave.
    """

    attended: Fraction
    deemed: Fraction
    standard: Fraction

    @property
    def fraction(self) -> Fraction:
        """(attended + deemed) ÷ standard, at most 1; 1 where the month has no standard."""
        given = self.attended + self.deemed
        return min(Fraction(1), given / self.standard) if self.standard else Fraction(1)


@dataclass(frozen=True)
class TopUp:
    """The test of one person: counted wage, required wage, exact shortfall, amount paid.

    `amount` is the shortfall rounded up to the fen, so that the required wage is reached.
    `contributions_amount` is None where they should be taken off and are not known.
    """

    counted_amount: Decimal
    excluded_amount: Decimal
    contributions_amount: Decimal | None
    standard_amount: Decimal
    fraction: Fraction
    required: Fraction
    shortfall: Fraction
    amount: Decimal
    rule_ref: str

    @property
    def required_amount(self) -> Decimal:
        """The required wage rounded up to the fen: what counted wage and top-up reach."""
        return _rounded_up(self.required)

    def inputs(self) -> list[tuple[str, object]]:
        """What the top-up is made of, for the trace node."""
        return [
            ("standard_amount", self.standard_amount),
            ("attended_fraction", self.fraction),
            ("required", self.required),
            ("counted_amount", self.counted_amount),
            ("excluded_amount", self.excluded_amount),
            ("contributions_amount", self.contributions_amount),
        ]


def minimum_wage_top_up(
    items: Sequence[WageItem],
    labour: NormalLabour,
    parameters: Parameters,
    *,
    contributions_amount: Decimal | None = None,
) -> TopUp:
    """Full-time staff: counted wage against the monthly standard × attended fraction.

    `contributions_amount` is the employee's own social insurance and housing fund (None: not
    known); it is taken off the counted wage where the city keeps it outside the minimum.
    """
    standard = parameters.minimum_wage_month_amount
    rule_ref = parameters.citations["minimum_wage_month_amount"].rule_ref
    return _tested(items, standard, labour.fraction, parameters, contributions_amount, rule_ref)


def hourly_minimum_top_up(
    items: Sequence[WageItem],
    worked_s: int,
    parameters: Parameters,
    *,
    contributions_amount: Decimal | None = None,
) -> TopUp:
    """Part-time staff paid by the hour 非全日制: counted wage against hours × the hourly standard.

    `contributions_amount` as in `minimum_wage_top_up`.
    """
    standard = parameters.minimum_wage_hour_amount
    rule_ref = parameters.citations["minimum_wage_hour_amount"].rule_ref
    hours = Fraction(worked_s, SECONDS_PER_HOUR)
    return _tested(items, standard, hours, parameters, contributions_amount, rule_ref)


def _tested(
    items: Sequence[WageItem],
    standard: Decimal,
    fraction: Fraction,
    parameters: Parameters,
    contributions_amount: Decimal | None,
    rule_ref: str,
) -> TopUp:
    outside = parameters.employee_contributions == "outside"
    taken_off = contributions_amount if outside else NOTHING
    excluded = [item for item in items if item.kind in parameters.minimum_wage_excludes]
    excluded_amount = sum((item.amount for item in excluded), NOTHING)
    whole = sum((item.amount for item in items), NOTHING)
    counted = whole - excluded_amount - (taken_off or NOTHING)
    required = Fraction(standard) * fraction
    shortfall = max(Fraction(0), required - Fraction(counted))
    return TopUp(
        counted_amount=counted,
        excluded_amount=excluded_amount,
        contributions_amount=taken_off,
        standard_amount=standard,
        fraction=fraction,
        required=required,
        shortfall=shortfall,
        amount=_rounded_up(shortfall),
        rule_ref=rule_ref,
    )


def _rounded_up(amount: Fraction) -> Decimal:
    scaled = amount * 10**MONEY_DIGITS
    return from_units(-(-scaled.numerator // scaled.denominator), MONEY_DIGITS)
