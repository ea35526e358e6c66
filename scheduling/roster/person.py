"""A person as the roster sees them: skills, hours due, days they can work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import pyarrow as pa

from scheduling.half_hours import local_to_utc
from scheduling.roster.history import (
    LONG_AGO_MIN,
    Cap,
    Past,
    night_caps,
    read_past,
    weekend_caps,
)
from scheduling.roster.shift_library import ShiftOption
from scheduling.roster.working_time import WorkingTime

DAYS = 7
WEEKEND = (5, 6)
Bounds = Mapping[str, tuple[int, int]]
"""Weekends and nights of the week at most, by agent, as the fairness ledger leaves them."""


@dataclass(frozen=True)
class Person:
    """One agent in one week. Days count from Monday, 0 to 6.

    `due_s` are the paid seconds of the contract less leave; `planned_s` the most of them that
    whole shifts on the free days can give. `carry_days` are the working days in an unbroken run
    up to Sunday, `last_code` Sunday's shift; `earliest_min` is when rest after the last shift ends,
    minutes after Monday's midnight, `ready_min` when the person may work at all, which is sooner
    where rest is a soft rule. Caps are the weekends and nights left. `site` is where the person
    takes a seat, "" where seats are not limited.
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
    last_code: str | None = None
    ready_min: int = LONG_AGO_MIN
    weekend_caps: tuple[Cap, ...] = ()
    night_caps: tuple[Cap, ...] = ()
    site: str = ""

    @property
    def pool(self) -> str:
        """People whose starts are counted together: of one employment, at one site."""
        return f"{self.employment}_at_{self.site}" if self.site else self.employment

    @property
    def open_days(self) -> tuple[int, ...]:
        """Days that may be worked: free, and no weekend where none is left."""
        barred = any(cap.weight is None and not cap.left for cap in self.weekend_caps)
        return tuple(day for day in self.free_days if not (barred and day in WEEKEND))

    @property
    def weekend_weight(self) -> int:
        """What working the weekend costs by soft rules."""
        return sum(cap.weight or 0 for cap in self.weekend_caps if not cap.left)

    @property
    def most_nights(self) -> int:
        """Nights that hard rules leave."""
        return min((cap.left for cap in self.night_caps if cap.weight is None), default=DAYS)


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
    bounds: Bounds,
    seats: Mapping[str, int],
) -> list[Person]:
    """The agents (role 'agent') of `people` for the week, by agent_id.

    A skill counts when it holds on all seven days; a leave (approved, where the table has a
    status) takes every local day that it touches. `hired_on` and `left_on` are heeded where the
    table has them.
    """
    held = _skills_of_week(skills, plan_week)
    away = leave_days_of_week(leaves, plan_week, zone)
    before = read_past(previous_shifts, plan_week, zone, limits.night_min)
    made = [
        _person(row, held, away, before, plan_week, options, limits, bounds, seats)
        for row in people.to_pylist()
        if row.get("role", "agent") == "agent"
    ]
    return sorted(made, key=lambda person: person.agent_id)


def _person(
    row: Mapping[str, Any],
    held: Mapping[str, set[str]],
    away: Mapping[str, set[int]],
    before: Mapping[str, Past],
    plan_week: date,
    options: Sequence[ShiftOption],
    limits: WorkingTime,
    bounds: Bounds,
    seats: Mapping[str, int],
) -> Person:
    agent_id = row["agent_id"]
    leave = tuple(sorted(away.get(agent_id, set())))
    past = before.get(agent_id, Past())
    ready = past.last_end_min + limits.hard_rest_min
    codes = limits.shift_codes.get(row["employment"], ())
    allowed = tuple(o for o in options if o.code in codes and _legal_length(o, limits))
    employed = _employed_days(row, plan_week)
    free = tuple(
        day
        for day in employed
        if day not in leave and any(day * 1440 + o.start_min >= ready for o in allowed)
    )
    contract_s = round(float(row["weekly_hours"]) * 3600)
    credit_s = contract_s * min(5, len(leave) + DAYS - len(employed)) // 5
    due_s = contract_s - credit_s
    person = Person(
        agent_id=agent_id,
        employment=row["employment"],
        skills=tuple(sorted(held.get(agent_id, set()))),
        contract_s=contract_s,
        due_s=due_s,
        planned_s=0,
        free_days=free,
        leave_days=leave,
        carry_days=past.run_days,
        earliest_min=past.last_end_min + limits.minimum_rest_min,
        options=allowed,
        last_code=past.last_code,
        ready_min=ready,
        weekend_caps=weekend_caps(past, limits, bounds.get(agent_id)),
        night_caps=night_caps(past, limits, bounds.get(agent_id)),
        site=row["site_id"] if row.get("site_id") in seats else "",
    )
    return replace(person, planned_s=attainable_s(person, limits))


def _legal_length(option: ShiftOption, limits: WorkingTime) -> bool:
    return option.paid_s <= limits.maximum_paid_s_per_day


def _employed_days(row: Mapping[str, Any], plan_week: date) -> list[int]:
    first = row.get("hired_on") or date.min
    last = row.get("left_on") or date.max
    return [day for day in range(DAYS) if first <= plan_week + timedelta(days=day) <= last]


def attainable_s(person: Person, limits: WorkingTime) -> int:
    """The most paid seconds, not above those due, of whole shifts on days that the limits allow."""
    kinds = {(option.paid_s, option.end_min > limits.night_min) for option in person.options}
    reached = best = {(0, 0)}
    for _ in range(most_days(person.open_days, person.carry_days, limits)):
        reached = {
            (have + paid, nights + night)
            for have, nights in reached
            for paid, night in kinds
            if have + paid <= person.due_s and nights + night <= person.most_nights
        }
        best = best | reached
    return max(have for have, _ in best)


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
