"""Attendance of the team's day that somebody must look at."""

from __future__ import annotations

from reports.book import Book
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import read
from reports.sheet import Sheet
from reports.vocabulary import person
from reports.workbooks.attendance_sheets import ATTENDANCE, write_attendance
from reports.workbooks.spans import period_rows

NAME = Figure("person", N_("Person"), "text", N_("Name from the staff list"), "directory.full_name")
NOTABLE = ("late_s", "early_leave_s", "absent_s", "unpaired_punches", "leave_s")


def add_exceptions(book: Book, peers: Peers) -> None:
    """Late, early, absent, on leave, or punches without a partner; overtime alone is none."""
    sheet = Sheet(
        book, N_("Attendance exceptions"), N_("Late, early, absent, on leave, unpaired punches")
    )
    sheet.link_home()
    missing = sheet.says_missing("attendance_day")
    names = {r["employee_id"]: person(book, r) for r in read(book.tables, "directory")}
    rows = [
        row | {"person": names.get(row["employee_id"], row["employee_id"])}
        for row in period_rows(book, "attendance_day", "work_date", "employee_id")
        if any(row[key] for key in NOTABLE)
    ]
    if not rows and not missing:
        sheet.line(book.language.text(N_("Nothing out of the ordinary.")), tone="good")
    if rows:
        sheet.headline(N_("{n} people with attendance to look at"), tone="warn", n=len(rows))
    write_attendance(sheet, (NAME, *ATTENDANCE), rows)
