"""coaching.yaml: when somebody needs coaching, how soon, and how its effect is measured."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from data_contracts.dated import Dated, Rule
from data_contracts.located_yaml import LocatedYaml, validated

Days = Annotated[int, Field(ge=1, le=366)]
Points = Annotated[Decimal, Field(gt=0)]


class CoachingRules(Rule):
    """coaching.yaml

    An evaluation below `fail_below` calls for coaching within `due_days`. The effect compares
    `window_days` before and after a first session with at most `matches` people who were not
    coached, whose score before lies within `caliper` points.
    """

    kind: Literal["coaching"]
    fail_below: Dated[Points]
    due_days: Dated[Days]
    window_days: Dated[Days]
    matches: Dated[Annotated[int, Field(ge=1, le=50)]]
    caliper: Dated[Points]
    confidence: Dated[Annotated[Decimal, Field(gt=0, lt=1)]]


@dataclass(frozen=True)
class CoachingPlan:
    """coaching.yaml with its values on one day."""

    fail_below: Decimal
    due_days: int
    window_days: int
    matches: int
    caliper: Decimal
    confidence: Decimal

    @classmethod
    def on(cls, document: LocatedYaml, day: date) -> CoachingPlan:
        """The values in force. Raises Refusal for a file that is wrong or has none on `day`."""
        rules = validated(CoachingRules, document)
        names = ("fail_below", "due_days", "window_days", "matches", "caliper", "confidence")
        return cls(*(getattr(rules, name).on(day, document.place((name,))) for name in names))
