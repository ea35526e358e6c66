"""What stands out in a person's contacts: flags that travel with the score (N12)."""

from __future__ import annotations

from typing import Any

from reports.book import Book
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row
from reports.sheet import Sheet
from reports.table import Cell, write_table
from reports.vocabulary import rule_place, word
from reports.workbooks.spans import month_rows

FLAGS = (
    Figure("name", N_("What was looked for"), "text", N_("Pattern that was looked for"),
           "gaming_flags.name_zh, name_en"),
    Figure("own_figure", N_("Own"), "number", N_("Cases ÷ what was looked at"),
           "gaming_flags.figure", digits=4),
    Figure("peer_figure", N_("Peers"), "number",
           N_("The same of a middling peer with the same mix of queues and contact types"),
           "gaming_flags.peer_figure", digits=4),
    Figure("cases", N_("Cases"), "count", N_("Contacts, surveys or days that are cases"),
           "gaming_flags.cases"),
    Figure("exposure", N_("Looked at"), "count", N_("Contacts, surveys or days looked at"),
           "gaming_flags.exposure"),
    Figure("peers", N_("Compared with"), "count", N_("People of the same role"),
           "gaming_flags.peers"),
    Figure("flag_severity", N_("Severity"), "text",
           N_("To review, or serious from the declared ratio to peers on"),
           "gaming_flags.severity"),
    Figure("evidence", N_("Evidence"), "text", N_("The evidence in words"),
           "gaming_flags.evidence_zh, evidence_en"),
    Figure("flag_rule", N_("Rule"), "text", N_("Rule file and day"), "gaming_flags.rule_ref"),
)  # fmt: skip


def add_flags(book: Book, peers: Peers) -> None:
    """The month's flags with their evidence; a reason to listen to contacts, never a finding."""
    sheet = Sheet(
        book,
        N_("Flags"),
        N_("What stands out from peers: a reason to listen to contacts, never a finding"),
    )
    sheet.link_home()
    rows = month_rows(book, "gaming_flags", "severity", "detector")
    if rows:
        sheet.headline(N_("{flags} patterns stand out from peers"), tone="warn", flags=len(rows))
    sheet.says_none("gaming_flags", rows, N_("Nothing stands out from peers this month."))
    write_table(sheet, FLAGS, [_flag(book, row) for row in rows], freeze=1)


def _flag(book: Book, row: Row) -> dict[str, Any]:
    choose = book.language.choose
    tone = "bad" if row["severity"] == "serious" else "warn"
    return row | {
        "name": choose(row["name_zh"], row["name_en"]),
        "own_figure": Cell(row["figure"], tone),
        "flag_severity": Cell(word(book, row["severity"]), tone),
        "evidence": choose(row["evidence_zh"], row["evidence_en"]),
        "flag_rule": rule_place(book, row["rule_ref"]),
    }
