"""Tickets that are to come in the week, by type and day, and how right such forecasts were."""

from __future__ import annotations

from typing import Any

from reports.book import Book
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, grouped, read, total
from reports.table import write_table
from reports.vocabulary import word
from reports.workbooks.forecast_accuracy_sheets import ERRORS, errors_in_words, mean_errors
from reports.workbooks.listing import open_sheet
from reports.workbooks.spans import period_rows

TICKETS, ACCURACY = "forecast_tickets", "forecast_tickets_accuracy"
SECONDS_PER_HOUR = 3600
TYPE = Figure("type", N_("Type"), "text", N_("Type of ticket"), f"{TICKETS}.ticket_type")
DAYS = (
    TYPE,
    Figure("day", N_("Day"), "date", N_("Local date"), f"{TICKETS}.business_date"),
    Figure("offered", N_("Expected"), "number", N_("Expected tickets"), f"{TICKETS}.offered",
           digits=1),
    Figure("work_h", N_("Work in hand"), "h",
           N_("Expected hours between start of work and reply, pend or solution"),
           f"{TICKETS}.offered × aht_s", digits=1),
)  # fmt: skip
KEPT = ("grain", "lead_weeks", "intervals", "wape", "bias", "mase", "coverage", "error", "mape")
JUDGED = (TYPE, *(figure for figure in ERRORS if figure.key in KEPT))


def add_ticket_forecast(book: Book, peers: Peers) -> None:
    """Days by type, then errors of the same engine's forecasts at past origins."""
    sheet = open_sheet(book, N_("Ticket forecast"), N_("Tickets expected by type and day"), TICKETS)
    rows = period_rows(book, TICKETS, "business_date", "ticket_type", "interval_start_at")
    if rows:
        weekly = f"{total(rows, 'offered'):,.0f}"
        sheet.headline(N_("{tickets} tickets expected in the week"), tickets=weekly)
    days = grouped(rows, "ticket_type", "business_date")
    write_table(sheet, DAYS, [_day(book, key, own) for key, own in days.items()], freeze=2)
    errors = read(book.tables, ACCURACY, "grain", "ticket_type", "lead_weeks")
    if errors:
        sheet.caption(N_("Accuracy of past forecasts"))
        shown = [mean_errors(own) for own in
                 grouped(errors, "ticket_type", "grain", "lead_weeks").values()]  # fmt: skip
        write_table(sheet, JUDGED, [_judged(book, row) for row in shown])


def _day(book: Book, key: tuple[Any, ...], own: list[Row]) -> dict[str, Any]:
    work_s = sum(row["offered"] * row["aht_s"] for row in own)
    return {
        "type": word(book, key[0]),
        "day": key[1],
        "offered": total(own, "offered"),
        "work_h": work_s / SECONDS_PER_HOUR,
    }


def _judged(book: Book, row: Row) -> dict[str, Any]:
    return errors_in_words(book, row) | {"type": word(book, row["ticket_type"])}
