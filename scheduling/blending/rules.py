"""blending.yaml: how surely inbound must hold, the call-backs offered, the campaigns to fill in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Self

from pydantic import Field, model_validator

from data_contracts.dated import Dated, Rule
from data_contracts.located_yaml import LocatedYaml, validated


class CallbackOffer(Rule):
    """Who of those that hang up asks for a call back, and within how many hours it must come."""

    asking_share: float = Field(ge=0, le=1)
    within_h: float = Field(gt=0)


class Campaign(Rule):
    """Outbound contacts to be made by a queue's agents in a span of days.

    `occupancy` is the share of lent time in contact; agents are lent for at least
    `shortest_half_hours` in a row.
    """

    id: str
    name_zh: str
    name_en: str
    queue_id: str
    contacts: int = Field(gt=0)
    aht_s: float = Field(gt=0)
    occupancy: float = Field(gt=0, le=1)
    shortest_half_hours: int = Field(ge=1)
    first_day: date
    last_day: date
    source: str

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last_day < self.first_day:
            raise ValueError("last_day is before first_day")
        return self


class BlendingFile(Rule):
    """blending.yaml"""

    risk: Dated[float]
    callbacks: dict[str, Dated[CallbackOffer]] = Field(default_factory=dict)
    campaigns: list[Campaign] = Field(default_factory=list)


@dataclass(frozen=True)
class BlendingRules:
    """The rules of one week: call-backs by queue, campaigns in the order of filling."""

    risk: float
    callbacks: dict[str, CallbackOffer]
    campaigns: list[Campaign]


def read_blending(document: LocatedYaml, day: date) -> BlendingRules:
    """The rules on a day. Raises Refusal where one is missing or impossible."""
    file = validated(BlendingFile, document)
    return BlendingRules(
        risk=file.risk.on(day, document.place(("risk",))),
        callbacks={
            queue: offer.on(day, document.place(("callbacks", queue)))
            for queue, offer in file.callbacks.items()
        },
        campaigns=file.campaigns,
    )
