"""Attendance day by day: planned, attended, and what is out of the ordinary."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reports.book import Book
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, total
from reports.sheet import Sheet
from reports.table import Cell, Placed, write_table
from reports.vocabulary import word
from reports.workbooks.spans import period_rows

ATTENDANCE = (
    Figure(
        "work_date",
        N_("Date"),
        "date",
        N_("Local date on which the shift starts"),
        "attendance_day.work_date",
    ),
    Figure(
        "day_class",
        N_("Day class"),
        "text",
        N_("Workday, rest day or statutory holiday"),
        "attendance_day.day_class",
    ),
    Figure("shift_code", N_("Shift"), "text", N_("Planned shift"), "attendance_day.shift_code"),
    Figure(
        "scheduled_from_at",
        N_("From"),
        "clock",
        N_("Planned start"),
        "attendance_day.scheduled_from_at",
    ),
    Figure(
        "scheduled_to_at", N_("To"), "clock", N_("Planned end"), "attendance_day.scheduled_to_at"
    ),
    Figure(
        "first_in_at",
        N_("First in"),
        "clock",
        N_("First punch of the shift"),
        "attendance_day.first_in_at",
    ),
    Figure(
        "last_out_at",
        N_("Last out"),
        "clock",
        N_("Last punch of the shift"),
        "attendance_day.last_out_at",
    ),
    Figure(
        "scheduled_s",
        N_("Planned"),
        "duration",
        N_("Planned paid time"),
        "attendance_day.scheduled_s",
    ),
    Figure(
        "attended_s",
        N_("Attended"),
        "duration",
        N_("Attended within the planned shift"),
        "attendance_day.attended_s",
    ),
    Figure(
        "late_s", N_("Late"), "duration", N_("Time late beyond the grace"), "attendance_day.late_s"
    ),
    Figure(
        "early_leave_s",
        N_("Left early"),
        "duration",
        N_("Time left early beyond the grace"),
        "attendance_day.early_leave_s",
    ),
    Figure(
        "leave_type", N_("Leave"), "text", N_("Kind of approved leave"), "attendance_day.leave_type"
    ),
    Figure(
        "leave_s",
        N_("Leave time"),
        "duration",
        N_("Approved leave within the shift"),
        "attendance_day.leave_s",
    ),
    Figure(
        "absent_s",
        N_("Absent"),
        "duration",
        N_("Planned, neither attended nor on leave"),
        "attendance_day.absent_s",
    ),
    Figure(
        "overtime_s",
        N_("Overtime"),
        "duration",
        N_("Attended outside the planned shift"),
        "attendance_day.overtime_s",
    ),
    Figure(
        "unpaired_punches",
        N_("Unpaired punches"),
        "count",
        N_("Punches without a partner"),
        "attendance_day.unpaired_punches",
    ),
)


def add_attendance(book: Book, peers: Peers) -> None:
    """A person's attendance day by day; colours mark what is out of the ordinary."""
    sheet = Sheet(book, N_("Attendance"), N_("Planned and attended time, day by day"))
    sheet.link_home()
    sheet.says_missing("attendance_day")
    rows = period_rows(book, "attendance_day", "work_date")
    write_attendance(sheet, ATTENDANCE, rows)


def write_attendance(sheet: Sheet, figures: Sequence[Figure], rows: list[Row]) -> Placed:
    """Attendance rows with their colours and a total line."""
    book = sheet.book
    spans = (
        "scheduled_s",
        "attended_s",
        "late_s",
        "early_leave_s",
        "leave_s",
        "absent_s",
        "overtime_s",
        "unpaired_punches",
    )
    closing: dict[str, Any] = {key: total(rows, key) for key in spans}
    closing |= {f.key: "" for f in figures if f.key not in spans}
    closing[figures[0].key] = book.language.text(N_("Total"))
    return write_table(
        sheet,
        figures,
        [_coloured(book, row) for row in rows],
        freeze=1,
        total=closing if rows else None,
    )


def _coloured(book: Book, row: Row) -> Row:
    rest = row["day_class"] != "workday"
    shown = row | {
        "day_class": Cell(word(book, row["day_class"]), "off" if rest else "plain"),
        "shift_code": word(book, row["shift_code"]),
        "leave_type": word(book, row["leave_type"]),
    }
    for key, tone in (
        ("late_s", "warn"),
        ("early_leave_s", "warn"),
        ("absent_s", "bad"),
        ("leave_s", "leave"),
        ("overtime_s", "early"),
        ("unpaired_punches", "warn"),
    ):
        if row[key]:
            shown[key] = Cell(row[key], tone)
    return shown
