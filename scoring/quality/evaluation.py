"""One evaluation scored under one version of its form (scoring.md 4.2, QA forms).

N/A takes a question out of numerator and denominator inside its section; a section of which
nothing applies drops out, and the others share its weight. Fatal errors then act on sections,
after them on the form; of several on one target the lowest ceiling holds (4.3).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from scoring.exact import SCORE_DIGITS, rounded
from scoring.quality.form import Fatal, FaultClass
from scoring.quality.form_lines import FormLine, form_lines
from scoring.quality.form_sums import FormSum, QuestionSum, SectionSum, lowest
from scoring.quality.versions import AskedQuestion, AskedSection, FormVersion

Fired = Sequence[tuple[Fatal, AskedQuestion | None]]


@dataclass(frozen=True)
class Answer:
    """What the evaluator gave: `points` of `full_points`, None where the question did not apply."""

    question_id: str
    points: Decimal | None
    full_points: Decimal
    fatal: bool = False

    @property
    def share(self) -> Fraction | None:
        """Points as a share of 1."""
        if self.points is None or self.full_points == 0:
            return None
        return Fraction(self.points) / Fraction(self.full_points)


@dataclass(frozen=True)
class ScoredForm:
    """An evaluation's score; its lines are made when asked for.

    `ungated_score` leaves fatal errors out, `before_ceiling` those of the form only, which allow
    `ceiling` at most. Scores are None where nothing applied. `unanswered` are questions of the
    version without an answer, or with one out of 0 points (they count as N/A), `unasked` answers
    to questions that the version does not ask (they do not count).
    """

    version: FormVersion
    score: Decimal | None
    ungated_score: Decimal | None
    before_ceiling: Decimal | None
    ceiling: Decimal | None
    fatal_classes: tuple[FaultClass, ...]
    unanswered: tuple[str, ...]
    unasked: tuple[str, ...]
    sums: FormSum

    @cached_property
    def lines(self) -> tuple[FormLine, ...]:
        """Every node with what it adds."""
        return form_lines(self.sums)

    @property
    def section_scores(self) -> dict[str, Decimal]:
        """Scores of the sections of which something applied, before fatal errors."""
        return {
            section.asked.id: rounded(section.score, SCORE_DIGITS)
            for section in self.sums.sections
            if section.score is not None
        }

    def corrected(self, leniency: Decimal) -> Decimal:
        """The score without the evaluator's leniency: taken out before the form's fatal errors,
        which stay what they are, and kept within 0 and cap_hi."""
        assert self.before_ceiling is not None
        freed = min(max(self.before_ceiling - leniency, Decimal(0)), self.version.cap_hi)
        return freed if self.ceiling is None else min(freed, self.ceiling)


def score_form(
    version: FormVersion, answers: Sequence[Answer], marked_fatal: bool = False
) -> ScoredForm:
    """Score the answers under `version`, which may be any version of the form.

    `marked_fatal`: the evaluation as a whole is marked fatal, whatever its questions say.
    Scores are of 100 at 6 digits, rounded once per node; contributions sum exactly.
    """
    given = {answer.question_id: answer for answer in answers}
    fired = _fired(version, given, marked_fatal)
    total = FormSum(
        version=version,
        sections=tuple(_section(section, given, fired) for section in version.sections),
        bonuses=tuple(
            (question, Fraction(question.bonus) * (_share(question, given) or 0))
            for question in version.questions.values()
            if question.bonus is not None
        ),
        ceiling=lowest(fatal for fatal, _ in fired if fatal.target == "form"),
    )
    return ScoredForm(
        version=version,
        score=_at_digits(total.final),
        ungated_score=_at_digits(total.ungated),
        before_ceiling=_at_digits(total.capped),
        ceiling=total.ceiling,
        fatal_classes=tuple(sorted({fatal.fault_class for fatal, _ in fired})),
        unanswered=tuple(sorted(_unanswered(version, given))),
        unasked=tuple(sorted(set(given) - set(version.questions))),
        sums=total,
    )


def _unanswered(version: FormVersion, given: Mapping[str, Answer]) -> set[str]:
    pointless = {name for name, answer in given.items() if answer.full_points == 0}
    return set(version.questions) - (set(given) - pointless)


def _at_digits(score: Fraction | None) -> Decimal | None:
    return None if score is None else rounded(score, SCORE_DIGITS)


def _share(question: AskedQuestion, given: Mapping[str, Answer]) -> Fraction | None:
    answer = given.get(question.id)
    return answer.share if answer else None


def _fired(version: FormVersion, given: Mapping[str, Answer], marked_fatal: bool) -> Fired:
    """The fatal errors of the evaluation, each with the question that found it."""
    fired: list[tuple[Fatal, AskedQuestion | None]] = [
        (question.fatal or version.unlisted_fatal, question)
        for question in version.questions.values()
        if _fails(question, given.get(question.id))
    ]
    return fired or ([(version.unlisted_fatal, None)] if marked_fatal else [])


def _fails(question: AskedQuestion, answer: Answer | None) -> bool:
    if answer is None:
        return False
    threshold = question.fatal.fails_below if question.fatal else None
    too_low = threshold is not None and answer.share is not None and answer.share < threshold
    return answer.fatal or too_low


def _section(asked: AskedSection, given: Mapping[str, Answer], fired: Fired) -> SectionSum:
    return SectionSum(
        asked=asked,
        questions=tuple(
            QuestionSum(question, _share(question, given)) for question in asked.weighed
        ),
        ceiling=lowest(
            fatal
            for fatal, question in fired
            if fatal.target == "section" and question in asked.questions
        ),
    )
