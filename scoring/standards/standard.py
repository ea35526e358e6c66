"""Standard times: normal time by element, allowance, confidence, points (scoring.md 4.6)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scoring.exact import POINT_DIGITS, rounded
from scoring.standards.sample import Sample
from scoring.standards.study import Element, LocatedStudy, StudiedWork, TimeStudy

STANDARD_DIGITS = 2


@dataclass(frozen=True)
class TimedElement:
    """An element with its sample; the intervals are those of the study."""

    element: Element
    sample: Sample
    z: Decimal
    precision: Decimal

    @property
    def factor(self) -> Fraction:
        """What turns observed into normal seconds per piece: rating × frequency."""
        return Fraction(self.element.rating) * Fraction(self.element.frequency)

    @property
    def normal_s(self) -> Fraction:
        """t̄ × rating × frequency."""
        return self.sample.mean * self.factor

    @property
    def required_n(self) -> int | None:
        return self.sample.required(self.z, self.precision)

    @property
    def is_sufficient(self) -> bool:
        return self.required_n is not None and self.sample.n >= self.required_n


@dataclass(frozen=True)
class Standard:
    """The standard of one work type by one study."""

    study: TimeStudy
    work_type: str
    work: StudiedWork
    elements: tuple[TimedElement, ...]
    file: str

    @property
    def observed_s(self) -> Fraction:
        """Σ t̄ × frequency: seconds per piece as observed."""
        return sum(
            (one.sample.mean * Fraction(one.element.frequency) for one in self.elements),
            Fraction(0),
        )

    @property
    def normal_s(self) -> Fraction:
        """Σ normal time of the elements."""
        return sum((one.normal_s for one in self.elements), Fraction(0))

    @property
    def rating(self) -> Fraction:
        """Normal ÷ observed seconds: the rating of the work as a whole."""
        return self.normal_s / self.observed_s

    @property
    def standard_s(self) -> Decimal:
        """T = normal time × (1 + allowance), rounded once at STANDARD_DIGITS."""
        return rounded(self.normal_s * (1 + Fraction(self.work.allowance)), STANDARD_DIGITS)

    @property
    def paid_s(self) -> Decimal:
        """T × skill factor, exact: what the tariff holds."""
        return self.standard_s * self.work.skill_factor

    @property
    def points(self) -> Decimal:
        """T ÷ T_ref × skill factor at 4 digits."""
        return rounded(Fraction(self.paid_s) / Fraction(self.study.reference_s), POINT_DIGITS)

    @property
    def half_width_s(self) -> float | None:
        """Half the confidence interval of T: the elements are timed independently."""
        halves = [one.sample.half_width(self.study.z) for one in self.elements]
        if any(half is None for half in halves):
            return None
        parts = [
            float(one.factor) * half
            for one, half in zip(self.elements, halves, strict=True)
            if half is not None
        ]
        return math.hypot(*parts) * float(1 + self.work.allowance)

    @property
    def n(self) -> int:
        """Observations of the element that has fewest."""
        return min(one.sample.n for one in self.elements)

    @property
    def required_n(self) -> int | None:
        """Observations that the element wanting most of them wants; None where not known."""
        wanted = [one.required_n for one in self.elements]
        return None if None in wanted else max(n for n in wanted if n is not None)

    @property
    def is_sufficient(self) -> bool:
        """Every element was observed often enough."""
        return all(one.is_sufficient for one in self.elements)


def standards_of(studies: Sequence[LocatedStudy]) -> tuple[Standard, ...]:
    """Every standard of the studies, by work type and first day."""
    found = [
        Standard(
            located.study,
            work_type,
            work,
            tuple(
                TimedElement(
                    element,
                    located.samples[work_type, element.id],
                    located.study.z,
                    located.study.precision,
                )
                for element in work.elements
            ),
            located.document.file,
        )
        for located in studies
        for work_type, work in located.study.work_types.items()
    ]
    return tuple(sorted(found, key=lambda one: (one.work_type, one.work.valid_from)))
