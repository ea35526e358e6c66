"""schedule_quality.yaml: what a misfit of the schedule costs, and when a schedule is published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pydantic import Field

from data_contracts.dated import Dated, Rule
from data_contracts.located_yaml import LocatedYaml, validated

SCHEDULE_QUALITY_FILE = "schedule_quality.yaml"


class ScheduleQualityFile(Rule):
    """schedule_quality.yaml; amounts in the centre's currency."""

    under_hour_amount: Dated[float]
    over_hour_amount: Dated[float]
    published_days_before: Dated[int] = Field(
        description="Days before its Monday on which a week's schedule is published"
    )


@dataclass(frozen=True)
class ScheduleQuality:
    """The values in force on one day."""

    under_hour_amount: float
    over_hour_amount: float
    published_days_before: int


def read_schedule_quality(document: LocatedYaml, day: date) -> ScheduleQuality:
    """The values on a day. Raises Refusal where one is missing or impossible."""
    file = validated(ScheduleQualityFile, document)
    held = {
        name: getattr(file, name).on(day, document.place((name,)))
        for name in ScheduleQualityFile.model_fields
    }
    return ScheduleQuality(**held)
