"""Who a row is about: login, name and team from the staff list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from reports.book import Book
from reports.figure import Figure
from reports.language import N_
from reports.rows import Row, read
from reports.vocabulary import person
from reports.workbooks.people_sheets import NAME, TEAM

LOGIN = Figure("agent_id", N_("Login"), "text", N_("Login of the person"), "directory.agent_id")
NUMBER = Figure(
    "employee_id",
    N_("Staff number"),
    "text",
    N_("Number in the staff list"),
    "directory.employee_id",
)
WHO = (LOGIN, NAME, TEAM)


def named(book: Book, rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Rows with `agent_id`, completed by name, staff number and team; the order is kept."""
    staff = {row["agent_id"]: row for row in read(book.tables, "directory")}
    return [row | _identity(book, staff.get(row["agent_id"], row)) for row in rows]


def _identity(book: Book, own: Row) -> dict[str, Any]:
    return {
        "person": person(book, own),
        "employee_id": own.get("employee_id"),
        "team_id": own.get("team_id"),
    }
