"""The exact sums of a scored form, before anything is rounded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from scoring.quality.form import Fatal
from scoring.quality.versions import AskedQuestion, AskedSection, FormVersion

FULL = 100


@dataclass(frozen=True)
class QuestionSum:
    """A question that counts, with the share of its points that was given; None is N/A."""

    asked: AskedQuestion
    share: Fraction | None

    @cached_property
    def applied(self) -> Fraction:
        """Its declared weight where it applied, else 0."""
        return Fraction(0 if self.share is None else self.asked.weight)


@dataclass(frozen=True)
class SectionSum:
    """A section: its weighed questions, and what fatal errors leave of it at most."""

    asked: AskedSection
    questions: tuple[QuestionSum, ...]
    ceiling: Decimal | None

    @cached_property
    def applied(self) -> Fraction:
        """Σ weights of the questions that applied."""
        return sum((question.applied for question in self.questions), Fraction(0))

    @cached_property
    def score(self) -> Fraction | None:
        """Σ weight × share ÷ Σ weight × 100 over what applied, before fatal errors."""
        return sum(self.parts, Fraction(0)) if self.applied else None

    @cached_property
    def parts(self) -> list[Fraction]:
        """What each question adds to the score."""
        return [self.weight_of(q) * q.share if q.share else Fraction(0) for q in self.questions]

    @cached_property
    def gated(self) -> Fraction | None:
        """The score after fatal errors."""
        return under(self.score, self.ceiling)

    def weight_of(self, question: QuestionSum) -> Fraction:
        """The question's weight of 100 inside the section, after N/A."""
        return FULL * question.applied / self.applied if self.applied else Fraction(0)


@dataclass(frozen=True)
class FormSum:
    """The form: its sections, the points of its bonuses, and the ceiling of its fatal errors."""

    version: FormVersion
    sections: tuple[SectionSum, ...]
    bonuses: tuple[tuple[AskedQuestion, Fraction], ...]
    ceiling: Decimal | None

    @cached_property
    def applied(self) -> Decimal:
        """Σ weights of the sections of which something applied."""
        return sum((s.asked.weight for s in self.sections if s.applied), Decimal(0))

    def weight_of(self, section: SectionSum) -> Fraction:
        """The section's weight of 100 after sections dropped out."""
        if not section.applied or not self.applied:
            return Fraction(0)
        return FULL * Fraction(section.asked.weight) / Fraction(self.applied)

    @cached_property
    def parts(self) -> list[Fraction]:
        """What each section, after its fatal errors, and then each bonus adds to the form."""
        sections = [self.weight_of(s) * (s.gated or 0) / FULL for s in self.sections]
        return [*sections, *(points if self.applied else Fraction(0) for _, points in self.bonuses)]

    @cached_property
    def total(self) -> Fraction | None:
        """Sections and bonuses together."""
        return sum(self.parts, Fraction(0)) if self.applied else None

    @cached_property
    def capped(self) -> Fraction | None:
        """The total, at most cap_hi."""
        return under(self.total, self.version.cap_hi)

    @cached_property
    def final(self) -> Fraction | None:
        """What is left after the form's fatal errors."""
        return under(self.capped, self.ceiling)

    @cached_property
    def base(self) -> Fraction | None:
        """The sections alone, as if no fatal error had been found."""
        if not self.applied:
            return None
        points = (Fraction(s.asked.weight) * s.score for s in self.sections if s.score is not None)
        return sum(points, Fraction(0)) / Fraction(self.applied)

    @cached_property
    def ungated(self) -> Fraction | None:
        """The form as if no fatal error had been found."""
        if self.base is None:
            return None
        bonus = sum((points for _, points in self.bonuses), Fraction(0))
        return under(self.base + bonus, self.version.cap_hi)


def under(score: Fraction | None, ceiling: Decimal | None) -> Fraction | None:
    """The score, at most the ceiling where there is one."""
    return score if score is None or ceiling is None else min(score, Fraction(ceiling))


def lowest(fatals: Iterable[Fatal]) -> Decimal | None:
    """The lowest ceiling of the fatal errors, None where there are none."""
    return min((fatal.ceiling for fatal in fatals), default=None)
