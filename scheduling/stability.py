"""How far schedules were changed after their publication."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pyarrow as pa

from scheduling.half_hours import local_to_utc, monday_of

STABILITY = pa.schema(
    [
        ("week_start", pa.date32()),
        ("agent_id", pa.string()),
        ("published_h", pa.float64()),
        ("dropped_h", pa.float64()),
        ("added_h", pa.float64()),
        ("changed_h", pa.float64()),
    ]
)
Spans = list[tuple[datetime, datetime]]


def schedule_stability(planned: pa.Table, *, published_days_before: int, zone: str) -> pa.Table:
    """Hours changed after publication by person and week (metric M076 = changed ÷ published).

    `planned` has every delivery of every planned activity at work: agent_id, work_date, starts_at,
    ends_at, updated_at. Activities of one person and day with one updated_at are one version of
    that day. The published version is the newest by the start of the local day that lies so many
    days before the week's Monday (the first, where all came later); the last version is the newest
    of all. Hours dropped are in the first alone, hours added in the last alone; a moved hour is
    both and counts once.
    """
    weeks: dict[tuple[date, str], list[float]] = {}
    for (agent_id, day), versions in _versions(planned.to_pylist()).items():
        monday = monday_of(day)
        deadline = local_to_utc(monday - timedelta(days=published_days_before), 0, zone)
        in_time = [at for at in versions if at <= deadline]
        published = versions[max(in_time) if in_time else min(versions)]
        final = versions[max(versions)]
        shared = _overlap_h(published, final)
        dropped, added = _hours(published) - shared, _hours(final) - shared
        sums = weeks.setdefault((monday, agent_id), [0.0, 0.0, 0.0, 0.0])
        for place, hours in enumerate((_hours(published), dropped, added, max(dropped, added))):
            sums[place] += hours
    rows = [
        dict(zip(STABILITY.names, (*key, *sums), strict=True))
        for key, sums in sorted(weeks.items())
    ]
    return pa.Table.from_pylist(rows, STABILITY)


def _versions(
    rows: Iterable[Mapping[str, Any]],
) -> dict[tuple[str, date], dict[datetime, Spans]]:
    found: dict[tuple[str, date], dict[datetime, Spans]] = {}
    for row in rows:
        day = found.setdefault((row["agent_id"], row["work_date"]), {})
        day.setdefault(row["updated_at"], []).append((row["starts_at"], row["ends_at"]))
    return found


def _hours(spans: Spans) -> float:
    return sum((end - start).total_seconds() for start, end in spans) / 3600.0


def _overlap_h(one: Spans, other: Spans) -> float:
    """Hours in both; the spans of each do not overlap among themselves."""
    shared = [(max(a, c), min(b, d)) for a, b in one for c, d in other]
    return _hours([(start, end) for start, end in shared if start < end])
