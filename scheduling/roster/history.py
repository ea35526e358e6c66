"""What the weeks before a plan week leave to each person: runs, rest, weekends and nights."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

import pyarrow as pa

from scheduling.half_hours import local_to_utc
from scheduling.roster.working_time import WorkingTime

_SATURDAY = 5
_WEEKS_BEFORE = timedelta(weeks=3)
LONG_AGO_MIN = -(10**6)


class Cap(NamedTuple):
    """How many more are allowed this week; `weight` is the cost of one beyond, None: forbidden."""

    left: int
    weight: int | None


@dataclass(frozen=True)
class Past:
    """A person's weeks before: `run_days` up to Sunday, the last shift's end in minutes after
    Monday's midnight, Sunday's shift, weekends and nights of the three weeks before."""

    run_days: int = 0
    last_end_min: int = LONG_AGO_MIN
    last_code: str | None = None
    weekends: int = 0
    nights: int = 0


def read_past(
    shifts: pa.Table | None, plan_week: date, zone: str, night_min: int
) -> dict[str, Past]:
    """By agent. shifts: agent_id, work_date, ends_at UTC (optional shift_code)."""
    mine: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in shifts.to_pylist() if shifts is not None else []:
        if row["ends_at"] is not None and row["work_date"] < plan_week:
            mine[row["agent_id"]].append(row)
    return {agent: _past(rows, plan_week, zone, night_min) for agent, rows in mine.items()}


def _past(rows: Sequence[dict[str, Any]], plan_week: date, zone: str, night_min: int) -> Past:
    by_day = {row["work_date"]: row for row in sorted(rows, key=lambda row: row["ends_at"])}
    run, sunday = 0, plan_week - timedelta(days=1)
    while sunday - timedelta(days=run) in by_day:
        run += 1
    last_end = max(row["ends_at"] for row in rows) - local_to_utc(plan_week, 0, zone)
    recent = [row for day, row in by_day.items() if day >= plan_week - _WEEKS_BEFORE]
    weekend = [row["work_date"] for row in recent if row["work_date"].weekday() >= _SATURDAY]
    return Past(
        run_days=run,
        last_end_min=int(last_end.total_seconds()) // 60,
        last_code=by_day[sunday].get("shift_code") if run else None,
        weekends=len({day.isocalendar()[:2] for day in weekend}),
        nights=sum(_is_night(row, zone, night_min) for row in recent),
    )


def weekend_caps(
    past: Past, limits: WorkingTime, bounds: tuple[int, int] | None
) -> tuple[Cap, ...]:
    """Weekends left by the limit of four weeks and by the fairness ledger."""
    return _caps(limits.maximum_weekends, past.weekends, "maximum_weekends", limits, bounds, 0)


def night_caps(past: Past, limits: WorkingTime, bounds: tuple[int, int] | None) -> tuple[Cap, ...]:
    """Nights left by the limit of four weeks and by the fairness ledger."""
    return _caps(limits.maximum_nights, past.nights, "maximum_nights", limits, bounds, 1)


def _caps(
    limit: int | None,
    had: int,
    rule: str,
    limits: WorkingTime,
    bounds: tuple[int, int] | None,
    which: int,
) -> tuple[Cap, ...]:
    soft: Mapping[str, int] = limits.soft
    of_weeks = [] if limit is None else [Cap(max(0, limit - had), soft.get(rule))]
    fair = [] if bounds is None else [Cap(bounds[which], soft.get("fairness_bounds"))]
    return (*of_weeks, *fair)


def _is_night(row: Mapping[str, Any], zone: str, night_min: int) -> bool:
    return row["ends_at"] > local_to_utc(row["work_date"], night_min, zone)
