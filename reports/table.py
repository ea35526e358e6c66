"""A table on a sheet: headers with units, typed rows, widths, filter, frozen header."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from reports.figure import Figure, unit_word
from reports.sheet import Sheet, display_width

Row = Mapping[str, Any]
# A heading wraps at this many letters, so that a column of numbers stays narrow.
NARROW = 9


class Cell(NamedTuple):
    """A value with a colour, and where a column mixes units, with a unit of its own."""

    value: object
    tone: str = "plain"
    unit: str | None = None
    digits: int | None = None


@dataclass(frozen=True)
class Placed:
    """Where a table lies: its header row, its data rows, its columns by figure key."""

    sheet: str
    header: int
    first: int
    last: int
    columns: dict[str, int]
    names: dict[str, str]

    @property
    def rows(self) -> int:
        """Rows of data."""
        return self.last - self.first + 1

    def cells(self, key: str) -> list[object]:
        """The data of one column as xlsxwriter writes a range."""
        column = self.columns[key]
        return [self.sheet, self.first, column, self.last, column]

    def head(self, key: str) -> str:
        """The name of one column, without its unit."""
        return self.names[key]


def write_table(
    sheet: Sheet,
    figures: Sequence[Figure],
    rows: Iterable[Row],
    *,
    column: int = 0,
    freeze: int | None = None,
    filtered: bool = True,
    total: Row | None = None,
) -> Placed:
    """Write a table at the sheet's cursor and leave the cursor one row below it.

    A row maps figure keys to values or `Cell`s. `freeze` makes this the sheet's main
    table: its header is frozen with `freeze` columns and has the filter (unless rows of
    another table stand beside it and would be hidden along). In print the header of the
    sheet's longest table repeats: a sheet can repeat only one.
    """
    header = sheet.row
    widths = _write_header(sheet, figures, header, column)
    here = header
    for row in rows:
        here += 1
        _write_row(sheet, figures, row, here, column, widths, "plain")
    last = here
    if total is not None:
        here += 1
        _write_row(sheet, figures, total, here, column, widths, "total")
    for offset, width in enumerate(widths):
        sheet.widen(column + offset, width)
    _heighten(sheet, figures, header, column)
    if freeze is not None:
        sheet.page.freeze_panes(header + 1, freeze)
        if last > header and filtered:
            sheet.page.autofilter(header, column, last, column + len(figures) - 1)
    if last - header > sheet.longest:
        sheet.longest = last - header
        sheet.page.repeat_rows(header)
    sheet.row = here + 2
    keys = {figure.key: column + offset for offset, figure in enumerate(figures)}
    names = {figure.key: sheet.book.language.text(figure.heading) for figure in figures}
    return Placed(sheet.name, header, header + 1, last, keys, names)


def heading(sheet: Sheet, figure: Figure) -> str:
    """The words of a column header, its unit on the second line."""
    book = sheet.book
    unit = unit_word(figure.unit, book.context, book.language)
    words = book.language.text(figure.heading)
    return f"{words}\n({unit})" if unit else words


def _write_header(sheet: Sheet, figures: Sequence[Figure], row: int, column: int) -> list[float]:
    colours = sheet.book.theme.colours
    look = sheet.book.style(
        bold=True,
        font_color=colours.header_text,
        bg_color=colours.header,
        text_wrap=True,
        valign="vcenter",
        align="center",
        border=1,
        border_color=colours.rule,
    )
    widths = []
    for offset, figure in enumerate(figures):
        words = heading(sheet, figure)
        sheet.page.write_string(row, column + offset, words, look)
        sheet.register(figure)
        widths.append(_heading_width(words))
    return widths


def _heading_width(words: str) -> float:
    latin = [word for word in words.split() if word.isascii()] or [""]
    return max(min(display_width(words), NARROW), *(display_width(word) for word in latin)) + 1


def _write_row(
    sheet: Sheet,
    figures: Sequence[Figure],
    row: Row,
    here: int,
    column: int,
    widths: list[float],
    usual: str,
) -> None:
    widest, lines = sheet.book.theme.columns.widest - 3, 1
    for offset, figure in enumerate(figures):
        value = figure.value(row)
        tone = usual
        if isinstance(value, Cell):
            if value.unit:
                figure = replace(figure, unit=value.unit, digits=value.digits)
            value, tone = value.value, value.tone
        width = display_width(sheet.put(here, column + offset, value, figure, tone))
        widths[offset] = max(widths[offset], min(width, widest))
        lines = max(lines, -(-width // widest))
    if lines > 1:
        sheet.page.set_row(here, 15 * lines + 2)


def _heighten(sheet: Sheet, figures: Sequence[Figure], row: int, column: int) -> None:
    lines = 1
    for offset, figure in enumerate(figures):
        room = max(sheet.width(column + offset) - 2, 4)
        words = heading(sheet, figure).split("\n")
        lines = max(lines, sum(max(1, -(-display_width(part) // int(room))) for part in words))
    sheet.page.set_row(row, 15 * lines + 6)
