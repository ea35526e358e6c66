"""Where evaluations lose their points: a Pareto of questions, and who is concerned (S2-29)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, grouped, ratio, total
from reports.sheet import Sheet
from reports.table import Cell, write_table
from reports.workbooks.listing import open_sheet
from reports.workbooks.spans import month_rows

LINES_TABLE = "evaluation_lines"
# What costs points: questions, and the caps and fatal errors that act on a form.
COSTLY = ("question", "bonus", "cap", "gate")
MOST_BARS, MOSTLY = 12, Decimal("0.8")
LOSSES = (
    Figure("question", N_("Question"), "text",
           N_("Question of the form, or the cap or fatal error that acted"),
           f"{LINES_TABLE}.name_zh, name_en"),
    Figure("asked", N_("Evaluations"), "count", N_("Evaluations in which it was judged"),
           f"{LINES_TABLE}.evaluation_id"),
    Figure("erring", N_("With a loss"), "count", N_("Evaluations in which it cost points"),
           f"{LINES_TABLE}.points_lost"),
    Figure("rate", N_("Share with a loss"), "ratio",
           N_("Evaluations with a loss ÷ evaluations"), f"{LINES_TABLE}.points_lost", digits=1),
    Figure("people", N_("People"), "count", N_("People with such a loss"),
           f"{LINES_TABLE}.agent_id"),
    Figure("lost_total", N_("Points lost"), "score",
           N_("What it took from the evaluations' 100, in all"), f"{LINES_TABLE}.points_lost"),
    Figure("share", N_("Cumulative share"), "ratio", N_("Share of all lost points, added up"),
           f"{LINES_TABLE}.points_lost", digits=0),
)  # fmt: skip


def add_losses(book: Book, peers: Peers) -> None:
    """Questions by the points they cost, the most first, with the share they make up together."""
    sheet = open_sheet(
        book, N_("Errors by weight"), N_("Questions by the points that they cost, the most first"),
        LINES_TABLE,
    )  # fmt: skip
    lines = [row for row in month_rows(book, LINES_TABLE) if row["kind"] in COSTLY]
    rows = _ranked([_loss(book, own) for own in grouped(lines, "name_zh", "name_en").values()])
    if rows:
        _headline(sheet, rows)
        sheet.row = _chart(sheet, rows)


def _loss(book: Book, own: Sequence[Row]) -> dict[str, Any]:
    erring = [row for row in own if row["points_lost"]]
    judged = {row["evaluation_id"] for row in own if row["points_lost"] is not None}
    return {
        "question": book.language.choose(own[0]["name_zh"], own[0]["name_en"]),
        "asked": len(judged),
        "erring": len({row["evaluation_id"] for row in erring}),
        "people": len({row["agent_id"] for row in erring}),
        "lost_total": total(erring, "points_lost") or Decimal(0),
    }


def _ranked(losses: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The most costly first, each with its rate and the share made up so far."""
    losses.sort(key=lambda row: (-row["lost_total"], row["question"]))
    whole, running = total(losses, "lost_total"), Decimal(0)
    for row in losses:
        running += row["lost_total"]
        row["rate"] = ratio(row["erring"], row["asked"])
        row["share"] = ratio(running, whole)
    return losses


def _headline(sheet: Sheet, rows: Sequence[Row]) -> None:
    few = next((n for n, row in enumerate(rows, start=1) if (row["share"] or 0) >= MOSTLY), 0)
    if few:
        sheet.headline(
            N_("{few} of {all} questions cost four fifths of the points; first: {question}"),
            few=few, all=len(rows), question=rows[0]["question"],
        )  # fmt: skip


def _chart(sheet: Sheet, rows: Sequence[Row]) -> int:
    shown = [
        row | {"lost_total": Cell(row["lost_total"], "bad" if place == 0 else "plain")}
        for place, row in enumerate(rows)
    ]
    top = sheet.row
    placed = write_table(sheet, LOSSES, shown, freeze=1)
    below = sheet.row
    bars = min(len(rows), MOST_BARS)

    def first(key: str) -> list[object]:
        column = placed.columns[key]
        return [placed.sheet, placed.first, column, placed.first + bars - 1, column]

    title = sheet.book.language.text(N_("Points lost by question"))
    series = Series(placed.head("lost_total"), first("question"), first("lost_total"), 3)
    drawing = Drawing("bar", title, (series,), unit="score", digits=1, gap=30)
    ends = draw(sheet, drawing, top, len(LOSSES) + 1, width=520, height=110 + 26 * bars)
    return max(below, ends)
