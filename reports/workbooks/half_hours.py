"""Half-hours on paper: one matrix per queue, half-hours down, days across; the list beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.dates import format_date

from reports.book import Book
from reports.figure import Figure
from reports.language import N_
from reports.rows import Row, grouped
from reports.sheet import Sheet
from reports.table import Cell, Placed, write_table
from reports.workbooks.spans import local

TIME = Figure(
    "time",
    N_("Time of day"),
    "text",
    N_("Start of the half-hour, centre's clock"),
    "interval_start_at",
)
# The list of all half-hours begins one empty column right of the matrices.
LIST_COLUMN = 9


@dataclass(frozen=True)
class Matrix:
    """What a cell shows: a column, how half-hours of one label join, and the day's last line."""

    key: str
    meaning: str
    source: str
    join: Callable[[list[Any]], Any]
    closing: str
    closed_by: Callable[[list[Any]], Any]
    digits: int = 0
    signed: bool = False


def weekday(book: Book, day: date) -> str:
    """Weekday and date as a column header, in the reader's language."""
    return format_date(day, "EEE MM-dd", locale=book.language.locale)


def by_time(rows: Sequence[Row], zone: str) -> dict[tuple[str, date], list[Row]]:
    """Rows by (time of day, date) on the centre's clock."""
    cells: dict[tuple[str, date], list[Row]] = {}
    for row in rows:
        start = local(row["interval_start_at"], zone)
        cells.setdefault((start.strftime("%H:%M"), start.date()), []).append(row)
    return cells


def open_times(cells: dict[tuple[str, date], list[Row]], *keys: str) -> list[str]:
    """The times of day at which any day has a value other than 0."""
    return sorted({k[0] for k, rows in cells.items() if any(r[key] for r in rows for key in keys)})


def write_matrices(sheet: Sheet, rows: Sequence[Row], group: str, matrix: Matrix) -> None:
    """One matrix per group; a shade says how much, a signed figure is red below 0."""
    top: int | None = None
    for (name,), members in grouped(rows, group).items():
        sheet.page.write_string(sheet.row, 0, str(name), sheet.book.style(bold=True, font_size=12))
        sheet.row += 1
        placed = _write_matrix(sheet, list(members), matrix)
        top = placed.header if top is None else top
    if top is not None:
        sheet.page.freeze_panes(top + 1, 1)
        sheet.page.print_area(0, 0, sheet.row - 2, LIST_COLUMN - 2)


def _write_matrix(sheet: Sheet, rows: list[Row], matrix: Matrix) -> Placed:
    cells = by_time(rows, sheet.book.context.zone)
    days = sorted({day for _, day in cells})
    figures = [TIME, *(_day(sheet.book, day, matrix) for day in days)]

    def shown(values: list[Any]) -> object:
        value = matrix.join(values) if values else None
        return Cell(value, "bad") if matrix.signed and value is not None and value < 0 else value

    lines = [
        {"time": time}
        | {str(day): shown([r[matrix.key] for r in cells.get((time, day), [])]) for day in days}
        for time in open_times(cells, matrix.key)
    ]
    closing: dict[str, object] = {"time": sheet.book.language.text(matrix.closing)}
    for day in days:
        values = [r[matrix.key] for key, own in cells.items() if key[1] == day for r in own]
        closing[str(day)] = matrix.closed_by(values)
    placed = write_table(sheet, figures, lines, total=closing)
    if lines and not matrix.signed:
        shade(sheet, placed, days)
    return placed


def shade(sheet: Sheet, placed: Placed, days: Sequence[date]) -> None:
    """The more, the darker, over the day columns of a matrix."""
    colours = sheet.book.theme.colours
    left, right = placed.columns[str(days[0])], placed.columns[str(days[-1])]
    look = {
        "type": "2_color_scale",
        "min_color": colours.scale_low,
        "max_color": colours.scale_high,
    }
    sheet.page.conditional_format(placed.first, left, placed.last, right, look)  # type: ignore[arg-type]


def _day(book: Book, day: date, matrix: Matrix) -> Figure:
    return Figure(
        str(day),
        weekday(book, day),
        "number",
        matrix.meaning,
        matrix.source,
        "ARRIVAL",
        digits=matrix.digits,
    )


def write_list(sheet: Sheet, figures: Sequence[Figure], rows: Sequence[Row], top: int) -> Placed:
    """Every half-hour as a list beside the matrices: for charts and filters, not for paper."""
    below, sheet.row = sheet.row, top
    placed = write_table(sheet, figures, rows, column=LIST_COLUMN)
    sheet.row = max(below, sheet.row)
    return placed
