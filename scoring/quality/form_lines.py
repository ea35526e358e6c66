"""The lines of a scored form: what each node is worth and adds, summing exactly at 6 digits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scoring.exact import SCORE_DIGITS, apportioned, from_units, rounded, units
from scoring.quality.form_sums import FULL, FormSum, SectionSum

ROOT = "form"
CAPPED = ("超出上限部分", "Above the cap")
FATAL = ("致命错误", "Fatal error")


@dataclass(frozen=True)
class FormLine:
    """A node of the scored form; the contributions of a node's children sum to its score.

    `kind` is form, section or question; bonus (points added on top); cap and gate (what cap_hi
    and fatal errors took away, negative). Weights are of 100 at the node's level.
    `points_lost` is what a question took from the form's 100, bonuses and fatal errors apart.
    """

    node_id: str
    parent_id: str | None
    kind: str
    name_zh: str
    name_en: str
    score: Decimal | None
    weight_declared: Decimal
    weight_applied: Decimal
    contribution: Decimal
    points_lost: Decimal | None = None


def form_lines(form: FormSum) -> tuple[FormLine, ...]:
    """Root, sections, bonuses, questions, and what caps and fatal errors took away."""
    losses = _losses(form)
    return (
        _root(form),
        *_tops(form),
        *(line for section in form.sections for line in _questions(section, losses)),
    )


def split(parts: Sequence[Fraction], total: Decimal) -> list[Decimal]:
    """The parts at 6 digits so that they sum to `total`, by largest remainder."""
    scaled = [part * 10**SCORE_DIGITS for part in parts]
    return [from_units(n, SCORE_DIGITS) for n in apportioned(scaled, units(total, SCORE_DIGITS))]


def of_hundred(weight: Decimal | Fraction, whole: Decimal | Fraction) -> Decimal:
    """A weight as a share of 100, for people to read."""
    return rounded(FULL * Fraction(weight) / Fraction(whole) if whole else 0, SCORE_DIGITS)


def _root(form: FormSum) -> FormLine:
    whole = Decimal(FULL)
    names = ("总分", "Form")
    score = None if form.final is None else rounded(form.final, SCORE_DIGITS)
    return FormLine(ROOT, None, "form", *names, score, whole, whole, score or Decimal(0))


def _tops(form: FormSum) -> list[FormLine]:
    total = _at_digits(form.total)
    contributions = split(form.parts, total)
    declared = sum((section.asked.weight for section in form.sections), Decimal(0))
    lines = [
        FormLine(
            node_id=section.asked.id,
            parent_id=ROOT,
            kind="section",
            name_zh=section.asked.name_zh,
            name_en=section.asked.name_en,
            score=None if section.gated is None else rounded(section.gated, SCORE_DIGITS),
            weight_declared=of_hundred(section.asked.weight, declared),
            weight_applied=rounded(form.weight_of(section), SCORE_DIGITS),
            contribution=contribution,
        )
        for section, contribution in zip(
            form.sections, contributions[: len(form.sections)], strict=True
        )
    ]
    lines += [
        FormLine(question.id, ROOT, "bonus", question.name_zh, question.name_en, points, Decimal(0),
                 Decimal(0), points)
        for (question, _), points in zip(
            form.bonuses, contributions[len(form.sections):], strict=True
        )
    ]  # fmt: skip
    capped = _at_digits(form.capped)
    lines += _taken(ROOT, "cap", CAPPED, capped - total)
    return lines + _taken(ROOT, "gate", FATAL, _at_digits(form.final) - capped)


def _questions(section: SectionSum, losses: dict[str, Decimal]) -> list[FormLine]:
    score = _at_digits(section.score)
    declared = sum((question.asked.weight for question in section.questions), Decimal(0))
    lines = [
        FormLine(
            node_id=question.asked.id,
            parent_id=section.asked.id,
            kind="question",
            name_zh=question.asked.name_zh,
            name_en=question.asked.name_en,
            score=None if question.share is None else rounded(FULL * question.share, SCORE_DIGITS),
            weight_declared=of_hundred(question.asked.weight, declared),
            weight_applied=rounded(section.weight_of(question), SCORE_DIGITS),
            contribution=contribution,
            points_lost=losses.get(question.asked.id),
        )
        for question, contribution in zip(
            section.questions, split(section.parts, score), strict=True
        )
    ]
    return lines + _taken(section.asked.id, "gate", FATAL, _at_digits(section.gated) - score)


def _taken(parent: str, kind: str, names: tuple[str, str], difference: Decimal) -> list[FormLine]:
    if difference == 0:
        return []
    nothing = Decimal(0)
    return [FormLine(f"{parent}/{kind}", parent, kind, *names, None, nothing, nothing, difference)]


def _losses(form: FormSum) -> dict[str, Decimal]:
    """What each question that applied took from the form's 100."""
    if form.base is None:
        return {}
    lost = {
        question.asked.id: form.weight_of(section)
        * section.weight_of(question)
        * (1 - question.share)
        / FULL
        for section in form.sections
        for question in section.questions
        if question.share is not None
    }
    total = FULL - rounded(form.base, SCORE_DIGITS)
    return dict(zip(lost, split(list(lost.values()), total), strict=True))


def _at_digits(score: Fraction | None) -> Decimal:
    return rounded(score or 0, SCORE_DIGITS)
