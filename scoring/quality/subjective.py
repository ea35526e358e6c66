"""Ratings of one person by single raters of several sources as one score (F15; S1-09).

Exact. The scoring function F15 of a scorecard reads one figure per kind of rater; this is the
step before it, from every rater's own ratings: a source's `score` is such a figure, and the
whole score is theirs by the weights of the review. Leniencies come from
`severity.estimate_severity` over all ratings of the review.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scoring.exact import SCORE_DIGITS, rounded
from scoring.quality.form_lines import of_hundred, split
from scoring.quality.policy import Source, SubjectiveRule

HIGHEST = Decimal(100)


@dataclass(frozen=True)
class SourceRating:
    """One rater's score of a person on one dimension, of 100; `weight` is the rater's own."""

    subject_id: str
    rater_id: str
    source: Source
    score: Decimal
    dimension: str = "overall"
    weight: Decimal = Decimal(1)
    comment: str | None = None


@dataclass(frozen=True)
class SourceLine:
    """What a source adds; contributions sum to the score exactly. Weights are of 100.

    `trimmed` are raters cut as the highest or lowest, `left_out` those without a needed comment.
    """

    source: Source
    raters: int
    trimmed: tuple[str, ...]
    left_out: tuple[str, ...]
    score: Decimal | None
    weight_declared: Decimal
    weight_applied: Decimal
    contribution: Decimal


@dataclass(frozen=True)
class SubjectiveScore:
    """The score at 6 digits, None where no source counts; `uncommented` raters lie outside ±x of
    `mean` (of all raters, before weights) and say nothing about it."""

    score: Decimal | None
    mean: Decimal | None
    lines: tuple[SourceLine, ...]
    uncommented: tuple[str, ...]


@dataclass(frozen=True)
class _Voice:
    """One rater's mean over dimensions, and the rater's weight."""

    rater_id: str
    source: Source
    score: Fraction
    weight: Fraction
    commented: bool


def subjective_score(
    ratings: Sequence[SourceRating],
    rule: SubjectiveRule,
    leniency: Mapping[str, Decimal] | None = None,
) -> SubjectiveScore:
    """One person's ratings as a score; `leniency` (points by rater) counts if the rule says so.

    Ratings by a source without a weight do not count towards the score.
    """
    voices = _voices(ratings, leniency or {} if rule.adjust_severity else {})
    if not voices:
        return SubjectiveScore(None, None, (), ())
    mean = sum((voice.score for voice in voices), Fraction(0)) / len(voices)
    silent: set[tuple[Source, str]] = {
        (voice.source, voice.rater_id)
        for voice in voices
        if abs(voice.score - mean) > rule.comment_outside and not voice.commented
    }
    left_out = frozenset(silent if rule.without_comment == "EXCLUDE" else ())
    heard: dict[Source, _Source] = {
        source: _Source.of(source, voices, left_out, rule) for source in rule.sources
    }
    whole = sum(
        (rule.sources[s] for s, part in heard.items() if part.score is not None), Decimal(0)
    )
    parts = [
        Fraction(rule.sources[s]) * (part.score or 0) / Fraction(whole) if whole else Fraction(0)
        for s, part in heard.items()
    ]
    total = rounded(sum(parts, Fraction(0)), SCORE_DIGITS)
    return SubjectiveScore(
        score=total if whole else None,
        mean=rounded(mean, SCORE_DIGITS),
        lines=tuple(
            part.line(rule.sources[source], whole, contribution)
            for (source, part), contribution in zip(heard.items(), split(parts, total), strict=True)
        ),
        uncommented=tuple(sorted(rater for _, rater in silent)),
    )


def trimmed_mean(
    scores: Mapping[str, tuple[Fraction, Fraction]], trim: Decimal
) -> tuple[Fraction | None, tuple[str, ...]]:
    """Weighted mean without the highest and lowest raters, and who they are.

    `scores`: score and weight by rater. ⌊trim × raters⌋ are cut from each end, ties by id.
    """
    ordered = sorted(scores, key=lambda rater: (scores[rater][0], rater))
    cut = int(trim * len(ordered))
    kept = ordered[cut : len(ordered) - cut]
    weight = sum((scores[rater][1] for rater in kept), Fraction(0))
    if not weight:
        return None, ()
    total = sum((scores[rater][0] * scores[rater][1] for rater in kept), Fraction(0))
    return total / weight, tuple(sorted(set(ordered) - set(kept)))


@dataclass(frozen=True)
class _Source:
    source: Source
    raters: int
    trimmed: tuple[str, ...]
    left_out: tuple[str, ...]
    score: Fraction | None

    @classmethod
    def of(
        cls,
        source: Source,
        voices: Sequence[_Voice],
        left_out: frozenset[tuple[Source, str]],
        rule: SubjectiveRule,
    ) -> _Source:
        own = [voice for voice in voices if voice.source == source]
        kept = {
            v.rater_id: (v.score, v.weight) for v in own if (source, v.rater_id) not in left_out
        }
        silent = tuple(sorted({voice.rater_id for voice in own} - set(kept)))
        if len(kept) < rule.minimum_raters.get(source, 1):
            return cls(source, len(kept), (), silent, None)
        score, trimmed = trimmed_mean(kept, rule.trim)
        return cls(source, len(kept), trimmed, silent, score)

    def line(self, weight: Decimal, whole: Decimal, contribution: Decimal) -> SourceLine:
        counts = self.score is not None
        return SourceLine(
            source=self.source,
            raters=self.raters,
            trimmed=self.trimmed,
            left_out=self.left_out,
            score=None if self.score is None else rounded(self.score, SCORE_DIGITS),
            weight_declared=weight,
            weight_applied=of_hundred(weight if counts else Decimal(0), whole),
            contribution=contribution,
        )


def _voices(ratings: Sequence[SourceRating], leniency: Mapping[str, Decimal]) -> list[_Voice]:
    by_rater: defaultdict[tuple[Source, str], list[SourceRating]] = defaultdict(list)
    for rating in ratings:
        by_rater[rating.source, rating.rater_id].append(rating)
    return [
        _Voice(
            rater_id=rater,
            source=source,
            score=_kept_in_range(_mean(given) - Fraction(leniency.get(rater, 0))),
            weight=Fraction(given[0].weight),
            commented=any(rating.comment for rating in given),
        )
        for (source, rater), given in sorted(by_rater.items())
    ]


def _mean(ratings: Sequence[SourceRating]) -> Fraction:
    return sum((Fraction(rating.score) for rating in ratings), Fraction(0)) / len(ratings)


def _kept_in_range(score: Fraction) -> Fraction:
    return min(max(score, Fraction(0)), Fraction(HIGHEST))
