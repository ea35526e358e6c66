"""Living formulas: their text with the value they open with, and the cells they point at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from xlsxwriter.utility import quote_sheetname, xl_rowcol_to_cell

from reports.figure import Figure


@dataclass(frozen=True)
class Formula:
    """A formula as Excel writes it, and its value in the unit of the figure's column."""

    text: str
    value: Decimal | int | float


@dataclass(frozen=True)
class Grid:
    """Where a table of `rows` rows will stand whose header is row `header` (0-based).

    Formulas need their cells before the table is written; `sheet` names it for other sheets.
    """

    sheet: str
    header: int
    keys: tuple[str, ...]
    rows: int
    left: int = 0

    @classmethod
    def of(
        cls, sheet: str, header: int, figures: Sequence[Figure], rows: int, left: int = 0
    ) -> Grid:
        """The grid of a table with these columns, the first one in column `left`."""
        return cls(sheet, header, tuple(figure.key for figure in figures), rows, left)

    def cell(self, row: int, key: str) -> str:
        """The cell of the `row`-th data row (0-based; the total stands at `rows`)."""
        return xl_rowcol_to_cell(self.header + 1 + row, self.left + self.keys.index(key))

    def column(self, key: str, *, elsewhere: bool = False) -> str:
        """All data of one column, fixed; with the sheet's name where it is read `elsewhere`."""
        at = self.left + self.keys.index(key)
        first = xl_rowcol_to_cell(self.header + 1, at, row_abs=True, col_abs=True)
        last = xl_rowcol_to_cell(self.header + max(self.rows, 1), at, row_abs=True, col_abs=True)
        place = f"{quote_sheetname(self.sheet)}!" if elsewhere else ""
        return f"{place}{first}:{last}"

    def across(self, row: int, first: str, last: str) -> str:
        """The cells of one row from one column to another."""
        return f"{self.cell(row, first)}:{self.cell(row, last)}"
