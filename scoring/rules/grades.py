"""Grades of the total, and quotas on them (scoring.md 4.1 F9, 4.3 steps 5 and 6)."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from data_contracts.dated import Rule
from scoring.functions.scored import Number


class Grade(Rule):
    """A name for totals from `at_least` up to the next better grade."""

    id: str
    name_zh: str
    name_en: str
    at_least: Number
    quota: Annotated[Number, Field(ge=0, le=1)] | None = None


class TieMetric(Rule):
    """A metric that settles ties: the better value stands before."""

    metric: str
    variant: str = "-"


class Grades(Rule):
    """Grades from the best to the worst; the worst starts at 0.

    With a `quota` on every grade the distribution is forced: seats by largest remainder, in
    groups of at least `least_people`; ties of the score are settled by `tie_metrics`, and those
    left at a boundary go up, down, or stay together. The grade by score is kept beside it. A
    last place is no ground for dismissal by itself.
    """

    grades: tuple[Grade, ...] = Field(min_length=1)
    by: tuple[Literal["role", "team_id", "department_id"], ...] = ()
    tie_metrics: tuple[TieMetric, ...] = ()
    ties: Literal["up", "down", "split-none"] = "up"
    least_people: Annotated[int, Field(ge=1)] = 10

    @model_validator(mode="after")
    def _falling(self) -> Grades:
        bounds = [grade.at_least for grade in self.grades]
        if bounds != sorted(set(bounds), reverse=True):
            raise ValueError("grades fall from the best to the worst, each with its own at_least")
        if bounds[-1] != 0:
            raise ValueError("the last grade starts at 0, so that every total has one")
        quotas = [grade.quota for grade in self.grades]
        if any(quota is not None for quota in quotas):
            if None in quotas:
                raise ValueError("give every grade a quota, or none")
            if (filled := sum(q for q in quotas if q is not None)) != Decimal(1):
                raise ValueError(f"the quotas sum to {filled}, not to 1")
        return self

    @property
    def forced(self) -> bool:
        """True where quotas decide."""
        return self.grades[0].quota is not None
