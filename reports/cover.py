"""The cover: what this file is, for whom, how fresh its data are, and what stands where."""

from __future__ import annotations

from reports.book import Book
from reports.context import SourceFreshness
from reports.figure import Figure
from reports.language import N_
from reports.sheet import FIRST_ROW, Sheet
from reports.table import Cell, write_table
from reports.warehouse_words import table_word

LIGHTS = {
    "ok": ("good", N_("● complete")),
    "late": ("warn", N_("● late")),
    "missing": ("bad", N_("● missing")),
}
SOURCES = (
    Figure("name", N_("Source"), "text", N_("Source of data"), "freshness"),
    Figure("light", N_("Freshness"), "text", N_("Whether the source arrived in time"), "freshness"),
    Figure("data_until", N_("Data until"), "instant", N_("Latest data of the source"), "freshness"),
)
STATUS_TONES = {"provisional": "warn", "in_review": "warn", "locked": "good"}


def add_cover(book: Book) -> Sheet:
    """The first sheet, still empty; `fill_cover` writes it when all others exist."""
    return Sheet(book, N_("Cover"), N_("What this workbook holds"), orientation="portrait")


def fill_cover(cover: Sheet) -> None:
    """Title, identity, gaps, freshness lights and linked contents."""
    _band(cover)
    _headlines(cover)
    _identity(cover)
    _gaps(cover)
    _freshness(cover)
    _contents(cover)
    cover.page.set_column(0, 0, 32)
    cover.page.set_column(1, 1, 26)
    cover.page.set_column(2, 2, 38)
    cover.page.repeat_rows(0, 2)


def _band(cover: Sheet) -> None:
    book, colours = cover.book, cover.book.theme.colours
    fill = {"bg_color": colours.header, "font_color": colours.header_text}
    large = book.style(bold=True, font_size=20, valign="vcenter", indent=1, **fill)
    small = book.style(font_size=11, valign="vcenter", indent=1, **fill)
    cover.page.set_row(0, 40)
    cover.page.set_row(1, 22)
    cover.page.set_row(2, 22)
    lines = (
        (f"{book.title} {book.workbook_id}", large),
        (book.centre_name, small),
        (f"{book.scope.name} · {book.context.period} · {book.status}", small),
    )
    for row, (words, look) in enumerate(lines):
        cover.page.write_string(row, 0, words, look)
        for column in (1, 2):
            cover.page.write_blank(row, column, None, look)
    cover.row = FIRST_ROW


def _headlines(cover: Sheet) -> None:
    if not cover.book.headlines:
        return
    cover.caption(N_("What matters"))
    for words, tone in cover.book.headlines:
        cover.line(f"· {words}", tone=tone, bold=True)
    cover.row += 1


def _identity(cover: Sheet) -> None:
    book, text = cover.book, cover.book.language.text
    context, language = book.context, book.language
    span = f"{language.date(context.period_from)} – {language.date(context.period_to)}"
    known = (
        (N_("Period"), span, "plain"),
        (N_("Scope"), book.scope.name, "plain"),
        (N_("Status"), book.status, STATUS_TONES[context.status]),
        (N_("Data as of"), language.instant(context.data_as_of, context.zone), "plain"),
        (N_("Run"), context.run_id, "plain"),
        (N_("Rule fingerprint"), context.rule_fingerprint, "plain"),
        (N_("Code version"), context.code_version, "plain"),
    )
    label = book.style(font_color=book.theme.colours.muted)
    for words, value, tone in known:
        look = book.style(font_color=book.theme.tones[tone].font, bold=True)
        cover.page.write_string(cover.row, 0, text(words), label)
        cover.page.write_string(cover.row, 1, value, look)
        cover.row += 1
    cover.row += 1


def _gaps(cover: Sheet) -> None:
    if not cover.book.gaps:
        return
    cover.caption(N_("What is missing"))
    for source, sheets in sorted(cover.book.gaps.items()):
        words = cover.book.language.text(
            N_("{source}: no rows; figures stay empty on {sheets}"),
            source=table_word(cover.book, source),
            sheets=", ".join(dict.fromkeys(sheets)),
        )
        cover.line(words, tone="warn")
    cover.row += 1


def _freshness(cover: Sheet) -> None:
    cover.caption(N_("How fresh the data are"))
    rows = [source_row(cover.book, source) for source in cover.book.context.sources]
    write_table(cover, SOURCES, rows)


def source_row(book: Book, source: SourceFreshness) -> dict[str, object]:
    """One source with its light, for `SOURCES`."""
    tone, words = LIGHTS[source.freshness]
    return {
        "name": table_word(book, source.name),
        "light": Cell(book.language.text(words), tone),
        "data_until": source.data_until,
    }


def _contents(cover: Sheet) -> None:
    book = cover.book
    cover.caption(N_("Contents"))
    link = book.style(font_color=book.theme.colours.link, underline=1)
    for name, about in book.sheet_names[1:]:
        cover.page.write_url(cover.row, 0, f"internal:'{name}'!A1", link, name)
        cover.page.write_string(cover.row, 1, about)
        cover.row += 1
