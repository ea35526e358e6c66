"""How the roster was searched: every better one that was found, and what was proved by then."""

from __future__ import annotations

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.figure import Figure
from reports.language import N_
from reports.rows import read
from reports.sheet import Sheet
from reports.table import Placed, write_table
from reports.vocabulary import word
from reports.workbooks.spans import period_rows

SEARCH = (
    Figure("number", N_("Found"), "count", N_("Its place in the search"), "roster_progress.number"),
    Figure("step", N_("Search step"), "text", N_("Part of the search"), "roster_progress.step"),
    Figure(
        "objective", N_("Cost"), "number", N_("Cost of the best roster so far"),
        "roster_progress.objective", digits=1,
    ),
    Figure(
        "bound", N_("Bound"), "number", N_("No roster costs less, as far as known then"),
        "roster_progress.bound", digits=1,
    ),
    Figure(
        "gap", N_("Gap"), "ratio", N_("(objective - bound) ÷ objective"), "roster_progress.gap",
        digits=2,
    ),
)  # fmt: skip


def write_search(sheet: Sheet, book: Book) -> None:
    """The search as a table and a chart; nothing where it was not kept."""
    weeks = {row["plan_week"] for row in period_rows(book, "roster_shifts", "work_date")}
    rows = [
        row | {"step": word(book, row["step"])}
        for row in read(book.tables, "roster_progress", "plan_week", "number")
        if not weeks or row["plan_week"] in weeks
    ]
    if not rows:
        return
    sheet.caption(N_("How the roster was searched"))
    placed = write_table(sheet, SEARCH, rows)
    if len(rows) > 1:
        _chart(sheet, placed)


def _chart(sheet: Sheet, placed: Placed) -> None:
    drawing = Drawing(
        "line",
        sheet.book.language.text(N_("Cost and bound while the roster is searched")),
        (
            Series(placed.head("objective"), placed.cells("number"), placed.cells("objective"), 3),
            Series(placed.head("bound"), placed.cells("number"), placed.cells("bound"), 1),
        ),
        unit="number",
        x_title=sheet.book.language.text(N_("Better rosters, in the order they were found")),
    )
    sheet.row = draw(sheet, drawing, sheet.row, 0, width=720, height=230)
