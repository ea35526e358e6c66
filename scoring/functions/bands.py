"""F2 BANDS 分档: a constant per half-open interval that together fill the domain."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from data_contracts.dated import Rule
from scoring.exact import SCORE_DIGITS, rounded, shown
from scoring.functions.scored import Scored

Bound = Annotated[Decimal, Field(allow_inf_nan=True)]


class OutsideDomain(ValueError):
    """A value lies where the bands declare that none can."""


class Band(Rule):
    """Values from `from_` up to but not including `to` earn `score`."""

    from_: Bound = Field(alias="from")
    to: Bound
    score: Decimal

    @property
    def range(self) -> str:
        """The band in figures, as [90,95)."""
        left = "(" if self.from_.is_infinite() else "["
        return f"{left}{bound(self.from_)},{bound(self.to)})"


class Bands(Rule):
    """Bands in rising order that partition `domain`; the last is closed at a finite end."""

    code: Literal["F2"]
    domain: tuple[Bound, Bound]
    bands: tuple[Band, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _partition(self) -> Bands:
        for band in self.bands:
            if not band.from_ < band.to:
                raise ValueError(f"the band {band.range} is empty; write the smaller bound first")
        reached = self.domain[0]
        for band in self.bands:
            _meets(reached, band.from_)
            reached = band.to
        _meets(reached, self.domain[1])
        return self

    def score(self, values: Sequence[Decimal], full_score: Decimal) -> Scored:
        """The constant of the band that holds the one value given.

        Raises OutsideDomain where the value lies beyond the declared domain.
        """
        (value,) = values
        band = self.bands[self.index(value)]
        return Scored(rounded(band.score, SCORE_DIGITS), self.range_of(value))

    def index(self, value: Decimal) -> int:
        """Which band holds `value`, counted from 0."""
        for place, band in enumerate(self.bands):
            if band.from_ <= value < band.to:
                return place
        if value == self.domain[1]:
            return len(self.bands) - 1
        raise OutsideDomain(
            f"{shown(value)} lies outside the domain "
            f"[{bound(self.domain[0])},{bound(self.domain[1])}]"
        )

    def range_of(self, value: Decimal) -> str:
        """The band of `value` in figures; the last finite one is closed."""
        place = self.index(value)
        text = self.bands[place].range
        closed = place == len(self.bands) - 1 and self.domain[1].is_finite()
        return f"{text[:-1]}]" if closed else text

    def dropped(self, score: Decimal, bands: int) -> Decimal:
        """The score `bands` steps worse than `score` (gate DROP_BAND); the lowest is the end."""
        below = sorted({band.score for band in self.bands if band.score < score}, reverse=True)
        steps = [score, *below]
        return rounded(steps[min(bands, len(below))], SCORE_DIGITS)

    def target(self, full_score: Decimal) -> Decimal | None:
        """The bound at which `full_score` is first earned, from the worse side."""
        enough = [band.score >= full_score for band in self.bands]
        if not any(enough) or all(enough):
            return None
        if enough[0]:
            return self.bands[enough.index(False)].from_
        return self.bands[enough.index(True)].from_


def bound(value: Decimal) -> str:
    """A bound in figures; ±∞ for the open ends."""
    if value.is_infinite():
        return "+∞" if value > 0 else "-∞"
    return shown(value)


def _meets(reached: Decimal, begins: Decimal) -> None:
    if begins > reached:
        raise ValueError(
            f"the bands leave a gap: no band covers [{bound(reached)},{bound(begins)})"
        )
    if begins < reached:
        raise ValueError(f"the bands overlap: [{bound(begins)},{bound(reached)}) is covered twice")
