"""The hash of a result: what a signature is given on.

Same rows, same hash, in whatever order they lie. The definition, so that anyone can recompute it:

    cell   `~` where NULL, else `<bytes of the text>:<text>`
    text   UTF-8; numbers at the scale of their column, dates as YYYY-MM-DD, true or false
    row    the cells in the alphabetical order of their columns' names, joined by `,`
    table  name, column names and number of rows, then the SHA-256 of every row, sorted
    result SHA-256 of the tables in alphabetical order, in hexadecimal

A decimal column is read at the scale of its contract. Binary floats have no canonical text and
are refused: no result table has one.
"""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported.

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

import pyarrow as pa
import pyarrow.compute as pc

RESULT_TABLES = ("score_lines", "grade_lines", "point_lines", "pay_lines", "trace_nodes")
_BATCH_ROWS = 50_000


def result_hash(tables: Mapping[str, pa.Table]) -> str:
    """SHA-256 (64 hex digits) of the rows of `tables`, by the definition above.

    Raises ValueError for a column of binary floats.
    """
    digest = hashlib.sha256()
    for name in sorted(tables):
        for part in _table_parts(name, tables[name]):
            digest.update(part)
    return digest.hexdigest()


def _table_parts(name: str, table: pa.Table) -> Iterator[bytes]:
    columns = sorted(table.column_names)
    yield f"{name}({','.join(columns)}){table.num_rows}\n".encode()
    digests = [
        hashlib.sha256(row).digest()
        for batch in table.select(columns).to_batches(max_chunksize=_BATCH_ROWS)
        for row in _rows(batch)
    ]
    yield b"".join(sorted(digests))


def _rows(batch: pa.RecordBatch) -> list[bytes]:
    cells = [_cells(name, batch.column(name)) for name in batch.schema.names]
    joined = pc.binary_join_element_wise(*cells, pa.scalar(",", pa.large_string()))
    return joined.cast(pa.large_binary()).to_pylist()


def _cells(name: str, values: pa.Array) -> pa.Array:
    if pa.types.is_floating(values.type):
        raise ValueError(f"the column '{name}' holds binary floats: it cannot be signed")
    text = values.cast(pa.large_string())
    length = pc.binary_length(text).cast(pa.large_string())
    cell = pc.binary_join_element_wise(length, text, pa.scalar(":", pa.large_string()))
    return cell.fill_null("~")
