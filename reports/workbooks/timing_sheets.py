"""Why a standard should be timed again, and how fast new staff learn."""

from __future__ import annotations

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import read
from reports.table import Cell, write_table
from reports.workbooks.listing import open_sheet, twin
from reports.workbooks.standard_sheets import work_word

REASONS = {
    "expired": (N_("expired"), "bad"),
    "drift": (N_("drifted"), "bad"),
    "too_few_observations": (N_("too few observations"), "warn"),
    "not_measured": (N_("never timed"), "warn"),
}
DUE = "retime_triggers"
TRIGGERS = (
    Figure("work", N_("Type of work"), "text", N_("Type of work"), f"{DUE}.work_type"),
    Figure("trigger", N_("Time again because"), "text", N_("Kind of reason"), f"{DUE}.trigger"),
    Figure("due_on", N_("Since"), "date", N_("First day on which the reason held"),
           f"{DUE}.due_on"),
    Figure("valid_until", N_("Standard held until"), "date",
           N_("Expiry or drift, whichever came first"), f"{DUE}.valid_until"),
    Figure("standard_s", N_("Standard time"), "s", N_("Standard time of the study"),
           f"{DUE}.standard_s", digits=2),
    Figure("observed_s", N_("Observed"), "s",
           N_("Mean handle time of the window that left the band"), f"{DUE}.observed_s", digits=2),
    Figure("ratio", N_("Observed ÷ standard"), "ratio", N_("Observed ÷ standard"), f"{DUE}.ratio",
           digits=0),
    Figure("contacts", N_("Contacts"), "count", N_("Contacts of that window"), f"{DUE}.contacts"),
    Figure("window_from", N_("From"), "date", N_("First day of the window"), f"{DUE}.window_from"),
    Figure("window_to", N_("To"), "date", N_("Last day of the window"), f"{DUE}.window_to"),
    Figure("reason", N_("In words"), "text", N_("The finding in words"), f"{DUE}.reason_zh"),
    Figure("study_id", N_("Time study"), "text", N_("Time study by its id"), f"{DUE}.study_id"),
)  # fmt: skip
CURVE = (
    Figure("tenure_week", N_("Week"), "count", N_("Completed weeks since going live"),
           "learning_curve.tenure_week"),
    Figure("contacts", N_("Contacts"), "count", N_("Contacts of agents in that week"),
           "learning_curve.contacts"),
    Figure("observed_index", N_("Time, observed"), "ratio",
           N_("Seconds spent ÷ seconds of settled agents at the same mix"),
           "learning_curve.observed_index", digits=1, gap=True),
    Figure("fitted_index", N_("Time, fitted"), "ratio", N_("The same by the fitted curve"),
           "learning_curve.fitted_index", digits=1),
    Figure("target_factor", N_("Share of the target"), "ratio",
           N_("Share of a settled speed that a ramp may ask"), "learning_curve.target_factor",
           digits=1),
)  # fmt: skip


def add_triggers(book: Book, peers: Peers) -> None:
    """What must be timed again, and why."""
    sheet = open_sheet(
        book, N_("To be timed again"), N_("Standards that expired, drifted or rest on too little")
    )
    rows = read(book.tables, DUE, "due_on", "work_type", "trigger")
    if sheet.says_none(DUE, rows, N_("Nothing to be timed again.")):
        return
    shown = [
        row
        | {
            "work": work_word(book, row["work_type"]),
            "trigger": _reason(book, row["trigger"]),
            "reason": twin(book, row, "reason"),
        }
        for row in rows
    ]
    write_table(sheet, TRIGGERS, shown, freeze=1)
    sheet.headline(N_("{n} standards are to be timed again"), tone="warn", n=len(rows))


def _reason(book: Book, code: str) -> Cell:
    words, tone = REASONS.get(code, (code, "plain"))
    return Cell(book.language.text(words), tone)


def add_learning(book: Book, peers: Peers) -> None:
    """Time of new staff against settled staff, week by week."""
    sheet = open_sheet(
        book, N_("Learning curve"), N_("How fast new staff become, and what a ramp may ask"),
        "learning_curve",
    )  # fmt: skip
    rows = read(book.tables, "learning_curve", "tenure_week")
    if rows:
        rate = f"{rows[0]['learning_rate'] * 100:.1f}%"
        sheet.line(
            book.language.text(
                N_("After twice as many weeks the time a contact takes is {rate} of before."),
                rate=rate,
            )
        )
    top = sheet.row
    placed = write_table(sheet, CURVE, rows, freeze=1)
    if rows:
        series = [
            Series(placed.head(key), placed.cells("tenure_week"), placed.cells(key), colour)
            for key, colour in (("observed_index", 2), ("fitted_index", 0), ("target_factor", 1))
        ]
        title = book.language.text(N_("Time of new staff against settled staff"))
        drawing = Drawing(
            "line", title, series, unit="ratio", digits=0, x_title=book.language.text(N_("Week"))
        )
        draw(sheet, drawing, top, len(CURVE) + 1, width=560, height=300)
