"""A batch of extracts to accepted rows, refused rows and counts, in one pass of SQL.

Takes what readers.py read and what expressions.py bound; leaves temporary tables on the
connection: `accepted` (contract columns, source_file, source_row, source_sha256, _day) and
`quarantined` (the quarantine_rows contract plus source_sha256 and the row's source as JSON).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import duckdb
import numpy as np
import pyarrow as pa

from data_contracts.contract import Contract, row_checks
from data_contracts.refusal import Refusal
from pipelines.landing.expressions import FILE_DATE, RECORD, BoundMapping, literal, quoted
from pipelines.landing.extracts import Extract
from pipelines.landing.quarantine import quarantine_sql
from pipelines.landing.readers import ROW, SourceRows, refused

UNDATED = "undated"
SOURCE_COLUMNS = {"source_file": "VARCHAR", "source_row": "BIGINT", "source_sha256": "VARCHAR"}


@dataclass(frozen=True)
class FileRead:
    """One extract of a batch; `fingerprint` hashes its bytes, the mapping and the contract."""

    extract: Extract
    fingerprint: str
    rows: SourceRows


@dataclass(frozen=True)
class DayCount:
    """What became of the rows of one file and landing day. They always add up."""

    source_file: str
    day: str
    rows_in: int
    accepted: int
    refused: int
    duplicates: int


def evaluate(
    connection: duckdb.DuckDBPyConnection,
    bound: BoundMapping,
    files: Sequence[FileRead],
    first: date,
    last: date,
) -> list[DayCount]:
    """Run a batch and return its counts. Rows of undated files outside the span are left alone.

    Raises Refusal where a file lacks a column, and AssertionError should a row ever be lost.
    """
    _register_source(connection, bound, files)
    connection.execute(_mapped_sql(bound, first, last))
    connection.execute(_duplicates_sql(bound.mapping.contract))
    connection.execute(_accepted_sql(bound.mapping.contract))
    connection.execute(quarantine_sql(connection, bound, _all_columns(files)))
    return _counted(connection, files)


def _all_columns(files: Sequence[FileRead]) -> list[str]:
    names = {name: None for file in files for name in file.rows.table.column_names}
    return [name for name in names if name != ROW]


def _register_source(
    connection: duckdb.DuckDBPyConnection, bound: BoundMapping, files: Sequence[FileRead]
) -> None:
    tables = [_with_file(_complete(bound, file), index) for index, file in enumerate(files)]
    connection.register("rows_read", pa.concat_tables(tables, promote_options="default"))
    connection.register("files_read", _files_table(files))
    connection.register("unreadable_read", _unreadable_table(files))
    if bound.mapping.rule.reader.format in ("json_lines", "json"):
        connection.execute(_json_source_sql(bound))
        _check_json_fields(connection, bound, files)
    else:
        connection.execute("CREATE OR REPLACE TEMP VIEW raw AS SELECT * FROM rows_read")


def _complete(bound: BoundMapping, file: FileRead) -> pa.Table:
    """The file's table with absent optional columns added. Raises Refusal for other absent ones."""
    table, reader = file.rows.table, bound.mapping.rule.reader
    if reader.format in ("json_lines", "json"):
        return table
    known = {name.casefold() for name in table.column_names}
    for name in bound.reads:
        if name.casefold() in known:
            continue
        if name not in reader.optional_columns:
            found = [each for each in table.column_names if each != ROW]
            raise _absent_column(bound, file.extract, name, found)
        table = table.append_column(name, pa.nulls(table.num_rows, pa.string()))
    return table


def _absent_column(
    bound: BoundMapping, extract: Extract, name: str, found: Sequence[str]
) -> Refusal:
    readers = [each for each in bound.columns if name in each.reads]
    place = readers[0].place if readers else bound.mapping.place("columns")
    return refused(
        extract,
        f"the column '{name}' is missing, which {place} reads; found: {', '.join(found)}",
        "restore the column in the export, or correct the mapping if the source renamed it",
    )


def _with_file(table: pa.Table, index: int) -> pa.Table:
    return table.append_column("_file", pa.array(np.full(table.num_rows, index, "int32")))


def _files_table(files: Sequence[FileRead]) -> pa.Table:
    return pa.table(
        {
            "_file": pa.array(range(len(files)), pa.int32()),
            "source_file": pa.array([f.extract.name for f in files], pa.string()),
            "source_sha256": pa.array([f.fingerprint for f in files], pa.string()),
            FILE_DATE: pa.array([f.extract.day for f in files], pa.date32()),
        }
    )


