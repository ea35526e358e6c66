"""The sum that must hold for every table, and the sources that did not come."""

from __future__ import annotations

from collections import Counter
from typing import Any

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.cover import SOURCES, source_row
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, grouped, read, total
from reports.sheet import Sheet
from reports.table import Cell, Placed, write_table
from reports.warehouse_words import table_word
from reports.workbooks.arrival_sheets import ACCEPTED, DUPLICATE, REFUSED, ROWS_IN, TABLE

COUNTS = ("rows_in", "rows_accepted", "rows_refused", "rows_duplicate")
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
        "in_quarantine",
        N_("In quarantine"),
        "count",
        N_("Refused rows that lie in quarantine, counted one by one"),
        "quarantine_rows",
    ),
    Figure(
        "check",
        N_("Check"),
        "text",
        N_("Balanced where the difference is 0 and every refused row lies in quarantine"),
        "ingest_ledger, quarantine_rows",
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


def add_reconciliation(book: Book, peers: Peers) -> None:
    """Rows in = accepted + refused + duplicates, table by table."""
    sheet = Sheet(
        book,
        N_("Reconciliation"),
        N_("Rows in = accepted + refused + duplicates, always"),
        orientation="portrait",
    )
    sheet.link_home()
    sheet.on_one_page()
    sheet.says_missing("ingest_ledger")
    groups = grouped(read(book.tables, "ingest_ledger", "table_name"), "table_name")
    refused = Counter(row["table_name"] for row in read(book.tables, "quarantine_rows"))
    rows = [
        _reconciled(book, members, refused[key[0]]) | {"table_name": table_word(book, key[0])}
        for key, members in groups.items()
    ]
    everything = _reconciled(book, read(book.tables, "ingest_ledger"), refused.total())
    everything["table_name"] = book.language.text(N_("Total"))
    placed = write_table(sheet, SUMS, rows, freeze=1, total=everything if rows else None)
    _say(sheet, everything)
    _sources(sheet)
    if rows:
        _stack_chart(sheet, placed)


def _say(sheet: Sheet, sums: Row) -> None:
    """The cover's sentences: the sum that must hold, and the sources that are not in time."""
    counts = {key: f"{sums[key]:,}" for key in COUNTS}
    sheet.headline(
        N_(
            "{rows_in} rows in = {rows_accepted} accepted + {rows_refused} refused "
            "+ {rows_duplicate} duplicates"
        ),
        tone="bad" if sums["difference"].value else "good",
        **counts,
    )
    absent = [s.name for s in sheet.book.context.sources if s.freshness != "ok"]
    if absent:
        names = " · ".join(table_word(sheet.book, n) for n in absent)
        sheet.headline(N_("Late or missing sources: {names}"), tone="bad", names=names)
    else:
        sheet.headline(N_("Every source arrived in time"), tone="good")


def _sources(sheet: Sheet) -> None:
    """Which sources are late or missing, worst first; a line where none is."""
    order = {"missing": 0, "late": 1, "ok": 2}
    sources = sorted(sheet.book.context.sources, key=lambda s: (order[s.freshness], s.name))
    sheet.caption(N_("Sources that are late or missing"))
    rows = [source_row(sheet.book, s) for s in sources if s.freshness != "ok"]
    if rows:
        write_table(sheet, SOURCES, rows)
    else:
        sheet.line(sheet.book.language.text(N_("None: every source arrived in time.")), tone="good")
        sheet.row += 1


def _reconciled(book: Book, members: list[Row], refused: int) -> dict[str, Any]:
    sums = {key: total(members, key) or 0 for key in COUNTS}
    difference = sums["rows_in"] - sums["rows_accepted"] - sums["rows_refused"]
    difference -= sums["rows_duplicate"]
    share = sums["rows_refused"] / sums["rows_in"] if sums["rows_in"] else None
    held = difference == 0 and sums["rows_refused"] == refused
    words = N_("balanced") if held else N_("does not balance")
    return sums | {
        "in_quarantine": refused,
        "check": Cell(book.language.text(words), "good" if held else "bad"),
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
