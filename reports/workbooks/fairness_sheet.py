"""What everybody bore in the twelve months before the week, beside the median of all."""

from __future__ import annotations

from statistics import median
from typing import Any

from reports.book import Book
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, read
from reports.table import Cell, write_table
from reports.workbooks.listing import names, open_sheet

LEDGER = "fairness_ledger"
BORNE = (
    Figure("lates", N_("Late shifts"), "count", N_("Shifts that end after 21:00"),
           f"{LEDGER}.lates"),
    Figure("nights", N_("Nights"), "count", N_("Shifts that end after midnight"),
           f"{LEDGER}.nights"),
    Figure("weekends", N_("Weekends"), "count", N_("Weekends with a shift"), f"{LEDGER}.weekends"),
    Figure("holidays", N_("Holidays"), "count", N_("Shifts on statutory holidays"),
           f"{LEDGER}.holidays"),
    Figure("short_turnarounds", N_("Short turnarounds"), "count",
           N_("Rests of less than 13 hours between two shifts"), f"{LEDGER}.short_turnarounds"),
)  # fmt: skip
FIGURES = (
    Figure("person", N_("Person"), "text", N_("Name from the staff list"), "directory.full_name"),
    Figure("weeks", N_("Weeks of service"), "number",
           N_("Weeks of service of which shifts are known, twelve months at most"),
           f"{LEDGER}.weeks", digits=0),
    Figure("shifts", N_("Shifts"), "count", N_("Shifts in these weeks"), f"{LEDGER}.shifts"),
    *BORNE,
    Figure("satisfaction", N_("Satisfaction"), "ratio",
           N_("M075 Weight granted over weight requested"),
           f"{LEDGER}.granted_weight, requested_weight"),
)  # fmt: skip
FAR = 1.5
"""Times the median from which a figure is marked."""


def add_fairness(book: Book, peers: Peers) -> None:
    """A row per person, what lies far above the median marked; most weekends first."""
    sheet = open_sheet(
        book, N_("Fairness"), N_("Nights, weekends and holidays of twelve months"), LEDGER
    )
    rows = sorted(read(book.tables, LEDGER), key=lambda row: (-row["weekends"], row["agent_id"]))
    middle = {one.key: median(row[one.key] for row in rows) for one in BORNE} if rows else {}
    called = names(book)
    if rows:
        sheet.headline(
            N_("Weekends worked: {least} to {most}, the median person {middle}"),
            least=rows[-1]["weekends"],
            most=rows[0]["weekends"],
            middle=f"{middle['weekends']:g}",
        )
    write_table(sheet, FIGURES, [_shown(row, middle, called) for row in rows], freeze=1)


def _shown(row: Row, middle: dict[str, float], called: dict[str, str]) -> dict[str, Any]:
    asked = row["requested_weight"]
    return (
        row
        | {name: Cell(row[name], _tone(row[name], usual)) for name, usual in middle.items()}
        | {
            "person": called.get(row["agent_id"], row["agent_id"]),
            "satisfaction": row["granted_weight"] / asked if asked else None,
        }
    )


def _tone(value: float, usual: float) -> str:
    return "warn" if value > max(FAR * usual, usual + 1) else "plain"
