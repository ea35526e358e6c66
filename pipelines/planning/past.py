"""What a centre's forecasts are made from, as the warehouse holds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import duckdb
import pyarrow as pa

from pipelines.centre import Centre
from pipelines.planning.forecast_events import read_events
from pipelines.planning.targets import Planning
from pipelines.warehouse import fetched
from scheduling.forecast import Event, OpenHours, read_history
from scheduling.forecast.history import QueueHistory

_HISTORY = """
select queue_id, interval_start_at, business_date, offered, answered, handle_s
from marts.queue_interval order by all
"""


@dataclass(frozen=True)
class ForecastPast:
    """marts/queue_interval, the days that the switch delivered, what the centre knows of days."""

    history: pa.Table
    days_in_data: frozenset[date]
    calendar: Mapping[date, str]
    opening: OpenHours
    zone: str
    events: tuple[Event, ...] = ()

    @property
    def data_upto(self) -> date:
        """The last local day in the data."""
        return max(self.days_in_data)

    def queues(self, before: date | None = None) -> list[QueueHistory]:
        """The queues as grids, of the days before a day."""
        days = {day for day in self.days_in_data if before is None or day < before}
        return read_history(
            self.history,
            self.calendar,
            self.opening,
            zone=self.zone,
            as_of=before,
            days_in_data=days,
            events=self.events,
        )


def forecast_past(
    connection: duckdb.DuckDBPyConnection, centre: Centre, upto: date
) -> ForecastPast:
    """Everything that has been delivered, with a calendar that reaches to `upto`."""
    history = fetched(connection, _HISTORY)
    delivered = fetched(connection, "select distinct landing_date from landing.contacts")
    days = {*history["business_date"].to_pylist(), *delivered["landing_date"].to_pylist()}
    first, last = min(days, default=upto), max(upto, max(days, default=upto))
    return ForecastPast(
        history=history,
        days_in_data=frozenset(days or {upto - timedelta(days=1)}),
        calendar={day: centre.calendar.day_class(day) for day in centre.days(first, last)},
        opening=Planning(centre).arriving,
        zone=centre.settings.zone,
        events=read_events(centre).events(first, last),
    )
