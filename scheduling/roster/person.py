"""A person as the roster sees them: skills, hours due, days they can work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import combinations
from typing import Any

import pyarrow as pa

from scheduling.half_hours import local_to_utc
from scheduling.roster.shift_library import ShiftOption
from scheduling.roster.working_time import WorkingTime

DAYS = 7


@dataclass(frozen=True)
class Person:
    """One agent in one week. Days count from Monday, 0 to 6.

    `due_s` are the paid seconds of the contract less leave; `planned_s` the most of them that
    whole shifts on the free days can give. `carry_days` are the working days in an unbroken run
    up to Sunday; `earliest_min` is when rest after the last shift ends, minutes after Monday's
    midnight.
    """

    agent_id: str
    employment: str
    skills: tuple[str, ...]
    contract_s: int
    due_s: int
    planned_s: int
    free_days: tuple[int, ...]
    leave_days: tuple[int, ...]
    carry_days: int
    earliest_min: int
    options: tuple[ShiftOption, ...]


def people_of_week(
    people: pa.Table,
    skills: pa.Table,
    leaves: pa.Table,
    previous_shifts: pa.Table | None,
    *,
    plan_week: date,
    zone: str,
    options: Sequence[ShiftOption],
    limits: WorkingTime,
) -> list[Person]:
    """The agents (role 'agent') of `people` for the week, by agent_id.

    A skill counts when it holds on all seven days; a leave (approved, where the table has a
    status) takes every local day that it touches. `hired_on` and `left_on` are heeded where the
    table has them.
    """
    held = _skills_of_week(skills, plan_week)
    away = leave_days_of_week(leaves, plan_week, zone)
    before = _previous(previous_shifts, plan_week, zone, limits)
    made = [
        _person(row, held, away, before, plan_week, options, limits)
        for row in people.to_pylist()
        if row.get("role", "agent") == "agent"
    ]
    return sorted(made, key=lambda person: person.agent_id)


def _person(
    row: Mapping[str, Any],
    held: Mapping[str, set[str]],
    away: Mapping[str, set[int]],
    before: Mapping[str, tuple[int, int]],
    plan_week: date,
    options: Sequence[ShiftOption],
    limits: WorkingTime,
) -> Person:
    agent_id = row["agent_id"]
    leave = tuple(sorted(away.get(agent_id, set())))
    carry, earliest = before.get(agent_id, (0, -(10**6)))
    codes = limits.shift_codes.get(row["employment"], ())
    allowed = tuple(o for o in options if o.code in codes and _legal_length(o, limits))
    employed = _employed_days(row, plan_week)
    free = tuple(
        day
        for day in employed
        if day not in leave and any(day * 1440 + o.start_min >= earliest for o in allowed)
    )
    contract_s = round(float(row["weekly_hours"]) * 3600)
    credit_s = contract_s * min(5, len(leave) + DAYS - len(employed)) // 5
    due_s = contract_s - credit_s
    return Person(
        agent_id=agent_id,
        employment=row["employment"],
        skills=tuple(sorted(held.get(agent_id, set()))),
        contract_s=contract_s,
        due_s=due_s,
        planned_s=attainable_s(due_s, free, carry, allowed, limits),
        free_days=free,
        leave_days=leave,
        carry_days=carry,
        earliest_min=earliest,
        options=allowed,
    )


def _legal_length(option: ShiftOption, limits: WorkingTime) -> bool:
    return option.paid_s <= limits.maximum_paid_s_per_day


def _employed_days(row: Mapping[str, Any], plan_week: date) -> list[int]:
    first = row.get("hired_on") or date.min
    last = row.get("left_on") or date.max
    return [day for day in range(DAYS) if first <= plan_week + timedelta(days=day) <= last]


def attainable_s(
    due_s: int,
    free: Sequence[int],
    carry: int,
    allowed: Iterable[ShiftOption],
    limits: WorkingTime,
) -> int:
    """The most paid seconds, not above `due_s`, of whole shifts on days that the limits allow."""
    lengths = {option.paid_s for option in allowed}
    reached = best = {0}
    for _ in range(most_days(free, carry, limits)):
        reached = {have + one for have in reached for one in lengths if have + one <= due_s}
        best = best | reached
    return max(best)


def most_days(free: Sequence[int], carry: int, limits: WorkingTime) -> int:
    """How many of the free days may be worked: days off and consecutive days kept."""
    most = min(len(free), DAYS - limits.minimum_days_off_per_week)
    for count in range(most, 0, -1):
        if any(
            longest_run(days, carry) <= limits.maximum_consecutive_days
            for days in combinations(free, count)
        ):
            return count
    return 0


def longest_run(days: Sequence[int], carry: int) -> int:
    """The longest run of working days, the days carried over from the week before included."""
    run = longest = carry if days and 0 in days else 0
    worked = set(days)
    for day in range(DAYS):
        run = run + 1 if day in worked else 0
        longest = max(longest, run)
    return longest


def _skills_of_week(skills: pa.Table, plan_week: date) -> dict[str, set[str]]:
    sunday = plan_week + timedelta(days=DAYS - 1)
    held: dict[str, set[str]] = {}
    for row in skills.to_pylist():
        begins = (row.get("effective_from") or date.min) <= plan_week
        lasts = (row.get("effective_to") or date.max) > sunday
        certified = (row.get("certificate_expires_on") or date.max) >= sunday
        if begins and lasts and certified:
            held.setdefault(row["agent_id"], set()).add(row["queue_id"])
    return held


def leave_days_of_week(leaves: pa.Table, plan_week: date, zone: str) -> dict[str, set[int]]:
    """Days of the week, by agent, that an approved leave touches."""
    away: dict[str, set[int]] = {}
    for row in leaves.to_pylist():
        if row.get("status", "approved") != "approved":
            continue
        for day in range(DAYS):
            starts, ends = (
                local_to_utc(plan_week + timedelta(days=day + more), 0, zone) for more in (0, 1)
            )
            if row["starts_at"] < ends and row["ends_at"] > starts:
                away.setdefault(row["agent_id"], set()).add(day)
    return away


def _previous(
    shifts: pa.Table | None, plan_week: date, zone: str, limits: WorkingTime
) -> dict[str, tuple[int, int]]:
    """Per agent: days of the run up to Sunday, and the minute on Monday when rest is over."""
    if shifts is None:
        return {}
    ends: dict[str, dict[date, datetime]] = {}
    for row in shifts.to_pylist():
        if row["ends_at"] is None or row["work_date"] >= plan_week:
            continue
        days = ends.setdefault(row["agent_id"], {})
        days[row["work_date"]] = max(row["ends_at"], days.get(row["work_date"], datetime.min))
    midnight = local_to_utc(plan_week, 0, zone)
    found = {}
    for agent_id, days in ends.items():
        run, day = 0, plan_week - timedelta(days=1)
        while day in days:
            run, day = run + 1, day - timedelta(days=1)
        last_end = max(days.values())
        since = int((last_end - midnight).total_seconds()) // 60
        found[agent_id] = (run, since + limits.minimum_rest_min)
    return found
