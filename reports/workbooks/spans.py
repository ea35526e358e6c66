"""Rows of the workbook's period, and instants on the centre's clock."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from reports.book import Book
from reports.rows import in_span, read

_UTC = ZoneInfo("UTC")


def period_rows(book: Book, table: str, day: str, *order: str) -> list[dict[str, Any]]:
    """The rows of `table` whose date column `day` lies in the period, in that order."""
    if table not in book.tables:
        return []
    context = book.context
    inside = in_span(book.tables[table], day, context.period_from, context.period_to)
    return read({table: inside}, table, day, *order)


def month_rows(book: Book, table: str, *order: str) -> list[dict[str, Any]]:
    """The rows of `table` whose `period` is the workbook's, in that order."""
    rows = read(book.tables, table, *order)
    return [row for row in rows if row["period"] == book.context.period]


def local(at: datetime, zone: str) -> datetime:
    """A naive UTC instant as the naive time of `zone`."""
    return at.replace(tzinfo=_UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
