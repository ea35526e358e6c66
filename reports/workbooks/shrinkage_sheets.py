"""Shrinkage planned and actual, and the patience of callers: what plans assume, and what came."""

from __future__ import annotations

from typing import Any

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, grouped, read
from reports.sheet import Sheet
from reports.table import Cell, Placed, write_table
from reports.vocabulary import word
from reports.workbooks.listing import open_sheet

CATEGORIES, PROPOSALS = "shrinkage_categories", "shrinkage_proposals"
PATIENCE, CURVES = "patience_estimates", "patience_curves"
WORDS = {
    "break": N_("breaks"),
    "meal": N_("meals"),
    "meeting": N_("meetings"),
    "training": N_("training"),
    "leave": N_("approved leave"),
    "absent": N_("absent without leave"),
    "logged_out": N_("not logged in"),
    "coaching": N_("coaching"),
    "offline_work": N_("offline work"),
    "other": N_("other"),
    "allowance": N_("allowance of the plan"),
}
KINDS = {"rostered": N_("in the roster"), "unrostered": N_("to be covered by shrinkage")}
LOSSES = (
    Figure("category", N_("Category"), "text", N_("What the scheduled time went to"),
           f"{CATEGORIES}.category"),
    Figure("kind", N_("Kind"), "text", N_("Planned in the roster, or to be covered by shrinkage"),
           f"{CATEGORIES}.kind"),
    Figure("planned_s", N_("Planned"), "duration", N_("Time planned for it"),
           f"{CATEGORIES}.planned_s"),
    Figure("actual_s", N_("Actual"), "duration", N_("Time it took"), f"{CATEGORIES}.actual_s",
           "OVERLAP"),
    Figure("planned_share", N_("Planned share"), "ratio", N_("Of scheduled time"),
           f"{CATEGORIES}.planned_share", digits=2),
    Figure("actual_share", N_("Actual share"), "ratio", N_("Of scheduled time"),
           f"{CATEGORIES}.actual_share", digits=2),
    Figure("difference_share", N_("Difference"), "ratio", N_("Actual − planned"),
           f"{CATEGORIES}.difference_share", digits=2),
)  # fmt: skip
NEXT = (
    Figure("queue", N_("Queue"), "text", N_("Queue of the contacts"), f"{PROPOSALS}.queue_id"),
    Figure("configured_share", N_("In force"), "ratio", N_("Shrinkage that plans use"),
           f"{PROPOSALS}.configured_share", digits=2),
    Figure("proposed_share", N_("Proposed"), "ratio",
           N_("Recent days weigh more; the value in force counts as five days"),
           f"{PROPOSALS}.proposed_share", digits=2),
    Figure("low_share", N_("Low"), "ratio", N_("Lower 90 % bound"), f"{PROPOSALS}.low_share",
           digits=2),
    Figure("high_share", N_("High"), "ratio", N_("Upper 90 % bound"), f"{PROPOSALS}.high_share",
           digits=2),
    Figure("outside", N_("Outside"), "text", N_("The value in force lies outside the bounds"),
           f"{PROPOSALS}.outside"),
)  # fmt: skip
WAITS = (
    Figure("queue", N_("Queue"), "text", N_("Queue of the contacts"), f"{PATIENCE}.queue_id"),
    Figure("contacts", N_("Contacts"), "count", N_("Contacts with a known wait"),
           f"{PATIENCE}.contacts", "ARRIVAL"),
    Figure("abandoned", N_("Abandoned"), "count", N_("Of these, hung up in the queue"),
           f"{PATIENCE}.abandoned", "ARRIVAL"),
    Figure("configured_s", N_("In force"), "s", N_("Mean patience that plans use"),
           f"{PATIENCE}.configured_s"),
    Figure("mean_s", N_("Mean patience"), "s",
           N_("All waiting seconds ÷ abandoned: what Erlang A takes"), f"{PATIENCE}.mean_s"),
    Figure("mean_low_s", N_("Low"), "s", N_("Lower 90 % bound"), f"{PATIENCE}.mean_low_s"),
    Figure("mean_high_s", N_("High"), "s", N_("Upper 90 % bound"), f"{PATIENCE}.mean_high_s"),
    Figure("median_s", N_("Median"), "s",
           N_("Wait by which half would have left, by Kaplan–Meier"), f"{PATIENCE}.median_s"),
    Figure("longest_wait_s", N_("Longest wait"), "s", N_("Longest wait of the month"),
           f"{PATIENCE}.longest_wait_s"),
)  # fmt: skip
SURVIVAL = (
    Figure("queue", N_("Queue"), "text", N_("Queue of the contacts"), f"{CURVES}.queue_id"),
    Figure("wait_s", N_("Wait"), "s", N_("Wait at which somebody left"), f"{CURVES}.wait_s"),
    Figure("at_risk", N_("Waiting"), "count", N_("Contacts still waiting"), f"{CURVES}.at_risk"),
    Figure("abandoned", N_("Abandoned"), "count", N_("Contacts that left at this wait"),
           f"{CURVES}.abandoned"),
    Figure("survival", N_("More patient"), "ratio",
           N_("Share of people with more patience than this wait, answers censored"),
           f"{CURVES}.survival"),
)  # fmt: skip
# The curve is drawn and listed to the second by which nearly everybody has been answered.
LONGEST_SHOWN_S = 300


