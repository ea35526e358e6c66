"""A pay file: components with their formula, payroll code and gates (scoring.md 4.7)."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from data_contracts.dated import Dated, Rule
from scoring.exact import RoundingMode
from scoring.functions.curves import LineOrBands
from scoring.functions.gate import Multipliers
from scoring.rules.component import Money, Price, Proration, Wage
from scoring.rules.pay_kinds import (
    AdjustmentPay,
    AllowancePay,
    CommissionPay,
    ContestPay,
    DeductionPay,
    FixedPointsPay,
    MinimumWageTopUp,
    OvertimePay,
    OvertimePointsPay,
    TeamAwardPay,
    TieredPay,
)
from scoring.rules.who import AppliesTo, Gate


class BasePay(Wage):
    """P1: contract amount × share × paid-day fraction."""

    code: Literal["P1"]
    proration: Proration = "paid_days"
    share_of_contract: Dated[Annotated[Decimal, Field(ge=0, le=1)]]


class PerformancePay(Wage):
    """P2: base × coefficient of the total score, × paid-day fraction where `proration` says so."""

    code: Literal["P2"]
    proration: Proration
    base_amount: Dated[Money]
    coefficient: Dated[LineOrBands]


class Split(Rule):
    """One level of a nested pool: a part for every value of `by`, in proportion to `key`."""

    by: Literal["site_id", "department_id", "team_id", "role"]
    key: Literal["headcount", "scheduled_days", "score", "points"]


class Pool(Rule):
    """Money shared by the points of the people of these roles.

    `splits` divide it first, from the top down, as centre → department → team.
    """

    id: str
    applies_to: AppliesTo
    amount: Dated[Money]
    splits: tuple[Split, ...] = ()


class Collar(Rule):
    """The lowest and highest price of a point."""

    lowest: Price
    highest: Price

    @model_validator(mode="after")
    def _ordered(self) -> Collar:
        if self.lowest > self.highest:
            raise ValueError(f"the lowest price {self.lowest} is above the highest {self.highest}")
        return self


class FloatingPointsPay(Wage):
    """P4: points × the price that spends each pool exactly."""

    code: Literal["P4"]
    pools: tuple[Pool, ...] = Field(min_length=1)
    collar: Dated[Collar] | None = None


AnyComponent = Annotated[
    BasePay
    | PerformancePay
    | FixedPointsPay
    | OvertimePointsPay
    | FloatingPointsPay
    | TieredPay
    | CommissionPay
    | ContestPay
    | AllowancePay
    | OvertimePay
    | DeductionPay
    | TeamAwardPay
    | AdjustmentPay
    | MinimumWageTopUp,
    Field(discriminator="code"),
]


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
