"""Why each refused row was refused: one line per row and broken rule, with the value as found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import duckdb

from data_contracts.contract import RowCheck, row_checks
from pipelines.landing.expressions import (
    FILE_DATE,
    RECORD,
    BoundMapping,
    columns_read,
    literal,
    quoted,
)

WITHHELD = "withheld: the line may hold personal data"


@dataclass(frozen=True)
class _Reason:
    """SQL that picks rows and tells about them; `m` is the mapped row, `r` the source row."""

    condition: str
    column: str | None
    value: str
    rule: str
    message: str


def quarantine_sql(
    connection: duckdb.DuckDBPyConnection, bound: BoundMapping, source_columns: Sequence[str]
) -> str:
    """SQL that makes the table `quarantined` from `mapped`, `raw` and `unreadable_read`."""
    lines = "\nUNION ALL\n".join(_line_sql(reason) for reason in _reasons(connection, bound))
    withheld = literal(WITHHELD) if bound.sensitive else "value"
    return f"""
        CREATE OR REPLACE TEMP TABLE quarantined AS
        WITH refused_rows AS MATERIALIZED (
            SELECT m, r, f.source_file, f.source_sha256
            FROM mapped AS m JOIN raw AS r ON m._file = r._file AND m._row = r._row
            JOIN files_read AS f ON f._file = m._file
            WHERE NOT m._good AND m._inside
        ),
        told AS ({lines})
        SELECT {literal(bound.mapping.rule.table)} AS table_name, source_file,
            CAST(m._row AS BIGINT) AS source_row, m._day AS landing_date,
            column_name, value, rule, message, source_sha256,
            {_source_json(bound, source_columns)} AS source
        FROM told
        UNION ALL
        SELECT {literal(bound.mapping.rule.table)}, source_file, _row,
            coalesce(CAST({FILE_DATE} AS VARCHAR), 'undated'),
            NULL, {withheld}, rule, message, source_sha256, NULL
        FROM unreadable_read JOIN files_read USING (_file)"""


def _line_sql(reason: _Reason) -> str:
    column = literal(reason.column) if reason.column else "CAST(NULL AS VARCHAR)"
    return f"""SELECT m, r, source_file, source_sha256, {column} AS column_name,
        CAST({reason.value} AS VARCHAR) AS value, {literal(reason.rule)} AS rule,
        {reason.message} AS message
        FROM refused_rows WHERE {reason.condition}"""


def _reasons(connection: duckdb.DuckDBPyConnection, bound: BoundMapping) -> list[_Reason]:
    made = [_unreadable_json(bound)]
    made += _exclusions(connection, bound)
    made.append(_undated(connection, bound))
    made += [_unread(bound, index) for index in range(len(bound.columns))]
    made += _broken(connection, bound)
    return made


def _unreadable_json(bound: BoundMapping) -> _Reason:
    json_format = bound.mapping.rule.reader.format in ("json_lines", "json")
    value = "r._record" if json_format and not bound.sensitive else literal(WITHHELD)
    return _Reason(
        "NOT m._readable", None, value, "invalid_json", literal("the line is no JSON object")
    )


def _exclusions(connection: duckdb.DuckDBPyConnection, bound: BoundMapping) -> list[_Reason]:
    made: list[_Reason] = []
    for index, rule in enumerate(bound.mapping.rule.exclude):
        reads = columns_read(connection, rule.when, bound.mapping.place("exclude", index))
        condition = f"m._readable AND m._excluded = {index}"
        value = _found(bound, reads)
        made.append(_Reason(condition, None, value, rule.rule, literal(rule.message)))
    return made


def _undated(connection: duckdb.DuckDBPyConnection, bound: BoundMapping) -> _Reason:
    expression = bound.mapping.landing_date.expression or FILE_DATE
    reads = columns_read(connection, expression, bound.mapping.place("landing_date"))
    return _Reason(
        "m._readable AND m._excluded IS NULL AND m._date IS NULL",
        None,
        _found(bound, [name for name in reads if name != FILE_DATE]),
        "landing_date",
        literal("the row does not say its day"),
    )


def _unread(bound: BoundMapping, index: int) -> _Reason:
    each = bound.columns[index]
    name, coded = each.column.name, each.column.name in bound.mapping.rule.codes
    value = _found(bound, each.reads)
    told = f"{name} cannot be read as {each.column.type}"
    message = literal(told)
    if coded:
        code = literal(f"the mapping knows no {name} for the code ")
        message = f"concat({code}, {value})"
    return _Reason(
        f"m._readable AND m._excluded IS NULL AND (m._unread & {1 << index}) <> 0",
        name,
        value,
        "unknown_code" if coded else "not_readable",
        message,
    )


def _broken(connection: duckdb.DuckDBPyConnection, bound: BoundMapping) -> list[_Reason]:
    made: list[_Reason] = []
    for bit, check in enumerate(row_checks(bound.mapping.contract)):
        condition = f"m._readable AND m._excluded IS NULL AND (m._broken & {1 << bit}) <> 0"
        if check.column is None:
            value = _computed(connection, bound, check)
        else:
            index = bound.mapping.contract.column_names.index(check.column)
            condition += f" AND (m._unread & {1 << index}) = 0"
            value = _found(bound, bound.columns[index].reads)
        made.append(_Reason(condition, check.column, value, check.rule, literal(check.message)))
    return made


def _computed(connection: duckdb.DuckDBPyConnection, bound: BoundMapping, check: RowCheck) -> str:
    """For a rule over several contract columns: their values, as `a=1, b=2`."""
    place = bound.mapping.place("columns")
    names = columns_read(connection, check.sql_condition, place)
    hidden = {c.name for c in bound.mapping.contract.columns if c.classification == "pay"}
    return _listed((name, _hidden(f"m.{name}", name in hidden)) for name in names)


def _found(bound: BoundMapping, names: Sequence[str]) -> str:
    """The source's value as found; of several columns as `a=1, b=2`; sensitive ones hashed."""
    if RECORD in names and bound.sensitive:
        return literal(WITHHELD)
    shown = [(n, _hidden(f"r.{quoted(n)}", n in bound.sensitive)) for n in names if n != FILE_DATE]
    if len(shown) == 1:
        return shown[0][1]
    return _listed(shown)


def _hidden(sql: str, hide: bool) -> str:
    return f"hash_key({sql})" if hide else sql


def _listed(shown: Iterable[tuple[str, str]]) -> str:
    parts = [f"{literal(f'{n}=')} || coalesce(CAST({sql} AS VARCHAR), '')" for n, sql in shown]
    return f"concat_ws(', ', {', '.join(parts)})" if parts else "CAST(NULL AS VARCHAR)"


def _source_json(bound: BoundMapping, source_columns: Sequence[str]) -> str:
    sensitive = bound.sensitive
    if RECORD in source_columns:
        if RECORD in sensitive:
            return "CAST(NULL AS VARCHAR)"
        hidden = _object((name, f"hash_key(r.{quoted(name)})") for name in sensitive)
        whole = f"json_merge_patch(r._record, {hidden})" if sensitive else "r._record"
        return f"CASE WHEN m._readable THEN CAST({whole} AS VARCHAR) END"
    fields = [(n, _hidden(f"r.{quoted(n)}", n in sensitive)) for n in source_columns]
    return f"CAST({_object(fields)} AS VARCHAR)"


def _object(fields: Iterable[tuple[str, str]]) -> str:
    return f"json_object({', '.join(f'{literal(n)}, {sql}' for n, sql in fields)})"