def add_shrinkage(book: Book, peers: Peers) -> None:
    """Categories with a chart, then what the past suggests to plan."""
    sheet = open_sheet(
        book, N_("Shrinkage"), N_("Scheduled time lost: planned, actual, and to plan next"),
        CATEGORIES,
    )  # fmt: skip
    rows = read(book.tables, CATEGORIES, "kind")
    rows.sort(key=lambda row: (row["kind"], -row["actual_s"]))
    shown = [_category(book, row) for row in rows]
    top = sheet.row
    placed = write_table(sheet, LOSSES, shown, freeze=1)
    if rows:
        series = [
            Series(placed.head(key), placed.cells("category"), placed.cells(key), colour)
            for key, colour in (("planned_share", 5), ("actual_share", 0))
        ]
        title = book.language.text(N_("Share of scheduled time"))
        drawing = Drawing("bar", title, series, unit="ratio", digits=0, gap=30)
        below = draw(sheet, drawing, top, len(LOSSES) + 1, width=560, height=340)
        sheet.row = max(sheet.row, below)
    _proposals(sheet)


def _category(book: Book, row: Row) -> dict[str, Any]:
    text = book.language.text
    return row | {"category": text(WORDS[row["category"]]), "kind": text(KINDS[row["kind"]])}


def _proposals(sheet: Sheet) -> None:
    book = sheet.book
    rows = read(book.tables, PROPOSALS, "queue_id")
    sheet.caption(N_("Shrinkage to plan next"))
    write_table(
        sheet,
        NEXT,
        [
            row
            | {
                "queue": word(book, row["queue_id"]),
                "outside": Cell(row["outside"], "warn" if row["outside"] else "good"),
            }
            for row in rows
        ],
    )
    outside = [row for row in rows if row["outside"]]
    if outside:
        sheet.headline(
            N_("Shrinkage in force lies outside what the month showed on {n} queues"),
            tone="warn",
            n=len(outside),
        )


def add_patience(book: Book, peers: Peers) -> None:
    """Mean patience against the one in force, and the curves."""
    sheet = open_sheet(
        book, N_("Patience"), N_("How long people wait before they leave; answers are censored"),
        PATIENCE,
    )  # fmt: skip
    rows = [
        row | {"queue": word(book, row["queue_id"])}
        for row in read(book.tables, PATIENCE, "queue_id")
    ]
    write_table(sheet, WAITS, rows, freeze=1)
    curves = [
        row | {"queue": word(book, row["queue_id"])}
        for row in read(book.tables, CURVES, "queue_id", "wait_s")
        if row["wait_s"] <= LONGEST_SHOWN_S
    ]
    top = sheet.row
    placed = write_table(sheet, SURVIVAL, curves, filtered=False)
    if curves:
        _curves(sheet, placed, curves, top)


def _curves(sheet: Sheet, placed: Placed, rows: list[dict[str, Any]], top: int) -> None:
    first, series = placed.first, []
    for number, ((queue,), own) in enumerate(grouped(rows, "queue").items()):
        last = first + len(own) - 1
        wait, share = placed.columns["wait_s"], placed.columns["survival"]
        series.append(
            Series(
                str(queue),
                [placed.sheet, first, wait, last, wait],
                [placed.sheet, first, share, last, share],
                number,
            )
        )
        first = last + 1
    text = sheet.book.language.text
    title, wait_words = text(N_("Share with more patience")), text(N_("Wait in seconds"))
    drawing = Drawing("scatter", title, series, unit="ratio", digits=0, x_title=wait_words,
                      y_min=0.0, y_max=1.0)  # fmt: skip
    below = draw(sheet, drawing, top, len(SURVIVAL) + 1, width=640, height=320)
    sheet.row = max(sheet.row, below)
