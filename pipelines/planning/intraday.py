"""The rest of a day as forecast from its first hours, as a run stores it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from data_contracts.refusal import Place, Refusal
from pipelines.centre import Centre
from pipelines.planning.past import ForecastPast, forecast_past
from pipelines.warehouse import fetched, has_table, replace_rows
from scheduling.forecast import forecast_queue, reforecast
from scheduling.forecast.handle_time import centre_handle_time
from scheduling.forecast.history import QueueHistory, open_slots
from scheduling.half_hours import SLOTS_PER_DAY, half_hours_of, minute_of, slot_of

TABLE = "scheduling.forecast_intraday"
FORECAST_INTRADAY = pa.schema(
    [
        ("business_date", pa.date32()),
        ("known_until", pa.string()),
        ("queue_id", pa.string()),
        ("interval_start_at", pa.timestamp("us")),
        ("offered_planned", pa.float64()),
        ("offered_p05", pa.float64()),
        ("offered", pa.float64()),
        ("offered_p95", pa.float64()),
        ("factor", pa.float64()),
        ("lasting_share", pa.float64()),
    ]
)
_PLANNED = """
select interval_start_at, offered
from scheduling.forecast
where business_date = ? and queue_id = ? and plan_week <= ?
qualify row_number() over (partition by interval_start_at order by plan_week desc) = 1
"""


def store_reforecast(
    connection: duckdb.DuckDBPyConnection, centre: Centre, day: date, known_until: str
) -> pa.Table:
    """Re-forecast `day` from its half-hours before the local time `known_until`, and store it.

    The plan is the stored forecast of the day; where there is none, one made from the days
    before. Raises Refusal where the day has no contacts yet or is over.
    """
    past = forecast_past(connection, centre, day)
    rows = [
        row for one in past.queues() for row in _queue_rows(connection, past, one, day, known_until)
    ]
    if not rows:
        raise Refusal(
            f"no queue has contacts before {known_until} and opening hours after it",
            place=Place("--day", key=day.isoformat()),
            next_step="name a day in the data, and a time while the centre is open",
        )
    made = pa.Table.from_pylist(rows, schema=FORECAST_INTRADAY)
    where = {"business_date": day, "known_until": known_until}
    replace_rows(connection, TABLE, made, where=where)
    return made


def _queue_rows(
    connection: duckdb.DuckDBPyConnection,
    past: ForecastPast,
    history: QueueHistory,
    day: date,
    known_until: str,
) -> Iterator[dict[str, Any]]:
    place = (day - history.days[0]).days
    if not 0 < place < len(history.days):
        return
    before = history.upto(place)
    types = history.types.part(slice(place, place + 1))
    made = forecast_queue(before, types, np.ones(1, int), centre_handle_time([before]) or 0.0)
    planned = _planned(connection, history.queue_id, day, past.zone)
    expected = np.where(np.isfinite(planned), planned, made.offered[0])
    is_open = open_slots(history.queue_id, day, past.opening)
    expected = np.where(is_open, expected, np.nan)
    over = np.arange(SLOTS_PER_DAY) * 30 + 30 <= minute_of(known_until)
    if not (is_open & over).any() or not (is_open & ~over).any():
        return
    found = reforecast(expected, np.where(over, history.offered[place], np.nan), made.past)
    for starts_at, slot in half_hours_of(day, past.zone):
        if np.isfinite(found.offered[slot]):
            yield {
                "business_date": day,
                "known_until": known_until,
                "queue_id": history.queue_id,
                "interval_start_at": starts_at,
                "offered_planned": float(expected[slot]),
                "offered_p05": float(found.low[slot]),
                "offered": float(found.offered[slot]),
                "offered_p95": float(found.high[slot]),
                "factor": found.factor[1],
                "lasting_share": found.lasting,
            }


def _planned(
    connection: duckdb.DuckDBPyConnection, queue_id: str, day: date, zone: str
) -> np.ndarray:
    """The day's stored forecast by slot; NaN where nothing is stored."""
    planned = np.full(SLOTS_PER_DAY, np.nan)
    if has_table(connection, "scheduling.forecast"):
        monday = day - timedelta(days=day.weekday())
        for row in fetched(connection, _PLANNED, [day, queue_id, monday]).to_pylist():
            planned[slot_of(row["interval_start_at"], zone)] = row["offered"]
    return planned
