"""Coming campaigns and billing days: what each does to the forecast, or that nobody knows it."""

from __future__ import annotations

from typing import Any

from reports.book import Book
from reports.figure import Figure
from reports.language import N_
from reports.rows import Row, read
from reports.sheet import Sheet
from reports.table import Cell, write_table
from reports.vocabulary import word
from reports.workbooks.listing import twin

EVENTS = "forecast_events"
STATES = {"estimated": N_("estimated"), "no_past": N_("left out: no past")}
FIGURES = (
    Figure("event", N_("Event"), "text", N_("Campaign or billing day"), f"{EVENTS}.event_id"),
    Figure("queue", N_("Queue"), "text", N_("Queue of the contacts"), f"{EVENTS}.queue_id"),
    Figure("first_date", N_("From"), "date", N_("First day"), f"{EVENTS}.first_date"),
    Figure("last_date", N_("To"), "date", N_("Last day"), f"{EVENTS}.last_date"),
    Figure("scope", N_("Event size"), "number", N_("Size beside others of its kind"),
           f"{EVENTS}.scope", digits=1),
    Figure("status", N_("State"), "text", N_("Whether its kind has a past on the queue"),
           f"{EVENTS}.status"),
    Figure("days_seen", N_("Days seen"), "count", N_("Past days of its kind on the queue"),
           f"{EVENTS}.days_seen"),
    Figure("factor_p05", N_("Low"), "number", N_("Lower end of the factor's 90 % interval"),
           f"{EVENTS}.factor_p05", digits=2),
    Figure("factor", N_("Factor"), "number",
           N_("Contacts of one of its days ÷ those without it"), f"{EVENTS}.factor", digits=2),
    Figure("factor_p95", N_("High"), "number", N_("Upper end of the factor's 90 % interval"),
           f"{EVENTS}.factor_p95", digits=2),
    Figure("note", N_("In words"), "text", N_("What this means for the forecast"),
           f"{EVENTS}.note_zh"),
)  # fmt: skip


def add_events(sheet: Sheet) -> None:
    """The events of the weeks that are forecast; nothing where there are none."""
    rows = read(sheet.book.tables, EVENTS, "first_date", "event_id", "queue_id")
    if rows:
        sheet.caption(N_("Campaigns and billing days"))
        write_table(sheet, FIGURES, [_in_words(sheet.book, row) for row in rows])


def _in_words(book: Book, row: Row) -> dict[str, Any]:
    tone = "warn" if row["status"] == "no_past" else "plain"
    return row | {
        "event": twin(book, row, "name"),
        "queue": word(book, row["queue_id"]),
        "status": Cell(book.language.text(STATES[row["status"]]), tone),
        "note": twin(book, row, "note"),
    }
