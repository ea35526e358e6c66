"""A file of arrivals, "instant, contacts", as the history that the forecast reads."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa

from data_contracts.refusal import Place, Refusal

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
