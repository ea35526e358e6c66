"""The plan that a person is scored and paid by, on a page, and who has confirmed theirs (X14)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from reports.book import Book
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, grouped
from reports.sheet import Sheet
from reports.table import Cell, write_table
from reports.vocabulary import word
from reports.workbooks.listing import open_sheet, twin
from reports.workbooks.rule_nodes import in_words
from reports.workbooks.spans import local, month_rows
from reports.workbooks.staff import WHO, named

SHOWN_DIGITS = 12
TONES = {"acknowledged": "good", "superseded": "warn", "outstanding": "bad"}
STATES = {
    "acknowledged": N_("acknowledged"),
    "superseded": N_("superseded: the plan has changed since"),
    "outstanding": N_("outstanding"),
}
METHODS = {
    "signed": N_("signed on paper"),
    "clicked": N_("confirmed on screen"),
    "mailed": N_("confirmed by mail"),
    "meeting": N_("confirmed in a meeting"),
}
KINDS: dict[str, str] = {
    "scorecard": N_("How the score is made"),
    "points": N_("What work is worth in points"),
    "pay": N_("What pay is made of"),
    "commission": N_("Commission"),
    "guarantee": N_("Guarantee for new staff"),
}
DOCUMENT = (
    Figure("node", N_("Item"), "text", N_("Section, item, type of work or component of pay"),
           "plan_documents.name_zh"),
    Figure("field", N_("Value of"), "text", N_("What the value says"), "plan_documents.field_zh"),
    Figure("of", N_("Of"), "text", N_("Type of work, role or class of day"),
           "plan_documents.field"),
    Figure("value", N_("Value"), "text", N_("Value in force, in words and figures"),
           "plan_documents.value_zh"),
    Figure("since", N_("In force since"), "date", N_("First day of the value"),
           "plan_documents.since"),
    Figure("source", N_("Authority"), "text", N_("Document that the values rest on"),
           "plan_documents.source"),
)  # fmt: skip
STATUS = (
    *WHO,
    Figure("role", N_("Role"), "text", N_("Last role of the month"),
           "acknowledgement_status.role"),
    Figure("state", N_("Acknowledgement"), "text", N_("Whether the plan that holds was confirmed"),
           "acknowledgement_status.state"),
    Figure("plan", N_("Plan"), "text", N_("First digits of the hash of the plan that holds"),
           "acknowledgement_status.plan_hash"),
    Figure("acknowledged_at", N_("Confirmed at"), "instant", N_("Latest confirmation of a plan"),
           "acknowledgement_status.acknowledged_at"),
    Figure("method", N_("Confirmed how"), "text",
           N_("On paper, on screen, by mail or in a meeting"), "acknowledgement_status.method"),
    Figure("source", N_("Evidence"), "text", N_("Evidence of the acknowledgement"),
           "acknowledgement_status.source"),
)  # fmt: skip


def add_own_plan(book: Book, peers: Peers) -> None:
    """The reader's plan on one page, with its hash and whether it was confirmed."""
    sheet = open_sheet(
        book, N_("My plan"), N_("What your score and your pay follow from this month"),
        "plan_documents", orientation="portrait",
    )  # fmt: skip
    for own in month_rows(book, "acknowledgement_status"):
        _confirmed(sheet, own)
        rows = [
            row
            for row in month_rows(book, "plan_documents", "position")
            if row["role"] == own["role"]
        ]
        for (kind,), members in grouped(rows, "kind").items():
            sheet.caption(KINDS[kind])
            write_table(sheet, DOCUMENT, _lines(book, members), filtered=False)
    sheet.on_one_page()


def _confirmed(sheet: Sheet, own: Row) -> None:
    text = sheet.book.language.text
    said = N_("Plan {plan}: {state}.")
    state = text(STATES[own["state"]])
    plan = own["plan_hash"][:SHOWN_DIGITS]
    sheet.line(text(said, plan=plan, state=state), tone=TONES[own["state"]], bold=True)
    if own["state"] == "acknowledged":
        at = local(own["acknowledged_at"], sheet.book.context.zone)
        told = N_("Confirmed on {day}, {how}.")
        sheet.line(text(told, day=f"{at:%Y-%m-%d}", how=text(METHODS[own["method"]])))
    else:
        sheet.line(text(N_("Please confirm to your team leader that you know this plan.")))
    sheet.row += 1


def _lines(book: Book, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """One line per value; a node's name stands on its first line."""
    return [
        _line(book, row, place == 0)
        for members in grouped(rows, "rule_id", "path").values()
        for place, row in enumerate(members)
    ]


def _line(book: Book, row: Row, is_first: bool) -> dict[str, Any]:
    outer, _, inner = (twin(book, row, "field") or "").partition(" · ")
    name = twin(book, row, "name") or row["rule_id"]
    named = "\u3000" * row["depth"] + name
    return {
        "node": (Cell(named, "total") if not row["depth"] else named) if is_first else "",
        "field": outer,
        "of": (word(book, inner.removeprefix("contact:")) if inner else None) or "",
        "value": in_words(book, row),
        "since": row["since"] or "",
        "source": row["source"] or "",
    }


def add_acknowledgements(book: Book, peers: Peers) -> None:
    """Everybody's acknowledgement, what is missing first."""
    sheet = open_sheet(
        book, N_("Acknowledgements"), N_("Who has confirmed the plan that holds for them"),
        "acknowledgement_status",
    )  # fmt: skip
    rows = named(book, month_rows(book, "acknowledgement_status", "role", "agent_id"))
    rows.sort(key=lambda row: list(TONES)[::-1].index(row["state"]))
    write_table(sheet, STATUS, [_status(book, row) for row in rows], freeze=2)
    counts = Counter(row["state"] for row in rows)
    if rows:
        missing = len(rows) - counts["acknowledged"]
        sheet.headline(
            N_("{n} of {all} people have not confirmed their plan, {old} of them an earlier one"),
            tone="warn" if missing else "good",
            n=missing, all=len(rows), old=counts["superseded"],
        )  # fmt: skip


def _status(book: Book, row: Row) -> dict[str, Any]:
    text = book.language.text
    return row | {
        "role": word(book, row["role"]),
        "state": Cell(text(STATES[row["state"]]), TONES[row["state"]]),
        "plan": row["plan_hash"][:SHOWN_DIGITS],
        "method": text(METHODS[row["method"]]) if row["method"] else None,
    }
