"""Components by result and by law: P3, P5 … P12 and P_min (scoring.md 4.7, 4.12)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from data_contracts.dated import Dated
from scoring.functions.tiered import Tiered
from scoring.rules.component import Component, Money, Price, Wage

System = Literal["STANDARD", "COMPREHENSIVE", "NON_FIXED"]


class FixedPointsPay(Wage):
    """P3: points × unit price.

    `overtime_points: separate` leaves the points made in overtime to a P3_ot.
    """

    code: Literal["P3"]
    unit_price: Dated[Price]
    overtime_points: Literal["included", "separate"] = "included"


class OvertimePointsPay(Component):
    """P3_ot: points made in overtime × unit price × the city's multiple of their day class."""

    code: Literal["P3_ot"]
    unit_price: Dated[Price]
    system: System = "STANDARD"
    counts_for_minimum_wage: Literal[False] = False


class TieredPay(Wage):
    """P5: an amount by tiers (F13) of points, of the total score, or of a metric."""

    code: Literal["P5"]
    of: Literal["points", "score", "metric"]
    metric: str | None = None
    variant: str = "-"
    figure: Literal["value", "numerator"] = "value"
    tiers: Dated[Tiered]

    @model_validator(mode="after")
    def _names_its_metric(self) -> TieredPay:
        if (self.of == "metric") != (self.metric is not None):
            raise ValueError("of: metric names a metric, and nothing else does")
        return self


class CommissionPay(Wage):
    """P6: certified sale × rate; a sale cancelled within the window is taken back."""

    code: Literal["P6"]
    rate: Dated[Price]
    clawback_days: Dated[Annotated[int, Field(ge=0)]]


class ContestPay(Wage):
    """P7: the prizes of contests as they were settled."""

    code: Literal["P7"]


class AllowancePay(Component):
    """P8: days or shifts with one allowance × its amount; says itself whether it counts."""

    code: Literal["P8"]
    allowance: str
    amount: Dated[Money]
    counts_for_minimum_wage: bool


class OvertimePay(Component):
    """P9: overtime at the city's multiples of the contract's hourly amount."""

    code: Literal["P9"]
    system: System = "STANDARD"
    counts_for_minimum_wage: Literal[False] = False


class DeductionPay(Component):
    """P10: compensation taken from the wage within the lawful share; the rest is carried on."""

    code: Literal["P10"]
    counts_for_minimum_wage: Literal[False] = False


class TeamAwardPay(Wage):
    """P11: awards to teams and supervisors as they were settled."""

    code: Literal["P11"]


class AdjustmentPay(Component):
    """P12: what other months owe or are owed (scoring.md 4.10)."""

    code: Literal["P12"]
    counts_for_minimum_wage: bool = False


class MinimumWageTopUp(Wage):
    """P_min: what is short of the city's minimum wage for the time attended."""

    code: Literal["P_min"]
