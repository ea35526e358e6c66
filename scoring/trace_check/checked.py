"""A node as the checker sees it, and the one way it rounds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import Any


@dataclass(frozen=True)
class Checked:
    """A node: its row, its inputs by name and as they are listed, and its children."""

    row: dict[str, Any]
    inputs: dict[str, Any]
    listed: Sequence[dict[str, Any]]
    children: Sequence[dict[str, Any]]

    def number(self, name: str) -> Fraction:
        """An input, exact."""
        return Fraction(self.inputs[name])

    def numbers(self, name: str) -> list[Fraction]:
        """An input that is a list of numbers."""
        return [Fraction(one) for one in self.inputs[name]]

    @property
    def values(self) -> list[Fraction | None]:
        """The values that a function read, in order; None where there is none."""
        read = [entry["value"] for entry in self.listed if entry["name"] == "value"]
        return [None if one is None else Fraction(one) for one in read]

    @property
    def value(self) -> Fraction:
        """The value of a function of one metric."""
        (value,) = self.values
        if value is None:
            raise ValueError("no value, but a score")
        return value

    @property
    def digits(self) -> int:
        """At how many digits its output stands."""
        return int(self.row["digits"])

    def reading(self, value: Fraction, parameters: Sequence[Sequence[Any]]) -> Checked:
        """The same node as a function inside this one: another value and parameters."""
        inputs = {name: given for name, given in parameters}
        return replace(self, inputs=inputs, listed=[{"name": "value", "value": value}])


# What a node's output must be; None where it must have none.
Operation = Callable[[Checked], Decimal | None]


def at(value: Fraction, digits: int, rounding: str = ROUND_HALF_UP) -> Decimal:
    """A fraction at so many digits."""
    with localcontext() as context:
        context.prec = 80
        quotient = Decimal(value.numerator) / Decimal(value.denominator)
        return quotient.quantize(Decimal(1).scaleb(-digits), rounding=rounding)
