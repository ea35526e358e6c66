"""capacity.yaml: what a centre assumes about the months ahead, dated and with sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Self

from pydantic import Field, field_validator, model_validator

from data_contracts.dated import Dated, Rule
from data_contracts.located_yaml import LocatedYaml, validated


class Growth(Rule):
    """Growth of workload a year as believed before the data: its mean and standard deviation."""

    annual_mean: float
    annual_sd: float = Field(gt=0)


class ClassSize(Rule):
    """How many start together; no class at all is always possible."""

    least: int = Field(ge=1)
    most: int

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.most < self.least:
            raise ValueError("most is below least")
        return self


class Costs(Rule):
    """Amounts per head: of a month employed, of being recruited, of being trained."""

    month_amount: float = Field(ge=0)
    recruitment_amount: float = Field(ge=0)
    training_amount: float = Field(ge=0)


class Leaving(Rule):
    """The share that leaves in each month from a month of tenure on."""

    from_month: int = Field(ge=0)
    monthly_share: float = Field(ge=0, lt=1)


class CapacityFile(Rule):
    """capacity.yaml"""

    horizon_months: Dated[int]
    growth: Dated[Growth]
    season: Dated[dict[int, float]]
    monthly_variation: Dated[float]
    paid_h_per_month: Dated[float]
    shrinkage: Dated[float]
    leaving: Dated[list[Leaving]]
    training_months: Dated[int]
    learning_curve: Dated[list[float]]
    class_size: Dated[ClassSize]
    notice_months: Dated[int]
    understaffing_probability: Dated[float]
    costs: Dated[Costs]

    @field_validator("season")
    @classmethod
    def _whole_year(cls, season: Dated[dict[int, float]]) -> Dated[dict[int, float]]:
        for entry in season.root.values():
            if entry.value is not None and sorted(entry.value) != list(range(1, 13)):
                raise ValueError("give an index for each month 1 to 12")
        return season

    @field_validator("leaving")
    @classmethod
    def _from_the_start(cls, leaving: Dated[list[Leaving]]) -> Dated[list[Leaving]]:
        for entry in leaving.root.values():
            if entry.value is not None and (not entry.value or entry.value[0].from_month != 0):
                raise ValueError("the first entry must say from_month: 0")
        return leaving


@dataclass(frozen=True)
class CapacityRules:
    """The assumptions in force on one day."""

    horizon_months: int
    growth: Growth
    season: dict[int, float]
    monthly_variation: float
    paid_h_per_month: float
    shrinkage: float
    leaving: list[Leaving]
    training_months: int
    learning_curve: list[float]
    class_size: ClassSize
    notice_months: int
    understaffing_probability: float
    costs: Costs

    def leaving_share(self, tenure_months: int) -> float:
        """Who leaves in the month in which this many months of tenure are complete."""
        begun = [step for step in self.leaving if step.from_month <= tenure_months]
        return begun[-1].monthly_share

    def productivity(self, tenure_months: int) -> float:
        """Work of one head against a practised one: 0 in training, then the learning curve."""
        practised = tenure_months - self.training_months
        if practised < 0:
            return 0.0
        curve = self.learning_curve
        return curve[practised] if practised < len(curve) else 1.0


def read_capacity(document: LocatedYaml, day: date) -> CapacityRules:
    """The rules of a capacity.yaml on a day. Raises Refusal where one is missing or impossible."""
    file = validated(CapacityFile, document)
    held = {
        key: getattr(file, key).on(day, document.place((key,))) for key in CapacityFile.model_fields
    }
    return CapacityRules(**held)
