"""For the ledger: entries of the month, accruals of the next one, and control totals."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from reports.book import Book
from reports.figure import Figure
from reports.formula import Formula, Grid
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, read, total
from reports.table import Cell, write_table
from reports.vocabulary import word
from reports.workbooks.cost_sheets import centre_word
from reports.workbooks.listing import names, open_sheet, twin
from reports.workbooks.spans import month_rows

PERIOD = Figure("period", N_("Month"), "text", N_("Month that is entered"), "journal_lines.period")
DEBIT = Figure("debit", N_("Debit"), "amount", N_("Debit side"), "journal_lines.amount", gap=True)
CREDIT = Figure("credit", N_("Credit"), "amount", N_("Credit side"), "journal_lines.amount",
                gap=True)  # fmt: skip
JOURNAL = (
    Figure("entry_no", N_("Entry"), "count", N_("Number of the entry"), "journal_lines.entry_no"),
    PERIOD,
    Figure("account", N_("Account"), "text", N_("Account of the ledger"), "journal_lines.account"),
    Figure("account_name", N_("Account name"), "text", N_("Name of the account"),
           "journal_lines.account_zh"),
    Figure("cost_centre", N_("Cost centre"), "text", N_("Team that the work was done in"),
           "journal_lines.cost_centre_id"),
    Figure("kind", N_("Kind"), "text", N_("Pay, or the employer's contributions"),
           "journal_lines.element_kind"),
    DEBIT,
    CREDIT,
    Figure("run", N_("Run"), "text", N_("Run that made the entry"), "this workbook"),
)  # fmt: skip
ACCRUALS = (
    Figure("period", N_("Month"), "text", N_("Month that is forecast"), "pay_accruals.period"),
    Figure("department", N_("Department"), "text", N_("Department by its id"),
           "pay_accruals.department_id"),
    Figure("component", N_("Component"), "text", N_("Component of the pay"),
           "pay_accruals.component"),
    Figure("account", N_("Account"), "text", N_("Code in the payroll system"),
           "pay_accruals.account"),
    Figure("entry", N_("Side"), "text", N_("Debit or credit"), "pay_accruals.entry"),
    Figure("accrual_amount", N_("Accrual"), "amount", N_("Mean of the draws"),
           "pay_accruals.accrual_amount"),
    Figure("low_amount", N_("P10"), "amount", N_("One draw in ten is below"),
           "pay_accruals.low_amount"),
    Figure("high_amount", N_("P90"), "amount", N_("Nine draws in ten are below"),
           "pay_accruals.high_amount"),
    Figure("budget_amount", N_("Budget"), "amount", N_("Budget of the component"),
           "pay_accruals.budget_amount"),
    Figure("variance_amount", N_("Variance"), "amount", N_("Accrual less budget"),
           "pay_accruals.variance_amount"),
    Figure("over", N_("P(over budget)"), "ratio", N_("Share of draws above the budget"),
           "pay_accruals.over_budget_probability"),
)  # fmt: skip
CONTROLS = (
    Figure("control_no", N_("No."), "count", N_("Number of the control"),
           "cost_controls.control_no"),
    Figure("left", N_("First total"), "text", N_("What is compared"), "cost_controls.left_zh"),
    Figure("left_amount", N_("Amount"), "amount", N_("First total"), "cost_controls.left_amount"),
    Figure("right", N_("Second total"), "text", N_("What it is compared with"),
           "cost_controls.right_zh"),
    Figure("right_amount", N_("Amount"), "amount", N_("Second total"),
           "cost_controls.right_amount"),
    Figure("difference", N_("Difference"), "amount", N_("First less second, living"),
           "this sheet"),
    Figure("agrees", N_("Agrees"), "text", N_("Whether the totals are equal"),
           "cost_controls.agrees"),
)  # fmt: skip


def add_journal(book: Book, peers: Peers) -> None:
    """Debits by cost centre and one credit for each kind, with living sums of both sides."""
    sheet = open_sheet(
        book, N_("Journal"), N_("Entries of the month's pay and contributions"), "journal_lines"
    )
    rows = month_rows(book, "journal_lines", "entry_no", "side", "cost_centre_id")
    if not rows:
        return
    rows.sort(key=lambda row: (row["entry_no"], row["side"] == "credit", row["cost_centre_id"]))
    called = names(book)
    grid = Grid.of(sheet.name, sheet.row, JOURNAL, len(rows))
    closing: dict[str, Any] = {figure.key: "" for figure in JOURNAL}
    for side in ("debit", "credit"):
        own = [row for row in rows if row["side"] == side]
        value = total(own, "amount") or Decimal(0)
        closing[side] = Formula(f"=SUM({grid.column(side)})", value)
    closing["account_name"] = book.language.text(N_("Total"))
    shown = [_entry(book, called, row) for row in rows]
    write_table(sheet, JOURNAL, shown, freeze=3, total=closing)


def _entry(book: Book, called: dict[str, str], row: Row) -> dict[str, Any]:
    centre = centre_word(book, called, row["cost_centre_id"]) if row["side"] == "debit" else ""
    return row | {
        "account_name": twin(book, row, "account"),
        "cost_centre": centre,
        "kind": word(book, row["element_kind"]),
        row["side"]: row["amount"],
        "run": book.context.run_id,
    }


def add_accruals(book: Book, peers: Peers) -> None:
    """What the next month's pay is expected to be, by department, against its budget."""
    sheet = open_sheet(
        book, N_("Accruals"), N_("Expected pay of a coming month, as journal lines"), "pay_accruals"
    )
    rows = read(book.tables, "pay_accruals", "period", "department_id", "component")
    shown = [
        row
        | {
            "department": word(book, row["department_id"]),
            "component": word(book, row["component"]),
            "account": word(book, row["account"]),
            "entry": word(book, row["entry"]),
            "over": row["over_budget_probability"],
        }
        for row in sorted(rows, key=lambda row: (row["period"], row["entry"] == "credit"))
    ]
    if shown:
        write_table(sheet, ACCRUALS, shown, freeze=3)


def add_controls(book: Book, peers: Peers) -> None:
    """Totals that must be equal, side by side, with living differences."""
    sheet = open_sheet(
        book, N_("Control totals"), N_("Payroll, engine and ledger must say the same"),
        "cost_controls",
    )  # fmt: skip
    rows = month_rows(book, "cost_controls", "control_no")
    if not rows:
        return
    grid = Grid.of(sheet.name, sheet.row, CONTROLS, len(rows))
    shown = [
        row
        | {
            "left": twin(book, row, "left"),
            "right": twin(book, row, "right"),
            "difference": _difference(grid, at, row),
            "agrees": _agrees(book, row),
        }
        for at, row in enumerate(rows)
    ]
    write_table(sheet, CONTROLS, shown, freeze=1)


def _difference(grid: Grid, at: int, row: Row) -> Formula:
    left, right = grid.cell(at, "left_amount"), grid.cell(at, "right_amount")
    return Formula(f"=ROUND({left}-{right},2)", row["difference_amount"])


def _agrees(book: Book, row: Row) -> Cell:
    words = N_("yes") if row["agrees"] else N_("no")
    return Cell(book.language.text(words), "good" if row["agrees"] else "bad")
