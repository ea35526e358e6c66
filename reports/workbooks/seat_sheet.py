"""How full the seats are: weekday by half-hour, the fuller the darker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from babel.dates import format_date

from reports.book import Book
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, ratio, total
from reports.sheet import Sheet
from reports.table import Placed, write_table
from reports.tile import Tile, write_tiles
from reports.workbooks.listing import open_sheet
from reports.workbooks.spans import month_rows

TABLE = "seat_use"
SEATS = Figure("seats", N_("Seats"), "count", N_("Seats that the centre has"), f"{TABLE}.seats")
PEAK = Figure("peak_seats", N_("Most seats taken"), "number",
              N_("Fullest half-hour of the month, in seats"), f"{TABLE}.peak_seats",
              digits=1)  # fmt: skip
OPEN = Figure("utilisation", N_("Seat utilisation"), "ratio",
              N_("Seconds logged in ÷ seconds of all seats, in half-hours with anybody logged in"),
              f"{TABLE}.utilisation")  # fmt: skip
TIME = Figure("time", N_("Time of day"), "text", N_("Start of the half-hour, centre's clock"),
              f"{TABLE}.half_hour")  # fmt: skip
CELL = N_("Seconds logged in ÷ seconds of all seats, mean of the month's days")
PEAKS = N_("Seats on the fullest of the days")
HALF_HOUR_S = 1800
MONDAY = date(2026, 6, 1)


def add_seats(book: Book, peers: Peers) -> None:
    """Utilisation and peak by weekday and half-hour."""
    sheet = open_sheet(
        book, N_("Seats"), N_("How full the seats are, and how many are needed at most"), TABLE
    )
    rows = month_rows(book, TABLE, "half_hour", "weekday")
    if not rows:
        return
    write_tiles(sheet, _tiles(rows), width=16)
    sheet.caption(N_("Utilisation by weekday and half-hour"))
    _write(sheet, rows, "utilisation", Figure("", "", "ratio", CELL, f"{TABLE}.utilisation",
                                              digits=0))  # fmt: skip
    sheet.caption(N_("Most seats taken by weekday and half-hour"))
    _write(sheet, rows, "peak_seats", Figure("", "", "number", PEAKS, f"{TABLE}.peak_seats",
                                             digits=0))  # fmt: skip


def _tiles(rows: Sequence[Row]) -> list[Tile]:
    seats = rows[0]["seats"]
    peak = max(row["peak_seats"] for row in rows)
    there = sum(row["days"] * row["seats"] * HALF_HOUR_S for row in rows)
    share = ratio(total(rows, "occupied_s"), there)
    return [
        Tile(SEATS, seats),
        Tile(PEAK, peak, "bad" if peak > Decimal(seats) else "plain"),
        Tile(OPEN, share),
    ]


def _write(sheet: Sheet, rows: Sequence[Row], key: str, like: Figure) -> None:
    days = sorted({row["weekday"] for row in rows})
    figures = [TIME, *(_day(sheet.book, day, like) for day in days)]
    cells = {(row["half_hour"], row["weekday"]): row[key] for row in rows}
    shown: list[Mapping[str, object]] = [
        {"time": f"{at // 2:02d}:{at % 2 * 30:02d}"}
        | {str(day): cells.get((at, day)) for day in days}
        for at in sorted({row["half_hour"] for row in rows})
    ]
    _shade(sheet, write_table(sheet, figures, shown), days)


def _day(book: Book, weekday: int, like: Figure) -> Figure:
    day = MONDAY + timedelta(days=weekday - 1)
    name = format_date(day, "EEE", locale=book.language.locale)
    return Figure(str(weekday), name, like.unit, like.meaning, like.source, digits=like.digits)


def _shade(sheet: Sheet, placed: Placed, days: Sequence[int]) -> None:
    colours = sheet.book.theme.colours
    look = {
        "type": "2_color_scale",
        "min_color": colours.scale_low,
        "max_color": colours.scale_high,
    }
    left, right = placed.columns[str(days[0])], placed.columns[str(days[-1])]
    sheet.page.conditional_format(placed.first, left, placed.last, right, look)  # type: ignore[arg-type]
