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
Seconds = Annotated[float, Field(gt=0)]


class RosteringFile(Rule):
    """rostering.yaml"""

    method: Dated[Method]
    weeks: Dated[Weeks]
    time_limit_s: Dated[Seconds]


@dataclass(frozen=True)
class Rostering:
    """The method in force on a day; `time_limit_s` is the search's time or effort."""

    method: Method = "automatic"
    weeks: int = 1
    time_limit_s: float = 20.0


def rostering_on(document: LocatedYaml | None, day: date) -> Rostering:
    """What a centre's file says for the day, the defaults where it has none. Raises Refusal."""
    if document is None:
        return Rostering()
    file = validated(RosteringFile, document)
    return Rostering(
        method=file.method.on(day, document.place(("method",))),
        weeks=file.weeks.on(day, document.place(("weeks",))),
        time_limit_s=file.time_limit_s.on(day, document.place(("time_limit_s",))),
    )