def _unreadable_table(files: Sequence[FileRead]) -> pa.Table:
    rows = [(index, each) for index, f in enumerate(files) for each in f.rows.unreadable]
    return pa.table(
        {
            "_file": pa.array([index for index, _ in rows], pa.int32()),
            ROW: pa.array([each.row for _, each in rows], pa.int64()),
            "rule": pa.array([each.rule for _, each in rows], pa.string()),
            "value": pa.array([each.value for _, each in rows], pa.string()),
            "message": pa.array([each.message for _, each in rows], pa.string()),
        }
    )


def _json_source_sql(bound: BoundMapping) -> str:
    fields = [name for name in bound.reads if name != RECORD]
    paths = ", ".join(literal('$."' + name.replace('"', '\\"') + '"') for name in fields)
    picked = "".join(f", _v[{i}] AS {quoted(name)}" for i, name in enumerate(fields, start=1))
    values = f", TRY(json_extract_string(_record, [{paths}])) AS _v" if fields else ""
    return f"""
        CREATE OR REPLACE TEMP TABLE raw AS
        SELECT _file, _row, _record, _object{picked}
        FROM (
            SELECT _file, _row, _record, TRY(json_type(_record)) = 'OBJECT' AS _object{values}
            FROM rows_read
        )"""


def _check_json_fields(
    connection: duckdb.DuckDBPyConnection, bound: BoundMapping, files: Sequence[FileRead]
) -> None:
    """A field that no row of a file fills must at least be named in it, or be optional."""
    optional = {RECORD, *bound.mapping.rule.reader.optional_columns}
    fields = [name for name in bound.reads if name not in optional]
    if not fields:
        return
    filled = ", ".join(f"count({quoted(name)})" for name in fields)
    query = f"SELECT _file, {filled} FROM raw WHERE _object GROUP BY _file"
    for index, *counts in connection.execute(query).fetchall():
        empty = [name for name, count in zip(fields, counts, strict=True) if not count]
        if not empty:
            continue
        found = connection.execute(
            "SELECT DISTINCT unnest(json_keys(_record)) AS k FROM raw "
            "WHERE _file = $1 AND _object ORDER BY k",
            [index],
        ).fetchall()
        names = [name for (name,) in found]
        for name in empty:
            if name not in names:
                raise _absent_column(bound, files[index].extract, name, names)


def _source_sql(bound: BoundMapping) -> str:
    reader = bound.mapping.rule.reader
    words = ", ".join(literal(word) for word in reader.null_words)

    def clean(name: str) -> str:
        value = f"trim({quoted(name)})" if reader.trim else quoted(name)
        if name == RECORD or not words:
            return f"{value} AS {quoted(name)}"
        return f"CASE WHEN {value} IN ({words}) THEN NULL ELSE {value} END AS {quoted(name)}"

    columns = "".join(f", {clean(name)}" for name in bound.reads)
    objects = "coalesce(_object, FALSE)" if _is_json(bound) else "TRUE"
    return (
        f"SELECT _file, _row, {FILE_DATE}, {objects} AS _readable{columns} "
        f"FROM raw JOIN files_read USING (_file)"
    )


def _is_json(bound: BoundMapping) -> bool:
    return bound.mapping.rule.reader.format in ("json_lines", "json")


def _mapped_sql(bound: BoundMapping, first: date, last: date) -> str:
    """Three layers: guarded expressions, their values, the contract's checks on the values."""
    hashed = bound.mapping.hashed_columns
    structs = "".join(f", {c.sql} AS s_{i}" for i, c in enumerate(bound.columns))
    values = "".join(
        f", {f'hash_key(s_{i}.v)' if c.column.name in hashed else f's_{i}.v'} AS {c.column.name}"
        for i, c in enumerate(bound.columns)
    )
    unread = _mask([f"s_{i} IS NULL" for i in range(len(bound.columns))])
    checks = row_checks(bound.mapping.contract)
    broken = _mask([f"({check.sql_condition}) IS FALSE" for check in checks])
    inside = "TRUE"
    if not bound.mapping.rule.dated_files:
        inside = f"_date IS NULL OR _date BETWEEN DATE '{first}' AND DATE '{last}'"
    return f"""
        CREATE OR REPLACE TEMP TABLE mapped AS
        SELECT *, ({inside}) AS _inside,
            _readable AND _excluded IS NULL AND _unread = 0 AND _broken = 0 AND _date IS NOT NULL
                AS _good
        FROM (
            SELECT *, {broken} AS _broken,
                coalesce(CAST(coalesce(_date, {FILE_DATE}) AS VARCHAR), '{UNDATED}') AS _day
            FROM (
                SELECT _file, _row, {FILE_DATE}, _readable, _date, _excluded,
                    {unread} AS _unread{values}
                FROM (
                    SELECT _file, _row, {FILE_DATE}, _readable, {bound.landing_date} AS _date,
                        {bound.excluded} AS _excluded{structs}
                    FROM ({_source_sql(bound)})
                )
            )
        )"""


