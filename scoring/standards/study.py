"""A time-study file (`kind: time_study`): who was timed at what, how, and since when it holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal

import pyarrow as pa
from pydantic import Field, model_validator

from data_contracts.dated import Rule
from data_contracts.located_yaml import LocatedYaml, Path, validated
from data_contracts.refusal import Refusal
from scoring.standards.sample import Sample

Positive = Annotated[Decimal, Field(gt=0)]


class CallTimings(Rule):
    """Observations taken from the switch: every contact of the work type in a span of days."""

    measure: Literal["talk_s", "hold_s", "wrap_s", "handle_s"]
    first: date
    last: date


class Element(Rule):
    """A part of the work that was timed by itself.

    `rating` is the observed pace (1 is normal, above is faster than normal), `frequency` how
    often the element occurs per piece of work. Observations are seconds from the sheet, or the
    switch's timings.
    """

    id: str
    name_zh: str
    name_en: str
    rating: Positive = Decimal(1)
    frequency: Positive = Decimal(1)
    observations_s: tuple[Positive, ...] | None = Field(default=None, min_length=1)
    timings: CallTimings | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Element:
        if (self.observations_s is None) == (self.timings is None):
            raise ValueError("give either observations_s or timings")
        return self


class StudiedWork(Rule):
    """One work type: its elements, allowance, and from when until when its standard holds."""

    name_zh: str
    name_en: str
    studied_from: date
    studied_to: date
    valid_from: date
    expires_on: date
    allowance: Annotated[Decimal, Field(ge=0)]
    skill_factor: Positive = Decimal(1)
    source: str
    elements: tuple[Element, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> StudiedWork:
        if self.studied_to < self.studied_from or self.expires_on < self.valid_from:
            raise ValueError("a span ends before it begins")
        if self.valid_from <= self.studied_to:
            raise ValueError("the standard holds from before its study was finished")
        return self


class TimeStudy(Rule):
    """A study: `z` and `precision` of its confidence, and the reference worth one point."""

    kind: Literal["time_study"]
    id: str
    name_zh: str
    name_en: str
    owner: str
    description: str = ""
    z: Positive = Decimal("1.96")
    precision: Positive = Decimal("0.05")
    reference_s: Positive
    work_types: dict[str, StudiedWork] = Field(min_length=1)


@dataclass(frozen=True)
class LocatedStudy:
    """A checked study, its file, and the sample of each (work type, element)."""

    study: TimeStudy
    document: LocatedYaml
    samples: dict[tuple[str, str], Sample]


def read_time_studies(
    documents: Sequence[LocatedYaml], timings: pa.Table | None = None
) -> tuple[LocatedStudy, ...]:
    """Studies in order of file name.

    timings: work_type, business_date, measure, n, sum_s, sum_squares_s, for elements that are
    timed by the switch. Raises Refusal for a wrong file, and where the switch has no timing.
    """
    known = timings.to_pylist() if timings is not None else []
    ordered = sorted(documents, key=lambda document: document.file)
    studies = [(validated(TimeStudy, document), document) for document in ordered]
    return tuple(LocatedStudy(s, d, _samples(s, d, known)) for s, d in studies)


def _samples(
    study: TimeStudy, document: LocatedYaml, timings: list[dict[str, Any]]
) -> dict[tuple[str, str], Sample]:
    return {
        (work_type, element.id): _sample(
            element,
            [row for row in timings if row["work_type"] == work_type],
            document,
            ("work_types", work_type, "elements", index),
        )
        for work_type, work in study.work_types.items()
        for index, element in enumerate(work.elements)
    }


def _sample(
    element: Element, timings: list[dict[str, Any]], document: LocatedYaml, path: Path
) -> Sample:
    wanted = element.timings
    if wanted is None:
        return Sample.of(element.observations_s or ())
    rows = [
        row
        for row in timings
        if row["measure"] == wanted.measure and wanted.first <= row["business_date"] <= wanted.last
    ]
    n = sum(int(row["n"]) for row in rows)
    total = sum((Fraction(row["sum_s"]) for row in rows), Fraction(0))
    if n == 0 or total == 0:
        raise Refusal(
            f"the switch has no {wanted.measure} of this work type from {wanted.first} to "
            f"{wanted.last}",
            place=document.place((*path, "timings")),
            next_step="name days that have been loaded, or give observations_s",
        )
    return Sample(n, total, sum((Fraction(row["sum_squares_s"]) for row in rows), Fraction(0)))
