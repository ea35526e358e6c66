"""F15 SUBJECTIVE: ratings by several kinds of rater, weighted, the outermost left out."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Literal

import numpy as np
import pyarrow as pa
from pydantic import Field, field_validator, model_validator

from data_contracts.dated import Rule
from scoring.arrow_text import chosen, filled, trimmed
from scoring.columns import FITS, Figures, Ints, Mask, divided, minus, plus, product, units_of
from scoring.exact import shown
from scoring.functions.intervals import refuse_outside
from scoring.functions.scored import (
    Evidence,
    Function,
    MetricKey,
    Number,
    Read,
    ScoredColumn,
    narrowed,
    refuse_repeated,
)

UNKNOWN = FITS


class Rater(Rule):
    """One kind of rater: the metric that holds their rating, and its weight.

    Ratings adjusted for a rater's severity are another variant of the metric.
    """

    metric: str
    variant: str = "-"
    weight: Number = Field(gt=0)


class Subjective(Function):
    """S × (weighted mean of the ratings − lowest) ÷ (highest − lowest of the scale).

    Raters who gave no rating are left out and the weights of the rest rescaled; with fewer
    than `least_raters` there is no score. `trim` leaves out so many of the lowest and of the
    highest ratings (of equal ones, the earlier rater counts as lower). A rating further than
    `comment_beyond` from the mean of all of them needs a comment.
    """

    needs_all: ClassVar[bool] = False
    code: Literal["F15"]
    raters: tuple[Rater, ...] = Field(min_length=1)
    scale: tuple[Number, Number]
    trim: int = Field(default=0, ge=0)
    least_raters: int = Field(default=1, ge=1)
    comment_beyond: Number | None = Field(default=None, gt=0)

    @field_validator("raters")
    @classmethod
    def _weights_fill(cls, raters: tuple[Rater, ...]) -> tuple[Rater, ...]:
        refuse_repeated([(rater.metric, rater.variant) for rater in raters], "raters of one F15")
        whole = sum((rater.weight for rater in raters), Decimal(0))
        if whole != 100:
            raise ValueError(f"the weights of the raters sum to {whole}, not to 100")
        return raters

    @model_validator(mode="after")
    def _leaves_somebody(self) -> Subjective:
        if not self.scale[0] < self.scale[1]:
            raise ValueError("the scale of F15 goes from its lowest rating to its highest")
        if self.least_raters > len(self.raters):
            raise ValueError(f"F15 asks for {self.least_raters} raters but names fewer")
        if self.least_raters <= 2 * self.trim:
            raise ValueError(
                f"trim: {self.trim} leaves nobody of {2 * self.trim} raters; "
                f"write least_raters: {2 * self.trim + 1} or more"
            )
        return self

    @property
    def metrics(self) -> tuple[MetricKey, ...]:
        """The rating of each kind of rater."""
        return tuple((rater.metric, rater.variant) for rater in self.raters)

    def score_column(self, read: Read) -> ScoredColumn:
        """The scaled mean at 6 digits, half up. Raises OutsideDomain beyond the scale."""
        known = self._known(read)
        for values, given in zip(read.values, known.T, strict=True):
            refuse_outside(*self.scale, np.where(given, values, units_of(self.scale[0])))
        missing = known.sum(axis=1) < self.least_raters
        total, weights = self._weighed(read, self._kept(read, known))
        weights = np.where(weights == 0, 1, weights)
        low, high = (units_of(end) for end in self.scale)
        above = product(minus(total, product(weights, low)), read.full_score)
        score = np.where(missing, 0, divided(above, product(weights, high - low)))
        return ScoredColumn(
            narrowed(score), lambda: self._told(read, known), missing if missing.any() else None
        )

    def _known(self, read: Read) -> Mask:
        if not read.known:
            return np.ones((read.count, len(self.raters)), dtype=bool)
        return np.stack(read.known, axis=1)

    def _kept(self, read: Read, known: Mask) -> Mask:
        """Which ratings count: those given, less `trim` at either end."""
        if not self.trim:
            return known
        ratings = np.where(known, np.stack(read.values, axis=1), UNKNOWN)
        order = np.argsort(ratings, axis=1, kind="stable")
        rank = np.argsort(order, axis=1, kind="stable")
        given = known.sum(axis=1)[:, None]
        return known & (rank >= self.trim) & (rank < given - self.trim)

    def _weighed(self, read: Read, kept: Mask) -> tuple[Ints, Ints]:
        total = weights = np.zeros(read.count, dtype=np.int64)
        for rater, values, counts in zip(self.raters, read.values, kept.T, strict=True):
            weight = np.where(counts, units_of(rater.weight), 0)
            total, weights = plus(total, product(values, weight)), plus(weights, weight)
        return total, weights

    def comments_needed(self, read: Read) -> list[Mask]:
        """Per rater, whose rating lies further than `comment_beyond` from the mean of all."""
        known = self._known(read)
        if self.comment_beyond is None:
            return [np.zeros(read.count, dtype=bool) for _ in self.raters]
        total, weights = self._weighed(read, known)
        limit = product(weights, units_of(self.comment_beyond))
        away = [np.abs(minus(product(values, weights), total)) for values in read.values]
        return [
            np.asarray(far > limit, dtype=bool) & given
            for far, given in zip(away, known.T, strict=True)
        ]

    def _told(self, read: Read, known: Mask) -> pa.StringArray:
        parts: list[pa.StringArray] = []
        for rater, values, counts in zip(
            self.raters, read.values, self._kept(read, known).T, strict=True
        ):
            rating = filled(Figures(values).text(), f"×{shown(rater.weight)} ")
            parts.append(chosen(pa.array(counts), rating, ""))
        return trimmed(filled(*parts), " ")

    def parameters(self, full_score: Decimal) -> list[tuple[str, object]]:
        """Full score, scale, weights, how many are trimmed and the least that are needed."""
        return [
            ("full_score", full_score),
            ("scale", self.scale),
            ("weights", [rater.weight for rater in self.raters]),
            ("trim", self.trim),
            ("least_raters", self.least_raters),
        ]

    def evidence(self, read: Read) -> Evidence:
        """Which raters gave a rating, in the order of the weights."""
        told = [str(row).lower() for row in self._known(read).tolist()]
        return [("rated", pa.array(told, pa.string()))]
