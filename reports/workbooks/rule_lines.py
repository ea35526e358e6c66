"""The rules behind a table, told once below it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from reports.language import N_
from reports.sheet import Sheet
from reports.vocabulary import rule_place


def write_rules(sheet: Sheet, rows: Iterable[Mapping[str, Any]]) -> None:
    """The rules that `rows` follow by their `rule_ref`, one line each at the cursor."""
    book = sheet.book
    for rule in sorted({str(rule_place(book, row["rule_ref"])) for row in rows}):
        sheet.line(book.language.text(N_("Rule: {rule}"), rule=rule), tone="off")
