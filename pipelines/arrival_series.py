"""A file of arrivals, "instant, contacts", as the history that the forecast reads."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data_contracts.refusal import Place, Refusal
from scheduling.half_hours import SLOTS_PER_DAY

_DELIMITERS = "\t;,"


def read_arrivals(path: Path, *, zone: str, queue_id: str | None = None) -> pa.Table:
    """Contacts per half-hour, with the columns of marts/queue_interval that a forecast needs.

    The file has a header and two columns: local instant (ISO) and contacts; finer intervals are
    added up. An empty number makes its half-hour unknown. Every contact counts as answered with a
    handle time of a second, as the file knows none. Raises Refusal with file and line.
    """
    offered: dict[datetime, float | None] = {}
    for at, contacts in _rows(path):
        start = at - timedelta(minutes=at.minute % 30, seconds=at.second)
        known = offered.get(start, 0.0)
        offered[start] = None if contacts is None or known is None else known + contacts
    starts = sorted(offered)
    counts = pa.array([offered[start] for start in starts], pa.float64())
    return pa.table(
        {
            "queue_id": [queue_id or path.stem] * len(starts),
            "interval_start_at": pa.array([_utc(at, zone) for at in starts], pa.timestamp("us")),
            "business_date": pa.array([at.date() for at in starts], pa.date32()),
            "offered": counts,
            "answered": counts,
            "handle_s": counts,
        }
    )


def days_with_counts(history: pa.Table) -> set[date]:
    """Days of which at least one half-hour is known."""
    rows = zip(history["business_date"].to_pylist(), history["offered"].to_pylist(), strict=True)
    return {day for day, contacts in rows if contacts is not None}


def open_hours_of(path: Path) -> list[tuple[str, str] | None]:
    """Hours of each weekday, Monday first, by the intervals that the file has; None: closed.

    A half-hour counts as open with at least half as many rows as the weekday's fullest one: five
    minutes after closing are none.
    """
    seen = np.zeros((7, SLOTS_PER_DAY), int)
    for at, _ in _rows(path):
        seen[at.weekday(), at.hour * 2 + at.minute // 30] += 1
    return [_hours(slots) for slots in seen]


def _hours(seen: NDArray[np.int_]) -> tuple[str, str] | None:
    is_open = np.flatnonzero(seen * 2 >= max(1, int(seen.max())))
    if not is_open.size:
        return None
    opens, closes = int(is_open[0]) * 30, int(is_open[-1]) * 30 + 30
    return f"{opens // 60:02}:{opens % 60:02}", f"{closes // 60:02}:{closes % 60:02}"


def _rows(path: Path) -> Iterator[tuple[datetime, float | None]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        header = file.readline()
        delimiter = next((sign for sign in _DELIMITERS if sign in header), ",")
        for line, cells in enumerate(csv.reader(file, delimiter=delimiter), start=2):
            if not cells:
                continue
            place = Place(path.name, line=line)
            if len(cells) < 2:
                raise _refused(place, cells[0], "write two columns: instant and contacts")
            yield _instant(place, cells[0]), _contacts(place, cells[1])


def _instant(place: Place, text: str) -> datetime:
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        raise _refused(place, text, "write the instant as 2026-06-01 08:30:00") from None


def _contacts(place: Place, text: str) -> float | None:
    try:
        found = float(text) if text.strip() else None
    except ValueError:
        raise _refused(place, text, "write contacts as a number, or leave them empty") from None
    if found is not None and not 0 <= found < float("inf"):
        raise _refused(place, text, "count contacts from 0, or leave them empty")
    return found


def _utc(local: datetime, zone: str) -> datetime:
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)


def _refused(place: Place, value: str, next_step: str) -> Refusal:
    return Refusal(
        "a row of arrivals cannot be read", place=place, value=value, next_step=next_step
    )
