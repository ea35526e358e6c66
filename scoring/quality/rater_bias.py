"""Rater bias: leniency, central tendency and halo, one row per rater (S1-09).

Halo: Saal, Downey and Lahey, Rating the Ratings (Psychological Bulletin 88, 1980): a rater who
sees people as all good or all bad differs little between the dimensions of one person, and the
dimensions correlate. Statistics in binary floats, converted once to 6 digits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from scoring.exact import SCORE_DIGITS, rounded
from scoring.quality.converted import converted
from scoring.quality.heard import Evaluation
from scoring.quality.rules import PolicyInForce
from scoring.quality.severity import RaterEffect, Rating, SeverityModel, estimate_severity

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class DimensionRating:
    """What a rater of some source gave a person on one occasion, by dimension, of 100."""

    source: str
    subject_id: str
    rater_id: str
    scores: Mapping[str, Decimal]

    @property
    def overall(self) -> Fraction:
        """Plain mean over dimensions."""
        return sum(map(Fraction, self.scores.values()), Fraction(0)) / len(self.scores)


@dataclass(frozen=True)
class RaterBias:
    """A rater beside the other raters of the source.

    `spread` is the standard deviation of the overall scores given, `halo_spread` the mean one
    between the dimensions of an occasion, each with the mean of the other raters;
    `halo_correlation` the mean correlation between dimensions. `flags` are sorted words:
    central_tendency, halo, lenient, strict, unidentified.
    """

    source: str
    rater_id: str
    ratings: int
    subjects: int
    mean_given: Decimal
    leniency: Decimal
    standard_error: Decimal
    spread: Decimal | None
    spread_others: Decimal | None
    halo_spread: Decimal | None
    halo_spread_others: Decimal | None
    halo_correlation: Decimal | None
    flags: tuple[str, ...]


def rater_bias(ratings: Sequence[DimensionRating], policy: PolicyInForce) -> list[RaterBias]:
    """One row per source and rater; leniency is estimated within the source."""
    return [
        row
        for source, given in _by_source(ratings)
        for row in _source_rows(source, given, _severity_of(given), policy)
    ]


def bias_of(
    ratings: Sequence[DimensionRating], model: SeverityModel, policy: PolicyInForce
) -> list[RaterBias]:
    """One row per source and rater; leniency is that of `model`, which knows all raters."""
    return [
        row
        for source, given in _by_source(ratings)
        for row in _source_rows(source, given, model, policy)
    ]


def _by_source(
    ratings: Sequence[DimensionRating],
) -> list[tuple[str, list[DimensionRating]]]:
    found: defaultdict[str, list[DimensionRating]] = defaultdict(list)
    for rating in ratings:
        if rating.scores:
            found[rating.source].append(rating)
    return sorted(found.items())


def evaluator_bias(
    evaluations: Sequence[Evaluation], model: SeverityModel, policy: PolicyInForce
) -> list[RaterBias]:
    """The same of evaluators: dimensions are the sections of their forms, leniency that of the
    severity estimate of the same evaluations."""
    given = [
        DimensionRating(
            source="qa",
            subject_id=evaluation.agent_id,
            rater_id=evaluation.evaluator_id,
            scores=evaluation.scored.section_scores,
        )
        for evaluation in evaluations
        if evaluation.scored.score is not None and not evaluation.scored.fatal_classes
    ]
    return _source_rows("qa", given, model, policy)


def _severity_of(given: Sequence[DimensionRating]) -> SeverityModel:
    return estimate_severity(
        [Rating(g.subject_id, g.rater_id, rounded(g.overall, SCORE_DIGITS)) for g in given]
    )


def _source_rows(
    source: str, given: Sequence[DimensionRating], model: SeverityModel, policy: PolicyInForce
) -> list[RaterBias]:
    by_rater: defaultdict[str, list[DimensionRating]] = defaultdict(list)
    for rating in given:
        by_rater[rating.rater_id].append(rating)
    spreads = {rater: _spread(own) for rater, own in by_rater.items()}
    halos = {rater: _halo_spread(own) for rater, own in by_rater.items()}
    return [
        _row(source, by_rater[rater], model.by_rater[rater], policy,
             _beside(rater, spreads), _beside(rater, halos))
        for rater in sorted(by_rater)
    ]  # fmt: skip


Beside = tuple[Decimal | None, Decimal | None]


def _row(
    source: str,
    own: Sequence[DimensionRating],
    effect: RaterEffect,
    policy: PolicyInForce,
    spread: Beside,
    halo: Beside,
) -> RaterBias:
    return RaterBias(
        source=source,
        rater_id=effect.rater_id,
        ratings=len(own),
        subjects=len({rating.subject_id for rating in own}),
        mean_given=rounded(sum((r.overall for r in own), Fraction(0)) / len(own), SCORE_DIGITS),
        leniency=effect.leniency,
        standard_error=effect.standard_error,
        spread=spread[0],
        spread_others=spread[1],
        halo_spread=halo[0],
        halo_spread_others=halo[1],
        halo_correlation=_halo_correlation(own),
        flags=tuple(sorted(_flags(effect, policy, spread, halo))),
    )


def _flags(effect: RaterEffect, policy: PolicyInForce, spread: Beside, halo: Beside) -> list[str]:
    flags: list[str] = []
    sure = abs(effect.leniency) > policy.leniency_errors * effect.standard_error
    if not effect.identified:
        flags.append("unidentified")
    elif sure and abs(effect.leniency) > policy.leniency_points:
        flags.append("lenient" if effect.leniency > 0 else "strict")
    if _far_below(spread, policy):
        flags.append("central_tendency")
    if _far_below(halo, policy):
        flags.append("halo")
    return flags


def _far_below(beside: Beside, policy: PolicyInForce) -> bool:
    own, others = beside
    return own is not None and others is not None and own < policy.spread_ratio * others


def _beside(rater: str, figures: Mapping[str, Decimal | None]) -> Beside:
    """The rater's own figure and the mean of the others'."""
    others = [value for name, value in figures.items() if name != rater and value is not None]
    if not others:
        return figures[rater], None
    return figures[rater], rounded(
        sum(map(Fraction, others), Fraction(0)) / len(others), SCORE_DIGITS
    )


def _spread(own: Sequence[DimensionRating]) -> Decimal | None:
    overall = np.array([np.float64(rating.overall) for rating in own])
    return converted(overall.std(ddof=1)) if len(overall) > 1 else None


def _halo_spread(own: Sequence[DimensionRating]) -> Decimal | None:
    within = [
        np.array(list(rating.scores.values()), dtype=np.float64).std(ddof=1)
        for rating in own
        if len(rating.scores) > 1
    ]
    return converted(np.mean(within)) if within else None


def _halo_correlation(own: Sequence[DimensionRating]) -> Decimal | None:
    """Mean Pearson correlation of two dimensions, over those that vary on three occasions."""
    dimensions = sorted({name for rating in own for name in rating.scores})
    found: list[np.float64] = []
    for first, second in combinations(dimensions, 2):
        both = np.array(
            [(r.scores[first], r.scores[second]) for r in own if {first, second} <= set(r.scores)],
            dtype=np.float64,
        )
        if len(both) > 2 and both.std(axis=0).min() > 0:
            found.append(np.asarray(np.corrcoef(both.T))[0, 1])
    return converted(np.mean(found)) if found else None
