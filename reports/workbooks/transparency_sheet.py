"""The rulebook in force, the spread of scores without names, where appeals are counted (S1-25)."""

from __future__ import annotations

from typing import Any

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.figure import Figure
from reports.language import N_
from reports.peers import SMALLEST_GROUP, Peers
from reports.sheet import Sheet
from reports.table import write_table
from reports.vocabulary import rule_place
from reports.workbooks.spans import month_rows

RULES = (
    Figure("concerns", N_("Concerns"), "text", N_("Which of the figures follow the rule"), "run"),
    Figure("rule", N_("Rule"), "text", N_("Rule file, and its key where it has one"), "rule_ref"),
    Figure("since", N_("As of"), "text", N_("Day whose rules were applied"), "rule_ref"),
)
SPREAD = (
    Figure("band", N_("Score band"), "text",
           N_("Total score from – to; bands with few people are joined"), "score_lines.score"),
    Figure("others", N_("People"), "count", N_("People whose total falls into the band"),
           "score_lines.score", gap=True),
    Figure("with_you", N_("Your band"), "count", N_("People in your own band, you among them"),
           "score_lines.score", gap=True),
)  # fmt: skip
RULED = (
    ("score_lines", N_("Score")),
    ("evaluation_lines", N_("Quality")),
    ("point_lines", N_("Points")),
    ("pay_lines", N_("Pay")),
    ("gaming_flags", N_("Flags")),
)


def add_transparency(book: Book, peers: Peers) -> None:
    """Rules with their fingerprint, the anonymous spread, and where appeals are counted."""
    sheet = Sheet(
        book,
        N_("Transparency"),
        N_("Which rules applied and how scores spread; no names"),
        orientation="portrait",
    )
    sheet.link_home()
    _rulebook(sheet)
    _spread(sheet, peers)
    _appeals(sheet)


def _rulebook(sheet: Sheet) -> None:
    book = sheet.book
    sheet.caption(N_("The rulebook"))
    said = N_("Rule fingerprint {fingerprint}, programs {code}: equal ones give equal figures.")
    context = book.context
    sheet.line(
        book.language.text(said, fingerprint=context.rule_fingerprint, code=context.code_version)
    )
    sheet.row += 1
    found = {
        (words, _split(rule_place(book, row["rule_ref"]) or ""))
        for table, words in RULED
        for row in month_rows(book, table)
        if row["rule_ref"]
    }
    order = [words for _, words in RULED]
    rows: list[dict[str, Any]] = [
        {"concerns": book.language.text(words), "rule": rule, "since": since}
        for words, (rule, since) in sorted(found, key=lambda each: (order.index(each[0]), each[1]))
    ]
    write_table(sheet, RULES, rows)


def _split(reference: str) -> tuple[str, str]:
    """Rule and day of `file#key@day`."""
    rule, _, day = reference.rpartition("@")
    return (rule, day) if rule else (day, "")


def _spread(sheet: Sheet, peers: Peers) -> None:
    book = sheet.book
    sheet.caption(N_("How the scores of your group spread"))
    bands = peers.score_spread(book.scope.subject_id)
    if not bands:
        said = N_("No score, or fewer than {least} people on the same scorecard.")
        sheet.line(book.language.text(said, least=SMALLEST_GROUP), tone="off")
        sheet.row += 1
        return
    rows: list[dict[str, Any]] = [
        {
            "band": f"{band.low}–{band.high}",
            "others": None if band.own else band.people,
            "with_you": band.people if band.own else None,
        }
        for band in bands
    ]
    placed = write_table(sheet, SPREAD, rows)
    drawing = Drawing(
        "column",
        book.language.text(N_("How the scores of your group spread")),
        [
            Series(placed.head(key), placed.cells("band"), placed.cells(key), colour)
            for key, colour in (("others", 5), ("with_you", 2))
        ],
        stacked=True,
        gap=10,
        y_title=book.language.text(N_("People")),
    )
    sheet.row = draw(sheet, drawing, sheet.row - 1, 0, width=640, height=280)
    sheet.row += 1


def _appeals(sheet: Sheet) -> None:
    """Where appeals are counted: counts of everybody's would change everybody's file."""
    book = sheet.book
    sheet.caption(N_("Appeals in the whole centre"))
    said = N_(
        "How many were handed in and how they ended is told in WB19, at human resources. "
        "Your own stand on the sheet of appeals."
    )
    sheet.line(book.language.text(said), tone="off")
    sheet.row += 1
