"""F5 DEDUCTION 扣分: full score less a fixed amount per event, capped per category."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from pydantic import Field, field_validator

from data_contracts.dated import Rule
from scoring.exact import SCORE_DIGITS, rounded, shown
from scoring.functions.scored import Scored


class Category(Rule):
    """Events of one kind: the metric that counts them, points lost per event, and the most."""

    metric: str
    variant: str = "-"
    per_event: Decimal = Field(ge=0)
    cap: Decimal | None = Field(default=None, ge=0)

    def lost(self, events: Decimal) -> Decimal:
        """Points lost for `events`, never more than the cap."""
        loss = events * self.per_event
        return loss if self.cap is None else min(self.cap, loss)


class Deduction(Rule):
    """max(lowest, S − Σ min(cap, events × per_event)).

    One metric is deducted by one item of a scorecard only, unless `stack` says that both are
    meant (scoring.md 4.1).
    """

    code: Literal["F5"]
    categories: tuple[Category, ...] = Field(min_length=1)
    lowest: Decimal = Decimal(0)
    stack: bool = False

    @field_validator("categories")
    @classmethod
    def _distinct(cls, categories: tuple[Category, ...]) -> tuple[Category, ...]:
        names = [(kind.metric, kind.variant) for kind in categories]
        if len(set(names)) < len(names):
            raise ValueError("two categories of one F5 count the same metric; join them")
        return categories

    def score(self, values: Sequence[Decimal], full_score: Decimal) -> Scored:
        """Full score less what the counts in `values`, one per category, cost."""
        pairs = list(zip(self.categories, values, strict=True))
        left = full_score - sum((kind.lost(events) for kind, events in pairs), Decimal(0))
        told = " ".join(
            f"− {shown(events)}×{shown(kind.per_event)}"
            + (f"[≤{shown(kind.cap)}]" if kind.cap is not None else "")
            for kind, events in pairs
        )
        return Scored(rounded(max(self.lowest, left), SCORE_DIGITS), f"{shown(full_score)} {told}")

    def target(self, full_score: Decimal) -> Decimal | None:
        """No events earn the full score."""
        return Decimal(0)
