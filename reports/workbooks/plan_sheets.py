"""Who is under which plan, and which values changed."""

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
from reports.workbooks.listing import names, open_sheet, twin
from reports.workbooks.rule_nodes import in_words
from reports.workbooks.spans import month_rows

KINDS = {
    "scorecard": N_("scorecard"),
    "points": N_("points tariff"),
    "pay": N_("pay plan"),
    "quality_form": N_("evaluation form"),
}
KIND = Figure("kind", N_("Kind"), "text", N_("Kind of rule"), "plan_coverage.kind")
PLANS = (
    KIND,
    Figure("name", N_("Plan"), "text", N_("Name of the plan"), "plan_coverage.name_zh"),
    Figure("applies_to", N_("For whom"), "text", N_("Roles under the plan"),
           "plan_coverage.applies_to"),
    Figure("people", N_("People"), "count", N_("People under it for at least a day of the month"),
           "plan_coverage.people"),
    Figure("owner", N_("Owner"), "text", N_("Who keeps the plan"), "plan_coverage.owner"),
    Figure("file", N_("File"), "text", N_("Rule file of the centre"), "plan_coverage.file"),
)  # fmt: skip
EXCEPTIONS = (
    Figure("kind", N_("Kind"), "text", N_("Kind of rule"), "plan_exceptions.kind"),
    Figure("person", N_("Person"), "text", N_("Name, or login where there is none"),
           "directory.full_name"),
    Figure("team_id", N_("Team"), "text", N_("Team in the span"), "plan_exceptions.team_id"),
    Figure("role", N_("Role"), "text", N_("Role in the span"), "plan_exceptions.role"),
    Figure("from_day", N_("From"), "date", N_("First day of the span"), "plan_exceptions.from_day"),
    Figure("to_day", N_("To"), "date", N_("Last day of the span"), "plan_exceptions.to_day"),
    Figure("verdict", N_("Finding"), "text", N_("Under no plan of the kind, or under several"),
           "plan_exceptions.plans"),
)  # fmt: skip
CHANGES = (
    Figure("since", N_("Since"), "date", N_("First day of the new value"), "rule_changes.since"),
    Figure("kind", N_("Kind"), "text", N_("Kind of rule"), "rule_changes.kind"),
    Figure("rule_id", N_("Rule"), "text", N_("Rule by its id"), "rule_changes.rule_id"),
    Figure("node", N_("Where"), "text", N_("Node of the rule"), "rule_changes.name_zh"),
    Figure("field", N_("Value of"), "text", N_("What the value says"), "rule_changes.field"),
    Figure("old", N_("Before"), "text", N_("Value before"), "rule_changes.old_value"),
    Figure("new", N_("After"), "text", N_("Value from that day on"), "rule_changes.new_value"),
    Figure("source", N_("Authority"), "text", N_("Document that the values rest on"),
           "rule_changes.source"),
    Figure("file", N_("File"), "text", N_("Rule file of the centre"), "rule_changes.file"),
)  # fmt: skip


def add_coverage(book: Book, peers: Peers) -> None:
    """Plans with their people, then everybody who is in none or in several."""
    sheet = open_sheet(
        book, N_("Plan coverage"), N_("Who is assessed and paid by which plan"), "plan_coverage"
    )
    plans = month_rows(book, "plan_coverage", "file")
    rows = [
        {
            "kind": kind_word(book, row["kind"]),
            "name": twin(book, row, "name"),
            "applies_to": _roles(book, row["applies_to"]),
            "people": row["people"],
            "owner": row["owner"],
            "file": rule_place(book, row["file"]),
        }
        for row in plans
    ]
    write_table(sheet, PLANS, rows, freeze=2)
    sheet.caption(N_("In no plan, or in several"))
    _exceptions(sheet, bool(plans))


def _exceptions(sheet: Sheet, planned: bool) -> None:
    book, called = sheet.book, names(sheet.book)
    found = month_rows(book, "plan_exceptions", "kind", "agent_id", "from_day")
    if planned and not found:
        sheet.line(book.language.text(N_("Nobody: each person is in exactly one.")), tone="good")
        return
    write_table(sheet, EXCEPTIONS, [_exception(book, called, row) for row in found])
    if found:
        several = [row for row in found if row["plans"] > 1]
        sheet.headline(
            N_("{none} spans of people under no plan of a kind, {several} under several"),
            tone="bad" if several else "plain",
            none=len(found) - len(several),
            several=len(several),
        )


def _exception(book: Book, called: dict[str, str], row: Row) -> dict[str, Any]:
    text = book.language.text
    several = text(N_("in several: {ids}"), ids=row["rule_ids"])
    return {
        "kind": kind_word(book, row["kind"]),
        "person": called.get(row["agent_id"], row["agent_id"]),
        "team_id": row["team_id"],
        "role": word(book, row["role"]),
        "from_day": row["from_day"],
        "to_day": row["to_day"],
        "verdict": Cell(several, "bad") if row["plans"] else Cell(text(N_("in none")), "warn"),
    }


def _roles(book: Book, roles: str) -> str:
    names = {"everyone": book.language.text(N_("everyone"))}
    found = [names.get(role) or word(book, role) or role for role in roles.split(", ")]
    return book.language.choose("、", ", ").join(found)


def kind_word(book: Book, kind: str) -> str:
    """A kind of rule file in words."""
    return book.language.text(KINDS[kind]) if kind in KINDS else kind


def add_changes(book: Book, peers: Peers) -> None:
    """Values that replaced others within a year, the newest first."""
    sheet = open_sheet(
        book,
        N_("Versions and changes"),
        N_("Values that changed within the last twelve months, newest first"),
        "rule_changes",
    )
    rows = month_rows(book, "rule_changes", "since", "file", "position")
    shown = [
        {
            "since": row["since"],
            "kind": kind_word(book, row["kind"]),
            "rule_id": row["rule_id"],
            "node": _called(book, row),
            "field": _field(book, row),
            "old": in_words(book, row, "old"),
            "new": in_words(book, row, "new"),
            "source": row["source"],
            "file": rule_place(book, row["file"]),
        }
        for row in reversed(rows)
    ]
    write_table(sheet, CHANGES, shown, freeze=1)
    new = [row for row in rows if row["since"] >= book.context.period_from]
    if rows:
        sheet.headline(
            N_("{n} rule values changed within twelve months, {new} of them this month"),
            n=len(rows),
            new=len(new),
        )


def _called(book: Book, row: Row) -> str | None:
    name = twin(book, row, "name")
    return book.language.choose(*book.context.names.get(name or "", (name, name)))


def _field(book: Book, row: Row) -> str | None:
    """The key in words; the code of a type of work by the centre's name."""
    outer, dot, inner = (twin(book, row, "field") or "").partition(" · ")
    return f"{outer} · {word(book, inner.removeprefix('contact:'))}" if dot else outer
