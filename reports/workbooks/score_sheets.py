"""The score line by line, and what each item gained or lost."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.figure import Figure, metric_unit
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, read, total
from reports.sheet import Sheet
from reports.table import Cell, Placed, write_table
from reports.vocabulary import word
from reports.workbooks.rule_lines import write_rules

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
        "ungated_score",
        N_("Before gates"),
        "score",
        N_("Score before its own gates capped or zeroed it; the same where none acted"),
        "score_lines.ungated_score",
    ),
    Figure(
        "weight_declared",
        N_("Weight by rule"),
        "score",
        N_("Weight that the rule declares, of 100 within the section"),
        "score_lines.weight_declared",
    ),
    Figure(
        "weight_applied",
        N_("Weight applied"),
        "score",
        N_("Weight after items without data are excluded, of 100 within the section"),
        "score_lines.weight_applied",
    ),
    Figure(
        "whole_weight",
        N_("Weight in the total"),
        "score",
        N_("Weight applied × the section's weight ÷ 100"),
        "score_lines.weight_applied",
    ),
    Figure(
        "added",
        N_("Added to the total"),
        "score",
        N_("Contribution × the section's weight ÷ 100: points that the item adds to the total"),
        "score_lines.contribution",
    ),
    Figure(
        "lost",
        N_("Not earned"),
        "score",
        N_("Points of the total between what the item adds and its full weight"),
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
)


def current(book: Book, kind: str) -> list[Row]:
    """This period's score lines of one kind: total, section or item."""
    rows = read(book.tables, "score_lines")
    return [r for r in rows if r["kind"] == kind and r["period"] == book.context.period]


def item_name(book: Book, row: Row) -> str:
    """The name of a scorecard node in the reader's language."""
    return book.language.choose(row["name_zh"], row["name_en"])


def section_shares(book: Book) -> dict[str, Decimal]:
    """By section: the share of the total that 100 points of it are worth (nested ones multiply)."""
    sections = {row["node_id"]: row for row in current(book, "section")}

    def share(node_id: str | None) -> Decimal:
        section = sections.get(node_id or "")
        if section is None:
            return Decimal(1)
        weight = section["weight_applied"]
        own = Decimal(1) if weight is None else weight / 100
        return own * share(section["parent_id"])

    return {node_id: share(node_id) for node_id in sections}


def in_total(row: Row, key: str, shares: dict[str, Decimal]) -> Decimal | None:
    """An item's weight or contribution as points of the total."""
    value = row[key]
    return None if value is None else value * shares.get(row["parent_id"], Decimal(1))


def not_earned(row: Row, shares: dict[str, Decimal]) -> Decimal | None:
    """Points of the total that the item's weight holds and it did not earn; never below 0."""
    weight, added = (in_total(row, key, shares) for key in ("weight_applied", "contribution"))
    if row["score"] is None or weight is None or added is None:
        return None
    return max(weight - added, Decimal(0))


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
    items, shares = current(book, "item"), section_shares(book)
    rows = [_shown(book, row, sections, shares) for row in items]
    totals = current(book, "total")
    closing = _total(book, totals[0], rows) if totals else None
    placed = write_table(sheet, LINES, rows, freeze=2, total=closing)
    write_rules(sheet, items)
    if rows:
        sheet.row += 1
        _chart(sheet, placed)


def _shown(
    book: Book, row: Row, sections: dict[str, str], shares: dict[str, Decimal]
) -> dict[str, Any]:
    return row | {
        "section": sections.get(row["parent_id"], row["parent_id"]),
        "item": item_name(book, row),
        "metric_value": measured_cell(book, row, "metric_value"),
        "target": measured_cell(book, row, "target"),
        "score": Cell(row["score"], _tone(row["score"])),
        "whole_weight": in_total(row, "weight_applied", shares),
        "added": in_total(row, "contribution", shares),
        "lost": not_earned(row, shares),
        "flag": Cell(row["flag"], "bad") if row["flag"] else word(book, row["policy"]),
        "note": book.language.choose(row["note_zh"], row["note_en"]),
    }


def _tone(score: Decimal | None) -> str:
    if score is None:
        return "off"
    return "good" if score >= 90 else "plain" if score >= 60 else "bad"


def _total(book: Book, row: Row, items: list[dict[str, Any]]) -> dict[str, Any]:
    empty: dict[str, Any] = {figure.key: "" for figure in LINES}
    return empty | {
        "section": book.language.text(N_("Total")),
        "item": "",
        "score": row["score"],
        "ungated_score": row["ungated_score"],
        "weight_declared": row["weight_declared"],
        "weight_applied": row["weight_applied"],
        "whole_weight": total(items, "whole_weight"),
        "added": total(items, "added"),
        "lost": total(items, "lost"),
        "flag": row["flag"] or "",
        "note": book.language.choose(row["note_zh"], row["note_en"]),
    }


def _chart(sheet: Sheet, placed: Placed) -> None:
    categories = placed.cells("item")
    drawing = Drawing(
        "bar",
        sheet.book.language.text(N_("Points earned and not earned, by item")),
        (
            Series(placed.head("added"), categories, placed.cells("added"), 1),
            Series(placed.head("lost"), categories, placed.cells("lost"), "#F0C9B8"),
        ),
        stacked=True,
        unit="score",
        digits=0,
    )
    height = max(220, 70 + 34 * placed.rows)
    sheet.row = draw(sheet, drawing, sheet.row, 0, width=900, height=height)
