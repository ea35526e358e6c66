"""A mapping's SQL made safe: bound once against the source, each expression unable to fail a batch.

Every expression becomes a struct `{'v': value}` that is NULL exactly when the expression could not
be computed or its value does not fit the contract's type, so that NULL values and errors differ.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import duckdb

from data_contracts.contract import Column
from data_contracts.refusal import Place, Refusal
from pipelines.landing.mapping import Codes, Reader, SourceMapping

FILE_DATE = "_file_date"
RECORD = "_record"
_WHOLE = r"\s*[-+]?[0-9]+(\.0*)?\s*"


@dataclass(frozen=True)
class BoundColumn:
    """A contract column with its guarded SQL and the source columns that it reads."""

    column: Column
    sql: str
    reads: tuple[str, ...]
    place: Place


@dataclass(frozen=True)
class BoundMapping:
    """A mapping ready to run on any batch of its files."""

    mapping: SourceMapping
    columns: tuple[BoundColumn, ...]
    landing_date: str
    excluded: str
    reads: tuple[str, ...]

    @property
    def sensitive(self) -> tuple[str, ...]:
        """Source columns that hashed or pay columns are made of."""
        hidden = self.mapping.hashed_columns
        found = {
            name
            for bound in self.columns
            if bound.column.name in hidden or bound.column.classification == "pay"
            for name in bound.reads
        }
        return tuple(sorted(found))


def quoted(name: str) -> str:
    """An SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """An SQL text constant."""
    return "'" + text.replace("'", "''") + "'"


def bind(connection: duckdb.DuckDBPyConnection, mapping: SourceMapping) -> BoundMapping:
    """Check every expression of a mapping on the engine. Raises Refusal with file and line."""
    define_macros(connection, mapping.rule.reader)
    day = mapping.landing_date.expression or FILE_DATE
    date_place = mapping.place("landing_date", "expression")
    placed = [(e, mapping.place_of_column(n)) for n, e in mapping.expressions.items()]
    placed += [(x.when, mapping.place("exclude", i)) for i, x in enumerate(mapping.rule.exclude)]
    reads = {e: columns_read(connection, e, place) for e, place in [*placed, (day, date_place)]}
    every = sorted({name for names in reads.values() for name in names} - {FILE_DATE})
    source = _empty_source(every)
    types = {e: _type(connection, e, source, place) for e, place in placed}
    return BoundMapping(
        mapping=mapping,
        columns=tuple(
            _bound_column(mapping, column, types, reads) for column in mapping.contract.columns
        ),
        landing_date=_guarded_date(connection, day, source, date_place),
        excluded=_excluded(mapping),
        reads=tuple(every),
    )


def define_macros(connection: duckdb.DuckDBPyConnection, reader: Reader) -> None:
    """What mappings may call beside DuckDB's own functions; zone is the reader's."""
    connection.execute("SET TimeZone = 'UTC'")
    zone = literal(reader.zone or "UTC")
    for macro in (
        f"utc(t) AS timezone('UTC', timezone({zone}, CAST(t AS TIMESTAMP)))",
        "utc_iso(t) AS timezone('UTC', CAST(t AS TIMESTAMPTZ))",
        "utc_epoch_ms(t) AS epoch_ms(CAST(t AS BIGINT))",
        # Episodes told in clocks: a clock over twelve hours before the start is the next day's.
        "clock_on(day, start, clock) AS day + CAST(clock AS INTERVAL) + CASE WHEN "
        "CAST(clock AS INTERVAL) < CAST(start AS INTERVAL) - INTERVAL 12 HOUR "
        "THEN INTERVAL 1 DAY ELSE INTERVAL 0 DAY END",
        "hash_key(t) AS CASE WHEN t IS NOT NULL THEN sha256(getvariable('hash_outer') || "
        "unhex(sha256(getvariable('hash_inner') || encode(CAST(t AS VARCHAR))))) END",
    ):
        connection.execute(f"CREATE OR REPLACE TEMP MACRO {macro}")


def set_salt(connection: duckdb.DuckDBPyConnection, salt: str) -> None:
    """Prepare `hash_key`: HMAC-SHA256 (RFC 2104). The salt stands in no SQL text."""
    key = salt.encode()
    key = (hashlib.sha256(key).digest() if len(key) > 64 else key).ljust(64, b"\0")
    for name, pad in (("hash_inner", 0x36), ("hash_outer", 0x5C)):
        connection.execute(f"SET VARIABLE {name} = $1::BLOB", [bytes(byte ^ pad for byte in key)])


def _empty_source(names: list[str]) -> str:
    columns = [f"CAST(NULL AS VARCHAR) AS {quoted(name)}" for name in names]
    return f"(SELECT {', '.join([*columns, f'CAST(NULL AS DATE) AS {FILE_DATE}'])})"


