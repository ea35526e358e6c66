"""An edited workbook as it was read: cells by sheet, with where each one stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "about": ("about", "value"),
    "values": ("since", "value", "source", "file", "key", "entry", "part"),
    "steps": ("since", "from", "to", "score", "source", "file", "key", "entry", "part"),
    "parameters": ("since", "value", "source", "file", "key", "entry", "part"),
}
ENTERED = ("since", "value", "from", "to", "score", "source")


@dataclass(frozen=True)
class Cell:
    """One cell that is not empty: its value (a number as an exact Decimal), how it came about."""

    address: str
    value: object
    percent: bool = False
    formula: bool = False


@dataclass(frozen=True)
class GivenSheet:
    """A sheet by its title: cells by (row, column), both from 1, and the ranges that are merged."""

    title: str
    cells: Mapping[tuple[int, int], Cell]
    merged: Sequence[tuple[int, str]] = field(default=())

    def address(self, row: int, column: int) -> str:
        """A cell's address as a spreadsheet shows it, with the sheet."""
        return f"{self.title}!{_letters(column)}{row}"


@dataclass(frozen=True)
class FormSheet:
    """A sheet of the form: the columns of its hidden row of marks, and the rows below it.

    Marks are `sheet.column`, as values.since; they find a column wherever it was moved to.
    """

    given: GivenSheet
    header: int
    columns: Mapping[str, int]

    @property
    def rows(self) -> Iterator[Row]:
        """Every row below the marks and the headings that holds anything, in order."""
        for number in sorted({row for row, _ in self.given.cells if row > self.header + 1}):
            yield Row(self, number)


@dataclass(frozen=True)
class Row:
    """One row of a sheet of the form."""

    sheet: FormSheet
    number: int

    def cell(self, name: str) -> Cell:
        """The cell of a column; one without value where it is empty."""
        at = (self.number, self.sheet.columns[name])
        return self.sheet.given.cells.get(at) or Cell(self.sheet.given.address(*at), None)

    def text(self, name: str) -> str:
        """The text of a cell; empty where there is none."""
        value = self.cell(name).value
        return "" if value is None else str(value)

    def entered(self) -> list[Cell]:
        """The cells that people fill and that hold something."""
        cells = [self.cell(name) for name in ENTERED if name in self.sheet.columns]
        return [cell for cell in cells if cell.value is not None]


def form_sheets(sheets: Sequence[GivenSheet]) -> dict[str, FormSheet]:
    """The sheets of the form among those of a workbook, by their marks; others are left alone."""
    found: dict[str, FormSheet] = {}
    for sheet in sheets:
        for (row, column), cell in sheet.cells.items():
            name, dot, mark = str(cell.value).partition(".")
            if dot and name in COLUMNS and mark in COLUMNS[name]:
                known = found.setdefault(name, FormSheet(sheet, row, {}))
                found[name] = FormSheet(known.given, row, {**known.columns, mark: column})
    return found


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
