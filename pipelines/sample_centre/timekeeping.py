"""Who really came: leaves, lateness, early departure, interruptions, and terminal punches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np

from pipelines.sample_centre.floor_day import DutyAgent, FloorDay
from pipelines.sample_centre.people import QUEUES, Person, Staff
from pipelines.sample_centre.shifts import MAX_STAFF, MINUTE_S, Shift
from pipelines.sample_centre.streams import stream

LEAVE_CHANCES = (("annual", 0.016), ("sick", 0.008), ("personal", 0.003))
LONGEST_LEAVE_DAYS = 3
ASKED_DAYS_AHEAD, DECIDED_DAYS_AHEAD = 3, 1
ASKED_AT, DECIDED_AT, SICK_NOTE_AT = time(10), time(16), time(9)
EARLIEST_LOGOUT_S = 150
REJECTED_SHARE, UNEXCUSED_SHARE, EARLY_SHARE = 0.12, 0.002, 0.01
OFFLINE_WORK_SHARE, COACHING_SHARE = 0.25, 0.03
DEVICES = 3
PAID_LEAVE = {"annual", "sick"}


@dataclass(frozen=True)
class Leave:
    """Whole local days of leave, first to last included, and how the request was decided."""

    person: Person
    leave_type: str
    first: date
    days: int
    status: str

    @property
    def leave_id(self) -> str:
        return f"LV{self.first:%Y%m%d}{self.person.number:04d}"

    @property
    def after(self) -> date:
        """The day after the last day of leave."""
        return self.first + timedelta(self.days)


@dataclass(frozen=True)
class Attendance:
    """A planned shift and what came of it, in seconds since local midnight."""

    shift: Shift
    arrives_s: int
    leaves_s: int


@dataclass(frozen=True)
class Punch:
    """One line of a terminal's log."""

    person: Person
    at_s: int
    device: int


def leaves_starting(staff: Staff, day: date, seed: int) -> list[Leave]:
    """Requests for leave that would begin on the day, by employee number."""
    luck = stream(seed, "leaves", day.toordinal()).random((MAX_STAFF, 3))
    found = []
    for person in staff.people:
        kind = _leave_kind(luck[person.number][0])
        if kind and person.employed(day):
            length = 1 + int(luck[person.number][1] * LONGEST_LEAVE_DAYS)
            refused = kind == "annual" and luck[person.number][2] < REJECTED_SHARE
            found.append(Leave(person, kind, day, length, "rejected" if refused else "approved"))
    return found


def leave_decisions(staff: Staff, day: date, seed: int) -> list[tuple[Leave, str, datetime]]:
    """Requests made, decided or reported sick on a day: leave, status and local time.

    Sick leave is approved on its first day; other leave is asked for three days ahead and
    decided on the eve.
    """
    moments = ((ASKED_DAYS_AHEAD, ASKED_AT), (DECIDED_DAYS_AHEAD, DECIDED_AT), (0, SICK_NOTE_AT))
    return [
        (
            leave,
            "requested" if ahead == ASKED_DAYS_AHEAD else leave.status,
            datetime.combine(day, clock),
        )
        for ahead, clock in moments
        for leave in leaves_starting(staff, day + timedelta(ahead), seed)
        if (leave.leave_type == "sick") == (ahead == 0)
    ]


def people_on_leave(staff: Staff, day: date, seed: int) -> set[int]:
    """Numbers of the people who have approved leave on the day."""
    starts = [day - timedelta(back) for back in range(LONGEST_LEAVE_DAYS)]
    leaves = [leave for start in starts for leave in leaves_starting(staff, start, seed)]
    return {x.person.number for x in leaves if x.status == "approved" and x.after > day}


def attend(shifts: list[Shift], on_leave: set[int], day: date, seed: int) -> list[Attendance]:
    """Arrival and departure of everybody who came, by employee number."""
    luck = stream(seed, "attendance", day.toordinal()).random((MAX_STAFF, 6))
    return [
        _attendance(shift, luck[shift.person.number])
        for shift in shifts
        if shift.person.number not in on_leave and luck[shift.person.number][0] >= UNEXCUSED_SHARE
    ]


def duty_crew(present: list[Attendance], day: date, seed: int) -> list[DutyAgent]:
    """The agents among those who came, ready for the floor."""
    luck = stream(seed, "interruptions", day.toordinal()).random((MAX_STAFF, 12))
    return [
        _duty_agent(one, luck[one.shift.person.number])
        for one in present
        if one.shift.person.assignment(day).role == "agent"
    ]


