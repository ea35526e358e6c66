"""projection.yaml: from which days the end of a month is drawn, and when somebody is at risk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from data_contracts.dated import Dated, Rule
from data_contracts.located_yaml import LocatedYaml, validated
from scoring.impact.projecting import ProjectionModel
from scoring.impact.urn import Urn


class ProjectionRules(Rule):
    """projection.yaml

    `days_of_month` are the days whose evening a running month is projected on, beside the last
    day of data; by how `judged_months` earlier months ended the draws are spread (see
    `calibration`), by none where the key is left out.
    """

    kind: Literal["projection"]
    days_of_month: Dated[tuple[Annotated[int, Field(ge=1, le=30)], ...]]
    draws: Dated[Annotated[int, Field(ge=10, le=10_000)]]
    seed: Dated[int]
    team_days: Dated[Annotated[int, Field(ge=1)]]
    presence_days: Dated[Annotated[int, Field(ge=1)]]
    memory_days: Dated[Annotated[int, Field(ge=7, le=366)]]
    judged_months: Dated[Annotated[int, Field(ge=0, le=12)]] | None = None
    at_risk_below: Dated[Decimal]


@dataclass(frozen=True)
class ProjectionPlan:
    """projection.yaml with its values on one day."""

    model: ProjectionModel
    days_of_month: tuple[int, ...]
    judged_months: int
    at_risk_below: Decimal

    @classmethod
    def on(cls, document: LocatedYaml, day: date) -> ProjectionPlan:
        """The values in force. Raises Refusal for a file that is wrong or has none on `day`."""
        rules = validated(ProjectionRules, document)

        def value(name: str) -> int:
            return getattr(rules, name).on(day, document.place((name,)))

        urn = Urn(value("team_days"), value("presence_days"))
        model = ProjectionModel(value("draws"), value("seed"), urn, value("memory_days"))
        return cls(
            model,
            rules.days_of_month.on(day, document.place(("days_of_month",))),
            0 if rules.judged_months is None else value("judged_months"),
            rules.at_risk_below.on(day, document.place(("at_risk_below",))),
        )
