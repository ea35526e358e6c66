"""F14 GATE / VETO 一票否决: a condition that zeroes, caps, multiplies, drops or holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from pydantic import model_validator

from data_contracts.dated import Rule

Operator = Literal[">=", ">", "<=", "<"]
Action = Literal["ZERO", "CAP", "MULTIPLY", "DROP_BAND", "HOLD"]
Multipliers = Literal["product", "worst_only"]
DropBand = Callable[[int], Fraction]

HOLDS: dict[Operator, Callable[[Decimal, Decimal], bool]] = {
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
    threshold: Decimal
    action: Action
    value: Decimal | None = None

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

    def fires(self, value: Decimal | None) -> bool:
        """True where the condition holds; a missing value is no evidence and fires nothing."""
        return value is not None and HOLDS[self.operator](value, self.threshold)


def strictest(fired: Sequence[GateRule], value: Fraction, drop: DropBand | None) -> list[GateRule]:
    """Of the gates that fired on the same metric, the one that leaves least (scoring.md 4.3:
    one event fires at most one gate per level); order as given, ties to the earlier."""
    best: dict[tuple[str, str], GateRule] = {}
    for gate in fired:
        key = (gate.metric, gate.variant)
        if key not in best or _severity(gate, value, drop) < _severity(best[key], value, drop):
            best[key] = gate
    return [gate for gate in fired if best[(gate.metric, gate.variant)] is gate]


def gated(
    value: Fraction,
    fired: Sequence[GateRule],
    multipliers: Multipliers = "product",
    drop: DropBand | None = None,
) -> Fraction | None:
    """`value` after gates that all see the same input; None where one holds it back.

    Multipliers combine by product unless `worst_only`; the strictest of the rest wins, and
    no gate ever raises. Source: scoring.md 4.3.
    """
    if any(gate.action == "HOLD" for gate in fired):
        return None
    factors = [Fraction(gate.value or 0) for gate in fired if gate.action == "MULTIPLY"]
    results = [value * _combined(factors, multipliers)]
    results += [_alone(gate, value, drop) for gate in fired if gate.action != "MULTIPLY"]
    return min(value, *results)


def _combined(factors: Sequence[Fraction], multipliers: Multipliers) -> Fraction:
    if multipliers == "worst_only":
        return min(factors, default=Fraction(1))
    product = Fraction(1)
    for factor in factors:
        product *= factor
    return product


def _alone(gate: GateRule, value: Fraction, drop: DropBand | None) -> Fraction:
    amount = Fraction(gate.value or 0)
    if gate.action == "ZERO":
        return Fraction(0)
    if gate.action == "CAP":
        return min(value, amount)
    if gate.action == "MULTIPLY":
        return value * amount
    if drop is None:
        raise ValueError("DROP_BAND needs bands; the compiler lets none through elsewhere")
    return drop(int(amount))


def _severity(gate: GateRule, value: Fraction, drop: DropBand | None) -> tuple[int, Fraction]:
    if gate.action == "HOLD":
        return (0, Fraction(0))
    return (1, _alone(gate, value, drop))
