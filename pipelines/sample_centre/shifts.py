"""Planned shifts: rotating days off, shift codes, meals, breaks, meetings and training."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from pipelines.sample_centre.calendar_effects import is_holiday, is_make_up_workday, is_workday
from pipelines.sample_centre.people import Person, Staff
from pipelines.sample_centre.streams import stream

MINUTE_S = 60
MAX_STAFF = 4000


@dataclass(frozen=True)
class ShiftKind:
    """A shift: local start and end, when meals may start, how long they last (seconds)."""

    code: str
    starts_s: int
    ends_s: int
    meal_from_s: int
    meal_s: int


@dataclass(frozen=True)
class Activity:
    """A planned activity within a shift, in seconds since local midnight."""

    kind: str
    starts_s: int
    ends_s: int
    paid: bool


@dataclass(frozen=True)
class Shift:
    """One person's planned shift on a local date."""

    person: Person
    day: date
    kind: ShiftKind
    activities: tuple[Activity, ...]


def _kind(code: str, start: float, end: float, meal: float, meal_minutes: int) -> ShiftKind:
    hours = (int(start * 3600), int(end * 3600), int(meal * 3600))
    return ShiftKind(code, *hours, meal_minutes * MINUTE_S)


SHIFT_KINDS = {
    "M": _kind("M", 8, 16.5, 11, 30),
    "D": _kind("D", 9, 18, 11.5, 60),
    "C": _kind("C", 11, 20, 15.75, 60),
    "L": _kind("L", 13.5, 22, 17, 30),
}
# Days off per week of an eight-week rotation (Monday is 0); runs of work never exceed six days.
DAYS_OFF = ((5, 6), (5, 6), (5, 6), (0, 1), (1, 2), (2, 3), (3, 4), (4, 5))
WEEKLY_CODES = ("M", "D", "L", "D", "M", "L", "C", "L", "M", "D", "L")
HOLIDAY_SHARE, MAKE_UP_SHARE = 0.62, 0.6
GATHERINGS_FROM_S, MEETING_SHARE, TRAINING_SHARE = 14 * 3600, 0.18, 0.08


def plan_shifts(staff: Staff, day: date, seed: int) -> list[Shift]:
    """Shifts that start on the local date, by employee number."""
    rng = stream(seed, "shifts", day.toordinal())
    luck = rng.random((MAX_STAFF, 8))
    people = [p for p in staff.people if p.employed(day)]
    planned = [(p, _code(p, day, luck[p.number])) for p in people]
    return [
        Shift(p, day, SHIFT_KINDS[code], _activities(SHIFT_KINDS[code], p, day, luck[p.number]))
        for p, code in planned
        if code is not None
    ]


def _code(person: Person, day: date, luck: np.ndarray) -> str | None:
    if person.assignment(day).role != "agent":
        return "D" if is_workday(day) else None
    code = _rotation_code(person, day)
    if is_holiday(day):
        return code if code and luck[0] < HOLIDAY_SHARE else None
    if is_make_up_workday(day) and code is None and luck[0] < MAKE_UP_SHARE:
        code = "D"
    late_before = _rotation_code(person, day - timedelta(1)) == "L"
    return "D" if code == "M" and late_before else code


def _rotation_code(person: Person, day: date) -> str | None:
    week = day.toordinal() // 7 if day.weekday() != 6 else (day.toordinal() - 1) // 7
    if day.weekday() in DAYS_OFF[(person.number + week) % len(DAYS_OFF)]:
        return None
    return WEEKLY_CODES[(person.number * 3 + week) % len(WEEKLY_CODES)]


def _activities(
    kind: ShiftKind, person: Person, day: date, luck: np.ndarray
) -> tuple[Activity, ...]:
    interruptions = sorted(_interruptions(kind, person, day, luck), key=lambda a: a.starts_s)
    filled: list[Activity] = []
    at = kind.starts_s
    for one in interruptions:
        filled += [Activity("work", at, one.starts_s, True), one]
        at = one.ends_s
    filled.append(Activity("work", at, kind.ends_s, True))
    return tuple(a for a in filled if a.ends_s > a.starts_s)


def _interruptions(kind: ShiftKind, person: Person, day: date, luck: np.ndarray) -> list[Activity]:
    quarter = 15 * MINUTE_S
    meal_at = kind.meal_from_s + int(luck[1] * 6) * quarter
    morning = kind.starts_s + 6 * quarter + int(luck[2] * 4) * quarter
    after_meal = meal_at + kind.meal_s + 5 * quarter + int(luck[3] * 4) * quarter
    evening = min(after_meal, kind.ends_s - 3 * quarter)
    gathering = _gathering(person, day, luck)
    breaks = [_after(gathering, at, at + quarter) for at in (morning, evening)]
    return [
        Activity("meal", meal_at, meal_at + kind.meal_s, False),
        *(Activity("break", at, at + quarter, True) for at in breaks),
        *gathering,
    ]


def _after(gathering: list[Activity], starts: int, ends: int) -> int:
    """Start of a break: where it would overlap the gathering, the gathering's end."""
    overlaps = [g for g in gathering if g.starts_s < ends and starts < g.ends_s]
    return overlaps[0].ends_s if overlaps else starts


def _gathering(person: Person, day: date, luck: np.ndarray) -> list[Activity]:
    if person.assignment(day).role != "agent" or is_holiday(day):
        return []
    starts = GATHERINGS_FROM_S + int(luck[5] * 4) * 15 * MINUTE_S
    if luck[4] < MEETING_SHARE:
        return [Activity("meeting", starts, starts + 30 * MINUTE_S, True)]
    if luck[4] < MEETING_SHARE + TRAINING_SHARE:
        return [Activity("training", starts, starts + 60 * MINUTE_S, True)]
    return []
