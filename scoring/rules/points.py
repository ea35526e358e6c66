"""A points file: standard seconds per work type, coefficients and caps (scoring.md 4.6)."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from data_contracts.dated import Dated, Rule
from scoring.exact import POINT_DIGITS, truncated
from scoring.functions.curves import CurveFunction
from scoring.functions.scored import six_digits
from scoring.rules.who import AppliesTo

Seconds = Annotated[Decimal, Field(ge=0), AfterValidator(six_digits)]
Coefficient = Annotated[Decimal, Field(ge=0), AfterValidator(six_digits)]
DayClass = Literal["workday", "rest_day", "statutory_holiday"]


def _four_digits(points: Decimal) -> Decimal:
    if truncated(points, POINT_DIGITS) != points:
        raise ValueError(f"points have {POINT_DIGITS} decimals, but this is {points}")
    return points


Points = Annotated[Decimal, Field(ge=0), AfterValidator(_four_digits)]


class QualityCoefficient(Rule):
    """A factor by quality; below the least sample another, declared one holds."""

    applies_to: AppliesTo
    metric: str
    variant: str = "-"
    function: Dated[CurveFunction]
    min_sample: Dated[int]
    below_min_sample: Dated[Coefficient]


class Campaign(Rule):
    """A factor on some types of work while its dates run; before and after them it is 1."""

    id: str
    name_zh: str
    name_en: str
    work_types: tuple[str, ...] = Field(min_length=1)
    applies_to: AppliesTo = "everyone"
    coefficient: Dated[Coefficient]


class Cap(Rule):
    """The most points of a person that count; what is over is a row of its own."""

    per_day: Dated[Points] | None = None
    per_period: Dated[Points] | None = None

    @model_validator(mode="after")
    def _caps_something(self) -> Cap:
        if self.per_day is None and self.per_period is None:
            raise ValueError("a cap needs per_day or per_period")
        return self


class PointsTariff(Rule):
    """What each type of work is worth. `reference_s` seconds of standard time are 1 point.

    The coefficient of a row is role × difficulty (by type of work) × quality × day class
    (holidays) × window of the day (nights) × campaigns × ramp (by the scorecard's ramp table); a
    coefficient that is left out is 1, and a window's is 1 before and after its dates. Points that
    no component pays run out after `valid_days`.
    """

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
    difficulty_coefficient: dict[str, Dated[Coefficient]] = Field(default_factory=dict)
    day_class_coefficient: dict[DayClass, Dated[Coefficient]] = Field(default_factory=dict)
    time_window_coefficient: dict[str, Dated[Coefficient]] = Field(default_factory=dict)
    campaigns: tuple[Campaign, ...] = ()
    quality_coefficient: QualityCoefficient | None = None
    cap: Cap | None = None
    valid_days: Dated[Annotated[int, Field(gt=0)]] | None = None
