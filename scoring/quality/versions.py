"""A form as it stood on a day: the questions asked, with their weights in that version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeVar

from pydantic import BaseModel

from data_contracts.dated import Dated
from data_contracts.located_yaml import LocatedYaml, Path
from data_contracts.refusal import Refusal
from scoring.quality.form import (
    Fatal,
    FormSection,
    Mode,
    QualityForm,
    Question,
    QuestionsWeigh,
)

T = TypeVar("T")


@dataclass(frozen=True)
class AskedQuestion:
    """A question of one version: its weight inside the section, or the points of its bonus."""

    id: str
    name_zh: str
    name_en: str
    full_points: Decimal
    weight: Decimal
    bonus: Decimal | None
    fatal: Fatal | None


@dataclass(frozen=True)
class AskedSection:
    """A section of one version: its weight in the form and the questions it asks."""

    id: str
    name_zh: str
    name_en: str
    weight: Decimal
    questions_weigh: QuestionsWeigh
    questions: tuple[AskedQuestion, ...]

    @cached_property
    def weighed(self) -> tuple[AskedQuestion, ...]:
        """The questions that count, bonuses left out."""
        return tuple(question for question in self.questions if question.bonus is None)


@dataclass(frozen=True)
class FormVersion:
    """A form between two of its changes; `since` is the day on which this version began."""

    form_id: str
    label: str
    since: date
    file: str
    mode: Mode
    cap_hi: Decimal
    unlisted_fatal: Fatal
    sections: tuple[AskedSection, ...]

    @property
    def rule_ref(self) -> str:
        """file@day of the version."""
        return f"{self.file}@{self.since.isoformat()}"

    @cached_property
    def questions(self) -> dict[str, AskedQuestion]:
        """Every question asked, by id."""
        return {q.id: q for section in self.sections for q in section.questions}


def change_days(rule: BaseModel) -> list[date]:
    """Every day on which some dated value of the rule changes, in order."""
    return sorted({day for dated in _dated_values(rule) for day in dated.root})


def version_on(form: QualityForm, document: LocatedYaml, day: date) -> FormVersion:
    """The form as it stood on `day`. Raises Refusal where a value it needs is not in force."""
    read = _Reading(document, day)
    mode = read.value(form.mode, ("mode",))
    sections = (
        _section(section, mode, read, ("sections", index))
        for index, section in enumerate(form.sections)
    )
    return FormVersion(
        form_id=form.id,
        label=read.value(form.version, ("version",)),
        since=max(change for change in change_days(form) if change <= day),
        file=document.file,
        mode=mode,
        cap_hi=read.value(form.cap_hi, ("cap_hi",)),
        unlisted_fatal=read.value(form.unlisted_fatal, ("unlisted_fatal",)),
        sections=tuple(section for section in sections if section.questions),
    )


@dataclass(frozen=True)
class _Reading:
    """Reads a form's values on one day."""

    document: LocatedYaml
    day: date

    def value(self, dated: Dated[T] | None, path: Path) -> T:
        """The value in force; Refusal where the file leaves it out or gives none for the day."""
        if dated is None:
            raise Refusal(
                f"the key '{path[-1]}' is missing; the form's mode needs it",
                place=self.document.place(path),
                next_step="add it with its date and source, or change the mode",
            )
        return dated.on(self.day, self.document.place(path))


def _section(section: FormSection, mode: Mode, read: _Reading, path: Path) -> AskedSection:
    weigh: QuestionsWeigh = "WEIGHTED"
    asked = [
        (question, (*path, "questions", index))
        for index, question in enumerate(section.questions)
        if in_force(question.full_points, read.day) is not None
    ]
    by_section = mode == "SECTION_ONLY" and bool(asked)
    if by_section:
        weigh = read.value(section.questions_weigh, (*path, "questions_weigh"))
    questions = tuple(_question(question, mode, weigh, read, place) for question, place in asked)
    weight = sum((question.weight for question in questions), Decimal(0))
    if by_section:
        weight = read.value(section.weight, (*path, "weight"))
    return AskedSection(section.id, section.name_zh, section.name_en, weight, weigh, questions)


def _question(
    question: Question, mode: Mode, weigh: QuestionsWeigh, read: _Reading, path: Path
) -> AskedQuestion:
    bonus = in_force(question.bonus, read.day)
    full_points = read.value(question.full_points, (*path, "full_points"))
    if bonus is not None:
        weight = Decimal(0)
    elif mode == "POINTS_BASED":
        weight = full_points
    elif weigh == "EQUAL":
        weight = Decimal(1)
    else:
        weight = read.value(question.weight, (*path, "weight"))
    fatal = in_force(question.fatal, read.day)
    names = (question.name_zh, question.name_en)
    return AskedQuestion(question.id, *names, full_points, weight, bonus, fatal)


def in_force(dated: Dated[T] | None, day: date) -> T | None:
    """The value in force on `day`, or None where there is none."""
    entry = dated.entry_on(day) if dated else None
    return entry[1].value if entry else None


def _dated_values(part: object) -> Iterator[Dated[Any]]:
    if isinstance(part, Dated):
        yield part
    elif isinstance(part, tuple):
        for one in part:
            yield from _dated_values(one)
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from _dated_values(getattr(part, name))
