"""Extracts as they arrived: rows by table and day, refusals, and the sum that must hold."""

from __future__ import annotations

from typing import Any

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import grouped, pivot, read, total
from reports.sheet import Sheet
from reports.table import Cell, Placed, write_table
from reports.warehouse_words import TABLES, refusal_word, table_word

ROWS_IN = Figure(
    "rows_in", N_("Rows in"), "count", N_("Rows read from the extract"), "ingest_ledger.rows_in"
)
ACCEPTED = Figure(
    "rows_accepted", N_("Accepted"), "count", N_("Rows landed"), "ingest_ledger.rows_accepted"
)
REFUSED = Figure(
    "rows_refused",
    N_("Refused"),
    "count",
    N_("Rows put into quarantine"),
    "ingest_ledger.rows_refused",
)
DUPLICATE = Figure(
    "rows_duplicate",
    N_("Duplicates"),
    "count",
    N_("Exact copies of another row"),
    "ingest_ledger.rows_duplicate",
)
TABLE = Figure("table_name", N_("Table"), "text", N_("Landing table"), "ingest_ledger.table_name")
LANDING_DAY = Figure(
    "landing_date",
    N_("Landing day"),
    "text",
    N_("Partition of the landing"),
    "ingest_ledger.landing_date",
)
ACCEPTED_MEANING = N_("Rows of this table accepted on the day; a dash where nothing arrived")
ARRIVALS = (
    TABLE,
    LANDING_DAY,
    Figure(
        "source_file", N_("Extract"), "text", N_("File of the extract"), "ingest_ledger.source_file"
    ),
    Figure(
        "landed_at",
        N_("Landed at"),
        "instant",
        N_("When it landed, centre's clock"),
        "ingest_ledger.landed_at",
    ),
    ROWS_IN,
    ACCEPTED,
    REFUSED,
    DUPLICATE,
    Figure(
        "sha",
        N_("Hash"),
        "text",
        N_("First 12 digits of the SHA-256 of file and mapping"),
        "ingest_ledger.source_sha256",
    ),
)
BY_RULE = (
    TABLE,
    Figure(
        "column_name",
        N_("Column"),
        "text",
        N_("Column that was refused"),
        "quarantine_rows.column_name",
    ),
    Figure("rule", N_("Rule"), "text", N_("Rule that refused the row"), "quarantine_rows.rule"),
    Figure(
        "message", N_("What is wrong"), "text", N_("The rule in words"), "quarantine_rows.message"
    ),
    Figure(
        "count", N_("Refused rows"), "count", N_("Rows that the rule refused"), "quarantine_rows"
    ),
)
DETAIL = (
    TABLE,
    Figure(
        "source_file",
        N_("Extract"),
        "text",
        N_("File of the extract"),
        "quarantine_rows.source_file",
    ),
    Figure(
        "source_row", N_("Row"), "count", N_("Row in the extract"), "quarantine_rows.source_row"
    ),
    Figure(
        "column_name",
        N_("Column"),
        "text",
        N_("Column that was refused"),
        "quarantine_rows.column_name",
    ),
    Figure(
        "value",
        N_("Value (masked)"),
        "text",
        N_("Value found; letters and digits beyond the first two are masked"),
        "quarantine_rows.value",
    ),
    Figure("rule", N_("Rule"), "text", N_("Rule that refused the row"), "quarantine_rows.rule"),
    Figure(
        "message", N_("What is wrong"), "text", N_("The rule in words"), "quarantine_rows.message"
    ),
)
MOST_DETAILS, LONGEST = 2_000, 40


def _short_name(book: Book, table: str) -> str:
    return book.language.text(TABLES.get(table, table))


def add_arrivals(book: Book, peers: Peers) -> None:
    """Rows accepted by table and day on paper; the ingest ledger itself beside it."""
    sheet = Sheet(book, N_("Data arrival"), N_("What arrived, by table and day"))
    sheet.link_home()
    sheet.says_missing("ingest_ledger")
    rows = read(book.tables, "ingest_ledger", "landing_date", "table_name", "source_file")
    shown = [
        row
        | {
            "table_name": table_word(book, row["table_name"]),
            "short_name": _short_name(book, str(row["table_name"])),
            "rows_refused": Cell(row["rows_refused"], "bad" if row["rows_refused"] else "plain"),
            "sha": row["source_sha256"][:12],
        }
        for row in rows
    ]
    top = sheet.row
    matrix = _arrival_matrix(sheet, shown)
    below, sheet.row = sheet.row, top
    write_table(sheet, ARRIVALS, shown, column=len(matrix.columns) + 1)
    sheet.row = below
    sheet.page.freeze_panes(top + 1, 1)
    sheet.page.print_area(0, 0, below - 1, max(len(matrix.columns) - 1, 6))


