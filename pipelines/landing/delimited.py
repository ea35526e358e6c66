"""Delimited text to Arrow: the number of every record, and the text of those that do not fit."""

# pyarrow.compute makes its functions when it is imported.
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from data_contracts.refusal import Place, Refusal
from pipelines.landing.decoding import Decoded
from pipelines.landing.mapping import Reader

Malformed = tuple[int, str, int]


def read_delimited(
    decoded: Decoded, reader: Reader, place: Place
) -> tuple[list[str], pa.Table, list[Malformed]]:
    """Column names, the table of text with `_row`, and records (row, text, fields) that do not fit.

    Raises Refusal where the header is missing or names a column twice.
    """
    names = list(reader.columns) or _header(decoded.utf8, reader, place)
    open_quotes: dict[int, str] = {}
    content = decoded.utf8
    # Broken lines are numbered as lines, so records must be lines wherever there is one.
    if reader.quote and (decoded.broken or content.count(reader.quote.encode()) % 2):
        content, open_quotes = _without_open_quotes(content, reader.quote)
    table, malformed = _parse(content, names, reader, place)
    if reader.quote and any("\n" in text for _, text, _ in malformed):
        content, open_quotes = _without_open_quotes(decoded.utf8, reader.quote)
        table, malformed = _parse(content, names, reader, place)
    unclosed = [(row, text, len(names)) for row, text in open_quotes.items()]
    return names, table, sorted([*malformed, *unclosed])


def _header(content: bytes, reader: Reader, place: Place) -> list[str]:
    lines: Iterator[str] = io.TextIOWrapper(io.BytesIO(content), "utf-8", newline="")
    for _ in range(reader.skip_rows):
        next(lines, "")
    quoting = csv.QUOTE_MINIMAL if reader.quote else csv.QUOTE_NONE
    quote = reader.quote or None
    names = next(
        csv.reader(lines, delimiter=reader.delimiter, quotechar=quote, quoting=quoting), []
    )
    names = [name.strip() if reader.trim else name for name in names]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if not any(names) or repeated:
        told = f"the header names {repeated[0]!r} twice" if repeated else "the file has no header"
        raise Refusal(
            told,
            place=Place(place.file, reader.skip_rows + 1),
            next_step="correct the export, or give header: false and columns in the mapping",
        )
    return names


def _parse(
    content: bytes, names: list[str], reader: Reader, place: Place
) -> tuple[pa.Table, list[Malformed]]:
    skipped = reader.skip_rows + (1 if reader.header else 0)
    malformed: list[Malformed] = []

    def keep(row: pacsv.InvalidRow) -> str:
        malformed.append((row.number, row.text, row.actual_columns))
        return "skip"

    if content.count(b"\n") + 1 <= skipped or not content.split(b"\n", skipped)[-1].strip():
        return pa.table({name: pa.array([], pa.string()) for name in [*names]} | _rows([])), []
    try:
        table = pacsv.read_csv(
            io.BytesIO(content),
            read_options=pacsv.ReadOptions(
                use_threads=False,
                column_names=names,
                skip_rows=skipped,
                block_size=len(content) + 1,
            ),
            parse_options=pacsv.ParseOptions(
                delimiter=reader.delimiter,
                quote_char=reader.quote or False,
                newlines_in_values=bool(reader.quote),
                ignore_empty_lines=False,
                invalid_row_handler=keep,
            ),
            convert_options=pacsv.ConvertOptions(
                column_types={name: pa.string() for name in names}, strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid as error:
        raise Refusal(
            f"the file cannot be split into rows: {error}",
            place=place,
            next_step="check delimiter and quote in the mapping's reader against the file",
        ) from None
    lost = {number - skipped - 1 for number, _, _ in malformed}
    total = table.num_rows + len(lost)
    kept = np.setdiff1d(np.arange(total), np.fromiter(lost, "int64", len(lost)))
    numbered = table.append_column("_row", pa.array(kept.astype("int64") + skipped + 1))
    return _without_blank(numbered, names), malformed


def _rows(numbers: list[int]) -> dict[str, pa.Array]:
    return {"_row": pa.array(numbers, pa.int64())}


def _without_blank(table: pa.Table, names: list[str]) -> pa.Table:
    """Lines with nothing in any field are not rows."""
    blank = pc.equal(table[names[0]], "")
    if not pc.any(blank).as_py():
        return table
    for name in names[1:]:
        blank = pc.and_(blank, pc.equal(table[name], ""))
    return table.filter(pc.invert(blank))


def _without_open_quotes(content: bytes, quote: str) -> tuple[bytes, dict[int, str]]:
    """Each line with an odd number of quotes emptied: an open quote would swallow its successors.

    In such a file values that span lines cannot be told from broken ones, and are refused too.
    """
    mark = quote.encode()
    taken: dict[int, str] = {}
    lines = content.split(b"\n")
    for index, line in enumerate(lines):
        if line.count(mark) % 2:
            taken[index + 1] = line.decode().rstrip("\r")
            lines[index] = b""
    return b"\n".join(lines), taken
