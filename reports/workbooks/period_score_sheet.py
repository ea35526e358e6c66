"""Quarter and year: the score from locked months beside the one from summed atoms (S1-12)."""

from __future__ import annotations

from typing import Any

from reports.book import Book
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, read
from reports.table import Cell, write_table
from reports.workbooks.listing import open_sheet, twin
from reports.workbooks.staff import NAME, TEAM, named

TABLE = "period_scores"
ATOMS_RULES = {
    "last_month": N_("of the last month"),
    "each_month": N_("of each month"),
}
SCORES = (
    NAME,
    TEAM,
    Figure("span", N_("Quarter or year"), "text", N_("Span that is scored"), f"{TABLE}.span"),
    Figure("score", N_("Score"), "score",
           N_("Declared score of the span; empty with too few months"), f"{TABLE}.score"),
    Figure("score_from_months", N_("From months"), "score",
           N_("Monthly scores put together as the rule declares"),
           f"{TABLE}.score_from_months"),
    Figure("score_from_atoms", N_("From atoms"), "score",
           N_("Numerators and denominators summed over the months, then scored once"),
           f"{TABLE}.score_from_atoms"),
    Figure("difference", N_("Difference"), "score", N_("From atoms less from months"),
           f"{TABLE}.difference"),
    Figure("atoms_rules", N_("Rules for atoms"), "text",
           N_("Under whose rules the atoms are scored"), f"{TABLE}.atoms_rules"),
    Figure("months", N_("Locked months"), "text",
           N_("Locked months with a score: only these count"), f"{TABLE}.months"),
    Figure("open_months", N_("Months left out"), "text",
           N_("Months of the span that were not locked, or gave no score, when it was scored"),
           f"{TABLE}.months"),
    Figure("note", N_("Note"), "text", N_("How the months make the score"),
           f"{TABLE}.note_zh, note_en"),
)  # fmt: skip
NONE_YET = N_(
    "Not scored yet: callfloor period scores --span {quarter} (or {year}), once months are locked."
)


def add_period_scores(book: Book, peers: Peers) -> None:
    """Everybody's score of the spans that hold the workbook's month, both ways."""
    sheet = open_sheet(
        book,
        N_("Quarter and year"),
        N_("Scores from locked months and from summed atoms, side by side"),
    )
    month = book.context.period
    rows = [row for row in _by_span(book) if month in months_of(row["span"])]
    if not rows:
        said = book.language.text(NONE_YET, quarter=_quarter(month), year=month[:4])
        sheet.line(said, tone="off")
        return
    write_table(sheet, SCORES, [_shown(book, row) for row in named(book, rows)], freeze=1)


def _by_span(book: Book) -> list[Row]:
    """Quarters before years."""
    rows = read(book.tables, TABLE, "span", "agent_id")
    return sorted(rows, key=lambda row: "-Q" not in row["span"])


def months_of(span: str) -> list[str]:
    """The months of 2026-Q2 or 2026, in order."""
    year, _, quarter = span.partition("-Q")
    first, last = (3 * int(quarter) - 2, 3 * int(quarter)) if quarter else (1, 12)
    return [f"{year}-{month:02}" for month in range(first, last + 1)]


def _quarter(month: str) -> str:
    year, number = month.split("-")
    return f"{year}-Q{(int(number) + 2) // 3}"


def _shown(book: Book, row: Row) -> dict[str, Any]:
    counted = row["months"].split()
    left_out = [month for month in months_of(row["span"]) if month not in counted]
    return row | {
        "atoms_rules": book.language.text(ATOMS_RULES[row["atoms_rules"]]),
        "open_months": Cell(" ".join(left_out) or None, "warn" if left_out else "plain"),
        "note": twin(book, row, "note"),
    }