def _mask(conditions: Sequence[str]) -> str:
    """A bit per condition, as SQL."""
    bits = [f"CASE WHEN {c} THEN {1 << i}::UBIGINT ELSE 0 END" for i, c in enumerate(conditions)]
    return f"({' + '.join(bits)})" if bits else "0::UBIGINT"


def _duplicates_sql(contract: Contract) -> str:
    """Later copies within one file and day; hashes find candidates, all columns decide."""
    columns = ", ".join(contract.column_names)
    return f"""
        CREATE OR REPLACE TEMP TABLE duplicates AS
        WITH hashed AS (
            SELECT _file, _row, hash(_day, {columns}) AS h FROM mapped WHERE _good AND _inside
        ),
        repeated AS (SELECT _file, h FROM hashed GROUP BY _file, h HAVING count(*) > 1),
        candidates AS (SELECT _file, _row FROM hashed JOIN repeated USING (_file, h)),
        numbered AS (
            SELECT _file, _row, row_number() OVER (
                PARTITION BY _file, _day, {columns} ORDER BY _row) AS copy_no
            FROM mapped JOIN candidates USING (_file, _row)
        )
        SELECT _file, _row FROM numbered WHERE copy_no > 1"""


def _accepted_sql(contract: Contract) -> str:
    columns = ", ".join(contract.column_names)
    return f"""
        CREATE OR REPLACE TEMP TABLE accepted AS
        SELECT {columns}, source_file, _row AS source_row, source_sha256, _day
        FROM mapped JOIN files_read USING (_file)
        ANTI JOIN duplicates USING (_file, _row)
        WHERE _good AND _inside"""


def _counted(connection: duckdb.DuckDBPyConnection, files: Sequence[FileRead]) -> list[DayCount]:
    rows = connection.execute(f"""
        WITH rows_seen AS (
            SELECT _file, _day, _good, d._row IS NOT NULL AS _copy
            FROM mapped LEFT JOIN duplicates d USING (_file, _row) WHERE _inside
            UNION ALL
            SELECT _file, coalesce(CAST({FILE_DATE} AS VARCHAR), '{UNDATED}'), FALSE, FALSE
            FROM unreadable_read JOIN files_read USING (_file)
        )
        SELECT _file, _day, count(*), count(*) FILTER (_good AND NOT _copy),
            count(*) FILTER (NOT _good), count(*) FILTER (_copy)
        FROM rows_seen GROUP BY _file, _day ORDER BY _file, _day""").fetchall()
    counts = [DayCount(files[index].extract.name, *figures) for index, *figures in rows]
    _prove(connection, files, counts)
    return counts


def _prove(
    connection: duckdb.DuckDBPyConnection, files: Sequence[FileRead], counts: Sequence[DayCount]
) -> None:
    """Rows read = accepted + refused + duplicates + rows of other days, by independent counts."""

    def one(query: str) -> int:
        ((count,),) = connection.execute(query).fetchall()
        return int(count)

    read = sum(file.rows.rows_in for file in files)
    landed = one("SELECT count(*) FROM accepted")
    refused_rows = one(
        "SELECT count(*) FROM (SELECT DISTINCT source_file, source_row FROM quarantined)"
    )
    copies = one("SELECT count(*) FROM duplicates")
    other_days = one("SELECT count(*) FROM mapped WHERE NOT _inside")
    told = f"{read} rows read, {landed} + {refused_rows} + {copies} + {other_days} accounted for"
    assert read == landed + refused_rows + copies + other_days, told
    assert read - other_days == sum(count.rows_in for count in counts), told
    for count in counts:
        assert count.rows_in == count.accepted + count.refused + count.duplicates, count
