"""The coming months: need and people as fans, classes to hire, the risk and the cost."""

from __future__ import annotations

from typing import Any

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, total
from reports.sheet import Sheet
from reports.table import Cell, Placed, write_table
from reports.workbooks.listing import open_sheet
from reports.workbooks.spans import month_rows

PLAN = "capacity_plan"
RISKY = 0.20


def _fan(key: str, low: str, middle: str, high: str, meaning: str) -> tuple[Figure, ...]:
    return tuple(
        Figure(f"{key}_{name}", heading, "number", meaning, f"{PLAN}.{key}_{name}", digits=1)
        for name, heading in (("p10", low), ("p50", middle), ("p90", high))
    )


NEED = _fan("required_fte", N_("Need, P10"), N_("Need, P50"), N_("Need, P90"),
            N_("Full-time equivalents that the workload takes"))  # fmt: skip
SUPPLY = _fan("supply_fte", N_("At work, P10"), N_("At work, P50"), N_("At work, P90"),
              N_("Full-time equivalents at work, training and learning counted"))  # fmt: skip
GAP = _fan("gap_fte", N_("Gap, P10"), N_("Gap, P50"), N_("Gap, P90"),
           N_("At work − needed; below 0 people lack"))  # fmt: skip
HEADS = _fan("heads", N_("Heads, P10"), N_("Heads, P50"), N_("Heads, P90"), N_("People employed"))
MONTHS = (
    Figure("month_start", N_("Month"), "date", N_("First day of the month"),
           f"{PLAN}.month_start"),
    Figure("hired", N_("Hire"), "count", N_("People who start in a class: the smallest that helps"),
           f"{PLAN}.hired"),
    Figure("understaffed_probability", N_("P(understaffed)"), "ratio",
           N_("Probability that fewer are at work than needed"),
           f"{PLAN}.understaffed_probability", digits=0),
    Figure("understaffed_without_hiring", N_("Without hiring"), "ratio",
           N_("The same probability if nobody is hired"), f"{PLAN}.understaffed_without_hiring",
           digits=0),
    *NEED,
    *SUPPLY,
    *GAP,
    *HEADS,
    Figure("in_training", N_("In training"), "number", N_("People in training, mean"),
           f"{PLAN}.in_training", digits=1),
    Figure("leavers", N_("Leavers"), "number", N_("People who leave, mean"), f"{PLAN}.leavers",
           digits=1),
    Figure("workload_h_p50", N_("Workload"), "h", N_("Handling hours, P50"),
           f"{PLAN}.workload_h_p50", digits=0),
    Figure("cost_amount", N_("Cost"), "amount", N_("Pay, recruitment and training, mean"),
           f"{PLAN}.cost_amount", digits=0),
)  # fmt: skip


def add_capacity(book: Book, peers: Peers) -> None:
    """The months with need, people, classes, risk and cost; a fan chart."""
    sheet = open_sheet(
        book, N_("Capacity plan"), N_("Need, people and hiring of the coming months, P10 to P90"),
        PLAN,
    )  # fmt: skip
    rows = month_rows(book, PLAN, "month_start")
    placed = write_table(sheet, MONTHS, [_toned(row) for row in rows], freeze=1)
    if not rows:
        return
    sheet.headline(
        N_("{hired} people to hire within {months} months; {risky} months stay at risk"),
        tone="warn" if any(row["understaffed_probability"] > RISKY for row in rows) else "plain",
        hired=total(rows, "hired"),
        months=len(rows),
        risky=sum(row["understaffed_probability"] > RISKY for row in rows),
    )
    _charts(sheet, placed, rows)


def _toned(row: Row) -> dict[str, Any]:
    risk = row["understaffed_probability"]
    return row | {
        "understaffed_probability": Cell(risk, "bad" if risk > RISKY else "good"),
        "hired": Cell(row["hired"], "warn" if row["hired"] else "plain"),
    }


def _charts(sheet: Sheet, placed: Placed, rows: list[Row]) -> None:
    text, month = sheet.book.language.text, placed.cells("month_start")
    fan = [
        Series(placed.head(figure.key), month, placed.cells(figure.key), colour, dashed=dashed)
        for figures, colour in ((NEED, 3), (SUPPLY, 0))
        for figure, dashed in zip(figures, (True, False, True), strict=True)
    ]
    title = text(N_("Full-time equivalents needed and at work"))
    lowest = min(min(row["required_fte_p10"], row["supply_fte_p10"]) for row in rows)
    floor = 10.0 * (lowest * 0.9 // 10)
    drawing = Drawing("line", title, fan, digits=0, x_unit="date", y_min=floor)
    below = draw(sheet, drawing, sheet.row, 0, width=620, height=300)
    hired = Series(placed.head("hired"), month, placed.cells("hired"), 1)
    classes = Drawing("column", text(N_("People who start in a class")), (hired,), x_unit="date")
    draw(sheet, classes, sheet.row, 0, x=640, width=460, height=300)
    sheet.row = below
