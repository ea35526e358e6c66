"""A queue's past as a regular grid: local days by wall-clock half-hours, gaps as NaN.

A day that is not in the data is NaN, never zero. An open half-hour without a row on a day that
is in the data is a true zero. Closed half-hours are NaN.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data_contracts.refusal import Place, Refusal
from scheduling.forecast.day_types import DayTypes, day_types
from scheduling.forecast.events import Event
from scheduling.half_hours import SLOTS_PER_DAY, minute_of, slot_of

Array = NDArray[np.float64]
Ints = NDArray[np.int_]
OpenHours = Callable[[str, date], "tuple[str, str] | None"]
"""Queue and local date -> ("08:00", "22:00"), or None where the queue is closed all day."""
_MEASURES = ("offered", "answered", "handle_s")
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class QueueHistory:
    """One queue. `offered`, `answered`, `handle_s` are days x 48; `types` classify the days.

    `events`: those of the centre, known by then or not.
    """

    queue_id: str
    days: tuple[date, ...]
    types: DayTypes
    offered: Array
    answered: Array
    handle_s: Array
    events: tuple[Event, ...] = ()

    def upto(self, count: int) -> QueueHistory:
        """The first `count` days, as somebody at that time would have known them."""
        return QueueHistory(
            self.queue_id,
            self.days[:count],
            self.types.upto(count),
            self.offered[:count],
            self.answered[:count],
            self.handle_s[:count],
            self.events,
        )


def open_slots(queue_id: str, day: date, opening: OpenHours) -> NDArray[np.bool_]:
    """For each of the 48 wall-clock half-hours whether the queue is open when it begins."""
    hours = opening(queue_id, day)
    slots = np.arange(SLOTS_PER_DAY) * 30
    if hours is None:
        return np.zeros(SLOTS_PER_DAY, bool)
    opens, closes = minute_of(hours[0]), minute_of(hours[1])
    if closes <= opens:
        raise Refusal(
            f"queue {queue_id} closes at or before it opens on {day.isoformat()}",
            place=Place("opening hours", key=queue_id),
            value=f"{hours[0]}-{hours[1]}",
            next_step="write hours within one local day, to 24:00 at most",
        )
    return (slots >= opens - opens % 30) & (slots < closes)


def read_history(
    history: pa.Table,
    calendar: Mapping[date, str],
    opening: OpenHours,
    *,
    zone: str,
    as_of: date | None = None,
    days_in_data: Collection[date] | None = None,
    events: tuple[Event, ...] = (),
) -> list[QueueHistory]:
    """Grids of every queue in `history` (columns of marts/queue_interval), by queue_id.

    Days before `as_of` are used (None: all). `days_in_data` names the days the source delivered;
    by default those on which any queue has a row. A queue is known from its first row on. `events`
    are kept with every queue; a forecast uses those that concern it and were known.
    """
    rows = _Rows(history, zone)
    if as_of is not None:
        rows.keep(rows.day < _number(as_of))
    known = {_number(day) for day in days_in_data} if days_in_data else set(rows.day.tolist())
    if not known:
        return []
    last = max(known)
    queues, of_queue = np.unique(rows.queue, return_inverse=True)
    order = np.argsort(of_queue, kind="stable")
    parts = np.split(order, np.cumsum(np.bincount(of_queue))[:-1])
    return [
        replace(_queue(str(queue_id), rows, part, known, last, calendar, opening), events=events)
        for queue_id, part in zip(queues, parts, strict=True)
        if part.size
    ]


class _Rows:
    """The table's columns: queue, day number, wall-clock slot, measures, share of the slot."""

    def __init__(self, history: pa.Table, zone: str) -> None:
        self.queue: NDArray[np.str_] = np.asarray(history["queue_id"].to_pylist(), dtype=str)
        self.day = _numbers(history["business_date"])
        self.slot, self.share = _slots(history["interval_start_at"], self.day, zone)
        self.measures = np.array(
            [history[name].to_numpy(zero_copy_only=False).astype(float) for name in _MEASURES]
        )

    def keep(self, chosen: NDArray[np.bool_]) -> None:
        """Only the chosen rows."""
        self.queue, self.day = self.queue[chosen], self.day[chosen]
        self.slot, self.share = self.slot[chosen], self.share[chosen]
        self.measures = self.measures[:, chosen]


def _slots(column: pa.ChunkedArray, day: Ints, zone: str) -> tuple[Ints, Array]:
    """Slot of every instant; half a share where the clock repeats a slot on that day."""
    encoded = column.combine_chunks().dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    instants = encoded.dictionary.to_pylist()
    of_row = encoded.indices.to_numpy(zero_copy_only=False)
    slots = np.array([slot_of(at, zone) for at in instants], int)
    day_of = np.zeros(len(instants), int)
    day_of[of_row] = day
    _, where, times = np.unique(
        day_of * SLOTS_PER_DAY + slots, return_inverse=True, return_counts=True
    )
    return slots[of_row], (1.0 / times[where])[of_row]


def _queue(
    queue_id: str,
    rows: _Rows,
    part: Ints,
    known: set[int],
    last: int,
    calendar: Mapping[date, str],
    opening: OpenHours,
) -> QueueHistory:
    first = int(rows.day[part].min())
    numbers = np.arange(first, last + 1)
    days = tuple(_EPOCH + timedelta(days=int(number)) for number in numbers)
    cell = (rows.day[part] - first) * SLOTS_PER_DAY + rows.slot[part]
    size = len(days) * SLOTS_PER_DAY
    sums = np.array(
        [np.bincount(cell, one * rows.share[part], size) for one in rows.measures[:, part]], float
    ).reshape(len(_MEASURES), len(days), SLOTS_PER_DAY)
    live = np.array([open_slots(queue_id, day, opening) for day in days])
    live &= np.array([number in known for number in numbers.tolist()])[:, None]
    sums[:, ~live] = np.nan
    offered, answered, handle_s = sums[0], sums[1], sums[2]
    return QueueHistory(queue_id, days, day_types(days, calendar), offered, answered, handle_s)


def _numbers(column: pa.ChunkedArray) -> Ints:
    return np.asarray(column.cast(pa.date32()).cast(pa.int32()).to_numpy(), dtype=int)


def _number(day: date) -> int:
    return (day - _EPOCH).days
