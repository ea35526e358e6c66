"""F6 BONUS 加分: points per event, up to a cap, beside the weighted score or inside an item."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import numpy as np
import pyarrow as pa
from pydantic import Field, field_validator, model_validator

from data_contracts.dated import Rule
from scoring.arrow_text import Texts, filled
from scoring.columns import Figures, divided, product, total, units_of
from scoring.exact import SCORE_DIGITS, shown
from scoring.functions.scored import (
    Function,
    MetricKey,
    Number,
    Read,
    ScoredColumn,
    refuse_repeated,
)

Placement = Literal["inside_item", "after_weighting"]


class Merit(Rule):
    """Events of one kind: the metric that counts them, and the points each earns."""

    metric: str
    variant: str = "-"
    per_event: Number = Field(ge=0)


class Bonus(Function):
    """min(cap, Σ events × per_event).

    `placement` says where it goes: `inside_item` raises the score of `base_item`,
    `after_weighting` is added to the weighted score and shown separately. The composition of
    the tree places it; the score here is the bonus alone.
    """

    code: Literal["F6"]
    merits: tuple[Merit, ...] = Field(min_length=1)
    cap: Number = Field(ge=0)
    placement: Placement
    base_item: str | None = None

    @field_validator("merits")
    @classmethod
    def _distinct(cls, merits: tuple[Merit, ...]) -> tuple[Merit, ...]:
        refuse_repeated([(merit.metric, merit.variant) for merit in merits], "merits of one F6")
        return merits

    @model_validator(mode="after")
    def _has_its_base(self) -> Bonus:
        if self.placement == "inside_item" and self.base_item is None:
            raise ValueError("F6 inside an item names it: base_item; or write after_weighting")
        if self.placement == "after_weighting" and self.base_item is not None:
            raise ValueError("F6 after weighting has no base_item; leave it out")
        return self

    @property
    def metrics(self) -> tuple[MetricKey, ...]:
        """What each merit counts."""
        return tuple((merit.metric, merit.variant) for merit in self.merits)

    def score_column(self, read: Read) -> ScoredColumn:
        """The points of the counts in `values`, one per merit, never more than the cap."""
        earned = [
            product(events, units_of(merit.per_event))
            for merit, events in zip(self.merits, read.values, strict=True)
        ]
        points = divided(total(earned), 10**SCORE_DIGITS)
        return ScoredColumn(np.minimum(points, units_of(self.cap)), lambda: self._told(read))

    def _told(self, read: Read) -> pa.StringArray:
        parts: list[str | Texts] = []
        for merit, counts in zip(self.merits, read.values, strict=True):
            parts += [" + ", Figures(counts).text(), f"×{shown(merit.per_event)}"]
        return filled(*parts[1:], f" [≤{shown(self.cap)}]")

    def parameters(self, full_score: Decimal) -> list[tuple[str, object]]:
        """The cap and what each event earns."""
        return [("cap", self.cap), ("per_event", [merit.per_event for merit in self.merits])]
