"""What a point was worth, and what became of each pool's money."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.figure import Figure
from reports.formula import Formula, Grid
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row
from reports.table import Cell, write_table
from reports.vocabulary import word
from reports.workbooks.listing import open_sheet
from reports.workbooks.spans import month_rows

TABLE = "point_prices"
SPENT = (
    Figure("paid_amount", N_("Paid"), "amount", N_("Paid from the pool"), f"{TABLE}.paid_amount"),
    Figure("withheld_amount", N_("Withheld"), "amount", N_("Taken off shares by gates and limits"),
           f"{TABLE}.withheld_amount", gap=True),
    Figure("reserve_amount", N_("Reserve"), "amount", N_("Kept back by the collar"),
           f"{TABLE}.reserve_amount", gap=True),
)  # fmt: skip
PRICES = (
    Figure("component", N_("Component"), "text", N_("Component of the pay"), f"{TABLE}.component"),
    Figure("pool", N_("Pool"), "text", N_("Pool of money by its id"), f"{TABLE}.pool_id"),
    Figure("people", N_("People"), "count", N_("People who share"), f"{TABLE}.people"),
    Figure("points", N_("Points"), "points", N_("Points of the pool"), f"{TABLE}.points"),
    Figure("price", N_("Price"), "number", N_("Price of a point"), f"{TABLE}.price", digits=6),
    Figure("lowest_price", N_("Lowest price"), "number", N_("Lower end of the collar"),
           f"{TABLE}.lowest_price", digits=4),
    Figure("highest_price", N_("Highest price"), "number", N_("Upper end of the collar"),
           f"{TABLE}.highest_price", digits=4),
    Figure("collar", N_("Collar"), "text", N_("Whether the collar held the price"),
           f"{TABLE}.collar"),
    Figure("pool_amount", N_("Pool's money"), "amount", N_("Money of the pool"),
           f"{TABLE}.pool_amount"),
    *SPENT,
    Figure("breach_amount", N_("Beyond the pool"), "amount",
           N_("What the collar cost beyond the pool"), f"{TABLE}.breach_amount"),
    Figure("proof", N_("Difference"), "amount",
           N_("Pool − paid − withheld − reserve + beyond, living; 0.00 proves the pool"),
           "this sheet"),
)  # fmt: skip
HELD = ("at_lowest", "at_highest")


def add_point_prices(book: Book, peers: Peers) -> None:
    """Points, price, pool, collar and reserve, pool by pool, with a living proof."""
    sheet = open_sheet(
        book, N_("Price and points"), N_("What a point was worth, and where the pool went"), TABLE
    )
    rows = month_rows(book, TABLE, "component", "pool_id")
    if not rows:
        return
    grid = Grid.of(sheet.name, sheet.row, PRICES, len(rows))
    placed = write_table(sheet, PRICES, _shown(book, rows, grid), freeze=2)
    series = [
        Series(placed.head(one.key), placed.cells("pool"), placed.cells(one.key)) for one in SPENT
    ]
    title = book.language.text(N_("What became of each pool"))
    drawing = Drawing("column", title, series, stacked=True, unit="amount", digits=0)
    sheet.row = draw(sheet, drawing, sheet.row, 0, width=760, height=300)


def _shown(book: Book, rows: Sequence[Row], grid: Grid) -> list[dict[str, Any]]:
    return [
        row
        | {
            "component": word(book, row["component"]),
            "pool": word(book, row["pool_id"]),
            "collar": Cell(word(book, row["collar"]), "warn" if row["collar"] in HELD else "plain"),
            "proof": None if row["pool_amount"] is None else _proof(grid, at),
        }
        for at, row in enumerate(rows)
    ]


def _proof(grid: Grid, at: int) -> Cell:
    pool, beyond = grid.cell(at, "pool_amount"), grid.cell(at, "breach_amount")
    spent = grid.across(at, SPENT[0].key, SPENT[-1].key)
    return Cell(Formula(f"=ROUND({pool}-SUM({spent})+{beyond},2)", 0), "good")
