"""What would raise a person's pay most: one step per metric, under the rules of the month (N13)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row
from reports.sheet import Sheet
from reports.table import Cell, Placed, write_table
from reports.vocabulary import word
from reports.workbooks.score_sheets import measured_cell
from reports.workbooks.spans import month_rows

STEPS = (
    Figure("label", N_("Step"), "text", N_("Metric, and how far it moves"),
           "counterfactuals.metric, step"),
    Figure("from_value", N_("Now"), "number", N_("Value of the month"),
           "counterfactuals.from_value"),
    Figure("to_value", N_("Then"), "number", N_("Value after the step"),
           "counterfactuals.to_value"),
    Figure("distance", N_("Distance"), "number", N_("How far it is from now to then"),
           "counterfactuals.distance"),
    Figure("score_delta", N_("Change of the score"), "score",
           N_("How the total would change, all else as it was"), "counterfactuals.score_delta"),
    Figure("pay_delta", N_("Change of pay"), "amount",
           N_("How gross pay would change, all else as it was; computed anew with every gate, "
              "band and pool"), "counterfactuals.pay_delta"),
    Figure("note", N_("In words"), "text", N_("The step in words"),
           "counterfactuals.note_zh, note_en"),
)  # fmt: skip
SIZES = {"unit": N_("one unit better"), "next": N_("to the next band")}
CHARTED = 10


def add_what_raises_pay(book: Book, peers: Peers) -> None:
    """Each step with its effect on score and pay, the most profitable first."""
    sheet = Sheet(
        book, N_("What would raise pay"), N_("One step at a time, under the rules of this month")
    )
    sheet.link_home()
    rows = month_rows(book, "counterfactuals", "rank")
    if sheet.says_none("counterfactuals", rows, N_("No single step would change score or pay.")):
        return
    shown = [_step(book, row) for row in rows]
    placed = write_table(sheet, STEPS, shown, freeze=1)
    best = rows[0]
    if best["pay_delta"] > 0:
        _say(sheet, best)
        _chart(sheet, placed, sum(row["pay_delta"] > 0 for row in rows))
    note = N_(
        "Exact for one step alone and nobody else moving; several steps together are not the sum."
    )
    sheet.line(book.language.text(note), tone="off")


def _say(sheet: Sheet, best: Row) -> None:
    """The most profitable step, on the cover."""
    sheet.headline(
        N_("What would raise pay most: {step}, {amount} {currency}"),
        step=_label(sheet.book, best),
        amount=f"{best['pay_delta']:+,.2f}",
        currency=sheet.book.context.currency,
    )


def _label(book: Book, row: Row) -> str:
    metric = book.context.metrics.get(row["metric"])
    name = book.language.choose(metric.name_zh, metric.name_en) if metric else row["metric"]
    size = SIZES.get(row["step"])
    return f"{name} · {book.language.text(size) if size else word(book, row['step'])}"


def _step(book: Book, row: Row) -> dict[str, Any]:
    measures = {
        key: measured_cell(book, row, key) for key in ("from_value", "to_value", "distance")
    }
    pays = row["pay_delta"] > 0
    return (
        row
        | measures
        | {
            "label": _label(book, row),
            "pay_delta": Cell(row["pay_delta"], "good" if pays else "off"),
            "note": book.language.choose(row["note_zh"], row["note_en"]),
        }
    )


def _chart(sheet: Sheet, placed: Placed, paying: int) -> None:
    shown = min(paying, CHARTED)

    def head(key: str) -> list[object]:
        name, first, column, _, _ = placed.cells(key)
        return [name, first, column, placed.first + shown - 1, column]

    series: Sequence[Series] = (
        Series(placed.head("pay_delta"), head("label"), head("pay_delta"), 1),
    )
    drawing = Drawing(
        "bar",
        sheet.book.language.text(N_("What would raise pay most")),
        series,
        unit="amount",
        gap=30,
    )
    sheet.row = draw(sheet, drawing, sheet.row, 0, width=900, height=110 + 28 * shown)
