"""F13 TIERED amount: rates by tier, on the part inside each tier or on the whole quantity."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Literal

import numpy as np
import pyarrow as pa
from pydantic import Field, model_validator

from data_contracts.dated import Rule
from scoring.columns import Fractions, Ints, Rows, ints, minus, product, total, units_of
from scoring.exact import SCORE_DIGITS
from scoring.functions.intervals import Bound, interval, refuse_no_partition
from scoring.functions.scored import Number, told_by_code

Method = Literal["marginal", "whole"]
INFINITY = Decimal("inf")


class Tier(Rule):
    """Quantities from `from_` up to but not including `to` have `rate` per unit."""

    from_: Number = Field(alias="from", ge=0)
    to: Bound
    rate: Number

    @property
    def range(self) -> str:
        """The tier in figures."""
        return interval(self.from_, self.to)


@dataclass(frozen=True)
class Cliff:
    """A quantity at which a whole amount jumps from `below` to `above`."""

    at: Decimal
    below: Fraction
    above: Fraction


class Tiered(Rule):
    """A quantity as an amount; `method` says which of two different amounts.

    `marginal`: Σ rate × the part of x inside each tier, so nobody loses by one unit more.
    `whole`: the rate of the tier that holds x, times all of x; it jumps at the bounds.
    Tiers follow each other up to infinity; below the first there is nothing.
    """

    code: Literal["F13"]
    method: Method
    tiers: tuple[Tier, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _partition(self) -> Tiered:
        parts = [(tier.from_, tier.to) for tier in self.tiers]
        refuse_no_partition(parts, (self.tiers[0].from_, INFINITY))
        return self

    def amounts(self, values: Ints) -> Fractions:
        """The exact amount of each quantity (in 10^−6)."""
        units = self._marginal(values) if self.method == "marginal" else self._whole(values)
        return Fractions(units, np.full(len(values), 10 ** (2 * SCORE_DIGITS))).reduced()

    def _marginal(self, values: Ints) -> Ints:
        inside = [minus(_upto(values, tier.to), units_of(tier.from_)) for tier in self.tiers]
        return total(
            [
                product(np.maximum(part, 0), units_of(tier.rate))
                for part, tier in zip(inside, self.tiers, strict=True)
            ]
        )

    def _whole(self, values: Ints) -> Ints:
        rates = ints([0, *(units_of(tier.rate) for tier in self.tiers)])
        return product(values, rates[self._place(values)])

    def _place(self, values: Ints) -> Rows:
        """Which tier holds each quantity, from 1; 0 below the first."""
        begins = ints([units_of(tier.from_) for tier in self.tiers])
        return np.searchsorted(begins, values, side="right")

    def amount(self, value: Decimal) -> Fraction:
        """The amount of one quantity."""
        made = self.amounts(ints([units_of(value)]))
        return Fraction(int(made.numerators[0]), int(made.denominators[0]))

    @property
    def cliffs(self) -> list[Cliff]:
        """Where one unit more changes a whole amount at once; none of a marginal one."""
        if self.method == "marginal":
            return []
        rates = [(Decimal(0), self.tiers[0])] if self.tiers[0].from_ else []
        rates += [(below.rate, above) for below, above in pairwise(self.tiers)]
        return [
            Cliff(tier.from_, Fraction(rate * tier.from_), Fraction(tier.rate * tier.from_))
            for rate, tier in rates
            if rate != tier.rate
        ]

    def told(self, values: Ints) -> pa.StringArray:
        """The tier that holds each quantity, in figures; empty below the first."""
        return told_by_code(["", *(tier.range for tier in self.tiers)], self._place(values))()

    def parameters(self) -> list[tuple[str, object]]:
        """The method and the tiers."""
        tiers = [[tier.from_, tier.to, tier.rate] for tier in self.tiers]
        return [("method", self.method), ("tiers", tiers)]


def _upto(values: Ints, bound: Decimal) -> Ints:
    return np.minimum(values, units_of(bound)) if bound.is_finite() else values
