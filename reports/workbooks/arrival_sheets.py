"""Extracts as they arrived: rows by table and day, refusals, and the sum that must hold."""

from __future__ import annotations

from typing import Any

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, grouped, read, total
from reports.sheet import Sheet
from reports.table import Cell, Placed, write_table

COUNTS = ("rows_in", "rows_accepted", "rows_refused", "rows_duplicate")
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
ARRIVALS = (
    TABLE,
    Figure(
        "landing_date",
        N_("Landing day"),
        "text",
        N_("Partition of the landing"),
        "ingest_ledger.landing_date",
    ),
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
SUMS = (
    TABLE,
    ROWS_IN,
    ACCEPTED,
    REFUSED,
    DUPLICATE,
    Figure(
        "difference",
        N_("Difference"),
        "count",
        N_("Rows in − accepted − refused − duplicates; always 0"),
        "ingest_ledger",
    ),
    Figure(
        "refused_share",
        N_("Refused share"),
        "ratio",
        N_("Refused ÷ rows in"),
        "ingest_ledger",
        digits=2,
    ),
)
MOST_DETAILS = 2_000


def add_arrivals(book: Book, peers: Peers) -> None:
    """The ingest ledger, newest day last, and rows landed by day."""
    sheet = Sheet(book, N_("Data arrival"), N_("What arrived, by table and day"))
    sheet.link_home()
    sheet.says_missing("ingest_ledger")
    rows = read(book.tables, "ingest_ledger", "landing_date", "table_name", "source_file")
    shown = [
        row
        | {
            "rows_refused": Cell(row["rows_refused"], "bad" if row["rows_refused"] else "plain"),
            "sha": row["source_sha256"][:12],
        }
        for row in rows
    ]
    write_table(sheet, ARRIVALS, shown, freeze=2)


def add_quarantine(book: Book, peers: Peers) -> None:
    """Refused rows by rule."""
    sheet = Sheet(book, N_("Refusals by rule"), N_("What was refused and why"))
    sheet.link_home()
    sheet.says_missing("quarantine_rows")
    rows = read(book.tables, "quarantine_rows", "table_name", "source_file", "source_row")
    groups = grouped(rows, "table_name", "column_name", "rule")
    by_rule = [
        {
            "table_name": key[0],
            "column_name": key[1],
            "rule": key[2],
            "message": members[0]["message"],
            "count": len(members),
        }
        for key, members in groups.items()
    ]
    by_rule.sort(key=lambda row: (-row["count"], row["table_name"]))
    placed = write_table(sheet, BY_RULE, by_rule, freeze=1)
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
    shown = [row | {"value": masked(row["value"])} for row in rows[:MOST_DETAILS]]
    write_table(sheet, DETAIL, shown, freeze=1)


def masked(value: str | None) -> str | None:
    """A value with every letter and digit after the second hidden; signs stay readable."""
    if value is None:
        return None
    return value[:2] + "".join("•" if sign.isalnum() else sign for sign in value[2:])


def _rule_chart(sheet: Sheet, placed: Placed, rows: list[dict[str, Any]]) -> None:
    drawing = Drawing(
        "bar",
        sheet.book.language.text(N_("Refused rows by rule")),
        (Series(placed.head("count"), placed.cells("rule"), placed.cells("count"), 3),),
        gap=30,
    )
    height = min(110 + 24 * len(rows), 520)
    sheet.row = draw(sheet, drawing, sheet.row, 0, width=820, height=height)


def add_reconciliation(book: Book, peers: Peers) -> None:
    """Rows in = accepted + refused + duplicates, table by table."""
    sheet = Sheet(
        book, N_("Reconciliation"), N_("Rows in = accepted + refused + duplicates, always")
    )
    sheet.link_home()
    sheet.says_missing("ingest_ledger")
    groups = grouped(read(book.tables, "ingest_ledger", "table_name"), "table_name")
    rows = [_reconciled(members) | {"table_name": key[0]} for key, members in groups.items()]
    everything: Row = _reconciled(read(book.tables, "ingest_ledger"))
    everything["table_name"] = book.language.text(N_("Total"))
    placed = write_table(sheet, SUMS, rows, freeze=1, total=everything if rows else None)
    if rows:
        _stack_chart(sheet, placed)


def _reconciled(members: list[Row]) -> dict[str, Any]:
    sums = {key: total(members, key) or 0 for key in COUNTS}
    difference = sums["rows_in"] - sums["rows_accepted"] - sums["rows_refused"]
    difference -= sums["rows_duplicate"]
    share = sums["rows_refused"] / sums["rows_in"] if sums["rows_in"] else None
    return sums | {
        "difference": Cell(difference, "bad" if difference else "good"),
        "refused_share": share,
    }


def _stack_chart(sheet: Sheet, placed: Placed) -> None:
    drawing = Drawing(
        "bar",
        sheet.book.language.text(N_("Refused and duplicate rows by table")),
        [
            Series(placed.head(key), placed.cells("table_name"), placed.cells(key), colour)
            for key, colour in (("rows_refused", 3), ("rows_duplicate", 2))
        ],
        stacked=True,
        gap=30,
    )
    height = 110 + 26 * placed.rows
    sheet.row = draw(sheet, drawing, sheet.row, 0, width=720, height=height)
