"""Tiles: the few figures that a reader sees first, large and in one row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from reports.figure import Figure, number_format, unit_word
from reports.sheet import NO_VALUE, Sheet, display_width


@dataclass(frozen=True)
class Tile:
    """A figure with its value, a tone and a small line below (already in words)."""

    figure: Figure
    value: object
    tone: str = "plain"
    below: str = ""


def write_tiles(sheet: Sheet, tiles: Sequence[Tile], *, width: int = 18) -> None:
    """One row of tiles at the cursor, one column each; the cursor ends below them."""
    for column, tile in enumerate(tiles):
        sheet.widen(column, width - 2)
        _write_tile(sheet, tile, column)
    sheet.page.set_row(sheet.row, 18)
    sheet.page.set_row(sheet.row + 1, 30)
    sheet.page.set_row(sheet.row + 2, 30)
    sheet.row += 4


def _write_tile(sheet: Sheet, tile: Tile, column: int) -> None:
    book, row, page = sheet.book, sheet.row, sheet.page
    colours, figure = book.theme.colours, tile.figure
    fill = {"bg_color": colours.tile, "left": 5, "left_color": _edge(sheet, tile.tone)}
    unit = unit_word(figure.unit, book.context, book.language)
    words = book.language.text(figure.heading) + (f" ({unit})" if unit else "")
    page.write_string(row, column, words, book.style(font_color=colours.muted, indent=1, **fill))
    large = book.style(
        bold=True,
        font_size=_size(tile.value, sheet.width(column)),
        align="left",
        valign="vcenter",
        text_wrap=isinstance(tile.value, str),
        indent=1,
        font_color=book.theme.tones[tile.tone].font,
        num_format=number_format(figure.unit, figure.digits, book.language.locale),
        **fill,
    )
    if tile.value is None:
        page.write_string(row + 1, column, NO_VALUE, large)
    elif isinstance(tile.value, str):
        page.write_string(row + 1, column, tile.value, large)
    else:
        seconds = figure.unit == "duration"
        page.write_number(row + 1, column, float(tile.value) / (86_400 if seconds else 1), large)  # type: ignore[arg-type]
    small = book.style(
        font_color=colours.muted,
        font_size=9,
        align="left",
        indent=1,
        text_wrap=True,
        valign="top",
        **fill,
    )
    page.write_string(row + 2, column, tile.below, small)
    sheet.register(figure)


def _size(value: object, room: float) -> int:
    """The font size at which a tile's value fits: words wrap, a wide number gets smaller."""
    if isinstance(value, str):
        return 18 if display_width(value) * 1.9 < room else 11
    wide = isinstance(value, int | float | Decimal) and abs(value) >= 1_000_000
    return 14 if wide else 18


def _edge(sheet: Sheet, tone: str) -> str:
    return sheet.book.theme.tones[tone].font if tone != "plain" else sheet.book.theme.colours.link
