"""The sheet of a rule form that is only read: keys without dates, and where each one stands."""

from __future__ import annotations

from reports.book import Book
from reports.figure import Figure
from reports.language import N_
from reports.rows import read
from reports.sheet import Sheet
from reports.table import write_table
from reports.workbooks.listing import twin

FIXED = (
    Figure("rule", N_("Rule"), "text", N_("Rule by its name"), "rule_form_fixed.rule_zh"),
    Figure("where", N_("Where"), "text", N_("Node of the rule"), "rule_form_fixed.where_zh"),
    Figure("field", N_("Value of"), "text", N_("What the value says"), "rule_form_fixed.field_zh"),
    Figure("value", N_("Value"), "text", N_("The value as it is"), "rule_form_fixed.value_zh"),
    Figure("file", N_("File"), "text", N_("Rule file in which it is changed"),
           "rule_form_fixed.file"),
    Figure("line", N_("Line"), "count", N_("Line of the file, from 1"), "rule_form_fixed.line"),
)  # fmt: skip


def add_fixed(book: Book) -> None:
    """A line per key that has no date, with file and line."""
    sheet = Sheet(
        book, N_("Fixed keys"), N_("Not changed by form: in which file and line they stand")
    )
    rows = [
        {name: twin(book, row, name) for name in ("rule", "where", "field", "value")}
        | {"file": row["file"], "line": row["line"]}
        for row in read(book.tables, "rule_form_fixed")
    ]
    write_table(sheet, FIXED, rows, freeze=1)
    sheet.page.protect("", {"autofilter": True, "sort": True, "format_columns": True})
