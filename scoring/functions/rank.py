"""F8 RANK: where a person stands among peers, as a percentile, read off a curve."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Literal

import numpy as np
import pyarrow as pa
from pydantic import Field, model_validator

from scoring.arrow_text import exchanged, filled
from scoring.columns import Figures, Ints, Mask, Rows, divided, product
from scoring.exact import SCORE_DIGITS
from scoring.functions.bands import Bands
from scoring.functions.curves import CurveFunction, LineOrBands
from scoring.functions.peers import (
    NOBODY,
    Standing,
    peers_of,
    standing,
)
from scoring.functions.scored import (
    Direction,
    Evidence,
    Function,
    OutsideDomain,
    Read,
    ScoredColumn,
    nested,
)

WHOLE = (Decimal(0), Decimal(1))


class Rank(Function):
    """p = (average rank − 1/2) ÷ n among peers, the best with the largest p, read off `curve`.

    Ties share their average rank. p is rounded once, half up at 6 digits, and lies inside 0–1.
    In a group of fewer than `n_min`, or in none, `fallback` scores the value itself.
    """

    needs_peers: ClassVar[bool] = True
    code: Literal["F8"]
    direction: Direction
    n_min: int = Field(ge=2)
    curve: LineOrBands
    fallback: CurveFunction

    @model_validator(mode="after")
    def _curves_pay_the_better(self) -> Rank:
        if self.curve.better != "up":
            raise ValueError("the curve of F8 must rise with p: a better rank earns no less")
        if isinstance(self.curve, Bands) and not (
            self.curve.domain[0] <= WHOLE[0] and self.curve.domain[1] >= WHOLE[1]
        ):
            raise ValueError("the bands of F8's curve must cover p from 0 to 1")
        if self.fallback.better != self.direction:
            raise ValueError(
                f"F8 pays '{self.direction}' but its fallback pays '{self.fallback.better}'"
            )
        return self

    @property
    def better(self) -> Direction:
        """The declared direction."""
        return self.direction

    def score_column(self, read: Read) -> ScoredColumn:
        """The curve at p, or the fallback at the value. Raises OutsideDomain."""
        place = self._standing(read)
        ranked = self.curve.score_column(Read((self.percentiles(place),), read.full_score))
        rows = np.flatnonzero(self._few_peers(read, place))
        fallen = self._fallback(read, rows)
        score = ranked.score.astype(np.result_type(ranked.score, fallen.score))
        score[rows] = fallen.score
        return ScoredColumn(score, lambda: self._told(place, ranked, rows, fallen))

    def percentiles(self, place: Standing) -> Ints:
        """p in 10^−6: the share that stands worse, and half of those equal."""
        worse = place.lower
        if self.direction == "down":
            worse = place.group_n - place.lower - place.equal
        twice = 2 * worse + place.equal
        return divided(product(twice, 10**SCORE_DIGITS), 2 * place.group_n)

    def _standing(self, read: Read) -> Standing:
        return standing(read.values[0], peers_of(read))

    def _few_peers(self, read: Read, place: Standing) -> Mask:
        return (peers_of(read) == NOBODY) | (place.group_n < self.n_min)

    def _fallback(self, read: Read, rows: Rows) -> ScoredColumn:
        try:
            return self.fallback.score_column(Read((read.values[0][rows],), read.full_score))
        except OutsideDomain as error:
            raise OutsideDomain(int(rows[error.row]), str(error)) from None

    def _told(
        self, place: Standing, ranked: ScoredColumn, rows: Rows, fallen: ScoredColumn
    ) -> pa.StringArray:
        shares, sizes = Figures(self.percentiles(place)).text(), Figures(place.group_n, 0).text()
        told = filled("p=", shares, " n=", sizes, " ", ranked.told())
        few = np.zeros(len(told), dtype=bool)
        few[rows] = True
        return exchanged(told, pa.array(few), fallen.told())

    def parameters(self, full_score: Decimal) -> list[tuple[str, object]]:
        """Direction, the least group, the curve and the fallback."""
        return [
            ("direction", self.direction),
            ("n_min", self.n_min),
            ("curve", nested(self.curve, full_score)),
            ("fallback", nested(self.fallback, full_score)),
        ]

    def evidence(self, read: Read) -> Evidence:
        """How many peers there are (0: none), how many stand lower, and how many equal."""
        place = self._standing(read)
        group_n = np.where(peers_of(read) == NOBODY, 0, place.group_n)
        return [
            ("group_n", Figures(group_n, 0).written()),
            ("lower", Figures(place.lower, 0).written()),
            ("equal", Figures(place.equal, 0).written()),
        ]
