"""What every pay component states, and the money of rule files."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from data_contracts.dated import Dated, Rule
from scoring.exact import MONEY_DIGITS, truncated
from scoring.functions.gate import Multipliers
from scoring.functions.scored import six_digits
from scoring.rules.who import AppliesTo, Gate

Price = Annotated[Decimal, Field(ge=0), AfterValidator(six_digits)]

# `paid_days` of scheduled and calendar days, `standard_days` of a full month's, or not at all.
Proration = Literal["paid_days", "standard_days", "none"]
OnExit = Literal["full", "prorated", "forfeited"]


def _to_the_fen(amount: Decimal) -> Decimal:
    if truncated(amount, MONEY_DIGITS) != amount:
        raise ValueError(f"money has {MONEY_DIGITS} decimals, but this is {amount}")
    return amount


Money = Annotated[Decimal, Field(ge=0), AfterValidator(_to_the_fen)]


class Component(Rule):
    """What every component states, beside `counts_for_minimum_wage`: whether the
    minimum-wage test counts it (scoring.md 4.12).

    `earned_on_exit` is what somebody gets who leaves within the month (4.4).
    """

    id: str
    name_zh: str
    name_en: str
    applies_to: AppliesTo
    payroll_code: str
    taxable: bool
    earned_on_exit: OnExit = "prorated"
    floor: Dated[Money] | None = None
    cap: Dated[Money] | None = None
    gates: tuple[Gate, ...] = ()
    multipliers: Multipliers = "product"


class Wage(Component):
    """A component for normal labour; the minimum-wage test counts it unless it says not."""

    counts_for_minimum_wage: bool = True
