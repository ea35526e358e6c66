"""A points file: standard seconds per work type and the coefficients (scoring.md 4.6)."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from data_contracts.dated import Dated, Rule
from scoring.functions import CurveFunction
from scoring.rules.who import AppliesTo

Seconds = Annotated[Decimal, Field(ge=0)]
Coefficient = Annotated[Decimal, Field(ge=0)]


class QualityCoefficient(Rule):
    """A factor by quality; below the least sample another, declared one holds."""

    applies_to: AppliesTo
    metric: str
    variant: str = "-"
    function: Dated[CurveFunction]
    min_sample: Dated[int]
    below_min_sample: Dated[Coefficient]


class PointsTariff(Rule):
    """What each type of work is worth. `reference_s` seconds of standard time are 1 point."""

    kind: Literal["points"]
    id: str
    name_zh: str
    name_en: str
    owner: str
    description: str = ""
    applies_to: AppliesTo
    reference_s: Dated[Annotated[Decimal, Field(gt=0)]]
    standard_s: dict[str, Dated[Seconds]] = Field(min_length=1)
    role_coefficient: dict[str, Dated[Coefficient]] = Field(default_factory=dict)
    quality_coefficient: QualityCoefficient | None = None
