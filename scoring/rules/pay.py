"""A pay file: components with their formula, payroll code and gates (scoring.md 4.7)."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from data_contracts.dated import Dated, Rule
from scoring.exact import MONEY_DIGITS, RoundingMode, truncated
from scoring.functions import CurveFunction
from scoring.functions.gate import Multipliers
from scoring.rules.who import AppliesTo, Gate

Price = Annotated[Decimal, Field(ge=0)]


def _to_the_fen(amount: Decimal) -> Decimal:
    if truncated(amount, MONEY_DIGITS) != amount:
        raise ValueError(f"money has {MONEY_DIGITS} decimals, but this is {amount}")
    return amount


Money = Annotated[Decimal, Field(ge=0), AfterValidator(_to_the_fen)]


class Component(Rule):
    """What every component states."""

    id: str
    name_zh: str
    name_en: str
    applies_to: AppliesTo
    payroll_code: str
    taxable: bool
    floor: Dated[Money] | None = None
    cap: Dated[Money] | None = None
    gates: tuple[Gate, ...] = ()
    multipliers: Multipliers = "product"


class BasePay(Component):
    """P1: contract amount × share × paid-day fraction."""

    code: Literal["P1"]
    share_of_contract: Dated[Annotated[Decimal, Field(ge=0, le=1)]]


class PerformancePay(Component):
    """P2: base × coefficient of the total score, × paid-day fraction where `proration` says so."""

    code: Literal["P2"]
    proration: Literal["paid_days", "none"]
    base_amount: Dated[Money]
    coefficient: Dated[CurveFunction]


class Pool(Rule):
    """Money shared by the points of the people of these roles."""

    id: str
    applies_to: AppliesTo
    amount: Dated[Money]


class Collar(Rule):
    """The lowest and highest price of a point."""

    lowest: Price
    highest: Price

    @model_validator(mode="after")
    def _ordered(self) -> Collar:
        if self.lowest > self.highest:
            raise ValueError(f"the lowest price {self.lowest} is above the highest {self.highest}")
        return self


class FloatingPointsPay(Component):
    """P4: points × the price that spends each pool exactly."""

    code: Literal["P4"]
    pools: tuple[Pool, ...] = Field(min_length=1)
    collar: Dated[Collar] | None = None


AnyComponent = Annotated[BasePay | PerformancePay | FloatingPointsPay, Field(discriminator="code")]


class PayPlan(Rule):
    """All components of one group of people, one currency, one rounding."""

    kind: Literal["pay"]
    id: str
    name_zh: str
    name_en: str
    owner: str
    description: str = ""
    applies_to: AppliesTo
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    rounding: RoundingMode
    components: tuple[AnyComponent, ...] = Field(min_length=1)
    variable_pay_gates: tuple[Gate, ...] = ()
    multipliers: Multipliers = "product"
