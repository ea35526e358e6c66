"""What list sheets share: opening a sheet, twin texts, names, states."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reports.book import Book
from reports.rows import read
from reports.sheet import Sheet
from reports.table import Cell
from reports.vocabulary import person, word


def open_sheet(
    book: Book, name: str, about: str, *sources: str, orientation: str = "landscape"
) -> Sheet:
    """A sheet with its way home, which says so where one of `sources` has no rows."""
    sheet = Sheet(book, name, about, orientation=orientation)
    sheet.link_home()
    for source in sources:
        sheet.says_missing(source)
    return sheet


def twin(book: Book, row: Mapping[str, Any], stem: str) -> str | None:
    """`stem`_zh or `stem`_en of a row, in the reader's language; empty where it has none."""
    return book.language.choose(row.get(f"{stem}_zh"), row.get(f"{stem}_en")) or None


def names(book: Book) -> dict[str, str]:
    """Names by login and by team."""
    people = read(book.tables, "directory")
    teams = {row["team_id"]: row["team_name"] for row in people if row["team_id"]}
    return teams | {row["agent_id"]: person(book, row) or row["agent_id"] for row in people}


def toned(book: Book, code: str | None, tones: Mapping[str, str]) -> Cell:
    """A state in words with its colour."""
    return Cell(word(book, code), tones.get(code or "", "plain"))
