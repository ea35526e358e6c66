"""The glossary sheet: every figure of every sheet, explained."""

from __future__ import annotations

from reports.book import Book
from reports.figure import Figure, unit_word
from reports.language import N_
from reports.sheet import Sheet
from reports.table import write_table

COLUMNS = (
    Figure("sheet", N_("Sheet"), "text", N_("Sheet on which the figure stands"), "-"),
    Figure("figure", N_("Figure"), "text", N_("Heading of the column or tile"), "-"),
    Figure("meaning", N_("Meaning"), "text", N_("What the figure says"), "-"),
    Figure("unit", N_("Unit"), "text", N_("Unit in which the cell is written"), "-"),
    Figure("basis", N_("Basis"), "text", N_("Instant that assigns an event to a period"), "-"),
    Figure("variant", N_("Variant"), "text", N_("Which of several usual definitions"), "-"),
    Figure("source", N_("Source"), "text", N_("Table and column that it comes from"), "-"),
)
PLAIN_UNITS = {
    "text": N_("text"),
    "date": N_("date"),
    "instant": N_("date and time, centre's clock"),
    "clock": N_("time of day, centre's clock"),
    "count": N_("number"),
    "number": N_("number"),
    "score": N_("points of 100"),
    "duration": N_("hours and minutes"),
    "ratio": N_("%"),
}


def add_glossary(book: Book) -> Sheet:
    """The empty sheet, so that it stands before the trace; `fill_glossary` writes it."""
    sheet = Sheet(book, N_("Glossary"), N_("What every figure in this workbook means"))
    for figure in COLUMNS:
        sheet.register(figure)
    return sheet


def fill_glossary(sheet: Sheet) -> None:
    """One row per sheet and figure, in the order of the workbook."""
    sheet.link_home()
    book = sheet.book
    order = {name: index for index, (name, _) in enumerate(book.sheet_names)}
    found = sorted(book.figures, key=lambda entry: order[entry[0]])
    write_table(sheet, COLUMNS, [_explained(book, *entry) for entry in found], freeze=2)


def _explained(book: Book, sheet_name: str, figure: Figure) -> dict[str, object]:
    text = book.language.text
    unit = PLAIN_UNITS.get(figure.unit)
    return {
        "sheet": sheet_name,
        "figure": text(figure.heading),
        "meaning": text(figure.meaning),
        "unit": text(unit) if unit else unit_word(figure.unit, book.context, book.language),
        "basis": figure.basis,
        "variant": figure.variant,
        "source": figure.source,
    }
