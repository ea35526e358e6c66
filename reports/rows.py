"""Rows for sheets: Arrow tables as plain rows, filtered, sorted and summed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

Row = dict[str, Any]


def read(tables: Mapping[str, pa.Table], name: str, *order: str) -> list[Row]:
    """The rows of a table, sorted by `order`; none where the table is absent."""
    table = tables.get(name)
    if table is None or table.num_rows == 0:
        return []
    if order:
        table = table.sort_by([(column, "ascending") for column in order])
    return table.to_pylist()


def in_span(table: pa.Table, column: str, first: date, last: date) -> pa.Table:
    """The rows whose date lies in [first, last]."""
    day = pc.field(column)
    return table.filter((day >= first) & (day <= last))


def total(rows: Iterable[Row], key: str) -> Any:
    """Sum of a column, empty where no row has it."""
    values = [row[key] for row in rows if row.get(key) is not None]
    return sum(values[1:], values[0]) if values else None


def grouped(rows: Iterable[Row], *keys: str) -> dict[tuple[Any, ...], list[Row]]:
    """Rows by the values of `keys`, in the order in which they first appear."""
    groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows:
        groups[tuple(row.get(key) for key in keys)].append(row)
    return dict(groups)


def ratio(numerator: Any, denominator: Any, scale: Decimal = Decimal(1)) -> Decimal | None:
    """numerator ÷ denominator × scale; empty where either is missing or the denominator is 0."""
    if numerator is None or not denominator:
        return None
    return Decimal(str(numerator)) / Decimal(str(denominator)) * scale


def median(values: Sequence[Decimal]) -> Decimal | None:
    """The middle value; empty for none."""
    ordered = sorted(values)
    if not ordered:
        return None
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2


def pivot(
    rows: Iterable[Row], row_key: str, column_key: str, value: Callable[[list[Row]], Any]
) -> tuple[list[Any], list[Any], dict[tuple[Any, Any], Any]]:
    """Row labels, column labels and cell values of a cross table, labels sorted."""
    groups = grouped(rows, row_key, column_key)
    down = sorted({key[0] for key in groups})
    across = sorted({key[1] for key in groups})
    return down, across, {(key[0], key[1]): value(members) for key, members in groups.items()}
