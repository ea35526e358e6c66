"""Days for extracts, months for scores, weeks for plans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import dagster as dg

from pipelines.centre import Centre

PLANNED_AHEAD = timedelta(weeks=6)


@dataclass(frozen=True)
class Partitions:
    """The three calendars of one centre, in its own zone."""

    daily: dg.DailyPartitionsDefinition
    monthly: dg.MonthlyPartitionsDefinition
    weekly: dg.WeeklyPartitionsDefinition


def partitions_of(centre: Centre) -> Partitions:
    """Partitions from the centre's first day of data to its last, or to today where it goes on."""
    zone, since, upto = (
        centre.settings.zone,
        centre.settings.data_from,
        centre.settings.data_upto,
    )
    month_after = None if upto is None else _month_after(upto)
    return Partitions(
        daily=dg.DailyPartitionsDefinition(
            start_date=since.isoformat(),
            end_date=None if upto is None else (upto + timedelta(days=1)).isoformat(),
            timezone=zone,
        ),
        monthly=dg.MonthlyPartitionsDefinition(
            start_date=since.replace(day=1).isoformat(),
            end_date=None if month_after is None else month_after.isoformat(),
            timezone=zone,
            end_offset=1 if upto is None else 0,
        ),
        weekly=dg.WeeklyPartitionsDefinition(
            start_date=since.isoformat(),
            end_date=None if upto is None else (upto + PLANNED_AHEAD).isoformat(),
            timezone=zone,
            day_offset=1,
            end_offset=6 if upto is None else 0,
        ),
    )


def _month_after(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
