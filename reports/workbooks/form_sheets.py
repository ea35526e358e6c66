"""The sheets of the rule form: lines to read, cells to fill, and the marks that lead them back.

A hidden row of marks (values.since, values.key …) tells the reader which column is which, so
headings may be worded and columns moved. What must not change is locked; nothing is secret.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from xlsxwriter.format import Format

from reports.book import Book
from reports.language import N_
from reports.rows import Row, read
from reports.sheet import FIRST_ROW, Sheet, display_width
from reports.vocabulary import word
from reports.workbooks.listing import twin

MARKS_ROW = FIRST_ROW - 1
LISTS = "lists"
FIRST_DAY = date(2000, 1, 1)
# Columns that say something in the reader's language, with the stem of its two fields.
TWINS = {
    "rule": "rule", "where": "where", "field": "field", "part_name": "part", "unit": "unit",
    "score_unit": "score_unit", "note": "note", "value": "value",
}  # fmt: skip
NUMBER_FORMATS = {"amount": "#,##0.00", "weight": "0.######", "ratio": "0.00####"}


@dataclass(frozen=True)
class Column:
    """A column of the form: its mark, heading and width; a heading of None hides it."""

    mark: str
    heading: str | None
    width: float = 12
    entered: bool = False


RULE = Column("rule", N_("Rule"), 20)
WHERE = Column("where", N_("Where"), 26)
FIELD = Column("field", N_("Value of"), 22)
UNIT = Column("unit", N_("Unit"), 14)
SINCE = Column("since", N_("In force from"), 13, entered=True)
VALUE = Column("value", N_("Value"), 24, entered=True)
SOURCE = Column("source", N_("Authority"), 42, entered=True)
NOTE = Column("note", N_("Note"), 18)
HIDDEN = tuple(Column(mark, None) for mark in ("file", "key", "entry", "part"))
VALUES = (RULE, WHERE, FIELD, UNIT, SINCE, VALUE, SOURCE, *HIDDEN)
PARAMETERS = (
    RULE, WHERE, FIELD, Column("part_name", N_("Part"), 24), UNIT, SINCE, VALUE, SOURCE, NOTE,
    *HIDDEN,
)  # fmt: skip
STEPS = (
    RULE, WHERE, FIELD, UNIT, SINCE,
    Column("from", N_("From, or corner"), 12, entered=True),
    Column("to", N_("Up to, without it"), 12, entered=True),
    Column("score", N_("Gives"), 12, entered=True),
    Column("score_unit", N_("Unit"), 10),
    SOURCE, *HIDDEN,
)  # fmt: skip
ABOUT = (
    N_("1. Enter a new value in the yellow row below the old one: from which day it holds, the "
       "value, and the document that says so."),
    N_("2. Grey rows belong to locked months and cannot change. White ones have not been settled "
       "and may be corrected."),
    N_("3. To end a value, write the word 'ended' as the new value. Nothing is ever deleted."),
    N_("4. A table of bands or corners is entered whole: day and authority in its first row, then "
       "every step. Each band ends where the next begins; ∞ stands for no bound."),
    N_("5. Of parameters only those that change are entered; the others stay as they are."),
    N_("6. The weights of one level sum to 100 on every day: change them together, from one day."),
    N_("7. A ratio is written as 0.95 or 95 %; other units take no per cent."),
    N_("8. For several new values of one line, copy its yellow row once more."),
    N_("9. What carries no date (metric, names, whom a rule is about) changes the shape of a rule. "
       "The sheet of fixed keys says in which file and line whoever keeps the rules changes it."),
    N_("10. Save the file and send it back. Every fault is answered with the cell that has it; "
       "nothing is taken over before all is in order."),
)  # fmt: skip


def add_about(book: Book) -> None:
    """How the form is filled, and which rule files it was made from."""
    sheet = Sheet(book, N_("How to fill"), N_("A form for weights, targets, bands, prices, dates"))
    sheet.page.set_column(0, 0, 46)
    sheet.page.set_column(1, 1, 70)
    _mark(sheet, ("about.about", "about.value"))
    for line in ABOUT:
        sheet.line(book.language.text(line))
    sheet.row += 1
    sheet.caption(N_("Rule files that this form was made from (leave them as they are)"))
    muted = book.style(font_color=book.theme.colours.muted)
    for row in read(book.tables, "rule_form_about"):
        sheet.page.write_string(sheet.row, 0, row["about"], muted)
        sheet.page.write_string(sheet.row, 1, row["value"], muted)
        sheet.row += 1
    sheet.on_one_page()
    sheet.page.protect("", {"format_columns": True})


def add_values(book: Book) -> None:
    """Weights, prices, limits: one line per dated single value."""
    _lines(book, N_("Rule values"), N_("Weights, prices, limits: one line per dated value"),
           "values", VALUES)  # fmt: skip


def add_steps(book: Book) -> None:
    """Bands and break points: one line per step."""
    _lines(book, N_("Bands and corners"), N_("Scoring and coefficients: one line per step"),
           "steps", STEPS)  # fmt: skip


def add_parameters(book: Book) -> None:
    """Gates, deductions and other values of several parts: one line per part."""
    _lines(book, N_("Parameters"), N_("Gates, deductions, limits: one line per part"),
           "parameters", PARAMETERS)  # fmt: skip


def add_lists(book: Book) -> None:
    """What cells choose from, on a sheet nobody sees."""
    page = book.file.add_worksheet(LISTS)
    for column, words in enumerate(_lists(book).values()):
        page.write_column(0, column, words)
    page.very_hidden()


def _lists(book: Book) -> dict[str, list[str]]:
    """The words of every list, in the reader's language."""
    found: dict[str, list[str]] = {}
    for row in read(book.tables, "rule_form_choices"):
        found.setdefault(row["choices"], []).append(twin(book, row, "word") or "")
    return found


