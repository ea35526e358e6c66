"""A component of one person before rounding: its factors, its limits, and the rounded amount."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scoring.functions import Scored
from scoring.inputs import Person
from scoring.period import Period
from scoring.rules.plans import ComponentPlan
from scoring.scores import FiredGate

WHOLE = Fraction(1)


@dataclass(frozen=True)
class Factor:
    """One factor of a product: a name, its exact value, how it is shown, the node it repeats."""

    name: str
    value: Fraction
    shown: str
    node: str | None = None


@dataclass(frozen=True)
class Hold:
    """Why no amount can be computed yet, in Chinese and English."""

    zh: str
    en: str


@dataclass(frozen=True)
class PoolShare:
    """Where a P4 amount comes from: its pool, the price in fen per point, the rounding.

    pool = Σ shares + `reserve_fen` − `breach_fen`.
    """

    pool_id: str
    pool_amount: Decimal
    reserve_fen: int
    breach_fen: int
    price: Fraction
    points: Decimal
    raw_fen: Fraction
    share_fen: int
    frozen: str
    rounding: str


@dataclass(frozen=True)
class Amount:
    """A component of one person.

    `product` is the formula's result before limits and gates, `limited` after them, both
    exact; `amount` is the rounded money. `held` empties the amount to 0.
    """

    component: ComponentPlan
    person: Person
    factors: tuple[Factor, ...] = ()
    base_amount: Decimal | None = None
    scored: Scored | None = None
    score: Decimal | None = None
    product: Fraction = Fraction(0)
    limited: Fraction = Fraction(0)
    amount: Decimal = Decimal("0.00")
    fired: tuple[FiredGate, ...] = ()
    held: Hold | None = None
    share: PoolShare | None = None

    @property
    def gated_away(self) -> bool:
        """True where limits or gates changed the product."""
        return self.limited != self.product


def product_of(factors: tuple[Factor, ...]) -> Fraction:
    """Π of the factors' exact values."""
    result = WHOLE
    for factor in factors:
        result *= factor.value
    return result


def paid_fractions(person: Person, period: Period) -> tuple[Factor, ...]:
    """Paid ÷ scheduled days and employed ÷ calendar days, those that are not 1.

    Unknown or zero scheduled days count as full; more paid than scheduled days as all.
    """
    parts: list[Factor] = []
    scheduled, paid = person.scheduled_days, person.paid_days
    if scheduled and paid is not None and paid < scheduled:
        parts.append(_days("paid_days", Fraction(paid), Fraction(scheduled)))
    employed = period.days_between(person.employed_from, person.employed_to)
    if employed < period.days:
        parts.append(_days("employed_days", Fraction(employed), Fraction(period.days)))
    return tuple(parts)


def _days(name: str, part: Fraction, whole: Fraction) -> Factor:
    return Factor(name, part / whole, f"{days_shown(part)}/{days_shown(whole)}")


def days_shown(value: Fraction) -> str:
    """A count of days in figures, whole or as a short decimal."""
    if value.denominator == 1:
        return str(value.numerator)
    return f"{Decimal(value.numerator) / Decimal(value.denominator):f}"
