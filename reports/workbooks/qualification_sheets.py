"""Who may handle which type of contact, and who handled one without it (S1-05)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reports.book import Book
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, grouped, total
from reports.sheet import Sheet
from reports.table import Cell, write_table
from reports.workbooks.listing import open_sheet, twin
from reports.workbooks.rule_nodes import in_words
from reports.workbooks.spans import month_rows
from reports.workbooks.staff import NAME, TEAM, named

MATRIX = "qualification_matrix"
SERVICE = Figure("service_months", N_("Months of service"), "count",
                 N_("Full months of service on the last day"),
                 f"{MATRIX}.service_months")  # fmt: skip
WITHOUT = Figure("without", N_("Handled without"), "count",
                 N_("Contacts handled on a day without qualification"),
                 f"{MATRIX}.unqualified_contacts")  # fmt: skip
SUMMARY = (
    Figure("name", N_("Contact type"), "text", N_("Type of contact"), f"{MATRIX}.name_zh"),
    Figure("people", N_("Qualified"), "count", N_("Agents who may handle it on the last day"),
           f"{MATRIX}.eligible"),
    Figure("others", N_("Not qualified"), "count", N_("Agents who may not"), f"{MATRIX}.eligible"),
    Figure("contacts", N_("Contacts"), "count", N_("Contacts of the type handled by agents"),
           f"{MATRIX}.contacts"),
    WITHOUT,
)  # fmt: skip
LISTED = (
    NAME,
    TEAM,
    Figure("business_date", N_("Date"), "date", N_("Local date"), "unqualified_work.business_date"),
    Figure("name", N_("Contact type"), "text", N_("Type of contact"), "unqualified_work.name_zh"),
    Figure("contacts", N_("Contacts"), "count", N_("Contacts handled"),
           "unqualified_work.contacts"),
    Figure("note", N_("What lacks"), "text", N_("Criteria not met, with figure and threshold"),
           "unqualified_work.note_zh"),
    Figure("paid", N_("Earns points"), "text", N_("Whether the rule lets them earn points"),
           "unqualified_work.paid"),
)  # fmt: skip
LICENCES = (
    NAME,
    TEAM,
    Figure("name", N_("Contact type"), "text", N_("Type of contact"), f"{MATRIX}.name_zh"),
    Figure("note", N_("What lacks"), "text", N_("Criteria not met, with figure and threshold"),
           f"{MATRIX}.note_zh"),
    Figure("level", N_("Skill level"), "count", N_("Level of the skill that the type asks for"),
           f"{MATRIX}.level"),
    SERVICE,
    Figure("certified_until", N_("Certificate until"), "date",
           N_("Last day of the certificate; empty where it does not end"),
           f"{MATRIX}.certified_until"),
    Figure("eligible_from", N_("Qualified from"), "date",
           N_("Day on which time alone makes the person qualified"), f"{MATRIX}.eligible_from"),
)  # fmt: skip
NOBODY = N_("Nobody handled a contact without being qualified for it.")
ALL_QUALIFIED = N_("Every agent is qualified for every type.")


def add_matrix(book: Book, peers: Peers) -> None:
    """People × types of contact: qualified or not, with the contacts handled without it."""
    sheet = open_sheet(
        book, N_("Qualification matrix"), N_("Who may handle which type of contact"), MATRIX
    )
    rows = month_rows(book, MATRIX, "agent_id", "contact_type")
    types = list(grouped(rows, "contact_type"))
    write_table(sheet, SUMMARY, [_summary(book, rows, kind) for (kind,) in types], filtered=False)
    figures = [_type_figure(book, rows, kind) for (kind,) in types]
    people = [_person(book, own) for own in grouped(rows, "agent_id").values()]
    people.sort(key=lambda row: (row["team_id"] or "", row["agent_id"]))
    write_table(sheet, (NAME, TEAM, SERVICE, *figures, WITHOUT), named(book, people), freeze=1)
    _headline(sheet, rows)


def _summary(book: Book, rows: Sequence[Row], kind: str) -> dict[str, Any]:
    own = [row for row in rows if row["contact_type"] == kind]
    without = total(own, "unqualified_contacts")
    return {
        "name": twin(book, own[0], "name"),
        "people": sum(row["eligible"] for row in own),
        "others": sum(not row["eligible"] for row in own),
        "contacts": total(own, "contacts"),
        "without": Cell(without, "warn" if without else "good"),
    }


def _type_figure(book: Book, rows: Sequence[Row], kind: str) -> Figure:
    first = next(row for row in rows if row["contact_type"] == kind)
    name = twin(book, first, "name") or kind
    return Figure(f"type:{kind}", name, "text",
                  N_("Qualified on the last day of the month, or not"),
                  f"{MATRIX}.eligible")  # fmt: skip


def _person(book: Book, own: Sequence[Row]) -> dict[str, Any]:
    without = total(own, "unqualified_contacts")
    return {
        "agent_id": own[0]["agent_id"],
        "team_id": own[0]["team_id"],
        "service_months": own[0]["service_months"],
        "without": Cell(without, "warn") if without else without,
        **{f"type:{row['contact_type']}": _verdict(book, row) for row in own},
    }


def _verdict(book: Book, row: Row) -> Cell:
    text = book.language.text
    if row["eligible"]:
        return Cell(text(N_("qualified")), "good")
    return Cell(text(N_("not qualified")), "bad" if row["unqualified_contacts"] else "off")


def _headline(sheet: Sheet, rows: Sequence[Row]) -> None:
    without = total(rows, "unqualified_contacts")
    if without:
        sheet.headline(
            N_("{contacts} contacts were handled by {people} agents without qualification"),
            tone="warn",
            contacts=without,
            people=len({row["agent_id"] for row in rows if row["unqualified_contacts"]}),
        )


def add_licences(book: Book, peers: Peers) -> None:
    """What each agent still lacks for each type, and when certificates and waits end."""
    sheet = open_sheet(
        book, N_("Licences"), N_("What lacks for each type of contact, and until when"), MATRIX
    )
    rows = [
        row
        for row in month_rows(book, MATRIX, "agent_id", "contact_type")
        if not row["eligible"] or row["certified_until"]
    ]
    if MATRIX in book.tables and sheet.says_none(MATRIX, rows, ALL_QUALIFIED):
        return
    told = [
        row | {"name": twin(book, row, "name"), "note": in_words(book, row, "note")}
        for row in named(book, rows)
    ]
    write_table(sheet, LICENCES, told, freeze=1)


def add_unqualified(book: Book, peers: Peers) -> None:
    """Contacts handled without qualification, day by day."""
    sheet = open_sheet(
        book,
        N_("Handled without qualification"),
        N_("Person, day and type of contact, with what lacked"),
    )
    rows = month_rows(book, "unqualified_work", "business_date", "agent_id", "contact_type")
    if sheet.says_none("unqualified_work", rows, NOBODY):
        return
    told = [
        row | {"name": twin(book, row, "name"), "note": in_words(book, row, "note")}
        for row in named(book, rows)
    ]
    write_table(sheet, LISTED, told, freeze=1)
