"""Checks, deliveries and runs: the control tables as they stand."""

from __future__ import annotations

from reports.book import Book
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import read
from reports.sheet import Sheet
from reports.table import Cell, write_table
from reports.vocabulary import word
from reports.warehouse_words import check_word, table_word

CHECKS = (
    Figure("check_name", N_("Check"), "text", N_("Name of the check"), "check_results.check_name"),
    Figure(
        "table_name", N_("Table"), "text", N_("Table that was checked"), "check_results.table_name"
    ),
    Figure(
        "severity",
        N_("Severity"),
        "text",
        N_("Whether a failure blocks or warns"),
        "check_results.severity",
    ),
    Figure("outcome", N_("Outcome"), "text", N_("Passed or failed"), "check_results.passed"),
    Figure(
        "observed", N_("Observed"), "text", N_("Value that the check saw"), "check_results.observed"
    ),
    Figure(
        "message", N_("What it says"), "text", N_("The check in words"), "check_results.message"
    ),
    Figure(
        "checked_at",
        N_("Checked at"),
        "instant",
        N_("When it ran, centre's clock"),
        "check_results.checked_at",
    ),
)
DELIVERIES = (
    Figure(
        "period",
        N_("Period"),
        "text",
        N_("Month, week or day of the workbook"),
        "delivery_ledger.period",
    ),
    Figure(
        "recipient",
        N_("Recipient"),
        "text",
        N_("Address, its name part masked"),
        "delivery_ledger.recipient",
    ),
    Figure(
        "workbook", N_("Workbook"), "text", N_("File that was attached"), "delivery_ledger.workbook"
    ),
    Figure(
        "status",
        N_("Outcome"),
        "text",
        N_("Sent, written to a file, or failed"),
        "delivery_ledger.status",
    ),
    Figure(
        "delivered_at",
        N_("Delivered at"),
        "instant",
        N_("When, centre's clock"),
        "delivery_ledger.delivered_at",
    ),
    Figure(
        "detail",
        N_("Server's answer"),
        "text",
        N_("What the mail server answered"),
        "delivery_ledger.detail",
    ),
    Figure(
        "sha",
        N_("Hash"),
        "text",
        N_("First 12 digits of the workbook's SHA-256"),
        "delivery_ledger.workbook_sha256",
    ),
)
RUNS = (
    Figure("run_id", N_("Run"), "text", N_("Number of the run"), "run_ledger.run_id"),
    Figure("stage", N_("Stage"), "text", N_("Step of the run"), "run_ledger.stage"),
    Figure("period", N_("Period"), "text", N_("Period that was computed"), "run_ledger.period"),
    Figure("status", N_("Outcome"), "text", N_("How the run ended"), "run_ledger.status"),
    Figure(
        "started_at", N_("Started"), "instant", N_("Start, centre's clock"), "run_ledger.started_at"
    ),
    Figure(
        "elapsed_s", N_("Took"), "s", N_("How long the step took"), "run_ledger.elapsed_s", digits=1
    ),
    Figure(
        "rules",
        N_("Rule fingerprint"),
        "text",
        N_("Hash of all rules in force"),
        "run_ledger.rules",
    ),
    Figure(
        "data", N_("Data fingerprint"), "text", N_("Hash of the data as known"), "run_ledger.data"
    ),
    Figure("code", N_("Code version"), "text", N_("Version of the programs"), "run_ledger.code"),
    Figure("message", N_("What it says"), "text", N_("Message of the step"), "run_ledger.message"),
)


def add_checks(book: Book, peers: Peers) -> None:
    """Every check with its outcome, failures first."""
    sheet = Sheet(book, N_("Checks"), N_("What was checked, failures first"))
    sheet.link_home()
    sheet.says_missing("check_results")
    rows = read(book.tables, "check_results", "table_name", "check_name")
    rows.sort(key=lambda row: bool(row["passed"]))
    text = book.language.text
    passed, failed = text(N_("passed")), text(N_("failed"))
    shown = [
        row
        | {
            "outcome": Cell(passed, "good") if row["passed"] else Cell(failed, "bad"),
            "check_name": check_word(book, row["check_name"]),
            "table_name": table_word(book, row["table_name"]),
            "severity": word(book, row["severity"]),
            "message": row["message"] or "",
        }
        for row in rows
    ]
    failures = sum(not row["passed"] for row in rows)
    if rows:
        sheet.headline(
            N_("{failed} of {all} checks failed"),
            tone="warn" if failures else "good",
            failed=failures,
            all=len(rows),
        )
    write_table(sheet, CHECKS, shown, freeze=1)


def add_deliveries(book: Book, peers: Peers) -> None:
    """The delivery ledger with masked addresses."""
    sheet = Sheet(book, N_("Mail delivery"), N_("What was sent to whom, and what failed"))
    sheet.link_home()
    sheet.says_missing("delivery_ledger")
    rows = read(book.tables, "delivery_ledger", "delivered_at", "recipient", "workbook")
    shown = [
        row
        | {
            "recipient": masked_address(row["recipient"]),
            "status": Cell(
                word(book, row["status"]), "bad" if row["status"] == "failed" else "good"
            ),
            "sha": row["workbook_sha256"][:12],
        }
        for row in rows
    ]
    write_table(sheet, DELIVERIES, shown, freeze=1)


def masked_address(address: str) -> str:
    """An address with its name part hidden after the second letter."""
    name, at, domain = address.partition("@")
    return f"{name[:2]}•••{at}{domain}"


def add_runs(book: Book, peers: Peers) -> None:
    """The run ledger, newest run first."""
    sheet = Sheet(book, N_("Run ledger"), N_("Which run computed what"))
    sheet.link_home()
    sheet.says_missing("run_ledger")
    rows = read(book.tables, "run_ledger", "started_at")
    shown = [row | {"status": word(book, row["status"])} for row in reversed(rows)]
    write_table(sheet, RUNS, shown, freeze=1)
