"""back_office.yaml: what each kind of work takes, by when it is due, and when the house is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Self

from pydantic import Field, model_validator

from data_contracts.dated import Dated, Rule
from data_contracts.located_yaml import LocatedYaml, validated
from scheduling.half_hours import minute_of

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class KindOfWork(Rule):
    """A step of work: seconds of handling, and the open hours within which it must be done."""

    name_zh: str
    name_en: str
    work_s: Dated[float]
    answer_within_h: Dated[float]


class Span(Rule):
    """From one time of day to a later one, on half-hours."""

    start: str
    end: str

    @model_validator(mode="after")
    def _on_half_hours(self) -> Self:
        if any(minute % 30 for minute in (minute_of(self.start), minute_of(self.end))):
            raise ValueError("open and close on the hour or half-hour")
        if minute_of(self.end) <= minute_of(self.start):
            raise ValueError("the end is not after the start")
        return self


class BackOfficeFile(Rule):
    """back_office.yaml"""

    opening_hours: Dated[dict[str, Span]]
    history_weeks: Dated[int]
    deadline_probability: Dated[float]
    planned_agents: Dated[float]
    work: dict[str, KindOfWork] = Field(min_length=1)


@dataclass(frozen=True)
class Step:
    """What one piece of a kind of work takes and how long it may wait, in half-hours."""

    name_zh: str
    name_en: str
    work_s: float
    answer_within: int


@dataclass(frozen=True)
class BackOffice:
    """The rules in force on one day. `is_open` is by half-hour of the week, Monday 00:00 first."""

    is_open: tuple[bool, ...]
    history_weeks: int
    deadline_probability: float
    planned_agents: float
    steps: dict[str, Step]


def read_back_office(document: LocatedYaml, day: date) -> BackOffice:
    """The rules on a day. Raises Refusal where one is missing or impossible."""
    file = validated(BackOfficeFile, document)

    held = {
        name: getattr(file, name).on(day, document.place((name,)))
        for name in BackOfficeFile.model_fields
        if name != "work"
    }
    return BackOffice(
        is_open=_open_half_hours(held.pop("opening_hours")),
        steps={name: _step(document, name, kind, day) for name, kind in file.work.items()},
        **held,
    )


def _step(document: LocatedYaml, name: str, kind: KindOfWork, day: date) -> Step:
    within_h = kind.answer_within_h.on(day, document.place(("work", name, "answer_within_h")))
    return Step(
        kind.name_zh,
        kind.name_en,
        kind.work_s.on(day, document.place(("work", name, "work_s"))),
        max(round(within_h * 2), 1),
    )


def _open_half_hours(hours: dict[str, Span]) -> tuple[bool, ...]:
    spans = [hours.get(weekday) for weekday in WEEKDAYS]
    return tuple(
        span is not None and minute_of(span.start) <= minute < minute_of(span.end)
        for span in spans
        for minute in range(0, 1440, 30)
    )
