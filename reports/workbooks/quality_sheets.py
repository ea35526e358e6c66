"""Evaluations of a person, question by question, and where the points were lost."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, grouped, read, total
from reports.sheet import Sheet
from reports.table import Cell, write_table
from reports.vocabulary import word
from reports.workbooks.spans import period_rows

EVALUATIONS = (
    Figure(
        "business_date",
        N_("Date"),
        "date",
        N_("Local date of the evaluation"),
        "evaluations.business_date",
    ),
    Figure(
        "evaluation_id",
        N_("Evaluation"),
        "text",
        N_("Number of the evaluation"),
        "evaluations.evaluation_id",
    ),
    Figure(
        "contact",
        N_("Contact"),
        "text",
        N_("Last digits of the contact's number"),
        "evaluations.contact_id",
    ),
    Figure(
        "method", N_("Method"), "text", N_("How the contact was observed"), "evaluations.method"
    ),
    Figure("form", N_("Form"), "text", N_("Form and version"), "evaluations.form_id, form_version"),
    Figure(
        "score",
        N_("Score"),
        "score",
        N_("Weighted share of the points, × 100; 0 where fatal"),
        "evaluations.score",
    ),
    Figure(
        "fatal", N_("Fatal"), "text", N_("Whether a fatal error was found"), "evaluations.fatal"
    ),
)
ITEMS = (
    Figure(
        "evaluation_id",
        N_("Evaluation"),
        "text",
        N_("Number of the evaluation"),
        "evaluation_items.evaluation_id",
    ),
    Figure(
        "section_id",
        N_("Section of the form"),
        "text",
        N_("Section of the form"),
        "evaluation_items.section_id",
    ),
    Figure(
        "item_id", N_("Question"), "text", N_("Question of the form"), "evaluation_items.item_id"
    ),
    Figure(
        "weight",
        N_("Weight"),
        "score",
        N_("Weight of the question in the form"),
        "evaluation_items.weight",
    ),
    Figure(
        "score",
        N_("Points given"),
        "score",
        N_("Points given to the question"),
        "evaluation_items.score",
    ),
    Figure(
        "max_score",
        N_("Points possible"),
        "score",
        N_("Points that could be given"),
        "evaluation_items.max_score",
    ),
    Figure(
        "lost_weight",
        N_("Lost"),
        "score",
        N_("Weight × share of the question's points that were not given"),
        "evaluation_items.weight × (1 − score ÷ max_score)",
    ),
)
PARETO = (
    Figure(
        "question",
        N_("Where points were lost"),
        "text",
        N_("Question of the form"),
        "evaluation_items.item_id",
    ),
    Figure(
        "lost_total",
        N_("Points lost"),
        "score",
        N_("Weight × share of the question's points that were not given"),
        "evaluation_items.weight × (1 − score ÷ max_score)",
    ),
    Figure(
        "share",
        N_("Cumulative share"),
        "ratio",
        N_("Share of all lost points, added up"),
        "evaluation_items",
    ),
)


def add_evaluations(book: Book, peers: Peers) -> None:
    """Evaluations, and the Pareto of lost points beside them."""
    sheet = Sheet(book, N_("Quality detail"), N_("Evaluations of the month, question by question"))
    sheet.link_home()
    sheet.says_missing("evaluations")
    rows = period_rows(book, "evaluations", "business_date", "evaluation_id")
    top = sheet.row
    write_table(sheet, EVALUATIONS, [_shown(book, row) for row in rows], freeze=2, filtered=False)
    below = sheet.row
    items = _items(book)
    ends = _pareto(sheet, items, top) if items else below
    sheet.row = max(below, ends)


def add_questions(book: Book, peers: Peers) -> None:
    """Every question of the month's evaluations."""
    sheet = Sheet(
        book,
        N_("Quality questions"),
        N_("Every question with the points it lost"),
        orientation="portrait",
    )
    sheet.link_home()
    sheet.says_missing("evaluation_items")
    shown = [
        r | {"item_id": word(book, r["item_id"]), "section_id": word(book, r["section_id"])}
        for r in _items(book)
    ]
    write_table(sheet, ITEMS, shown, freeze=1)


def _items(book: Book) -> list[dict[str, Any]]:
    wanted = {row["evaluation_id"] for row in period_rows(book, "evaluations", "business_date")}
    items = read(book.tables, "evaluation_items", "evaluation_id", "item_id")
    return [_with_loss(row) for row in items if row["evaluation_id"] in wanted]


def _shown(book: Book, row: Row) -> dict[str, Any]:
    contact = row["contact_id"]
    text = book.language.text
    return row | {
        "contact": f"…{contact[-4:]}" if contact else None,
        "method": word(book, row["method"]),
        "form": f"{row['form_id']} {row['form_version']}",
        "score": Cell(row["score"], "bad" if row["fatal"] else "plain"),
        "fatal": Cell(text(N_("yes")), "bad") if row["fatal"] else text(N_("no")),
    }


def _with_loss(row: Row) -> dict[str, Any]:
    lost = None
    if row["applicable"] and row["score"] is not None and row["max_score"]:
        lost = row["weight"] * (1 - row["score"] / row["max_score"])
    return row | {"lost_weight": lost}


def _pareto(sheet: Sheet, items: list[dict[str, Any]], top: int) -> int:
    book = sheet.book
    losses = {
        key[0]: total(group, "lost_weight") or Decimal(0)
        for key, group in grouped(items, "item_id").items()
    }
    ordered = sorted(losses.items(), key=lambda pair: (-pair[1], pair[0]))[:10]
    whole = sum(losses.values(), Decimal(0))
    rows, running = [], Decimal(0)
    for question, lost in ordered:
        running += lost
        rows.append(
            {
                "question": word(book, question),
                "lost_total": lost,
                "share": running / whole if whole else None,
            }
        )
    sheet.row, column = top, len(EVALUATIONS) + 1
    placed = write_table(sheet, PARETO, rows, column=column)
    drawing = Drawing(
        "bar",
        book.language.text(N_("Where points were lost")),
        (
            Series(
                placed.head("lost_total"), placed.cells("question"), placed.cells("lost_total"), 3
            ),
        ),
        unit="score",
        digits=1,
        gap=30,
    )
    return draw(sheet, drawing, sheet.row, column, width=430, height=110 + 24 * len(rows))
