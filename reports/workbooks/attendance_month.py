"""Attendance of everybody in the month: one row per person, leave by kind, time off owed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reports.book import Book
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, grouped, read, total
from reports.sheet import Sheet
from reports.table import Cell, write_table
from reports.vocabulary import word
from reports.workbooks.spans import period_rows
from reports.workbooks.staff import NUMBER, WHO, named

SUMMED = (
    Figure("scheduled_s", N_("Planned"), "duration", N_("Planned paid time"),
           "attendance_day.scheduled_s"),
    Figure("attended_s", N_("Attended"), "duration", N_("Attended within the planned shift"),
           "attendance_day.attended_s"),
    Figure("paid_s", N_("Paid time"), "duration", N_("Time that is paid"),
           "attendance_day.paid_s"),
    Figure("late_count", N_("Times late"), "count", N_("Late arrivals"),
           "attendance_day.late_count"),
    Figure("late_s", N_("Late"), "duration", N_("Time late beyond the grace"),
           "attendance_day.late_s"),
    Figure("early_leave_count", N_("Times left early"), "count", N_("Early departures"),
           "attendance_day.early_leave_count"),
    Figure("early_leave_s", N_("Left early"), "duration",
           N_("Time left early beyond the grace"), "attendance_day.early_leave_s"),
    Figure("absent_s", N_("Absent"), "duration", N_("Planned, neither attended nor on leave"),
           "attendance_day.absent_s"),
    Figure("overtime_s", N_("Overtime"), "duration", N_("Attended outside the planned shift"),
           "attendance_day.overtime_s"),
    Figure("unpaired_punches", N_("Unpaired punches"), "count", N_("Punches without a partner"),
           "attendance_day.unpaired_punches"),
)  # fmt: skip
COMP_LEAVE = Figure(
    "comp_leave_s",
    N_("Time off owed"),
    "duration",
    N_("Time off earned by overtime, less what was taken or expired, to the end of the month"),
    "comp_leave_ledger.seconds",
)
LEAVE_MEANING = N_("Approved leave within the shift")
TONES = {"late_s": "warn", "early_leave_s": "warn", "absent_s": "bad", "unpaired_punches": "warn"}


def add_attendance_month(book: Book, peers: Peers) -> None:
    """Planned, attended and paid time of everybody, with leave by kind and time off owed."""
    sheet = Sheet(book, N_("Attendance month"), N_("Attendance of everybody, summed by person"))
    sheet.link_home()
    sheet.says_missing("attendance_day")
    days = [row for row in period_rows(book, "attendance_day", "work_date") if row["agent_id"]]
    kinds = sorted({row["leave_type"] for row in days if row["leave_s"] and row["leave_type"]})
    leaves = [
        Figure(f"leave:{kind}", word(book, kind) or kind, "duration", LEAVE_MEANING,
               "attendance_day.leave_s")
        for kind in kinds
    ]  # fmt: skip
    owed = _owed(book)
    rows = named(
        book,
        (
            {"agent_id": key[0], "comp_leave_s": owed.get(key[0])} | _sums(own, kinds)
            for key, own in grouped(days, "agent_id").items()
        ),
    )
    rows.sort(key=lambda row: (row["team_id"] or "", row["agent_id"]))
    figures = (*WHO, NUMBER, *SUMMED, *leaves, COMP_LEAVE)
    closing: dict[str, Any] = {figure.key: total(rows, figure.key) for figure in figures[4:]}
    closing |= {figure.key: "" for figure in figures[:4]}
    closing["agent_id"] = book.language.text(N_("Total"))
    shown = [_coloured(row) for row in rows]
    write_table(sheet, figures, shown, freeze=2, total=closing if rows else None)


def _sums(days: Sequence[Row], kinds: Sequence[str]) -> dict[str, Any]:
    sums = {figure.key: total(days, figure.key) for figure in SUMMED}
    by_kind = grouped(days, "leave_type")
    return sums | {
        f"leave:{kind}": total(by_kind.get((kind,), []), "leave_s") or 0 for kind in kinds
    }


def _owed(book: Book) -> dict[str, int]:
    moved = [
        row
        for row in read(book.tables, "comp_leave_ledger")
        if row["moved_on"] <= book.context.period_to
    ]
    return {key[0]: total(own, "seconds") for key, own in grouped(moved, "agent_id").items()}


def _coloured(row: Row) -> Row:
    return row | {key: Cell(row[key], tone) for key, tone in TONES.items() if row[key]}
