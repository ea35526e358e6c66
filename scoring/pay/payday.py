"""What every step of the pay order sees beside the component itself."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.pay.amounts import Amounts
from scoring.pay.inputs import PayInputs
from scoring.rules.pay_plans import PayPlanInForce


@dataclass(frozen=True)
class Payday:
    """The plan and the inputs of a month, and the components paid so far."""

    plan: PayPlanInForce
    inputs: PayInputs
    earned: tuple[Amounts, ...] = ()
