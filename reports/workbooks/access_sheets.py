"""Who gets which workbook, how it is cut, and who signs a month."""

from __future__ import annotations

from reports.book import Book
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import read
from reports.table import write_table
from reports.vocabulary import word
from reports.workbooks.listing import open_sheet, twin
from reports.workbooks.rule_nodes import Node, nodes

CADENCES = {"daily": N_("daily"), "weekly": N_("weekly"), "monthly": N_("monthly")}
CUTS = {
    "agent": N_("own rows; of others only medians of at least five people"),
    "team": N_("rows of the own team"),
    "department": N_("rows of the own department"),
    "centre": N_("the whole centre"),
}
RIGHTS = (
    Figure("workbook_id", N_("Workbook"), "text", N_("Number of the workbook"),
           "access_rights.workbook_id"),
    Figure("recipient", N_("Recipient"), "text", N_("Who gets the file"),
           "access_rights.recipient_zh"),
    Figure("cadence", N_("How often"), "text", N_("Day, week or month"), "access_rights.cadence"),
    Figure("cut", N_("What it holds"), "text", N_("Rows that enter the file; all others never do"),
           "access_rights.scope_kind"),
    Figure("sees_names", N_("Names of others"), "text",
           N_("Whether names of other people stand in it"), "access_rights.sees_names"),
    Figure("sees_pay", N_("Pay of others"), "text", N_("Whether pay of other people stands in it"),
           "access_rights.sees_pay"),
)  # fmt: skip
SIGNERS = (
    Figure("step", N_("Step"), "text", N_("Step of the approval, in the order of signing"),
           "rule_values.name_zh"),
    Figure("office", N_("Signed by"), "text", N_("Office that signs the step"),
           "rule_values.value"),
    Figure("since", N_("In force since"), "date", N_("Latest day on which one of the values began"),
           "rule_values.since"),
    Figure("source", N_("Authority"), "text", N_("Document that the values rest on"),
           "rule_values.source"),
)  # fmt: skip


def add_access(book: Book, peers: Peers) -> None:
    """Workbooks × recipients × cut, then the steps of signing."""
    sheet = open_sheet(
        book,
        N_("Access matrix"),
        N_("Which file goes to whom and what it may hold; the build cuts it so"),
        "access_rights",
    )
    text = book.language.text
    rows = [
        {
            "workbook_id": row["workbook_id"],
            "recipient": twin(book, row, "recipient"),
            "cadence": text(CADENCES.get(row["cadence"], str(row["cadence"]))),
            "cut": text(CUTS.get(row["scope_kind"], str(row["scope_kind"]))),
            "sees_names": row["sees_names"],
            "sees_pay": row["sees_pay"],
        }
        for row in read(book.tables, "access_rights", "workbook_id", "recipient_en")
    ]
    write_table(sheet, RIGHTS, rows, freeze=2)
    steps = [node for node in nodes(book, "approvals") if node.kind == "step"]
    if steps:
        sheet.caption(N_("Who signs a month, in this order"))
        write_table(
            sheet,
            SIGNERS,
            [
                {
                    "step": node.name,
                    "office": _offices(book, node),
                    "since": node.since,
                    "source": node.sources(book),
                }
                for node in steps
            ],
        )


def _offices(book: Book, node: Node) -> str | None:
    said = node.said.get("signed_by")
    codes = (said["value_en"] or "").split(", ") if said else []
    return book.language.choose("、", ", ").join(word(book, code) or code for code in codes) or None
