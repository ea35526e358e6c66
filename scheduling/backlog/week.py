"""A week of work that may wait: what comes in, the capacity it takes, what planned agents leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scheduling.backlog.deadlines import Work, open_work
from scheduling.backlog.earliest_first import earliest_deadline_first
from scheduling.backlog.required import constant_capacity, levelled_capacity, safe_capacity
from scheduling.backlog.rules import BackOffice
from scheduling.half_hours import local_date_of, local_to_utc, monday_of, slot_of

Array = NDArray[np.float64]

HALF_HOURS = 336
_HALF_HOUR_H = 0.5


@dataclass(frozen=True)
class BacklogWeek:
    """`half_hours`: the open ones; `work`: by kind; `capacity`: ways to staff."""

    half_hours: pa.Table
    work: pa.Table
    capacity: pa.Table


def backlog_week(
    arrivals: pa.Table, rules: BackOffice, plan_week: date, *, before: date, zone: str
) -> BacklogWeek | None:
    """The week from `plan_week` on, as the last whole weeks before the day `before` were.

    `arrivals` has work_type and arrived_at, one row per piece of work. The mean of the weeks is
    the week expected; each of them is a scenario of `safe`. Every week is laid out twice and the
    second one counts, so that what one Sunday leaves waits on the next Monday. None without a
    whole week of a known kind of work.
    """
    weeks = _past_weeks(arrivals, rules, monday_of(before), zone)
    if weeks.shape[0] == 0 or not weeks.any():
        return None
    expected = weeks.mean(axis=0)
    work = _work(expected, rules)
    scenarios = [_work(week, rules) for week in weeks]
    levelled = levelled_capacity(work)
    planned = np.full(work.slots, rules.planned_agents * _HALF_HOUR_H)
    options = {
        "planned": planned,
        "constant": np.full(work.slots, constant_capacity(work)),
        "safe": np.full(work.slots, safe_capacity(scenarios, rules.deadline_probability)),
        "levelled": levelled,
    }
    return BacklogWeek(
        _half_hours(expected, work, options, rules, plan_week, zone),
        _kinds(expected, rules),
        pa.Table.from_pylist(
            [_option(name, work, hours, scenarios) for name, hours in options.items()]
        ),
    )


def _past_weeks(arrivals: pa.Table, rules: BackOffice, upto: date, zone: str) -> Array:
    """Pieces that came, (weeks, kinds, half-hours of the week); weeks without any are left out."""
    first = upto - timedelta(weeks=rules.history_weeks)
    found = np.zeros((rules.history_weeks, len(rules.steps), HALF_HOURS))
    kinds = {name: place for place, name in enumerate(rules.steps)}
    rows = zip(arrivals["work_type"].to_pylist(), arrivals["arrived_at"].to_pylist(), strict=True)
    for kind, arrived_at in rows:
        day = local_date_of(arrived_at, zone)
        if kind in kinds and first <= day < upto:
            week, weekday = divmod((day - first).days, 7)
            found[week, kinds[kind], weekday * 48 + slot_of(arrived_at, zone)] += 1
    return found[found.any(axis=(1, 2))]


def _work(pieces: Array, rules: BackOffice) -> Work:
    """Two such weeks as work on open half-hours."""
    is_open = np.tile(rules.is_open, 2)
    parts = []
    for place, step in enumerate(rules.steps.values()):
        arrives = np.flatnonzero(np.tile(pieces[place], 2))
        hours = np.tile(pieces[place], 2)[arrives] * step.work_s / 3600.0
        parts.append(open_work(arrives, hours, is_open, step.answer_within))
    first, due, hours = (
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("first", "due", "hours")
    )
    return Work(first, due, hours, parts[0].slots)


def _half_hours(
    expected: Array,
    work: Work,
    options: dict[str, Array],
    rules: BackOffice,
    plan_week: date,
    zone: str,
) -> pa.Table:
    """The second of the two weeks, open half-hours only."""
    done = earliest_deadline_first(work, options["planned"])
    half = work.slots // 2
    starts = _starts(rules, plan_week, zone)
    arriving = np.zeros(half)
    for step, pieces in zip(rules.steps.values(), expected, strict=True):
        waits_for = np.minimum(np.cumsum(rules.is_open) - np.asarray(rules.is_open), half - 1)
        np.add.at(arriving, waits_for, pieces * step.work_s / 3600.0)
    return pa.table(
        {
            "interval_start_at": pa.array([at for at, _ in starts], pa.timestamp("us")),
            "business_date": pa.array([day for _, day in starts], pa.date32()),
            "arriving_h": arriving,
            "levelled_agents": options["levelled"][half:] / _HALF_HOUR_H,
            "planned_agents": options["planned"][half:] / _HALF_HOUR_H,
            "done_h": done.done[half:],
            "backlog_h": done.backlog[half:],
            "late_h": done.late[half:],
        }
    )


def _starts(rules: BackOffice, plan_week: date, zone: str) -> list[tuple[datetime, date]]:
    days = [plan_week + timedelta(days=place // 48) for place in range(HALF_HOURS)]
    return [
        (local_to_utc(days[place], place % 48 * 30, zone), days[place])
        for place in range(HALF_HOURS)
        if rules.is_open[place]
    ]


def _kinds(expected: Array, rules: BackOffice) -> pa.Table:
    return pa.Table.from_pylist(
        [
            {
                "work_type": name,
                "name_zh": step.name_zh,
                "name_en": step.name_en,
                "pieces": float(pieces.sum()),
                "work_s": step.work_s,
                "workload_h": float(pieces.sum()) * step.work_s / 3600.0,
                "answer_within_h": step.answer_within * _HALF_HOUR_H,
            }
            for (name, step), pieces in zip(rules.steps.items(), expected, strict=True)
        ]
    )


def _option(name: str, work: Work, hours: Array, scenarios: list[Work]) -> dict[str, object]:
    """What a capacity gives in the expected week, and in how many past weeks it was enough."""
    done = earliest_deadline_first(work, hours)
    kept = [earliest_deadline_first(one, hours).late.sum() < 1e-9 for one in scenarios]
    half = work.slots // 2
    return {
        "option": name,
        "most_agents": float(hours[half:].max()) / _HALF_HOUR_H,
        "agent_h": float(hours[half:].sum()),
        "in_time_share": done.in_time_share,
        "most_backlog_h": float(done.backlog[half:].max()),
        "weeks_kept_share": float(np.mean(kept)),
    }
