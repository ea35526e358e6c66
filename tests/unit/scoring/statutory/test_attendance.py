"""attendance_day rows as overtime: breaks, early punches, approvals, night shifts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest

from data_contracts.refusal import Refusal
from scoring.statutory import Approval, CycleBalance, WorkTime, overtime_of_attendance

SHANGHAI = "Asia/Shanghai"
HOUR, MINUTE = 3600, 60
INSTANT = pa.timestamp("us")
SCHEMA = pa.schema(
    [
        ("employee_id", pa.string()),
        ("agent_id", pa.string()),
        ("work_date", pa.date32()),
        ("day_class", pa.string()),
        ("scheduled_from_at", INSTANT),
        ("scheduled_to_at", INSTANT),
        ("first_in_at", INSTANT),
        ("last_out_at", INSTANT),
        ("attended_s", pa.int64()),
        ("overtime_s", pa.int64()),
    ]
)


def utc(text: str | None) -> datetime | None:
    if text is None:
        return None
    local = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(SHANGHAI))
    return local.astimezone(UTC).replace(tzinfo=None)


def row(shift, punches, attended_h: float, outside_s: int = 0, agent_id: str | None = "A1"):
    """A row from local instants: the shift's and the punches', and what the mart measured."""
    work_date = date.fromisoformat((shift or punches)[0][:10])
    begins, ends = shift or (None, None)
    came, went = punches or (None, None)
    instants = [utc(text) for text in (begins, ends, came, went)]
    figures = [int(attended_h * HOUR), outside_s]
    values = ["E1", agent_id, work_date, "workday", *instants, *figures]
    return dict(zip(SCHEMA.names, values, strict=True))


@pytest.fixture
def overtime_of(city, calendar):
    def run(*rows, approvals=None, **more):
        table = pa.Table.from_pylist(list(rows), SCHEMA)
        return overtime_of_attendance(
            table,
            calendar,
            city,
            SHANGHAI,
            approvals=approvals or {},
            tolerance_s=30 * MINUTE,
            **more,
        )["A1"]

    return run


DAY_SHIFT = ("2026-06-02 09:00", "2026-06-02 18:00")


def figures(days) -> list[tuple[int, str, float, float, bool]]:
    return [
        (d.work_date.day, d.day_class, d.worked_s / HOUR, d.overtime_s / HOUR, d.approved)
        for d in days
    ]


def test_the_unpaid_break_and_an_early_punch_are_no_overtime(overtime_of) -> None:
    punches = ("2026-06-02 08:50", "2026-06-02 18:10")
    days = overtime_of(row(DAY_SHIFT, punches, 8, 20 * MINUTE))
    assert figures(days) == [(2, "workday", 8, 0, True)]


def test_time_outside_the_shift_counts_where_it_was_approved(overtime_of) -> None:
    attended = row(DAY_SHIFT, ("2026-06-02 09:00", "2026-06-02 20:00"), 8, 2 * HOUR)
    approved = overtime_of(attended, approvals={"A1": {date(2026, 6, 2): Approval()}})
    assert figures(approved) == [(2, "workday", 10, 2, True)]
    early = row(DAY_SHIFT, ("2026-06-02 07:00", "2026-06-02 18:00"), 8, 2 * HOUR)
    before = overtime_of(early, approvals={"A1": {date(2026, 6, 2): Approval()}})
    assert figures(before) == [(2, "workday", 10, 2, True)]
    alone = overtime_of(attended)
    assert figures(alone) == [(2, "workday", 8, 0, True), (2, "workday", 2, 2, False)]


def test_one_row_per_shift_date_and_approval(overtime_of) -> None:
    """Ten rostered hours and two more after them, none approved: four hours wait in one row."""
    shift = ("2026-06-02 08:00", "2026-06-02 18:00")
    late = row(shift, ("2026-06-02 08:00", "2026-06-02 20:00"), 10, 2 * HOUR)
    assert figures(overtime_of(late)) == [(2, "workday", 12, 4, False)]


def test_work_on_a_free_day_waits_for_approval(overtime_of) -> None:
    attended = row(None, ("2026-06-06 09:00", "2026-06-06 13:00"), 0, 4 * HOUR)
    assert figures(overtime_of(attended)) == [(6, "rest_day", 4, 4, False)]
    approvals = {"A1": {date(2026, 6, 6): Approval(comp_leave_s=HOUR)}}
    (day,) = overtime_of(attended, approvals=approvals)
    assert (day.approved, day.comp_leave_s) == (True, HOUR)


def test_a_rostered_holiday_needs_no_approval(overtime_of) -> None:
    shift = ("2026-06-19 09:00", "2026-06-19 18:00")
    assert figures(overtime_of(row(shift, shift, 8))) == [(19, "statutory_holiday", 8, 8, True)]


def test_the_break_of_a_late_shift_leaves_its_end_in_place(overtime_of) -> None:
    """16:00 to 01:00 with an hour's break in the middle: the last hour is the holiday's."""
    shift = ("2026-06-18 16:00", "2026-06-19 01:00")
    assert figures(overtime_of(row(shift, shift, 8))) == [
        (18, "workday", 7, 0, True),
        (19, "statutory_holiday", 1, 1, True),
    ]


def test_absence_and_lateness_are_no_work(overtime_of) -> None:
    late = row(DAY_SHIFT, ("2026-06-02 10:00", "2026-06-02 18:00"), 7)
    absent = row(("2026-06-03 09:00", "2026-06-03 18:00"), None, 0)
    assert figures(overtime_of(late, absent)) == [(2, "workday", 7, 0, True)]


def test_the_comprehensive_system_by_person(overtime_of) -> None:
    shifts = [(f"2026-06-0{day} 09:00", f"2026-06-0{day} 19:00") for day in range(1, 6)]
    rows = [row(shift, shift, 10) for shift in shifts]
    approvals = {"A1": {date(2026, 6, 5): Approval()}}
    work_times = {"A1": WorkTime("COMPREHENSIVE", CycleBalance("week"))}
    days = overtime_of(*rows, approvals=approvals, work_times=work_times)
    assert [day.overtime_s // HOUR for day in days] == [0, 0, 0, 0, 10]


def test_somebody_without_a_login_is_refused(overtime_of) -> None:
    with pytest.raises(Refusal, match="the employee E1 has no agent_id"):
        overtime_of(row(DAY_SHIFT, DAY_SHIFT, 8, agent_id=None))
