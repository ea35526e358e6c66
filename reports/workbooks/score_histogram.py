"""How many people reached which score."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from reports.chart import Drawing, Series, draw
from reports.figure import Figure
from reports.language import N_
from reports.sheet import Sheet
from reports.table import write_table

BINS = (
    Figure("bin", N_("Score band"), "text", N_("Total score from – to"), "score_lines.score"),
    Figure(
        "people",
        N_("People"),
        "count",
        N_("People whose total falls into the band"),
        "score_lines.score",
    ),
)
BIN_WIDTH = 5


def write_histogram(sheet: Sheet, totals: Sequence[Decimal]) -> None:
    """People by score band of five points, as a table with its chart."""
    if not totals:
        return
    low = int(min(totals)) // BIN_WIDTH * BIN_WIDTH
    edges = range(low, int(max(totals)) // BIN_WIDTH * BIN_WIDTH + 1, BIN_WIDTH)
    rows = [
        {
            "bin": f"{edge}–{edge + BIN_WIDTH}",
            "people": sum(edge <= score < edge + BIN_WIDTH for score in totals),
        }
        for edge in edges
    ]
    sheet.caption(N_("How the total scores spread"))
    top = sheet.row
    placed = write_table(sheet, BINS, rows)
    drawing = Drawing(
        "column",
        sheet.book.language.text(N_("How the total scores spread")),
        (Series(placed.head("people"), placed.cells("bin"), placed.cells("people"), 0),),
        gap=5,
    )
    sheet.row = max(sheet.row, draw(sheet, drawing, top, 3, width=620, height=280))
