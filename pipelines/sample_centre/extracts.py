"""Writes rows as real systems export them: delimited text, JSON lines, Excel."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pipelines.sample_centre.breakage import Breakage, Row

CREATED = datetime(2026, 1, 1)


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook: its name, header and rows (a row is always a list here)."""

    name: str
    header: Sequence[str]
    rows: Sequence[Row | str | bytes]


def write_delimited(
    path: Path,
    header: Sequence[str] | None,
    rows: Sequence[Row | str | bytes],
    *,
    encoding: str = "utf-8",
    delimiter: str = ",",
    line_end: str = "\r\n",
) -> None:
    """Write rows as delimited text; raw bytes among them are written as they are."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=line_end)
    with path.open("wb") as file:
        file.write(b"\xef\xbb\xbf" if encoding == "utf-8-sig" else b"")
        plain = "utf-8" if encoding == "utf-8-sig" else encoding
        if header:
            writer.writerow(header)
        for row in rows:
            if isinstance(row, list):
                writer.writerow(row)
                continue
            file.write(_drained(text).encode(plain))
            file.write((row.encode(plain) if isinstance(row, str) else row) + line_end.encode())
        file.write(_drained(text).encode(plain))


def write_lines(path: Path, lines: Sequence[str]) -> None:
    """Write text lines in UTF-8."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(("\n".join(lines) + "\n").encode())


def spoilt_lines(lines: Sequence[str], breakage: Breakage) -> list[str]:
    """JSON lines with the broken copies and exact duplicates in place."""
    after: dict[int, list[str]] = {}
    for position, fault in breakage.faults:
        spoilt = fault.spoil(json.loads(lines[position]))
        text = json.dumps(spoilt, separators=(",", ":")) if isinstance(spoilt, dict) else spoilt
        after.setdefault(position, []).append(str(text))
    for position in breakage.duplicates:
        after.setdefault(position, []).append(lines[position])
    return [text for n, line in enumerate(lines) for text in (line, *after.get(n, []))]


def write_workbook(path: Path, sheets: Sequence[Sheet]) -> None:
    """Write an Excel workbook whose bytes depend on its content alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"created": CREATED})
        dates = book.add_format({"num_format": "yyyy-mm-dd"})
        times = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            page.write_row(0, 0, sheet.header)
            for number, row in enumerate(sheet.rows, start=1):
                if not isinstance(row, list):
                    raise TypeError(f"a sheet's row must be a list of cells: {row!r}")
                for column, value in enumerate(row):
                    _write_cell(page, number, column, value, dates, times)


def _write_cell(
    page: Worksheet, row: int, column: int, value: object, dates: Format, times: Format
) -> None:
    match value:
        case None:
            return
        case datetime():
            page.write_datetime(row, column, value, times)
        case date():
            page.write_datetime(row, column, datetime(value.year, value.month, value.day), dates)
        case int() | float():
            page.write_number(row, column, value)
        case _:
            page.write_string(row, column, str(value))


def _drained(text: io.StringIO) -> str:
    content = text.getvalue()
    text.seek(0)
    text.truncate()
    return content
