"""The points ledger of a person, and the points of each day by type of work."""

from __future__ import annotations

from typing import Any

from xlsxwriter.utility import quote_sheetname, xl_range_abs

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, pivot, read, total
from reports.sheet import Sheet
from reports.table import Placed, write_table
from reports.vocabulary import rule_place, word

LEDGER = (
    Figure("work_date", N_("Date"), "date", N_("Local business date"), "point_lines.work_date"),
    Figure(
        "work_type",
        N_("Type of work"),
        "text",
        N_("Type of work that earns points"),
        "point_lines.work_type",
    ),
    Figure(
        "quantity",
        N_("Quantity"),
        "number",
        N_("How many were done"),
        "point_lines.quantity",
        digits=0,
    ),
    Figure(
        "standard_points",
        N_("Points per unit"),
        "number",
        N_("Standard points of one unit"),
        "point_lines.standard_points",
        digits=4,
    ),
    Figure(
        "coefficient",
        N_("Coefficient"),
        "number",
        N_("Product of the coefficients"),
        "point_lines.coefficient",
        digits=2,
    ),
    Figure(
        "points",
        N_("Points"),
        "number",
        N_("Quantity × points per unit × coefficient"),
        "point_lines.points",
        digits=4,
    ),
    Figure(
        "reversal",
        N_("Reversal"),
        "text",
        N_("The row that this one takes back and why, or the row that reverses it"),
        "point_lines.reverses, reason, reversed_by",
    ),
    Figure("rule_ref", N_("Rule"), "text", N_("Rule file and day"), "point_lines.rule_ref"),
)
DAY = Figure("day", N_("Day"), "date", N_("Local business date"), "point_lines.work_date")
TYPE_MEANING = N_("Points of the day from this type of work")


def add_points(book: Book, peers: Peers) -> None:
    """The ledger, entry by entry."""
    sheet = Sheet(
        book, N_("Points detail"), N_("Every entry of the points ledger"), orientation="portrait"
    )
    sheet.link_home()
    sheet.says_missing("point_lines")
    rows = _ledger(book)
    shown = [
        row
        | {
            "work_type": _work(book, row),
            "rule_ref": rule_place(book, row["rule_ref"]),
            "reversal": _reversal(book, row),
        }
        for row in rows
    ]
    closing: dict[str, Any] = {
        "work_type": book.language.text(N_("Total")),
        "points": total(rows, "points"),
        "work_date": "",
        "quantity": "",
        "standard_points": "",
        "coefficient": "",
        "reversal": "",
        "rule_ref": "",
    }
    placed = write_table(sheet, LEDGER, shown, freeze=2, total=closing if rows else None)
    if rows:
        column = placed.columns["points"]
        cells = xl_range_abs(placed.first, column, placed.last, column)
        book.points_range = f"{quote_sheetname(sheet.name)}!{cells}"


def _reversal(book: Book, row: Row) -> str:
    """Why a row takes points back and from which day's work; the row that reverses it; nothing."""
    if row["reverses"]:
        day = str(row["reverses"]).removesuffix("/reversal").rsplit("/", 1)[-1]
        return f"{word(book, row['reason'])}: {day}"
    return row["reversed_by"] or ""


def add_points_by_day(book: Book, peers: Peers) -> None:
    """Points by day and type of work, with their chart."""
    sheet = Sheet(book, N_("Points by day"), N_("Points by day and type of work"))
    sheet.link_home()
    sheet.on_one_page()
    sheet.says_missing("point_lines")
    rows = [row | {"work_type": word(book, row["work_type"])} for row in _ledger(book)]
    days, types, cells = pivot(rows, "work_date", "work_type", lambda r: total(r, "points"))
    figures = [
        DAY,
        *(Figure(kind, kind, "points", TYPE_MEANING, "point_lines.points") for kind in types),
    ]
    placed: Placed = write_table(
        sheet,
        figures,
        [{"day": day} | {kind: cells.get((day, kind), 0) for kind in types} for day in days],
        freeze=1,
        total={"day": book.language.text(N_("Total"))}
        | {kind: total((r for r in rows if r["work_type"] == kind), "points") for kind in types}
        if rows
        else None,
    )
    if not rows:
        return
    drawing = Drawing(
        "column",
        book.language.text(N_("Points by day and type of work")),
        [Series(placed.head(kind), placed.cells("day"), placed.cells(kind)) for kind in types],
        stacked=True,
        x_unit="date",
        digits=0,
    )
    draw(sheet, drawing, placed.header, len(figures), x=20, width=640, height=380)


def _work(book: Book, row: Row) -> str:
    """The type of work, with the window of the day where its row stands apart."""
    told = (word(book, row["work_type"]), word(book, row.get("time_window")))
    return " · ".join(part for part in told if part)


def _ledger(book: Book) -> list[dict[str, Any]]:
    rows = read(book.tables, "point_lines", "work_date", "work_type", "point_id")
    return [row for row in rows if row["period"] == book.context.period]
