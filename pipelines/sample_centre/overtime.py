"""Requests for overtime: whoever was there long beyond the shift asks, and the manager decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.sample_centre.people import Person, Staff
from pipelines.sample_centre.shifts import MAX_STAFF, MINUTE_S
from pipelines.sample_centre.streams import stream
from pipelines.sample_centre.timekeeping import Attendance, Punch

TOLERATED_S = 45 * MINUTE_S
ASKED_SHARE, APPROVED_SHARE = 0.9, 0.85
DECIDED_AT_S = 23 * 3600 + 45 * MINUTE_S
REASONS = ("话务高峰", "月度报表", "录音复核", "系统故障")


@dataclass(frozen=True)
class OvertimeRequest:
    """What was decided about one person's time beyond the shift of the day."""

    person: Person
    day: date
    approved: bool
    decided_by: Person
    reason: str


def overtime_decided(
    staff: Staff, present: Sequence[Attendance], log: Sequence[Punch], day: date, seed: int
) -> list[OvertimeRequest]:
    """The requests of everybody who was there longer than is tolerated, by employee number;
    managers do not ask themselves. Nobody works on a day off here, so all of it is paid."""
    managers = staff.with_role("manager", day)
    luck = stream(seed, "overtime", day.toordinal()).random((MAX_STAFF, 3))
    found: list[OvertimeRequest] = []
    for one in present:
        if not managers or one.shift.person in managers:
            continue
        asks, decided, why = luck[one.shift.person.number].tolist()
        if _beyond_s(one, log) > TOLERATED_S and asks < ASKED_SHARE:
            request = OvertimeRequest(
                one.shift.person,
                day,
                approved=decided < APPROVED_SHARE,
                decided_by=managers[0],
                reason=REASONS[int(why * len(REASONS))],
            )
            found.append(request)
    return found


def _beyond_s(one: Attendance, log: Sequence[Punch]) -> int:
    """Seconds between the first and the last punch that lie outside the shift."""
    times = [punch.at_s for punch in log if punch.person.number == one.shift.person.number]
    if len(times) < 2:
        return 0
    shift = one.shift.kind
    return max(0, shift.starts_s - min(times)) + max(0, max(times) - shift.ends_s)
