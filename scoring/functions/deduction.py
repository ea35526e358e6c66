"""F5 DEDUCTION 扣分: full score less a fixed amount per event, capped per category."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import numpy as np
import pyarrow as pa
from pydantic import Field, field_validator

from data_contracts.dated import Rule
from scoring.arrow_text import Texts, filled
from scoring.columns import Figures, Ints, divided, minus, product, units_of
from scoring.exact import SCORE_DIGITS, from_units, shown
from scoring.functions.scored import (
    Function,
    MetricKey,
    Number,
    Read,
    ScoredColumn,
    refuse_repeated,
)

UNIT = 10**SCORE_DIGITS


class Category(Rule):
    """Events of one kind: the metric that counts them, points lost per event, and the most."""

    metric: str
    variant: str = "-"
    per_event: Number = Field(ge=0)
    cap: Number | None = Field(default=None, ge=0)

    def lost(self, events: Ints) -> Ints:
        """Points lost for `events` (in 10^−6), in 10^−12, never more than the cap."""
        loss = product(events, units_of(self.per_event))
        return loss if self.cap is None else np.minimum(loss, units_of(self.cap) * UNIT)

    @property
    def price(self) -> str:
        """What an event costs, with the most it can, in figures."""
        most = f"[≤{shown(self.cap)}]" if self.cap is not None else ""
        return f"{shown(self.per_event)}{most}"


class Deduction(Function):
    """max(lowest, S − Σ min(cap, events × per_event)).

    One metric is deducted by one item of a scorecard only, unless `stack` says that both are
    meant (scoring.md 4.1).
    """

    code: Literal["F5"]
    categories: tuple[Category, ...] = Field(min_length=1)
    lowest: Number = Decimal(0)
    stack: bool = False

    @field_validator("categories")
    @classmethod
    def _distinct(cls, categories: tuple[Category, ...]) -> tuple[Category, ...]:
        refuse_repeated(
            [(kind.metric, kind.variant) for kind in categories], "categories of one F5"
        )
        return categories

    @property
    def metrics(self) -> tuple[MetricKey, ...]:
        """What each category counts."""
        return tuple((kind.metric, kind.variant) for kind in self.categories)

    def score_column(self, read: Read) -> ScoredColumn:
        """Full score less what the counts in `values`, one per category, cost."""
        left = product(np.full(read.count, read.full_score), UNIT)
        for kind, events in zip(self.categories, read.values, strict=True):
            left = minus(left, kind.lost(events))
        score = divided(np.maximum(left, product(units_of(self.lowest), UNIT)), UNIT)
        return ScoredColumn(score, lambda: self._told(read))

    def _told(self, read: Read) -> pa.StringArray:
        parts: list[str | Texts] = [shown(from_units(read.full_score, SCORE_DIGITS))]
        for kind, counts in zip(self.categories, read.values, strict=True):
            parts += [" − ", Figures(counts).text(), f"×{kind.price}"]
        return filled(*parts)

    def target(self, full_score: Decimal) -> Decimal | None:
        """No events earn the full score."""
        return Decimal(0)

    def parameters(self, full_score: Decimal) -> list[tuple[str, object]]:
        """Full score, floor, and per category what an event costs and the most it can."""
        kinds = [[kind.per_event, kind.cap] for kind in self.categories]
        return [("full_score", full_score), ("lowest", self.lowest), ("categories", kinds)]
