"""The shifts that a person has ahead."""

from __future__ import annotations

from reports.book import Book
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, read
from reports.sheet import Sheet
from reports.table import Cell, write_table
from reports.vocabulary import word
from reports.workbooks.request_sheets import add_own_requests
from reports.workbooks.spans import local

SHIFTS = (
    Figure(
        "work_date",
        N_("Date"),
        "date",
        N_("Local date on which the shift starts"),
        "roster_shifts.work_date",
    ),
    Figure("shift_code", N_("Shift"), "text", N_("Planned shift"), "roster_shifts.shift_code"),
    Figure("starts_at", N_("From"), "clock", N_("Planned start"), "roster_shifts.starts_at"),
    Figure("ends_at", N_("To"), "clock", N_("Planned end"), "roster_shifts.ends_at"),
    Figure(
        "paid_s", N_("Paid time"), "duration", N_("Paid time of the shift"), "roster_shifts.paid_s"
    ),
    Figure(
        "queue_group",
        N_("Skill group"),
        "text",
        N_("Group of queues that the shift serves"),
        "roster_shifts.queue_group",
    ),
    Figure("note", N_("Why"), "text", N_("The step in words"), "roster_shifts.note_zh, note_en"),
)


def add_shifts(book: Book, peers: Peers) -> None:
    """The person's coming shifts, as far as a roster exists."""
    sheet = Sheet(book, N_("Roster"), N_("The shifts of the coming weeks"))
    sheet.link_home()
    sheet.says_missing("roster_shifts")
    rows = [
        row
        | {
            "shift_code": Cell(word(book, row["shift_code"]), shift_tone(row, book.context.zone)),
            "queue_group": word(book, row["queue_group"]),
            "note": book.language.choose(row["note_zh"], row["note_en"]) or None,
        }
        for row in read(book.tables, "roster_shifts", "work_date")
    ]
    write_table(sheet, SHIFTS, rows, freeze=1)
    add_own_requests(book, sheet)


def shift_tone(row: Row, zone: str) -> str:
    """Colour of a rostered day: off, leave, or whether it starts early, midday or late."""
    if row["shift_code"] in ("OFF", "LEAVE"):
        return "off" if row["shift_code"] == "OFF" else "leave"
    if row["starts_at"] is None:
        return "plain"
    hour = local(row["starts_at"], zone).hour
    return "early" if hour < 10 else "middle" if hour < 13 else "late"