def punches(
    present: list[Attendance], crew: list[DutyAgent], floor: FloorDay, day: date, seed: int
) -> list[Punch]:
    """The terminals' log of the day, by time; some punches are missing, some come twice."""
    rng = stream(seed, "punches", day.toordinal())
    logouts = {crew[login.agent].person.number: login.ends_s for login in floor.logins}
    found: list[Punch] = []
    for one in present:
        found += _punches_of(one, logouts.get(one.shift.person.number, one.leaves_s), rng)
    unique = {(p.person.number, p.at_s, p.device): p for p in found}
    return sorted(unique.values(), key=lambda p: (p.at_s, p.person.number, p.device))


def _leave_kind(luck: float) -> str | None:
    upto = 0.0
    for kind, chance in LEAVE_CHANCES:
        upto += chance
        if luck < upto:
            return kind
    return None


def _attendance(shift: Shift, luck: np.ndarray) -> Attendance:
    if luck[1] < shift.person.punctuality:
        arrives = shift.kind.starts_s + 30 + min(3600, int(-480 * np.log(luck[2] + 1e-9)))
    else:
        arrives = shift.kind.starts_s - 150 - int(luck[2] * 12 * MINUTE_S)
    leaves = shift.kind.ends_s
    if luck[3] < EARLY_SHARE:
        leaves -= 5 * MINUTE_S + int(luck[4] * 50 * MINUTE_S)
    return Attendance(shift, arrives, leaves)


def _duty_agent(one: Attendance, luck: np.ndarray) -> DutyAgent:
    person, starts = one.shift.person, one.shift.kind.starts_s
    late = one.arrives_s > starts
    logs_in = one.arrives_s + 60 + int(luck[0] * 60) if late else starts - int(luck[0] * 90)
    planned = [
        (a.starts_s, _duration(a.kind, a.ends_s - a.starts_s, luck[1 + n % 5]), a.kind)
        for n, a in enumerate(a for a in one.shift.activities if a.kind != "work")
    ]
    planned += _unplanned(one, luck)
    served = {skill.queue_id for skill in person.skills if skill.effective_from <= one.shift.day}
    return DutyAgent(
        person,
        tuple(n for n, queue in enumerate(QUEUES) if queue in served),
        logs_in,
        max(one.leaves_s - int(luck[11] * EARLIEST_LOGOUT_S), logs_in + 600),
        sorted(i for i in planned if logs_in < i[0] < one.leaves_s - 300),
    )


def _duration(kind: str, planned_s: int, luck: float) -> int:
    if kind in ("meeting", "training"):
        return planned_s
    return planned_s - 90 + int(luck * 210)


def _unplanned(one: Attendance, luck: np.ndarray) -> list[tuple[int, int, str]]:
    span = one.shift.kind.ends_s - one.shift.kind.starts_s
    found = []
    if luck[6] < OFFLINE_WORK_SHARE:
        due = one.shift.kind.starts_s + int((0.1 + 0.8 * luck[7]) * span) + 7
        found.append((due, 480 + int(luck[8] * 720), "offline_work"))
    if luck[9] < COACHING_SHARE:
        due = one.shift.kind.starts_s + int((0.2 + 0.6 * luck[10]) * span) + 11
        found.append((due, 1800, "coaching"))
    return found


def _punches_of(one: Attendance, logout_s: int, rng: np.random.Generator) -> list[Punch]:
    person = one.shift.person
    after = int(rng.integers(40, 540 if person.skills else 2400))
    times = [one.arrives_s, max(logout_s, one.leaves_s) + after]
    if person.number % 2 == 0:
        meal = next(a for a in one.shift.activities if a.kind == "meal")
        out = meal.starts_s + int(rng.integers(20, 300))
        if one.arrives_s < out - 600 and meal.ends_s < one.leaves_s - 600:
            times += [out, meal.ends_s - int(rng.integers(-60, 240))]
    kept = [at for at in times if rng.random() >= 0.012]
    repeats = [at + int(rng.integers(2, 50)) for at in kept if rng.random() < 0.015]
    return [Punch(person, at, 1 + int(rng.integers(DEVICES))) for at in kept + repeats]
