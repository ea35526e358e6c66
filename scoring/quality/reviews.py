"""Multi-source reviews of a month: scores, what each source adds, and how its raters rate (S1-09).

Leniency is estimated over all raters of a review together, because leaders rate their own team
alone: only peers and evaluators who rate beside them link the teams. Who rates themself tells
nothing about others and stays out of the estimate.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa

from scoring.exact import SCORE_DIGITS, rounded, shown_cut
from scoring.period import Period
from scoring.quality.policy import SubjectiveRule
from scoring.quality.rater_bias import bias_of
from scoring.quality.ratings import SELF, RatingForm, read_ratings
from scoring.quality.review_tables import REVIEW_RATERS, REVIEW_SCORES, REVIEW_SOURCES
from scoring.quality.rules import PolicyInForce, QualityRules
from scoring.quality.severity import RaterEffect, Rating, SeverityModel, estimate_severity
from scoring.quality.subjective import SubjectiveScore, subjective_score
from scoring.tables import table_of

SOURCE_WORDS = {
    "supervisor": ("上级", "supervisor"),
    "qa": ("质检", "quality"),
    "customer": ("客户", "customers"),
    "peer": ("同事", "peers"),
    "self": ("本人", "self"),
    "system": ("系统数据", "system"),
}


@dataclass(frozen=True)
class ReviewMonth:
    """The tables of one month, by the contracts of their names."""

    review_scores: pa.Table
    review_sources: pa.Table
    review_raters: pa.Table


@dataclass(frozen=True)
class _Review:
    """One review in a month: its rule, the forms of the month, its raters, who is corrected."""

    named: Mapping[str, str]
    names: Mapping[str, str]
    rule: SubjectiveRule
    own: Sequence[RatingForm]
    model: SeverityModel
    window: Sequence[RatingForm]
    policy: PolicyInForce

    @property
    def leniency(self) -> dict[str, Decimal]:
        """Leniency of the raters who are corrected."""
        raters = self.model.raters
        return {one.rater_id: one.leniency for one in raters if _corrected(one, self)}


def review_month(rules: QualityRules, period: str, ratings: pa.Table) -> ReviewMonth:
    """Everybody who was rated in `period`, by every review of the centre.

    `ratings` as `ratings.read_ratings` takes them, of the months of the policy's severity window.
    Raises Refusal for a review that no file describes, and where a rule has no value on the last
    day of the period.
    """
    last = Period.of(period).last
    forms = read_ratings(ratings)
    reviewed = sorted({form.review_id for form in forms if form.period == period})
    held = [_review(rules, name, period, last, forms) for name in reviewed]
    people = [part for review in held for part in _people(review)]
    return ReviewMonth(
        table_of([row for row, _ in people], REVIEW_SCORES),
        table_of([row for _, rows in people for row in rows], REVIEW_SOURCES),
        table_of([row for review in held for row in _raters(review)], REVIEW_RATERS),
    )


def _review(
    rules: QualityRules, review_id: str, period: str, last: date, forms: Sequence[RatingForm]
) -> _Review:
    rule, since = rules.review_on(review_id, last), rules.review_ref(review_id, last)
    of_review = [form for form in forms if form.review_id == review_id]
    others = [form for form in of_review if form.source != SELF]
    review, _ = rules.reviews[review_id]
    return _Review(
        named={"period": period, "review_id": review_id, "rule_ref": since},
        names={"name_zh": review.name_zh, "name_en": review.name_en},
        rule=rule,
        own=[form for form in of_review if form.period == period],
        model=estimate_severity([_overall(form) for form in others]),
        window=others,
        policy=rules.policy_on(last),
    )


def _overall(form: RatingForm) -> Rating:
    mean = form.as_dimensions.overall
    return Rating(form.agent_id, form.rater, rounded(mean, SCORE_DIGITS))


def _corrected(effect: RaterEffect, review: _Review) -> bool:
    policy = review.policy
    return (
        review.rule.adjust_severity
        and effect.identified
        and effect.ratings >= policy.minimum_evaluations
        and effect.shared_subjects >= policy.minimum_shared_agents
    )


def _people(review: _Review) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Each person's score and its lines by source, by person."""
    of_person: defaultdict[str, list[RatingForm]] = defaultdict(list)
    for form in review.own:
        of_person[form.agent_id].append(form)
    plain = review.rule.model_copy(update={"adjust_severity": False})
    leniency = review.leniency
    for agent in sorted(of_person):
        given = [rating for form in of_person[agent] for rating in form.as_ratings]
        raw = subjective_score(given, plain)
        done = subjective_score(given, review.rule, leniency)
        yield (
            _score_row(review, agent, of_person[agent], raw, done),
            _source_rows(review, agent, raw, done),
        )


def _score_row(
    review: _Review,
    agent: str,
    forms: Sequence[RatingForm],
    raw: SubjectiveScore,
    done: SubjectiveScore,
) -> dict[str, Any]:
    own, others = (_mean_of(forms, is_self) for is_self in (True, False))
    zh, en = _told(done)
    return {
        **review.named,
        **review.names,
        "agent_id": agent,
        "raters": len(forms),
        "sources": sum(line.score is not None for line in done.lines),
        "raw_score": raw.score,
        "score": done.score,
        "adjustment": _difference(done.score, raw.score),
        "self_score": own,
        "others_score": others,
        "self_gap": _difference(own, others),
        "uncommented": len(raw.uncommented),
        "note_zh": zh,
        "note_en": en,
    }


def _difference(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else one - other


def _mean_of(forms: Sequence[RatingForm], is_self: bool) -> Decimal | None:
    """The plain mean of what others gave, or of what the person gave themself."""
    found = [form.as_dimensions.overall for form in forms if (form.source == SELF) is is_self]
    return rounded(sum(found, Fraction(0)) / len(found), SCORE_DIGITS) if found else None


def _source_rows(
    review: _Review, agent: str, raw: SubjectiveScore, done: SubjectiveScore
) -> list[dict[str, Any]]:
    before = {line.source: line.score for line in raw.lines}
    return [
        {
            **review.named,
            "agent_id": agent,
            "source": line.source,
            "raters": line.raters,
            "trimmed": len(line.trimmed),
            "left_out": len(line.left_out),
            "raw_score": before[line.source],
            "score": line.score,
            "weight_declared": line.weight_declared,
            "weight_applied": line.weight_applied,
            "contribution": line.contribution,
        }
        for line in done.lines
    ]


def _told(done: SubjectiveScore) -> tuple[str, str]:
    if done.score is None:
        return "没有来源达到最少评价人数", "no source has enough raters"
    counted = [
        (SOURCE_WORDS[line.source], f"{shown_cut(line.score)} × {shown_cut(line.weight_applied)} %")
        for line in done.lines
        if line.score is not None
    ]
    whole = shown_cut(done.score)
    zh = " + ".join(f"{words[0]} {text}" for words, text in counted)
    en = " + ".join(f"{words[1]} {text}" for words, text in counted)
    return f"{whole} = {zh}", f"{whole} = {en}"


def _raters(review: _Review) -> Iterator[dict[str, Any]]:
    """How each rater of the window rates, beside the others of the source."""
    effects = review.model.by_rater
    for row in bias_of([f.as_dimensions for f in review.window], review.model, review.policy):
        effect = effects[row.rater_id]
        yield {
            **vars(row),
            **review.named,
            "rater_id": row.rater_id.partition("/")[2],
            "shared_subjects": effect.shared_subjects,
            "identified": effect.identified,
            "corrected": _corrected(effect, review),
            "flags": " ".join(row.flags),
        }