def _arrival_matrix(sheet: Sheet, rows: list[dict[str, Any]]) -> Placed:
    """Days down, tables across, rows accepted in the cells: a gap shows as a dash."""
    days, tables, cells = pivot(
        rows, "landing_date", "short_name", lambda own: total(own, "rows_accepted")
    )
    figures = [LANDING_DAY]
    figures += [
        Figure(name, name, "count", ACCEPTED_MEANING, "ingest_ledger.rows_accepted")
        for name in tables
    ]
    lines = [
        {"landing_date": day} | {name: cells.get((day, name)) for name in tables} for day in days
    ]
    closing = {name: total(lines, name) for name in tables}
    closing["landing_date"] = sheet.book.language.text(N_("Total"))
    return write_table(sheet, figures, lines, total=closing if rows else None)


def add_quarantine(book: Book, peers: Peers) -> None:
    """Refused rows by rule."""
    sheet = Sheet(book, N_("Refusals by rule"), N_("What was refused and why"))
    sheet.link_home()
    sheet.says_missing("quarantine_rows")
    rows = read(book.tables, "quarantine_rows", "table_name", "source_file", "source_row")
    groups = grouped(rows, "table_name", "column_name", "rule")
    by_rule: list[dict[str, Any]] = [
        {
            "table_name": table_word(book, key[0]),
            "column_name": key[1],
            "rule": key[2],
            "message": refusal_word(book, key[2], members[0]["message"]),
            "count": len(members),
        }
        for key, members in groups.items()
    ]
    by_rule.sort(key=lambda row: (-row["count"], row["table_name"]))
    whole = {"table_name": book.language.text(N_("Total")), "count": len(rows)}
    whole |= {"column_name": "", "rule": "", "message": ""}
    placed = write_table(sheet, BY_RULE, by_rule, freeze=1, total=whole if by_rule else None)
    if by_rule:
        _rule_chart(sheet, placed, by_rule)


def add_quarantine_rows(book: Book, peers: Peers) -> None:
    """Refused rows one by one, with masked values."""
    sheet = Sheet(book, N_("Refused rows"), N_("What was refused and why; values are masked"))
    sheet.link_home()
    sheet.says_missing("quarantine_rows")
    rows = read(book.tables, "quarantine_rows", "table_name", "source_file", "source_row")
    if len(rows) > MOST_DETAILS:
        left = book.language.text(
            N_("The first {shown} of {all} rows; the rest stand in the quarantine folder."),
            shown=MOST_DETAILS,
            all=len(rows),
        )
        sheet.line(left, tone="warn")
    shown = [
        row
        | {
            "table_name": table_word(book, row["table_name"]),
            "value": shortened(masked(row["value"])),
            "message": refusal_word(book, row["rule"], row["message"]),
        }
        for row in rows[:MOST_DETAILS]
    ]
    write_table(sheet, DETAIL, shown, freeze=1)


def masked(value: str | None) -> str | None:
    """A value with every letter and digit after the second hidden; signs stay readable."""
    if value is None:
        return None
    return value[:2] + "".join("•" if sign.isalnum() else sign for sign in value[2:])


def shortened(value: str | None) -> str | None:
    """The beginning of a long value: a whole line of an extract says no more than its start."""
    return value if value is None or len(value) <= LONGEST else f"{value[:LONGEST]}…"


def _rule_chart(sheet: Sheet, placed: Placed, rows: list[dict[str, Any]]) -> None:
    drawing = Drawing(
        "bar",
        sheet.book.language.text(N_("Refused rows by rule")),
        (Series(placed.head("count"), placed.cells("rule"), placed.cells("count"), 3),),
        gap=30,
    )
    height = min(110 + 24 * len(rows), 520)
    sheet.row = draw(sheet, drawing, sheet.row, 0, width=820, height=height)
