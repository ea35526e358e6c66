"""The forecast of the coming weeks as tables: every queue's half-hours, and the centre's sum."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data_contracts.refusal import Place, Refusal
from scheduling.forecast.day_types import day_types
from scheduling.forecast.event_rows import event_rows
from scheduling.forecast.events import Event
from scheduling.forecast.handle_time import centre_handle_time
from scheduling.forecast.history import OpenHours, open_slots, read_history
from scheduling.forecast.models import BLEND
from scheduling.forecast.queue_forecast import QueueForecast, centre_bounds, forecast_queue
from scheduling.half_hours import half_hours_of, monday_of
from scheduling.tables import FORECAST, FORECAST_CENTRE

CLOSED = "closed"


@dataclass(frozen=True)
class Forecast:
    """Rows of outputs/forecast, forecast_centre (the sum over the queues) and forecast_events."""

    queues: pa.Table
    centre: pa.Table
    events: pa.Table


def forecast(
    history: pa.Table,
    calendar: Mapping[date, str],
    opening: OpenHours,
    *,
    plan_weeks: Sequence[date],
    zone: str,
    as_of: date | None = None,
    days_in_data: Collection[date] | None = None,
    events: tuple[Event, ...] = (),
) -> pa.Table:
    """Rows of outputs/forecast; see `forecast_tables`."""
    return forecast_tables(
        history,
        calendar,
        opening,
        plan_weeks=plan_weeks,
        zone=zone,
        as_of=as_of,
        days_in_data=days_in_data,
        events=events,
    ).queues


def forecast_tables(
    history: pa.Table,
    calendar: Mapping[date, str],
    opening: OpenHours,
    *,
    plan_weeks: Sequence[date],
    zone: str,
    as_of: date | None = None,
    days_in_data: Collection[date] | None = None,
    champions: Mapping[str, str] | None = None,
    events: tuple[Event, ...] = (),
) -> Forecast:
    """Every half-hour of the weeks; closed ones have 0 contacts and the model 'closed'.

    history: marts/queue_interval (queue_id, interval_start_at UTC, business_date, offered,
    answered, handle_s) of any channel. calendar: day class of every local day of the history and
    the weeks. opening: hours of a queue on a local date. plan_weeks: Mondays. as_of: days from it
    on are not used. days_in_data: local days the source delivered; by default those with a row.
    champions: the model of a queue where it is not the blend. events: campaigns and billing days,
    of which those count that were known after the history's last day. Raises Refusal on a day
    without day class, a week that does not start on Monday or lies before the end of the history,
    or a history without an answered contact.
    """
    histories = read_history(
        history,
        calendar,
        opening,
        zone=zone,
        as_of=as_of,
        days_in_data=days_in_data,
        events=events,
    )
    centre_aht_s = centre_handle_time(histories)
    if centre_aht_s is None:
        raise Refusal(
            "the history has no answered contact, so no handle time can be forecast",
            place=Place("marts.queue_interval", key="handle_s"),
            next_step="load at least one day of contacts, or plan later weeks than the data",
        )
    days = [_monday(week) + timedelta(days=d) for week in sorted(plan_weeks) for d in range(7)]
    ahead = np.array([(day - histories[0].days[-1]).days for day in days])
    _in_the_future(ahead, days)
    types = day_types(days, calendar)
    model_of = champions or {}
    made = [
        forecast_queue(one, types, ahead, centre_aht_s, model_of.get(one.queue_id, BLEND))
        for one in histories
    ]
    grid = _Grid(days, zone)
    live = np.array([grid.open(one.queue_id, opening) for one in made])
    parts = [grid.queue_rows(one, is_open) for one, is_open in zip(made, live, strict=True)]
    queues = pa.concat_tables(parts).sort_by(
        [(key, "ascending") for key in ("plan_week", "queue_id", "interval_start_at")]
    )
    told = event_rows([one.events for one in made], days[0], days[-1], monday_of(days[0]))
    return Forecast(queues, grid.centre_rows(made, live, ahead), told)


class _Grid:
    """The half-hours of the planned days: (day, slot) places and their columns."""

    def __init__(self, days: Sequence[date], zone: str) -> None:
        self.days = days
        self.places: list[tuple[int, int]] = []
        starts: list[datetime] = []
        for d, day in enumerate(days):
            for at, slot in half_hours_of(day, zone):
                self.places.append((d, slot))
                starts.append(at)
        of_day = [d for d, _ in self.places]
        self.cells = tuple(np.array(self.places, int).T)
        self.columns = {
            "plan_week": pa.array([monday_of(days[d]) for d in of_day], pa.date32()),
            "interval_start_at": pa.array(starts, pa.timestamp("us")),
            "business_date": pa.array([days[d] for d in of_day], pa.date32()),
        }

    def open(self, queue_id: str, opening: OpenHours) -> NDArray[np.bool_]:
        """Whether the queue is open: days x 48."""
        return np.array([open_slots(queue_id, day, opening) for day in self.days])

    def queue_rows(self, made: QueueForecast, live: NDArray[np.bool_]) -> pa.Table:
        """Rows of one queue."""
        count = len(self.places)
        contacts = {
            "offered_p05": made.low,
            "offered": made.offered,
            "offered_p50": made.median,
            "offered_p95": made.high,
        }
        columns = self.columns | {
            "queue_id": pa.array([made.queue_id] * count),
            "aht_s": made.aht_s[self.cells],
            "model": np.where(live[self.cells], made.told, CLOSED),
        }
        columns |= {name: np.where(live, one, 0.0)[self.cells] for name, one in contacts.items()}
        return pa.table({name: columns[name] for name in FORECAST.names}, schema=FORECAST)

    def centre_rows(
        self, made: Sequence[QueueForecast], live: NDArray[np.bool_], ahead: NDArray[np.int_]
    ) -> pa.Table:
        """The sum over the queues, with an interval of its own: queues err together."""
        each = np.array([one.offered for one in made]) * live
        seconds = each * np.array([one.aht_s for one in made])
        offered = each.sum(axis=0)
        of_events = (each * np.array([one.deviations for one in made])[..., None]).sum(axis=0)
        deviations = of_events.sum(axis=1) / np.maximum(offered.sum(axis=1), 1e-9)
        low, high = centre_bounds(made).around(offered, (ahead - 1) // 7, deviations)
        is_open = live.any(axis=0)
        columns = self.columns | {
            "offered_p05": np.where(is_open, low, 0.0)[self.cells],
            "offered": offered[self.cells],
            "offered_p95": np.where(is_open, high, 0.0)[self.cells],
            "workload_s": seconds.sum(axis=0)[self.cells],
        }
        return pa.table(
            {name: columns[name] for name in FORECAST_CENTRE.names}, schema=FORECAST_CENTRE
        )


def _monday(week: date) -> date:
    if week.weekday():
        raise Refusal(
            "a planned week must start on a Monday",
            place=Place("plan_weeks"),
            value=week.isoformat(),
            next_step="give the Monday of the week",
        )
    return week


def _in_the_future(ahead: NDArray[np.int_], days: Sequence[date]) -> None:
    if ahead.min() < 1:
        raise Refusal(
            "a planned week lies inside the history",
            place=Place("plan_weeks"),
            value=days[int(ahead.argmin())].isoformat(),
            next_step="plan weeks after the last day of the data, or give as_of",
        )
