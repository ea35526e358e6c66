"""The score line by line, and what each item gained or lost."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.figure import Figure, metric_unit
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, read
from reports.sheet import Sheet
from reports.table import Cell, Placed, write_table
from reports.vocabulary import rule_place

NAME = N_("Score detail")
LINES = (
    Figure(
        "section", N_("Section"), "text", N_("Section of the scorecard"), "score_lines.parent_id"
    ),
    Figure("item", N_("Item"), "text", N_("Item of the scorecard"), "score_lines.name_zh, name_en"),
    Figure(
        "metric_value",
        N_("Value"),
        "number",
        N_("The person's value of the item's metric"),
        "score_lines.metric_value",
    ),
    Figure(
        "target", N_("Target"), "number", N_("Value that earns full score"), "score_lines.target"
    ),
    Figure("n", N_("Sample"), "count", N_("Number of cases behind the value"), "score_lines.n"),
    Figure(
        "function",
        N_("Function"),
        "text",
        N_("Scoring function of the rule (F1, F2, F5 …)"),
        "score_lines.function",
    ),
    Figure("score", N_("Score"), "score", N_("Score of the item, of 100"), "score_lines.score"),
    Figure(
        "weight_declared",
        N_("Weight by rule"),
        "score",
        N_("Weight that the rule declares, of 100"),
        "score_lines.weight_declared",
    ),
    Figure(
        "weight_applied",
        N_("Weight applied"),
        "score",
        N_("Weight after items without data are excluded, of 100"),
        "score_lines.weight_applied",
    ),
    Figure(
        "contribution",
        N_("Contribution"),
        "score",
        N_("Points that the item adds to the total"),
        "score_lines.contribution",
    ),
    Figure(
        "lost",
        N_("Not earned"),
        "score",
        N_("Points between the item's contribution and its full weight"),
        "score_lines.weight_applied − contribution",
    ),
    Figure(
        "flag",
        N_("Flag"),
        "text",
        N_("Gate or policy that acted on the item"),
        "score_lines.flag, policy",
    ),
    Figure("note", N_("Why"), "text", N_("The step in words"), "score_lines.note_zh, note_en"),
    Figure("rule_ref", N_("Rule"), "text", N_("Rule file and day"), "score_lines.rule_ref"),
)


def current(book: Book, kind: str) -> list[Row]:
    """This period's score lines of one kind: total, section or item."""
    rows = read(book.tables, "score_lines")
    return [r for r in rows if r["kind"] == kind and r["period"] == book.context.period]


def item_name(book: Book, row: Row) -> str:
    """The name of a scorecard node in the reader's language."""
    return book.language.choose(row["name_zh"], row["name_en"])


def not_earned(row: Row) -> Decimal | None:
    """Points of the item's weight that it did not earn; never below 0."""
    if row["score"] is None:
        return None
    return max(row["weight_applied"] - row["contribution"], Decimal(0))


def measured_cell(book: Book, row: Row, key: str) -> Cell:
    """A metric's value in the unit of its metric."""
    metric = book.context.metrics.get(row["metric"] or "")
    value = row[key]
    if metric is None:
        return Cell(value)
    return Cell(value, "plain", metric_unit(metric), metric.digits)


def add_score_lines(book: Book, peers: Peers) -> None:
    """Items with value, target, score, weights and contribution; earned against not earned."""
    sheet = Sheet(book, NAME, N_("How the score came about, item by item"))
    sheet.link_home()
    sheet.on_one_page()
    sheet.says_missing("score_lines")
    sections = {r["node_id"]: item_name(book, r) for r in current(book, "section")}
    rows = [_shown(book, row, sections) for row in current(book, "item")]
    totals = current(book, "total")
    total = _total(book, totals[0]) if totals else None
    placed = write_table(sheet, LINES, rows, freeze=2, total=total)
    if rows:
        _chart(sheet, placed)


def _shown(book: Book, row: Row, sections: dict[str, str]) -> dict[str, Any]:
    lost = not_earned(row)
    return row | {
        "section": sections.get(row["parent_id"], row["parent_id"]),
        "item": item_name(book, row),
        "metric_value": measured_cell(book, row, "metric_value"),
        "target": measured_cell(book, row, "target"),
        "score": Cell(row["score"], _tone(row["score"])),
        "lost": lost,
        "flag": row["flag"] or row["policy"],
        "note": book.language.choose(row["note_zh"], row["note_en"]),
        "rule_ref": rule_place(book, row["rule_ref"]),
    }


def _tone(score: Decimal | None) -> str:
    if score is None:
        return "off"
    return "good" if score >= 90 else "plain" if score >= 60 else "bad"


def _total(book: Book, row: Row) -> dict[str, Any]:
    return {
        "section": book.language.text(N_("Total")),
        "item": "",
        "score": row["score"],
        "weight_declared": row["weight_declared"],
        "weight_applied": row["weight_applied"],
        "contribution": row["contribution"],
        "flag": row["flag"],
        "note": book.language.choose(row["note_zh"], row["note_en"]),
        "rule_ref": rule_place(book, row["rule_ref"]),
    }


def _chart(sheet: Sheet, placed: Placed) -> None:
    categories = placed.cells("item")
    drawing = Drawing(
        "bar",
        sheet.book.language.text(N_("Points earned and not earned, by item")),
        (
            Series(placed.head("contribution"), categories, placed.cells("contribution"), 1),
            Series(placed.head("lost"), categories, placed.cells("lost"), "#F0C9B8"),
        ),
        stacked=True,
        unit="score",
        digits=0,
    )
    height = max(220, 70 + 34 * placed.rows)
    sheet.row = draw(sheet, drawing, sheet.row, 0, width=900, height=height)
