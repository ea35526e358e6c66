"""What each sale of a person's month earns, exactly: by product, or by tiers of the whole (F13)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate, pairwise
from typing import Any

from scoring.awards.commission_rules import CommissionPlan
from scoring.awards.figures import exact_fraction
from scoring.columns import ints, units_of
from scoring.exact import SCORE_DIGITS, rounded
from scoring.functions import Tiered
from scoring.period import Period

Row = dict[str, Any]


@dataclass(frozen=True)
class Earned:
    """The exact commission of one sale, the rate it comes to, and the rule."""

    amount: Fraction
    rate: Decimal
    rule_ref: str


def earned_of(plan: CommissionPlan, month: Period, sales: Sequence[Row]) -> list[Earned]:
    """The commission of each of one person's sales of the month, in the order given.

    Marginal tiers are filled in that order; a whole-amount rate is the same for every sale.
    """
    if plan.rule.tiers is None:
        return [_by_product(plan, sale) for sale in sales]
    tiers, ref = plan.tiers(month.first)
    amounts = [_amount(sale) for sale in sales]
    parts = _marginal(tiers, amounts) if tiers.method == "marginal" else _whole(tiers, amounts)
    return [
        Earned(part, rounded(part / amount if amount else Fraction(0), SCORE_DIGITS), ref)
        for part, amount in zip(parts, amounts, strict=True)
    ]


def _by_product(plan: CommissionPlan, sale: Row) -> Earned:
    rate, ref = plan.rate(sale["product_id"], sale["certified_on"])
    return Earned(_amount(sale) * Fraction(rate), rounded(rate, SCORE_DIGITS), ref)


def _amount(sale: Row) -> Fraction:
    return exact_fraction(sale["sale_amount"], "sales", "sale_amount")


def _marginal(tiers: Tiered, amounts: Sequence[Fraction]) -> list[Fraction]:
    reached = _amounts(tiers, list(accumulate(amounts, initial=Fraction(0))))
    return [after - before for before, after in pairwise(reached)]


def _whole(tiers: Tiered, amounts: Sequence[Fraction]) -> list[Fraction]:
    total = sum(amounts, Fraction(0))
    (earned,) = _amounts(tiers, [total])
    return [earned * amount / total if total else Fraction(0) for amount in amounts]


def _amounts(tiers: Tiered, quantities: Sequence[Fraction]) -> list[Fraction]:
    units = ints([units_of(rounded(quantity, SCORE_DIGITS)) for quantity in quantities])
    found = tiers.amounts(units)
    pairs = zip(found.numerators.tolist(), found.denominators.tolist(), strict=True)
    return [Fraction(int(above), int(below)) for above, below in pairs]