def columns_read(
    connection: duckdb.DuckDBPyConnection, expression: str, place: Place
) -> tuple[str, ...]:
    """The columns that an SQL expression names. Raises Refusal at `place` if it does not parse."""
    query = "SELECT json_serialize_sql($1)"
    ((written,),) = connection.execute(query, [f"SELECT ({expression})"]).fetchall()
    tree = json.loads(written)
    if tree.get("error") or len(tree.get("statements", ())) != 1:
        told = tree.get("error_message", "it is more than one expression")
        raise _bad_sql(expression, told, place)
    return tuple(dict.fromkeys(_references(tree["statements"], frozenset())))


def _references(node: Any, bound: frozenset[str]) -> Iterator[str]:
    """Column names in a serialized expression, the parameters of lambdas left out."""
    if isinstance(node, list):
        for child in node:
            yield from _references(child, bound)
    elif isinstance(node, dict):
        kind = node.get("type")
        if kind == "COLUMN_REF":
            name = node["column_names"][0]
            if name not in bound:
                yield name
        elif kind == "LAMBDA":
            inner = frozenset(_references(node["lhs"], frozenset()))
            yield from _references(node["expr"], bound | inner)
        else:
            yield from _references(list(node.values()), bound)


def _type(connection: duckdb.DuckDBPyConnection, expression: str, source: str, place: Place) -> str:
    try:
        described = connection.sql(f"SELECT TRY(({expression})) AS v FROM {source}")
    except duckdb.Error as error:
        raise _bad_sql(expression, str(error).splitlines()[0], place) from None
    return str(described.types[0])


def _bad_sql(expression: str, told: str, place: Place) -> Refusal:
    return Refusal(
        f"the SQL cannot be used: {told}",
        place=place,
        value=expression,
        next_step="correct the expression; names that are SQL words need double quotes",
    )


def _bound_column(
    mapping: SourceMapping,
    column: Column,
    types: dict[str, str],
    reads: dict[str, tuple[str, ...]],
) -> BoundColumn:
    expression = mapping.expressions.get(column.name)
    place = mapping.place_of_column(column.name)
    if expression is None:
        return BoundColumn(column, f"{{'v': CAST(NULL AS {column.type})}}", (), place)
    codes = mapping.rule.codes.get(column.name)
    if codes is not None:
        value = _decoded(codes, column.type)
    else:
        value = _fitted(f"({expression})", types[expression], column.type)
    return BoundColumn(column, f"TRY({value})", reads[expression], place)


def _decoded(codes: Codes, target: str) -> str:
    known = " ".join(
        f"WHEN {literal(code)} THEN {{'v': CAST({_constant(value)} AS {target})}}"
        for code, value in codes.values.items()
    )
    code = f"CAST(({codes.column}) AS VARCHAR)"
    empty = f"{{'v': CAST(NULL AS {target})}}"
    return f"CASE WHEN {code} IS NULL THEN {empty} ELSE CASE {code} {known} END END"


def _constant(value: str | bool | int | None) -> str:
    if value is None:
        return "NULL"
    return literal(str(value).lower() if isinstance(value, bool) else str(value))


def _fitted(expression: str, found: str, target: str) -> str:
    """The struct of a value of type `found` as `target`; NULL where digits would be lost."""
    value = f"{{'v': CAST({expression} AS {target})}}"
    unfit = _unfit(expression, found, target)
    return f"CASE WHEN {unfit} THEN NULL ELSE {value} END" if unfit else value


def _unfit(expression: str, found: str, target: str) -> str | None:
    decimals = re.fullmatch(r"DECIMAL\(\d+,\s*(\d+)\)", target)
    if target == "BIGINT" and found == "VARCHAR":
        return f"NOT regexp_full_match({expression}, {literal(_WHOLE)})"
    if target == "BIGINT" and found.startswith(("DOUBLE", "FLOAT", "DECIMAL")):
        return f"{expression} <> round({expression})"
    if decimals and found == "VARCHAR":
        pattern = rf"\s*[-+]?[0-9]*(\.[0-9]{{0,{decimals[1]}}}0*)?\s*"
        return f"NOT regexp_full_match({expression}, {literal(pattern)})"
    if decimals and found.startswith("DECIMAL"):
        return f"{expression} <> CAST({expression} AS {target})"
    return None


def _guarded_date(
    connection: duckdb.DuckDBPyConnection, expression: str, source: str, place: Place
) -> str:
    _type(connection, f"CAST(({expression}) AS DATE)", source, place)
    return f"TRY(CAST(({expression}) AS DATE))"


def _excluded(mapping: SourceMapping) -> str:
    whens = [
        f"WHEN TRY(({rule.when})) THEN {index}" for index, rule in enumerate(mapping.rule.exclude)
    ]
    return f"CASE {' '.join(whens)} END" if whens else "CAST(NULL AS INTEGER)"
