"""Ratings of people by single raters, read from a table: one form per rater, person and month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import pyarrow as pa

from scoring.quality.policy import Source
from scoring.quality.rater_bias import DimensionRating
from scoring.quality.subjective import SourceRating

SELF: Source = "self"


@dataclass(frozen=True)
class RatingForm:
    """What one rater said of one person in a month, by dimension, of 100."""

    period: str
    review_id: str
    agent_id: str
    source: Source
    rater_id: str
    scores: dict[str, Decimal]
    weight: Decimal
    comment: str | None

    @property
    def rater(self) -> str:
        """The rater in this part: who is a peer here and a leader there has two."""
        return f"{self.source}/{self.rater_id}"

    @property
    def as_dimensions(self) -> DimensionRating:
        """The form for the statistics of its rater."""
        return DimensionRating(self.source, self.agent_id, self.rater, self.scores)

    @property
    def as_ratings(self) -> list[SourceRating]:
        """The form for the score of its subject."""
        return [
            SourceRating(
                self.agent_id, self.rater, self.source, score, dimension, self.weight, self.comment
            )
            for dimension, score in self.scores.items()
        ]


def read_ratings(ratings: pa.Table) -> list[RatingForm]:
    """`ratings`: period, review_id, agent_id, source, rater_id, dimension, score, weight (1 where
    empty), comment; one row per dimension. In the order of their keys."""
    forms: defaultdict[tuple[str, ...], list[dict[str, object]]] = defaultdict(list)
    keys = ("period", "review_id", "agent_id", "source", "rater_id")
    for row in ratings.to_pylist():
        forms[tuple(row[key] for key in keys)].append(row)
    return [_form(forms[key]) for key in sorted(forms)]


def _form(rows: Sequence[dict[str, object]]) -> RatingForm:
    first = rows[0]
    said = [str(row["comment"]) for row in rows if row["comment"]]
    return RatingForm(
        period=str(first["period"]),
        review_id=str(first["review_id"]),
        agent_id=str(first["agent_id"]),
        source=first["source"],  # type: ignore[arg-type]
        rater_id=str(first["rater_id"]),
        scores={str(row["dimension"]): Decimal(str(row["score"])) for row in rows},
        weight=Decimal(str(first["weight"] or 1)),
        comment="; ".join(said) or None,
    )
