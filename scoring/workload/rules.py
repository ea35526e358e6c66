"""work_matrix.yaml: bands of quantity and quality, and what each pair of them is called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from data_contracts.dated import Dated, Rule
from data_contracts.located_yaml import LocatedYaml, validated
from data_contracts.refusal import Refusal
from scoring.rules.who import AppliesTo


class Band(Rule):
    """A band from its lower edge up to the next band's."""

    lower: Decimal = Field(alias="from", ge=0)
    name_zh: str
    name_en: str


def _rising(bands: tuple[Band, ...]) -> tuple[Band, ...]:
    edges = [band.lower for band in bands]
    if edges[:1] != [0] or edges != sorted(set(edges)):
        raise ValueError("the bands must begin at 0 and rise")
    return bands


Bands = Annotated[tuple[Band, ...], Field(min_length=2), AfterValidator(_rising)]


class Cell(Rule):
    """What a pair of bands is called."""

    name_zh: str
    name_en: str


class WorkMatrix(Rule):
    """work_matrix.yaml

    Quantity is standard time ÷ time attended, quality the quality score of the month. `cells` has
    a row for each band of quantity and in it a cell for each band of quality (F12 b).
    """

    kind: Literal["work_matrix"]
    id: str
    name_zh: str
    name_en: str
    owner: str
    applies_to: AppliesTo
    least_evaluations: Dated[Annotated[int, Field(ge=1)]]
    quantity: Dated[Bands]
    quality: Dated[Bands]
    cells: Dated[tuple[tuple[Cell, ...], ...]]


@dataclass(frozen=True)
class WorkMatrixPlan:
    """work_matrix.yaml with its values on one day."""

    rule: WorkMatrix
    least_evaluations: int
    quantity: tuple[Band, ...]
    quality: tuple[Band, ...]
    cells: tuple[tuple[Cell, ...], ...]
    rule_ref: str

    @classmethod
    def on(cls, document: LocatedYaml, day: date) -> WorkMatrixPlan:
        """The values in force. Raises Refusal for a file that is wrong, has no value on `day`, or
        a matrix that is not complete."""
        rule = validated(WorkMatrix, document)
        names = ("least_evaluations", "quantity", "quality", "cells")
        values = [getattr(rule, name).on(day, document.place((name,))) for name in names]
        since = max(getattr(rule, name).entry_on(day)[0] for name in names)
        plan = cls(rule, *values, rule_ref=f"{document.file}@{since.isoformat()}")
        wanted = [len(plan.quality)] * len(plan.quantity)
        if [len(row) for row in plan.cells] != wanted:
            raise Refusal(
                f"the matrix needs {len(wanted)} rows of {len(plan.quality)} cells",
                place=document.place(("cells",)),
                next_step="give every pair of bands its cell",
            )
        return plan


def band_of(bands: tuple[Band, ...], value: Fraction | Decimal) -> int:
    """The place of the band that holds the value, the lowest where it is below all."""
    return max(0, sum(Fraction(band.lower) <= Fraction(value) for band in bands) - 1)
