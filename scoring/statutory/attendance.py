"""From the mart attendance_day to overtime: worked spans, rostered dates, unapproved time.

A row knows the first and last punch and how much of the shift was attended. The part that was
not attended (breaks, leave) is taken out of the middle of the shift, so that what is worked
near midnight stays on its own side of it. Time outside the shift counts where it was
approved; elsewhere it is kept apart, as overtime that nobody approved.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from data_contracts.refusal import Place, Refusal
from scoring.statutory.city import City
from scoring.statutory.overtime import (
    SECOND,
    Approval,
    CycleBalance,
    OvertimeDay,
    WorkedSpan,
    joined,
    overtime_days,
    seconds_by_date,
)
from scoring.statutory.parameters import DayClass, System

COLUMNS = (
    "employee_id",
    "agent_id",
    "work_date",
    "day_class",
    "scheduled_from_at",
    "scheduled_to_at",
    "first_in_at",
    "last_out_at",
    "attended_s",
    "overtime_s",
)
Piece = tuple[datetime, datetime]


@dataclass(frozen=True)
class WorkTime:
    """The work-time system of a person, and the cycle of the comprehensive one."""

    system: System = "STANDARD"
    cycle: CycleBalance | None = None


@dataclass
class Attended:
    """What attendance says of one person; `unapproved` is time outside shifts that is not in
    `spans`."""

    spans: list[WorkedSpan] = field(default_factory=list[WorkedSpan])
    rostered: set[date] = field(default_factory=set[date])
    unapproved: list[OvertimeDay] = field(default_factory=list[OvertimeDay])


def overtime_of_attendance(
    attendance: pa.Table,
    calendar: Mapping[date, DayClass],
    city: City,
    zone: str,
    *,
    approvals: Mapping[str, Mapping[date, Approval]],
    tolerance_s: int,
    work_times: Mapping[str, WorkTime] | None = None,
) -> dict[str, list[OvertimeDay]]:
    """Worked and overtime seconds by agent_id from attendance_day, in order of date.

    `approvals` is by agent and shift date. Unapproved time outside a shift of up to
    `tolerance_s` a day is no work (people punch in early); more of it is a row that is not
    approved. Everybody is on the standard system unless `work_times` says otherwise.
    """
    found: dict[str, list[OvertimeDay]] = {}
    for agent_id, person in attended(attendance, zone, approvals, tolerance_s).items():
        work_time = (work_times or {}).get(agent_id, WorkTime())
        days = overtime_days(
            person.spans,
            person.rostered,
            calendar,
            city,
            zone,
            system=work_time.system,
            cycle=work_time.cycle,
            approvals=approvals.get(agent_id, {}),
        )
        found[agent_id] = _by_day([*days, *person.unapproved])
    return found


def _by_day(days: Sequence[OvertimeDay]) -> list[OvertimeDay]:
    found: dict[tuple[date, date, bool], OvertimeDay] = {}
    for day in days:
        key = (day.shift_day, day.work_date, not day.approved)
        found[key] = joined(found[key], day) if key in found else day
    return [found[key] for key in sorted(found)]


def attended(
    attendance: pa.Table,
    zone: str,
    approvals: Mapping[str, Collection[date]],
    tolerance_s: int,
) -> dict[str, Attended]:
    """Spans, rostered dates and unapproved time by agent_id.

    Raises Refusal for somebody without an agent_id.
    """
    people: dict[str, Attended] = {}
    for row in attendance.select(COLUMNS).to_pylist():
        agent_id = row["agent_id"]
        if agent_id is None:
            raise Refusal(
                f"the employee {row['employee_id']} has no agent_id",
                place=Place("attendance_day", key="agent_id"),
                next_step="add the login to the staff list",
            )
        person = people.setdefault(agent_id, Attended())
        person.rostered |= _rostered(row, zone)
        if row["first_in_at"] is not None:
            approved = row["work_date"] in approvals.get(agent_id, ())
            _take_in(person, row, approved, tolerance_s)
    return people


def _rostered(row: Mapping[str, Any], zone: str) -> set[date]:
    if row["scheduled_from_at"] is None:
        return set()
    return {
        day for day, _ in seconds_by_date(row["scheduled_from_at"], row["scheduled_to_at"], zone)
    }


def _take_in(person: Attended, row: Mapping[str, Any], approved: bool, tolerance_s: int) -> None:
    outside_s = row["overtime_s"]
    pieces = _within_shift(row)
    if outside_s and (approved or row["scheduled_from_at"] is None):
        pieces += _outside_shift(row)
    elif outside_s > tolerance_s:
        person.unapproved.append(
            OvertimeDay(
                row["agent_id"],
                row["work_date"],
                row["day_class"],
                outside_s,
                outside_s,
                approved=False,
            )
        )
    person.spans += [
        WorkedSpan(row["agent_id"], row["work_date"], begins, ends)
        for begins, ends in pieces
        if begins < ends
    ]


def _within_shift(row: Mapping[str, Any]) -> list[Piece]:
    if row["scheduled_from_at"] is None or not row["attended_s"]:
        return []
    arrived = max(row["first_in_at"], row["scheduled_from_at"])
    left = min(row["last_out_at"], row["scheduled_to_at"])
    first_s = row["attended_s"] // 2
    rest_s = row["attended_s"] - first_s
    return [(arrived, arrived + first_s * SECOND), (left - rest_s * SECOND, left)]


def _outside_shift(row: Mapping[str, Any]) -> list[Piece]:
    came, went = row["first_in_at"], row["last_out_at"]
    begins, ends = row["scheduled_from_at"], row["scheduled_to_at"]
    if begins is None:
        return [(came, went)]
    return [(came, min(went, begins)), (max(came, ends), went)]
