"""Every question of a person's evaluations: points, weights, and what it took from the score."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from reports.book import Book
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, read
from reports.sheet import Sheet
from reports.table import Cell, write_table
from reports.vocabulary import word
from reports.workbooks.rule_lines import write_rules
from reports.workbooks.spans import month_rows, period_rows

EVALUATION = Figure("evaluation_id", N_("Evaluation"), "text", N_("Number of the evaluation"),
                    "evaluations.evaluation_id")  # fmt: skip
SECTION = Figure("section", N_("Section of the form"), "text", N_("Section of the form"),
                 "evaluation_lines.parent_id")  # fmt: skip
QUESTION = Figure("question", N_("Question"), "text",
                  N_("Question of the form, or the cap or fatal error that acted"),
                  "evaluation_lines.name_zh, name_en")  # fmt: skip
LINES = (
    EVALUATION,
    Figure("contact", N_("Contact"), "text", N_("Last digits of the contact's number"),
           "evaluations.contact_id"),
    SECTION,
    QUESTION,
    Figure("points", N_("Points given"), "score",
           N_("Points given to the question; — where it does not apply"),
           "evaluation_lines.points"),
    Figure("full_points", N_("Points possible"), "score", N_("Points that could be given"),
           "evaluation_lines.full_points"),
    Figure("score", N_("Score"), "score", N_("Score of the question, of 100"),
           "evaluation_lines.score"),
    Figure("weight_declared", N_("Weight by form"), "score",
           N_("Weight by the form, of 100 within the section"),
           "evaluation_lines.weight_declared"),
    Figure("weight_applied", N_("Weight applied"), "score",
           N_("Weight after what does not apply, of 100 within the section"),
           "evaluation_lines.weight_applied"),
    Figure("points_lost", N_("Lost"), "score",
           N_("What the question took from the evaluation's 100"),
           "evaluation_lines.points_lost"),
)  # fmt: skip
ITEMS = (
    EVALUATION,
    SECTION,
    QUESTION,
    Figure("weight", N_("Weight"), "score", N_("Weight of the question in the form"),
           "evaluation_items.weight"),
    Figure("score", N_("Points given"), "score", N_("Points given to the question"),
           "evaluation_items.score"),
    Figure("max_score", N_("Points possible"), "score", N_("Points that could be given"),
           "evaluation_items.max_score"),
    Figure("lost_weight", N_("Lost"), "score",
           N_("Weight × share of the question's points that were not given"),
           "evaluation_items.weight × (1 − score ÷ max_score)"),
)  # fmt: skip
ASKED = ("question", "bonus", "cap", "gate")


def add_questions(book: Book, peers: Peers) -> None:
    """Every question of the month: as the form scores it, or as delivered where none does."""
    sheet = Sheet(book, N_("Quality questions"), N_("Every question with the points it lost"))
    sheet.link_home()
    lines = _lines(book)
    if lines:
        heads = read(book.tables, "evaluations")
        contacts = {head["evaluation_id"]: head["contact_id"] for head in heads}
        write_table(sheet, LINES, [_line(book, row, contacts) for row in lines], freeze=1)
        write_rules(sheet, lines)
        return
    sheet.says_missing("evaluation_lines")
    sheet.says_missing("evaluation_items")
    write_table(sheet, ITEMS, _items(book), freeze=1)


def losses_by_question(book: Book) -> dict[str, Decimal]:
    """Points lost in the month by question, in the reader's words."""
    asked = [row for row in _lines(book) if row["points_lost"] is not None]
    named = [(_name(book, row), row["points_lost"]) for row in asked]
    if not asked:
        named = [(str(row["question"]), row["lost_weight"]) for row in _items(book)]
    losses: dict[str, Decimal] = {}
    for question, lost in named:
        losses[question] = losses.get(question, Decimal(0)) + (lost or 0)
    return losses


def masked(contact_id: str | None) -> str | None:
    """The last digits of a contact's number."""
    return f"…{contact_id[-4:]}" if contact_id else None


def _lines(book: Book) -> list[Row]:
    rows = month_rows(book, "evaluation_lines", "evaluation_id", "parent_id", "node_id")
    sections = {r["node_id"]: _name(book, r) for r in rows if r["kind"] in ("section", "form")}
    return [
        row | {"section": sections.get(row["parent_id"])} for row in rows if row["kind"] in ASKED
    ]


def _name(book: Book, row: Row) -> str:
    return book.language.choose(row["name_zh"], row["name_en"])


def _line(book: Book, row: Row, contacts: Mapping[str, str | None]) -> dict[str, Any]:
    acted = row["kind"] in ("cap", "gate")
    name = _name(book, row)
    return row | {
        "contact": masked(contacts.get(row["evaluation_id"])),
        "question": Cell(name, "bad") if acted else name,
        "points_lost": Cell(row["points_lost"], "warn" if row["points_lost"] else "plain"),
    }


def _items(book: Book) -> list[dict[str, Any]]:
    wanted = {row["evaluation_id"] for row in period_rows(book, "evaluations", "business_date")}
    items = read(book.tables, "evaluation_items", "evaluation_id", "item_id")
    return [_with_loss(book, row) for row in items if row["evaluation_id"] in wanted]


def _with_loss(book: Book, row: Row) -> dict[str, Any]:
    lost = None
    if row["applicable"] and row["score"] is not None and row["max_score"]:
        lost = row["weight"] * (1 - row["score"] / row["max_score"])
    return row | {
        "lost_weight": lost,
        "question": word(book, row["item_id"]),
        "section": word(book, row["section_id"]),
    }
