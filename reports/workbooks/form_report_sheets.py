"""The answer to a rule form: whether it is accepted, every fault with its cell, what it changes."""

from __future__ import annotations

from typing import Any

from reports.book import Book
from reports.figure import Figure
from reports.language import N_
from reports.rows import read
from reports.sheet import Sheet
from reports.table import Cell, write_table
from reports.vocabulary import word
from reports.workbooks.listing import twin
from reports.workbooks.rule_nodes import in_words

PROBLEMS = (
    Figure("number", N_("No."), "count", N_("Fault by its number"), "rule_form_problems.number"),
    Figure("address", N_("Cell"), "text", N_("Sheet and cell of the form"),
           "rule_form_problems.address"),
    Figure("found", N_("It holds"), "text", N_("What the cell holds"), "rule_form_problems.found"),
    Figure("words_zh", N_("What is wrong, in Chinese"), "text",
           N_("What is wrong and what to do, in Chinese"), "rule_form_problems.words_zh"),
    Figure("words_en", N_("What is wrong, in English"), "text",
           N_("What is wrong and what to do, in English"), "rule_form_problems.words_en"),
)  # fmt: skip
CHANGES = (
    Figure("since", N_("Since"), "date", N_("First day of the new value"),
           "rule_form_changes.since"),
    Figure("rule", N_("Rule"), "text", N_("Rule by its name"), "rule_form_changes.rule_zh"),
    Figure("where", N_("Where"), "text", N_("Node of the rule"), "rule_form_changes.where_zh"),
    Figure("field", N_("Value of"), "text", N_("What the value says"),
           "rule_form_changes.field_zh"),
    Figure("old", N_("Before"), "text", N_("Value before"), "rule_form_changes.old_zh"),
    Figure("new", N_("After"), "text", N_("Value from that day on"), "rule_form_changes.new_zh"),
    Figure("unit", N_("Unit"), "text", N_("Unit of the value"), "rule_form_changes.unit_zh"),
    Figure("how", N_("Kind of change"), "text", N_("A new dated value, or a correction of one"),
           "rule_form_changes.corrects"),
    Figure("whom", N_("For whom"), "text", N_("Roles that the rule is about"),
           "rule_form_changes.roles"),
    Figure("source", N_("Authority"), "text", N_("Document that the values rest on"),
           "rule_form_changes.source"),
    Figure("address", N_("Cell"), "text", N_("Sheet and cell of the form"),
           "rule_form_changes.address"),
)  # fmt: skip


def add_verdict(book: Book) -> None:
    """One page: accepted or not, how many faults and changes, what to do next."""
    sheet = Sheet(book, N_("Result"), N_("What became of the form"), orientation="portrait")
    problems, changes = (read(book.tables, f"rule_form_{n}") for n in ("problems", "changes"))
    text = book.language.text
    if problems:
        told = N_("Not accepted: {n} faults. Nothing was taken over.")
        sheet.line(text(told, n=len(problems)), tone="bad", bold=True)
        sheet.line(text(N_("Correct the cells listed below in the same file and send it again.")))
    elif changes:
        sheet.line(
            text(
                N_(
                    "In order: {n} changes.",
                ),
                n=len(changes),
            ),
            tone="good",
            bold=True,
        )
        sheet.line(text(N_("They hold from their days on once they are taken over.")))
    else:
        sheet.line(text(N_("In order: the form changes nothing.")), tone="good", bold=True)
    sheet.row += 1
    if problems:
        sheet.caption(N_("Faults"))
        write_table(sheet, PROBLEMS, problems, filtered=False)


def add_form_changes(book: Book) -> None:
    """Every change from old to new, from when, for whom."""
    sheet = Sheet(book, N_("Changes"), N_("What the form changes, from when and for whom"))
    rows = read(book.tables, "rule_form_changes")
    if rows:
        write_table(sheet, CHANGES, [_change(book, row) for row in rows], freeze=1)
    else:
        sheet.line(book.language.text(N_("In order: the form changes nothing.")), tone="off")


def _change(book: Book, row: dict[str, Any]) -> dict[str, Any]:
    how = N_("corrected") if row["corrects"] else N_("new")
    everyone = row["roles"] == "everyone"
    roles = [word(book, role) or role for role in row["roles"].split(", ")]
    return row | {
        "rule": twin(book, row, "rule"),
        "where": twin(book, row, "where"),
        "field": twin(book, row, "field"),
        "old": in_words(book, row, "old"),
        "new": Cell(in_words(book, row, "new"), "good"),
        "unit": twin(book, row, "unit"),
        "how": Cell(book.language.text(how), "warn" if row["corrects"] else "plain"),
        "whom": book.language.text(N_("everyone")) if everyone else
        book.language.choose("、", ", ").join(roles),
    }  # fmt: skip
