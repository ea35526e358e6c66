"""rostering.yaml: by which method and over how many weeks a centre makes its rosters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from data_contracts.dated import Dated, Rule
from data_contracts.located_yaml import LocatedYaml, validated
from scheduling.roster.methods import Method

Weeks = Annotated[int, Field(ge=1, le=6)]
WeeksForecast = Annotated[int, Field(ge=1, le=26)]
Seconds = Annotated[float, Field(gt=0)]
WEEKS_FORECAST = 4
"""Weeks that are forecast where the centre does not say."""


class RosteringFile(Rule):
    """rostering.yaml"""

    method: Dated[Method]
    weeks: Dated[Weeks]
    time_limit_s: Dated[Seconds]
    weeks_forecast: Dated[WeeksForecast] | None = None


@dataclass(frozen=True)
class Rostering:
    """The method in force on a day; `time_limit_s` is the search's time or effort.

    `weeks_forecast` weeks are forecast and staffed, never fewer than the roster has.
    """

    method: Method = "automatic"
    weeks: int = 1
    time_limit_s: float = 20.0
    weeks_forecast: int = WEEKS_FORECAST


def rostering_on(document: LocatedYaml | None, day: date) -> Rostering:
    """What a centre's file says for the day, the defaults where it has none. Raises Refusal."""
    if document is None:
        return Rostering()
    file = validated(RosteringFile, document)
    weeks = file.weeks.on(day, document.place(("weeks",)))
    asked = file.weeks_forecast
    forecast = asked.on(day, document.place(("weeks_forecast",))) if asked else WEEKS_FORECAST
    return Rostering(
        method=file.method.on(day, document.place(("method",))),
        weeks=weeks,
        time_limit_s=file.time_limit_s.on(day, document.place(("time_limit_s",))),
        weeks_forecast=max(weeks, forecast),
    )
