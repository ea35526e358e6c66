"""A scorecard file: sections to any depth, items at the leaves, every value dated."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from data_contracts.dated import Dated, Rule
from scoring.functions import Deduction, ScoringFunction
from scoring.functions.gate import Multipliers
from scoring.rules.who import AppliesTo, Gate

MissingPolicy = Literal["EXCLUDE_REWEIGHT", "NEUTRAL", "ZERO", "HOLD"]
Weight = Annotated[Decimal, Field(ge=0, le=100)]


class Item(Rule):
    """A leaf: one metric (or the counts of an F5) turned into a score."""

    id: str
    name_zh: str
    name_en: str
    metric: str | None = None
    variant: str = "-"
    weight: Dated[Weight]
    function: Dated[ScoringFunction]
    full_score: Dated[Decimal] | None = None
    cap_lo: Dated[Decimal] | None = None
    cap_hi: Dated[Decimal] | None = None
    min_sample: Dated[int] | None = None
    missing_policy: Dated[MissingPolicy]
    gates: tuple[Gate, ...] = ()
    multipliers: Multipliers = "product"

    @model_validator(mode="after")
    def _names_what_it_measures(self) -> Item:
        counts = [isinstance(entry.value, Deduction) for entry in self.function.root.values()]
        if self.metric is None and not all(counts):
            raise ValueError(f"the item '{self.id}' names no metric; F1 and F2 read one")
        if self.metric is not None and any(counts):
            raise ValueError(f"the item '{self.id}' is F5: name metrics in its categories only")
        return self


class Section(Rule):
    """A branch: the weighted mean of its sections and items."""

    id: str
    name_zh: str
    name_en: str
    weight: Dated[Weight]
    composition: Literal["weighted_mean"] = "weighted_mean"
    sections: tuple[Section, ...] = ()
    items: tuple[Item, ...] = ()
    gates: tuple[Gate, ...] = ()
    multipliers: Multipliers = "product"


class Scorecard(Rule):
    """The whole tree, its owner and the people it is about."""

    kind: Literal["scorecard"]
    id: str
    name_zh: str
    name_en: str
    owner: str
    description: str = ""
    applies_to: AppliesTo
    composition: Literal["weighted_mean"] = "weighted_mean"
    sections: tuple[Section, ...] = ()
    items: tuple[Item, ...] = ()
    gates: tuple[Gate, ...] = ()
    multipliers: Multipliers = "product"
