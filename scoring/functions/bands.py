"""F2 BANDS 分档: a constant per half-open interval that together fill the domain."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import numpy as np
from pydantic import Field, model_validator

from data_contracts.dated import Rule
from scoring.columns import Ints, Rows, ints, units_of
from scoring.exact import SCORE_DIGITS, rounded
from scoring.functions.intervals import Bound, closed, interval, place_in, refuse_no_partition
from scoring.functions.scored import Direction, Function, Number, Read, ScoredColumn, told_by_code


class Band(Rule):
    """Values from `from_` up to but not including `to` earn `score`."""

    from_: Bound = Field(alias="from")
    to: Bound
    score: Number

    @property
    def range(self) -> str:
        """The band in figures, as [90,95)."""
        return interval(self.from_, self.to)


class Bands(Function):
    """Bands in rising order that partition `domain`; the last is closed at a finite end."""

    code: Literal["F2"]
    domain: tuple[Bound, Bound]
    bands: tuple[Band, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _partition(self) -> Bands:
        refuse_no_partition([(band.from_, band.to) for band in self.bands], self.domain)
        return self

    @property
    def better(self) -> Direction | None:
        """'up' or 'down' where the scores rise or fall throughout; None for a hill."""
        scores = [band.score for band in self.bands]
        if scores == sorted(scores):
            return "up"
        return "down" if scores == sorted(scores, reverse=True) else None

    def score_column(self, read: Read) -> ScoredColumn:
        """The constant of the band that holds each value.

        Raises OutsideDomain where a value lies beyond the declared domain.
        """
        (values,) = read.values
        band = self.index_column(values)
        heights = ints([units_of(one.score) for one in self.bands])
        return ScoredColumn(heights[band], told_by_code(self.ranges, band))

    def index_column(self, values: Ints) -> Rows:
        """Which band holds each value, counted from 0. Raises OutsideDomain."""
        return place_in([*(band.from_ for band in self.bands), self.domain[1]], values)

    @property
    def ranges(self) -> list[str]:
        """The bands in figures; the last finite one is closed."""
        return closed([band.range for band in self.bands], self.domain[1])

    def dropped(self, score: Decimal, bands: int) -> Decimal:
        """The score `bands` steps worse than `score` (gate DROP_BAND); the lowest is the end."""
        below = sorted({band.score for band in self.bands if band.score < score}, reverse=True)
        steps = [score, *below]
        return rounded(steps[min(bands, len(below))], SCORE_DIGITS)

    def dropped_column(self, scores: Ints, bands: int) -> Ints:
        """`dropped` for a column of scores, in 10^−6."""
        ladder = ints(sorted({units_of(band.score) for band in self.bands}))
        below = np.searchsorted(ladder, scores, side="left")
        return np.where(below == 0, scores, ladder[np.maximum(below - bands, 0)])

    def target(self, full_score: Decimal) -> Decimal | None:
        """The bound at which `full_score` is first earned, from the worse side."""
        enough = [band.score >= full_score for band in self.bands]
        if not any(enough) or all(enough):
            return None
        if enough[0]:
            return self.bands[enough.index(False)].from_
        return self.bands[enough.index(True)].from_

    def parameters(self, full_score: Decimal) -> list[tuple[str, object]]:
        """The bands."""
        return [("bands", [[band.from_, band.to, band.score] for band in self.bands])]
