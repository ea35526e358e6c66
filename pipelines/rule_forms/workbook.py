"""An edited workbook as cells with their addresses.

openpyxl and not fastexcel: it tells a formula from a value, a percentage from a number, and
which cells are merged.
"""

from __future__ import annotations

import zipfile
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from data_contracts.refusal import Place, Refusal
from scoring.rule_forms import Cell, GivenSheet

# A form has a few hundred rows; more is another file, or one made to exhaust the reader.
MOST_BYTES, MOST_ROWS = 20_000_000, 20_000


def given_sheets(path: Path) -> list[GivenSheet]:
    """The sheets of a workbook. Raises Refusal where it cannot be read as .xlsx."""
    try:
        content = path.read_bytes()
        _refuse_bomb(content, path)
        book = openpyxl.load_workbook(BytesIO(content), data_only=False)
    except (OSError, zipfile.BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise Refusal(
            f"this is no readable workbook: {type(error).__name__} / 无法读取这个文件",
            place=Place(path.name),
            next_step="save it as .xlsx and try again / 请另存为 .xlsx 再试",
        ) from None
    return [_sheet(page) for page in book.worksheets]


def _refuse_bomb(content: bytes, path: Path) -> None:
    with zipfile.ZipFile(BytesIO(content)) as parts:
        size = sum(part.file_size for part in parts.infolist())
    if size > MOST_BYTES:
        raise Refusal(
            "this workbook is larger than a rule form can be / 文件过大，不是规则表单",
            place=Place(path.name),
            value=size,
            next_step="send the form that was exported / 请使用导出的表单",
        )


def _sheet(page: Any) -> GivenSheet:
    cells: dict[tuple[int, int], Cell] = {}
    for row in page.iter_rows(max_row=min(page.max_row, MOST_ROWS)):
        for cell in row:
            if cell.value is not None and str(cell.value).strip():
                cells[cell.row, cell.column] = Cell(
                    address=f"{page.title}!{cell.coordinate}",
                    value=_exact(cell.value),
                    percent="%" in str(cell.number_format),
                    formula=cell.data_type == "f",
                )
    merged = [(area.min_row, str(area)) for area in page.merged_cells.ranges]
    return GivenSheet(page.title, cells, sorted(merged))


def _exact(value: object) -> object:
    """A number by its shortest decimal form, which is what was typed."""
    return Decimal(repr(value)) if isinstance(value, float) else value
