"""How pay is spread over people, without a name."""

from __future__ import annotations

from typing import Any

from reports.chart import Drawing, Series, draw
from reports.figure import Figure
from reports.language import N_
from reports.sheet import Sheet
from reports.table import write_table
from reports.workbooks.spans import month_rows

CLASS = 500
CLASSES = (
    Figure("from", N_("Pay from"), "amount", N_("Lower end of the class"), "pay_lines.pay_amount",
           digits=0),
    Figure("people", N_("People"), "count", N_("People paid within the class"),
           "pay_lines.agent_id"),
)  # fmt: skip


def add_pay_histogram(sheet: Sheet) -> None:
    """How many people are paid how much, in classes of 500."""
    gross: dict[str, Any] = {}
    for row in month_rows(sheet.book, "pay_lines"):
        gross[row["agent_id"]] = gross.get(row["agent_id"], 0) + row["pay_amount"]
    if not gross:
        return
    counts: dict[int, int] = {}
    for amount in gross.values():
        counts[int(amount // CLASS)] = counts.get(int(amount // CLASS), 0) + 1
    classes = range(min(counts), max(counts) + 1)
    sheet.caption(N_("How pay is spread"))
    shown = [{"from": one * CLASS, "people": counts.get(one, 0)} for one in classes]
    placed = write_table(sheet, CLASSES, shown)
    title = sheet.book.language.text(N_("How pay is spread"))
    series = [Series(placed.head("people"), placed.cells("from"), placed.cells("people"))]
    sheet.row = draw(sheet, Drawing("column", title, series, gap=10), sheet.row, 0, height=260)
