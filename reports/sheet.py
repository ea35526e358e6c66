"""One sheet: titles, cells, print set-up. Data reach a cell only through `put`."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from xlsxwriter.format import Format

from reports.book import Book
from reports.figure import Figure
from reports.formula import Formula
from reports.language import N_

FIRST_ROW = 4
SHORT_TABLE_ROWS = 20
NO_VALUE = "—"
_UTC = ZoneInfo("UTC")


def display_width(text: str) -> int:
    """Columns that `text` takes: two for a wide letter, one for any other."""
    return max(
        (sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line))
        for line in (text.split("\n") or [""])
    )


class Sheet:
    """A worksheet with its title block; `row` is the next free row (0-based).

    `longest` is the number of rows of its longest table, or the most that need no second header.
    """

    def __init__(self, book: Book, name: str, about: str, *, orientation: str = "landscape"):
        self.book = book
        self.name = book.language.text(name)
        self.page = book.file.add_worksheet(self.name)
        self.row = FIRST_ROW
        self.longest = SHORT_TABLE_ROWS
        self._widths: dict[int, float] = {}
        self._zone = ZoneInfo(book.context.zone)
        book.sheet_names.append((self.name, book.language.text(about)))
        self._set_up_print(orientation)
        self._write_titles(book.language.text(about))

    def _set_up_print(self, orientation: str) -> None:
        page, book = self.page, self.book
        page.hide_gridlines(2)
        page.set_paper(9)
        if orientation == "landscape":
            page.set_landscape()
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.4, right=0.4, top=0.75, bottom=0.65)
        page.center_horizontally()
        left, right = _ampersand(book.centre_name), _ampersand(f"{book.title} · {self.name}")
        page.set_header(f"&L&9 {left}&R&9 {right}")
        run = _ampersand(f"{book.status} · {book.context.run_id}")
        page.set_footer(f"&L&9 {run}&C&9 &P / &N&R&9 {_ampersand(book.context.period)}")

    def _write_titles(self, about: str) -> None:
        book, colours = self.book, self.book.theme.colours
        title = book.style(bold=True, font_size=16, font_color=colours.header)
        muted = book.style(font_color=colours.muted)
        self.page.set_row(0, 26)
        self.page.write_string(0, 0, self.name, title)
        self.page.write_string(1, 0, about, book.style(font_color=colours.ink))
        parts = (book.scope.name, book.context.period, book.status, book.context.zone)
        self.page.write_string(2, 0, " · ".join(parts), muted)
        self.page.freeze_panes(FIRST_ROW, 0)
        self.page.repeat_rows(0, 2)

    def on_one_page(self) -> None:
        """Print the whole sheet on a single page."""
        self.page.fit_to_pages(1, 1)

    def link_home(self) -> None:
        """A link back to the cover, in the row above the first table."""
        text = self.book.language.text
        look = self.book.style(font_color=self.book.theme.colours.link, underline=1)
        home = self.book.sheet_names[0][0]
        self.page.write_url(3, 0, f"internal:'{home}'!A1", look, text(N_("← Contents")))

    def put(self, row: int, column: int, value: object, figure: Figure, tone: str = "plain") -> str:
        """Write one value by its type and unit; returns what the reader sees.

        A text is always written as text, whatever sign it begins with. Instants are naive
        UTC and shown on the centre's clock. A missing value is a dash, or blank for a
        figure that a line chart draws.
        """
        style = self.book.cell_style(figure.unit, figure.digits, tone)
        page = self.page
        if value is None:
            if figure.gap:
                page.write_blank(row, column, None, style)
                return ""
            page.write_string(row, column, NO_VALUE, style)
            return NO_VALUE
        if isinstance(value, bool):
            return self._word(row, column, N_("yes") if value else N_("no"), style)
        if isinstance(value, Formula):
            number = float(value.value) / 86_400 if figure.unit == "duration" else value.value
            page.write_formula(row, column, value.text, style, float(number))  # type: ignore[arg-type]
            return _as_read(float(number), figure)
        if isinstance(value, int | float | Decimal):
            number = float(value) / 86_400 if figure.unit == "duration" else float(value)
            page.write_number(row, column, number, style)
            return _as_read(number, figure)
        if isinstance(value, datetime):
            local = value.replace(tzinfo=_UTC).astimezone(self._zone).replace(tzinfo=None)
            page.write_datetime(row, column, local, style)
            return "00:00" if figure.unit == "clock" else "2026-01-01 00:00"
        if isinstance(value, date):
            page.write_datetime(row, column, datetime(value.year, value.month, value.day), style)
            return "30 Jun 2026"
        page.write_string(row, column, str(value), style)
        return str(value)

    def _word(self, row: int, column: int, msgid: str, style: Format) -> str:
        word = self.book.language.text(msgid)
        self.page.write_string(row, column, word, style)
        return word

    def line(self, text: str, *, tone: str = "plain", bold: bool = False) -> None:
        """One line of words at the cursor, running over the columns to its right."""
        font = self.book.theme.tones[tone].font
        self.page.write_string(self.row, 0, text, self.book.style(font_color=font, bold=bold))
        self.row += 1

    def caption(self, msgid: str, **values: object) -> None:
        """The title of the table or charts that follow."""
        look = self.book.style(bold=True, font_size=12, font_color=self.book.theme.colours.header)
        self.page.set_row(self.row, 20)
        text = self.book.language.text(msgid, **values)
        self.page.write_string(self.row, 0, text, look)
        self.row += 1

    def widen(self, column: int, characters: float) -> None:
        """Make `column` at least so wide, within the theme's bounds."""
        bounds = self.book.theme.columns
        wanted = min(max(characters + 2, bounds.narrowest), bounds.widest)
        if wanted > self._widths.get(column, 0):
            self._widths[column] = wanted
            self.page.set_column(column, column, wanted)

    def width(self, column: int) -> float:
        """The width of `column` in characters."""
        return self._widths.get(column, 8.43)

    def says_missing(self, *sources: str) -> bool:
        """Whether none of `sources` has rows; then the sheet and the cover say so in words."""
        present = [s for s in sources if s in self.book.tables and self.book.tables[s].num_rows]
        if present or not sources:
            return False
        text = self.book.language.text
        for source in sources:
            self.book.gaps.setdefault(source, []).append(self.name)
        self.line(
            text(
                N_("No rows from {sources} for this scope and period: the figures stay empty."),
                sources=", ".join(sources),
            ),
            tone="warn",
        )
        return True

    def says_none(self, source: str, rows: Sequence[object], msgid: str) -> bool:
        """Whether there are no rows to show: `msgid` says it where `source` exists and has none.

        For what happens rarely (an appeal, a breach): nothing is then good news, while an absent
        table is a missing source.
        """
        if rows:
            return False
        if source not in self.book.tables:
            return self.says_missing(source)
        self.line(self.book.language.text(msgid), tone="off")
        self.row += 1
        return True

    def headline(self, msgid: str, *, tone: str = "plain", **values: object) -> None:
        """A sentence for the cover: what the reader should know before opening a sheet."""
        self.book.headlines.append((self.book.language.text(msgid, **values), tone))

    def register(self, figure: Figure) -> None:
        """Have the glossary explain `figure` for this sheet."""
        if (self.name, figure) not in self.book.figures:
            self.book.figures.append((self.name, figure))


def _as_read(number: float, figure: Figure) -> str:
    """About the text that the number format shows, for the width of the column."""
    if figure.unit == "duration":
        return f"{number * 24:.0f}:00"
    places = {"count": 0, "s": 0, "ratio": 2}.get(figure.unit, 2)
    return f"{number:,.{places if figure.digits is None else figure.digits}f}"


def _ampersand(text: str) -> str:
    return text.replace("&", "&&")[:80]
