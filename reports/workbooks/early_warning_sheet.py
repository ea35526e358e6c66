"""What threatens the centre soon, what waiting costs, and the cheapest way out."""

from __future__ import annotations

from reports.book import Book
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.table import write_table
from reports.workbooks.listing import names, open_sheet, twin
from reports.workbooks.spans import month_rows

WARNINGS = (
    Figure("horizon_days", N_("Within days"), "count", N_("1, 7, 30 or 90 days ahead"),
           "early_warnings.horizon_days"),
    Figure("due_on", N_("Day"), "date", N_("Day on which it strikes"), "early_warnings.due_on"),
    Figure("name", N_("Threat"), "text", N_("Kind of threat"), "early_warnings.name_zh"),
    Figure("person", N_("Person"), "text", N_("Name from the staff list"),
           "early_warnings.subject_id"),
    Figure("risk", N_("What happens"), "text", N_("What happens if nobody acts"),
           "early_warnings.risk_zh"),
    Figure("hours", N_("Agent hours"), "h", N_("Agent hours concerned"), "early_warnings.hours"),
    Figure("cost_amount", N_("Cost of waiting"), "amount", N_("What it costs if nobody acts"),
           "early_warnings.cost_amount"),
    Figure("fix", N_("Cheapest way out"), "text", N_("The cheapest way out"),
           "early_warnings.fix_zh"),
    Figure("fix_amount", N_("Its cost"), "amount", N_("What the way out costs"),
           "early_warnings.fix_amount"),
)  # fmt: skip


def add_warnings(book: Book, peers: Peers) -> None:
    """What threatens within 1, 7, 30 and 90 days, the cost of waiting and the way out."""
    sheet = open_sheet(
        book, N_("Early warnings"), N_("What threatens soon, and the cheapest way out")
    )
    rows = month_rows(book, "early_warnings", "rank")
    if sheet.says_none("early_warnings", rows, N_("Nothing threatens within 90 days.")):
        return
    called = names(book)
    shown = [
        row
        | {"name": twin(book, row, "name"), "risk": twin(book, row, "risk"),
           "fix": twin(book, row, "fix"), "person": called.get(row["subject_id"])}
        for row in rows
    ]  # fmt: skip
    write_table(sheet, WARNINGS, shown, freeze=3)
    worst = max(shown, key=lambda row: row["cost_amount"] or 0)
    if worst["cost_amount"]:
        sheet.headline(
            N_("Dearest to ignore: {name}, {cost} {currency}; {fix}"),
            tone="warn",
            name=worst["name"],
            cost=f"{worst['cost_amount']:,.0f}",
            currency=book.context.currency,
            fix=worst["fix"],
        )