def _lines(book: Book, name: str, about: str, kind: str, columns: Sequence[Column]) -> None:
    sheet = Sheet(book, name, about)
    _head(sheet, kind, columns)
    rows = [row for row in read(book.tables, "rule_form_lines") if row["sheet"] == kind]
    for row in rows:
        _row(sheet, row, columns)
    _validated(sheet, rows, columns)
    sheet.page.freeze_panes(FIRST_ROW + 1, 3)
    sheet.page.repeat_rows(FIRST_ROW)
    last = max(FIRST_ROW, sheet.row - 1)
    sheet.page.autofilter(FIRST_ROW, 0, last, len(columns) - len(HIDDEN) - 1)
    allowed = ("autofilter", "sort", "format_columns", "format_rows", "insert_rows")
    sheet.page.protect("", dict.fromkeys(allowed, True))


def _mark(sheet: Sheet, marks: Sequence[str]) -> None:
    """The hidden row by which the form is read back."""
    for column, mark in enumerate(marks):
        sheet.page.write_string(MARKS_ROW, column, mark)
    sheet.page.set_row(MARKS_ROW, None, None, {"hidden": True})


def _head(sheet: Sheet, kind: str, columns: Sequence[Column]) -> None:
    book, colours = sheet.book, sheet.book.theme.colours
    look = book.style(bold=True, font_color=colours.header_text, bg_color=colours.header,
                      text_wrap=True, valign="vcenter", align="center", border=1,
                      border_color=colours.rule)  # fmt: skip
    _mark(sheet, [f"{kind}.{column.mark}" for column in columns])
    for place, column in enumerate(columns):
        hidden = column.heading is None
        sheet.page.set_column(place, place, column.width, None, {"hidden": hidden})
        sheet.page.write_string(FIRST_ROW, place, book.language.text(column.heading or column.mark),
                                look)  # fmt: skip
    sheet.page.set_row(FIRST_ROW, 32)
    sheet.row = FIRST_ROW + 1


