"""What people asked of the roster: granted or refused, why, and what granting would cost."""

from __future__ import annotations

from statistics import median
from typing import Any

from reports.book import Book
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, grouped, read
from reports.sheet import Sheet
from reports.table import Cell, write_table
from reports.vocabulary import with_names, word
from reports.workbooks.listing import names, open_sheet, twin

REQUESTS = "roster_requests"
PERSON = Figure("person", N_("Person"), "text", N_("Name from the staff list"),
                "directory.full_name")  # fmt: skip
OWN = (
    Figure("work_date", N_("Date"), "date", N_("Local date"), f"{REQUESTS}.work_date"),
    Figure("asked", N_("Request"), "text", N_("What the person asked for"), f"{REQUESTS}.request"),
    Figure("outcome", N_("Outcome"), "text", N_("Whether the roster grants it"),
           f"{REQUESTS}.granted"),
    Figure("why", N_("Why"), "text", N_("What decided, and where it would hurt"),
           f"{REQUESTS}.reason_zh, reason_en"),
)  # fmt: skip
PRICED = (
    PERSON,
    *OWN,
    Figure("weight", N_("Weight"), "number", N_("Cost of refusing, by the rank of the request"),
           f"{REQUESTS}.weight", digits=0),
    Figure("price", N_("Price"), "number",
           N_("What granting would add to the objective, everybody else's line staying"),
           f"{REQUESTS}.price", digits=1),
    Figure("coverage_cost_half_hours", N_("Half-hours short"), "number",
           N_("Half-hours that would be short if it were granted"),
           f"{REQUESTS}.coverage_cost_half_hours", digits=1),
)  # fmt: skip
SATISFACTION = (
    PERSON,
    Figure("requests", N_("Requests"), "count", N_("Requests of the roster's weeks"), REQUESTS),
    Figure("granted", N_("Granted"), "count", N_("Requests that the roster grants"),
           f"{REQUESTS}.granted"),
    Figure("satisfaction", N_("Satisfaction"), "ratio",
           N_("M075 Weight granted over weight requested"), f"{REQUESTS}.weight"),
)  # fmt: skip


def add_requests(book: Book, peers: Peers) -> None:
    """Satisfaction by person, then every request with reason and price."""
    sheet = open_sheet(
        book, N_("Preferences"), N_("What was asked, granted, refused and why"), REQUESTS
    )
    rows = read(book.tables, REQUESTS, "work_date", "agent_id")
    shares = [_satisfaction(key[0], own) for key, own in grouped(rows, "agent_id").items()]
    shares.sort(key=lambda row: (row["satisfaction"], row["person"]))
    called = names(book)
    if rows:
        sheet.headline(
            N_("{share} of the requested weight is granted; the median person gets {middle}"),
            share=f"{_share(rows):.0%}",
            middle=f"{median(row['satisfaction'] for row in shares):.0%}",
        )
    listed = [row | {"person": called.get(row["person"], row["person"])} for row in shares]
    write_table(sheet, SATISFACTION, listed, freeze=1)
    sheet.caption(N_("Every request"))
    write_table(sheet, PRICED, [_request(book, row, called) for row in rows])


def add_own_requests(book: Book, sheet: Sheet) -> None:
    """Below a person's shifts: what they asked for and what became of it."""
    rows = read(book.tables, REQUESTS, "work_date")
    if rows:
        sheet.caption(N_("My requests"))
        write_table(sheet, OWN, [_request(book, row, {}) for row in rows])


def _share(rows: list[Row]) -> float:
    """M075 of some requests."""
    asked = sum(row["weight"] for row in rows)
    granted = sum(row["weight"] for row in rows if row["granted"])
    return float(granted / asked) if asked else 0.0


def _satisfaction(agent_id: str, own: list[Row]) -> dict[str, Any]:
    return {
        "person": agent_id,
        "requests": len(own),
        "granted": sum(row["granted"] for row in own),
        "satisfaction": _share(own),
    }


def _request(book: Book, row: Row, called: dict[str, str]) -> dict[str, Any]:
    wants, _, detail = row["request"].partition(" ")
    outcome = ("request_granted", "good") if row["granted"] else ("request_refused", "warn")
    return row | {
        "person": called.get(row["agent_id"]),
        "asked": " ".join(part for part in (word(book, f"wish_{wants}"), detail) if part),
        "outcome": Cell(word(book, outcome[0]), outcome[1]),
        "why": with_names(book, twin(book, row, "reason") or ""),
    }
