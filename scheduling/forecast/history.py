"""A queue's past as a regular grid: local days by wall-clock half-hours, gaps as NaN.

A day that is not in the data is NaN, never zero. An open half-hour without a row on a day that
is in the data is a true zero. Closed half-hours are NaN.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data_contracts.refusal import Place, Refusal
from scheduling.half_hours import SLOTS_PER_DAY, minute_of, slot_of

Array = NDArray[np.float64]
OpenHours = Callable[[str, date], "tuple[str, str] | None"]
"""Queue and local date -> ("08:00", "22:00"), or None where the queue is closed all day."""


@dataclass(frozen=True)
class QueueHistory:
    """One queue. `offered`, `answered`, `handle_s` are days x 48; `kinds` name each day's type.

    A kind is "<day class>/<weekday 0-6>", as "workday/5" for a make-up Saturday.
    """

    queue_id: str
    days: tuple[date, ...]
    kinds: tuple[str, ...]
    offered: Array
    answered: Array
    handle_s: Array

    def upto(self, count: int) -> QueueHistory:
        """The first `count` days, as somebody at that time would have known them."""
        return QueueHistory(
            self.queue_id,
            self.days[:count],
            self.kinds[:count],
            self.offered[:count],
            self.answered[:count],
            self.handle_s[:count],
        )


def kind_of(day: date, calendar: Mapping[date, str]) -> str:
    """Day class and weekday. Raises Refusal where the calendar lacks the day."""
    if day not in calendar:
        raise Refusal(
            "the calendar has no day class for this day",
            place=Place("calendar", key=day.isoformat()),
            next_step="extend the calendar over the history and the planned weeks",
        )
    return f"{calendar[day]}/{day.weekday()}"


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
) -> list[QueueHistory]:
    """Grids of every queue in `history` (columns of marts/queue_interval), by queue_id.

    Days before `as_of` are used (None: all). `days_in_data` names the days the source delivered;
    by default those on which any queue has a row. A queue is known from its first row on.
    """
    rows = [r for r in history.to_pylist() if as_of is None or r["business_date"] < as_of]
    known = set(days_in_data or {row["business_date"] for row in rows})
    by_queue: dict[str, list[dict]] = {}
    for row in rows:
        by_queue.setdefault(row["queue_id"], []).append(row)
    last = max(known, default=None)
    return [
        _grid(queue_id, part, known, last, calendar, opening, zone)
        for queue_id, part in sorted(by_queue.items())
        if last is not None
    ]


def _grid(
    queue_id: str,
    rows: list[dict],
    known: set[date],
    last: date,
    calendar: Mapping[date, str],
    opening: OpenHours,
    zone: str,
) -> QueueHistory:
    first = min(row["business_date"] for row in rows)
    days = tuple(first + timedelta(days=i) for i in range((last - first).days + 1))
    sums = np.zeros((3, len(days), SLOTS_PER_DAY))
    seen: dict[tuple[int, int], set] = {}
    for row in rows:
        place = ((row["business_date"] - first).days, slot_of(row["interval_start_at"], zone))
        seen.setdefault(place, set()).add(row["interval_start_at"])
        sums[(slice(None), *place)] += (row["offered"], row["answered"], row["handle_s"])
    for place, starts in seen.items():
        sums[(slice(None), *place)] /= len(starts)
    for d, day in enumerate(days):
        sums[:, d, ~open_slots(queue_id, day, opening)] = np.nan
        if day not in known:
            sums[:, d] = np.nan
    kinds = tuple(kind_of(day, calendar) for day in days)
    return QueueHistory(queue_id, days, kinds, sums[0], sums[1], sums[2])
