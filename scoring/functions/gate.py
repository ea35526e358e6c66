"""F14 GATE / VETO 一票否决: a condition that zeroes, caps, multiplies, drops or holds.

The rule alone; which gates act on whom, and what they leave, is `scoring/gates.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from pydantic import model_validator

from data_contracts.dated import Rule
from scoring.functions.scored import Number

Operator = Literal[">=", ">", "<=", "<"]
Action = Literal["ZERO", "CAP", "MULTIPLY", "DROP_BAND", "HOLD"]
Multipliers = Literal["product", "worst_only"]

# How a value, or a column of them, compares with a threshold.
HOLDS: dict[Operator, Callable[[Any, Any], Any]] = {
    ">=": lambda value, threshold: value >= threshold,
    ">": lambda value, threshold: value > threshold,
    "<=": lambda value, threshold: value <= threshold,
    "<": lambda value, threshold: value < threshold,
}


class GateRule(Rule):
    """When the metric compares so with the threshold, do the action with its value.

    `figure: numerator` compares the count behind a rate, as two fatal evaluations.
    """

    metric: str
    variant: str = "-"
    figure: Literal["value", "numerator"] = "value"
    operator: Operator
    threshold: Number
    action: Action
    value: Number | None = None

    @model_validator(mode="after")
    def _value_fits(self) -> GateRule:
        if self.action in ("ZERO", "HOLD"):
            if self.value is not None:
                raise ValueError(f"{self.action} takes no value")
        elif self.value is None:
            raise ValueError(f"{self.action} needs a value")
        elif self.action == "MULTIPLY" and not 0 <= self.value <= 1:
            raise ValueError("MULTIPLY takes a value from 0 to 1; a gate never raises")
        elif self.action == "DROP_BAND" and (self.value < 1 or self.value % 1):
            raise ValueError("DROP_BAND takes a whole number of bands, 1 or more")
        return self

    @property
    def told(self) -> str:
        """The action in figures, as CAP 60."""
        return self.action if self.value is None else f"{self.action} {self.value.normalize():f}"
