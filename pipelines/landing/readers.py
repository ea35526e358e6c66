"""Extracts as rows of text: every value exactly as written, every row with its number.

Belongs here: formats and what can be wrong with a file. What values mean is the mapping's matter.
"""

# pyarrow.compute makes its functions when it is imported.
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data_contracts.refusal import Refusal
from pipelines.landing.decoding import decode
from pipelines.landing.delimited import read_delimited
from pipelines.landing.extracts import Extract
from pipelines.landing.mapping import Reader

ROW = "_row"
RECORD = "_record"


@dataclass(frozen=True)
class UnreadableRow:
    """A row that never became values."""

    row: int
    rule: str
    value: str
    message: str


@dataclass(frozen=True)
class SourceRows:
    """One extract as read: text columns plus `_row`, or `_record` plus `_row` for JSON."""

    table: pa.Table
    unreadable: list[UnreadableRow] = field(default_factory=list)

    @property
    def rows_in(self) -> int:
        """Rows found, readable or not."""
        return self.table.num_rows + len(self.unreadable)


def read_extract(content: bytes, extract: Extract, reader: Reader) -> SourceRows:
    """The rows of one file. Raises Refusal where the file is not what the reader expects."""
    if not content.strip():
        raise refused(extract, "the file is empty", "deliver the file again")
    if reader.format == "delimited":
        return _delimited(content, extract, reader)
    if reader.format == "json_lines":
        return _json_lines(content, extract, reader)
    if reader.format == "json":
        return _json(content, extract, reader)
    if reader.format == "excel":
        return _excel(content, extract, reader)
    return _parquet(content, extract)


def refused(extract: Extract, what: str, next_step: str, value: object = None) -> Refusal:
    """A refusal of a whole file."""
    return Refusal(what, place=extract.place, next_step=next_step, value=value)


def _delimited(content: bytes, extract: Extract, reader: Reader) -> SourceRows:
    head_lines = reader.skip_rows + (1 if reader.header else 0)
    decoded = decode(content, reader.encoding, extract.place, head_lines)
    names, table, malformed = read_delimited(decoded, reader, extract.place)
    unreadable = [
        UnreadableRow(line, "undecodable_line", shown, f"the line is not {reader.encoding}")
        for line, shown in decoded.broken.items()
    ]
    unreadable += [
        UnreadableRow(row, "malformed_line", text, _field_count(count, len(names)))
        for row, text, count in malformed
    ]
    return SourceRows(table, unreadable)


def _field_count(found: int, expected: int) -> str:
    if found == expected:
        return "a quote in the line is not closed"
    return f"the line has {found} fields instead of {expected}"


def _json_lines(content: bytes, extract: Extract, reader: Reader) -> SourceRows:
    decoded = decode(content, reader.encoding, extract.place, 0)
    lines = decoded.utf8.split(b"\n")
    records = pa.array(lines, pa.binary()).cast(pa.string())
    table = pa.table(
        {ROW: np.arange(1, len(lines) + 1, dtype="int64"), RECORD: pc.utf8_trim_whitespace(records)}
    )
    unreadable = [
        UnreadableRow(line, "undecodable_line", shown, f"the line is not {reader.encoding}")
        for line, shown in decoded.broken.items()
    ]
    return SourceRows(table.filter(pc.not_equal(table[RECORD], "")), unreadable)


def _json(content: bytes, extract: Extract, reader: Reader) -> SourceRows:
    text = decode(content, reader.encoding, extract.place, 1).utf8.decode()
    try:
        document = json.loads(text, parse_float=str)
    except json.JSONDecodeError as error:
        what = f"the file is not JSON: {error.msg} in line {error.lineno}"
        raise refused(extract, what, "deliver the file again") from None
    rows = _records_at(document, reader.records, extract)
    records = pa.array([json.dumps(row, ensure_ascii=False) for row in rows], pa.string())
    return SourceRows(pa.table({ROW: np.arange(1, len(rows) + 1, dtype="int64"), RECORD: records}))


def _records_at(document: Any, path: str | None, extract: Extract) -> list[Any]:
    found = document
    for key in path.split(".") if path else ():
        if not isinstance(found, dict) or key not in found:
            shown = ", ".join(found) if isinstance(found, dict) else type(found).__name__
            what = f"the document has no key '{key}' of records: {path}, it has {shown}"
            raise refused(extract, what, "correct reader.records in the mapping")
        found = found[key]
    return found if isinstance(found, list) else [found]


def _excel(content: bytes, extract: Extract, reader: Reader) -> SourceRows:
    import fastexcel

    try:
        book = fastexcel.read_excel(content)
    except fastexcel.FastExcelError as error:
        what = f"the file is no readable workbook: {str(error).splitlines()[0]}"
        raise refused(extract, what, "save it as .xlsx and deliver it again") from None
    if reader.sheet not in book.sheet_names:
        what = f"the workbook has no sheet '{reader.sheet}', it has {', '.join(book.sheet_names)}"
        raise refused(extract, what, "correct reader.sheet in the mapping, or the workbook")
    sheet = book.load_sheet(str(reader.sheet), header_row=reader.skip_rows, dtypes="string")
    table = pa.Table.from_batches([sheet.to_arrow()])
    numbers = np.arange(table.num_rows, dtype="int64") + reader.skip_rows + 2
    return SourceRows(_without_blank(_numbered(table, numbers)))


def _parquet(content: bytes, extract: Extract) -> SourceRows:
    try:
        typed = pq.read_table(io.BytesIO(content))
    except pa.ArrowInvalid as error:
        what = f"the file is no readable Parquet: {error}"
        raise refused(extract, what, "deliver the file again") from None
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.register("typed", typed)
        table = connection.sql("SELECT CAST(COLUMNS(*) AS VARCHAR) FROM typed").to_arrow_table()
    return SourceRows(_numbered(table, np.arange(1, table.num_rows + 1, dtype="int64")))


def _numbered(table: pa.Table, numbers: np.ndarray) -> pa.Table:
    return table.append_column(ROW, pa.array(numbers))


def _without_blank(table: pa.Table) -> pa.Table:
    values = [name for name in table.column_names if name != ROW]
    if table.num_rows == 0 or not values:
        return table
    blank = pc.is_null(table[values[0]])
    for name in values[1:]:
        blank = pc.and_(blank, pc.is_null(table[name]))
    return table.filter(pc.invert(blank))
