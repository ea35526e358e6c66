"""What the independent checker asked of the roster, rule by rule, and what it found."""

from __future__ import annotations

from typing import Any

from reports.book import Book
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, grouped, read
from reports.table import Cell, write_table
from reports.vocabulary import word
from reports.workbooks.listing import names, open_sheet, twin

CHECKS, VIOLATIONS = "roster_rule_checks", "roster_violations"
RULE = Figure(
    "rule_name", N_("Rule"), "text", N_("Rule of the roster"), f"{CHECKS}.name_zh, name_en"
)
KIND = Figure("kind", N_("Kind"), "text", N_("Hard: forbidden; soft: a breach costs its weight"),
              f"{CHECKS}.hard")  # fmt: skip
WEIGHT = Figure("weight", N_("Weight"), "number", N_("Cost of one breach"), f"{CHECKS}.weight",
                digits=0)  # fmt: skip
ASKED = (
    RULE,
    KIND,
    WEIGHT,
    Figure("counted", N_("Asked of"), "text", N_("What the rule is asked of, once for each"),
           f"{CHECKS}.counted"),
    Figure("checked", N_("Checked"), "count", N_("How many of them were checked"),
           f"{CHECKS}.checked"),
    Figure("violations", N_("Violations"), "count", N_("Violations found"),
           f"{CHECKS}.violations"),
)  # fmt: skip
FOUND = (
    RULE,
    KIND,
    Figure("person", N_("Person"), "text", N_("Name from the staff list; for seats the site"),
           f"{VIOLATIONS}.agent_id"),
    Figure("work_date", N_("Date"), "date", N_("Local date"), f"{VIOLATIONS}.work_date"),
    Figure("what", N_("What was found"), "text", N_("The breach in words"),
           f"{VIOLATIONS}.note_zh, note_en"),
)  # fmt: skip


def add_rule_check(book: Book, peers: Peers) -> None:
    """Every rule with how much was checked, then every violation."""
    sheet = open_sheet(
        book, N_("Rule check"), N_("What an independent checker asked and found"), CHECKS
    )
    checks = _of_all_weeks(read(book.tables, CHECKS))
    broken = sum(row["violations"] for row in checks if row["hard"])
    if checks:
        said = N_("{rules} rules checked; hard rules broken: {broken}")
        sheet.headline(said, rules=len(checks), broken=broken)
    write_table(sheet, ASKED, [_check(book, row) for row in checks], freeze=1)
    violations = read(book.tables, VIOLATIONS, "work_date", "rule", "agent_id")
    if violations:
        sheet.caption(N_("Every violation"))
        called = names(book)
        write_table(sheet, FOUND, [_violation(book, row, called) for row in violations])


def _of_all_weeks(checks: list[Row]) -> list[Row]:
    """A row per rule and weight, its counts those of all weeks of the roster."""
    sums = ("checked", "violations")
    return [
        {**own[0], **{key: sum(row[key] for row in own) for key in sums}}
        for own in grouped(checks, "rule", "hard", "weight").values()
    ]


def _check(book: Book, row: Row) -> dict[str, Any]:
    tone = "good" if not row["violations"] else "bad" if row["hard"] else "warn"
    return row | _rule(book, row) | {
        "counted": word(book, f"counted_{row['counted']}"),
        "violations": Cell(row["violations"], tone),
    }  # fmt: skip


def _violation(book: Book, row: Row, called: dict[str, str]) -> dict[str, Any]:
    who = row["agent_id"]
    return row | _rule(book, row) | {
        "person": called.get(who, who),
        "what": twin(book, row, "note"),
    }  # fmt: skip


def _rule(book: Book, row: Row) -> dict[str, Any]:
    return {
        "rule_name": twin(book, row, "name"),
        "kind": word(book, "rule_hard" if row["hard"] else "rule_soft"),
    }