def _is_open(row: Row, column: Column) -> bool:
    """Whether a cell is one to fill; a corner has no upper end."""
    return column.entered and not (column.mark == "to" and row["kind"] == "points")


def _row(sheet: Sheet, row: Row, columns: Sequence[Column]) -> None:
    for place, column in enumerate(columns):
        look = _look(sheet.book, row, column)
        _write(sheet, place, _content(sheet.book, row, column), look, column, row)
    if row["source"] and display_width(row["source"]) > SOURCE.width:
        sheet.page.set_row(sheet.row, 28)
    sheet.row += 1


def _look(book: Book, row: Row, column: Column) -> Format:
    """Yellow to fill, white to correct, grey for what may not change."""
    tone = {"new": "warn", "past": "off", "open": "plain"}[row["state"]]
    entered = _is_open(row, column)
    theme = book.theme.tones[tone if entered else "plain"]
    properties: dict[str, object] = {
        "font_color": book.theme.tones["off" if tone == "off" else "plain"].font,
        "valign": "vcenter", "text_wrap": column.mark in ("source", "where", "field", "part_name"),
        "bottom": 1, "bottom_color": book.theme.colours.rule,
        "locked": not entered or row["state"] == "past",
    }  # fmt: skip
    if column.mark == "since":
        properties |= {"num_format": "yyyy-mm-dd", "align": "center"}
    if column.mark == "source":
        properties["indent"] = 1
    if column.mark == "value":
        properties["num_format"] = NUMBER_FORMATS.get(row["unit"], "General")
    if entered and theme.fill:
        properties["bg_color"] = theme.fill
    return book.style(**properties)


def _content(book: Book, row: Row, column: Column) -> Any:
    if column.mark not in TWINS:
        return row[column.mark]
    words = twin(book, row, TWINS[column.mark])
    if words is None or column.mark not in ("field", "part_name"):
        return words
    parts = [word(book, part.removeprefix("contact:")) or part for part in words.split(" · ")]
    return " · ".join(parts)


def _write(
    sheet: Sheet, place: int, content: Any, look: Format, column: Column, row: Row
) -> None:  # fmt: skip
    """A number as a number, a day as a day, and any text as text whatever it begins with."""
    number = column.mark in ("from", "to", "score") or row["kind"] == "number"
    if content is None or content == "":
        sheet.page.write_blank(sheet.row, place, None, look)
    elif isinstance(content, date):
        day = datetime(content.year, content.month, content.day)
        sheet.page.write_datetime(sheet.row, place, day, look)
    elif column.entered and number and column.mark != "source" and _is_finite(content):
        sheet.page.write_number(sheet.row, place, float(content), look)
    else:
        sheet.page.write_string(sheet.row, place, str(content), look)


def _is_finite(text: str) -> bool:
    return text.replace(".", "", 1).removeprefix("-").isdigit()


def _validated(sheet: Sheet, rows: Sequence[Row], columns: Sequence[Column]) -> None:
    """Drop-downs and warnings as cells are filled; the reader checks again, and all the rest."""
    marks = {column.mark: place for place, column in enumerate(columns)}
    text, lists = sheet.book.language.text, _lists(sheet.book)
    first = FIRST_ROW + 1
    if rows:
        sheet.page.data_validation(first, marks["since"], first + len(rows) - 1, marks["since"], {
            "validate": "date", "criteria": ">=", "value": FIRST_DAY, "error_type": "warning",
            "error_title": text(N_("In force from")),
            "error_message": text(N_("Write a day, as 2026-07-01.")),
        })  # fmt: skip
    for place, row in enumerate(rows, start=first):
        if row["choices"] in lists and row["state"] != "past":
            column = chr(ord("A") + list(lists).index(row["choices"]))
            sheet.page.data_validation(place, marks["value"], place, marks["value"], {
                "validate": "list", "error_type": "warning", "error_title": text(N_("Value")),
                "error_message": text(N_("Choose from the list.")),
                "source": f"={LISTS}!${column}$1:${column}${len(lists[row['choices']])}",
            })  # fmt: skip
