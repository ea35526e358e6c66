"""F16 FORMULA: a score by an expression in a closed language (scoring.md 4.1)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import Literal

import numpy as np
import pyarrow as pa
from pydantic import Field, model_validator

from data_contracts.dated import Rule
from scoring.arrow_text import Texts, filled
from scoring.columns import Figures, Fractions, units_of
from scoring.exact import SCORE_DIGITS
from scoring.functions.formula_language import Expression, may_name, names_in, parsed
from scoring.functions.formula_units import SCORE, unit_of
from scoring.functions.formula_values import evaluated
from scoring.functions.scored import (
    Function,
    MetricKey,
    Number,
    Read,
    ScoredColumn,
    narrowed,
    refuse_repeated,
)


class Input(Rule):
    """What a name stands for: a metric, the score of an item, or a value with its unit."""

    metric: str | None = None
    variant: str = "-"
    item: str | None = None
    value: Number | None = None
    unit: str | None = None

    @model_validator(mode="after")
    def _is_one_thing(self) -> Input:
        if sum(one is not None for one in (self.metric, self.item, self.value)) != 1:
            raise ValueError("an input of F16 is one of metric, item and value")
        if (self.value is None) != (self.unit is None):
            raise ValueError('a value has a unit, as {value: 300, unit: s}; "-" for none')
        return self

    @property
    def key(self) -> MetricKey:
        """The metric it stands for."""
        return (self.metric or "", self.variant)


class Formula(Function):
    """The value of `expression` over named `inputs`, rounded once, half up at 6 digits.

    A division by nought gives no score. Written numbers take the unit of what they are added
    to or compared with; a target that is divided by is a named value with its unit.
    """

    code: Literal["F16"]
    expression: str = Field(min_length=1, max_length=1000)
    inputs: dict[str, Input] = Field(min_length=1)

    @model_validator(mode="after")
    def _names_what_it_uses(self) -> Formula:
        used, named = names_in(self.tree), set(self.inputs)
        for name in sorted(named):
            if not may_name(name):
                raise ValueError(f"'{name}' cannot be the name of an input; use another word")
        for name in sorted(used - named):
            raise ValueError(f"the formula uses '{name}', which inputs does not name")
        for name in sorted(named - used):
            raise ValueError(f"the formula does not use the input '{name}'; leave it out")
        refuse_repeated(self.metrics, "inputs of one F16")
        return self

    @cached_property
    def tree(self) -> Expression:
        """The formula, parsed. Raises ValueError where it is not of the language."""
        return parsed(self.expression)

    @property
    def metrics(self) -> tuple[MetricKey, ...]:
        """The metrics it names, in the order of `inputs`; `items` stand after them."""
        return tuple(one.key for one in self.inputs.values() if one.metric is not None)

    @property
    def items(self) -> tuple[str, ...]:
        """The items whose scores it reads, in the order of `inputs`."""
        return tuple(one.item for one in self.inputs.values() if one.item is not None)

    @property
    def names(self) -> list[str]:
        """The names of `Read.values`: those of metrics, then those of items."""
        metrics = [name for name, one in self.inputs.items() if one.metric is not None]
        return metrics + [name for name, one in self.inputs.items() if one.item is not None]

    def refuse_unlike_units(self, units: Mapping[MetricKey, str]) -> None:
        """Raises ValueError where units do not go together, or the result is not a score.

        `units` has the unit of every metric the formula names.
        """
        named = {name: self._unit(one, units) for name, one in self.inputs.items()}
        unit = unit_of(self.tree, named)
        if unit is not None and unit.powers:
            raise ValueError(
                f"the formula gives {unit.told}, but a score has no unit; "
                "divide by a named value in that unit"
            )

    def _unit(self, one: Input, units: Mapping[MetricKey, str]) -> str:
        if one.metric is not None:
            return units[one.key]
        return SCORE if one.item is not None else one.unit or ""

    def score_column(self, read: Read) -> ScoredColumn:
        """What the formula gives for the metrics and items in `values`."""
        columns = {
            name: Fractions.of(Figures(values))
            for name, values in zip(self.names, read.values, strict=True)
        }
        for name, one in self.inputs.items():
            if one.value is not None:
                columns[name] = Fractions.of(Figures(np.full(read.count, units_of(one.value))))
        found = evaluated(self.tree, columns, read.count)
        score = np.where(found.missing, 0, found.ratios.rounded(SCORE_DIGITS).units)
        missing = found.missing if found.missing.any() else None
        return ScoredColumn(narrowed(score), lambda: self._told(read), missing)

    def _told(self, read: Read) -> pa.StringArray:
        parts: list[str | Texts] = []
        for name, values in zip(self.names, read.values, strict=True):
            parts += [f", {name}=", Figures(values).text()]
        return filled(self.expression, *parts)

    def parameters(self, full_score: Decimal) -> list[tuple[str, object]]:
        """The formula, the names of its values in order, and its named constants."""
        fixed = [[n, one.value] for n, one in self.inputs.items() if one.value is not None]
        return [("expression", self.expression), ("names", self.names), ("constants", fixed)]


def order_of_items(reads: Mapping[str, Collection[str]]) -> list[str]:
    """The items in an order in which each stands after those it reads.

    `reads` has every item of a scorecard, with the items its formula names. Raises ValueError
    where a formula names no item of the card, or where items read each other in a circle.
    """
    for item, named in reads.items():
        for other in sorted(set(named) - set(reads)):
            raise ValueError(f"'{item}' reads the item '{other}', which the scorecard lacks")
    try:
        return list(TopologicalSorter(reads).static_order())
    except CycleError as error:
        circle = " → ".join(reversed(error.args[1]))
        raise ValueError(f"items read each other in a circle: {circle}") from None
