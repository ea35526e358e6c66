"""A roster of several weeks in the weekly plan: nothing of its later weeks is left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pyarrow as pa
import pytest

from reports import ReportContext, Scope, build_workbook

from .month import WEEK

LATER = timedelta(weeks=1)
DATES = ("plan_week", "work_date", "business_date", "interval_start_at", "starts_at", "ends_at")
WHOLE = (
    "roster_shifts", "roster_coverage", "roster_service", "roster_penalties", "roster_requests",
    "roster_rule_checks", "roster_violations",
)  # fmt: skip


@pytest.fixture(scope="module")
def books(
    tables: Mapping[str, pa.Table],
    context_for: Callable[..., ReportContext],
    scope_for: Callable[[str], Scope],
) -> tuple[Any, Any]:
    """The weekly plan of a roster of one week, and of the same week twice."""

    def made(of: Mapping[str, pa.Table]) -> Any:
        content = build_workbook("WB05", of, scope_for("WB05"), context_for("WB05", "en")).content
        return openpyxl.load_workbook(BytesIO(content), read_only=True)

    of = {name: tables[name] for name in ("directory", *WHOLE)}
    return made(of), made(of | {name: _twice(of[name]) for name in WHOLE})


def _twice(rows: pa.Table) -> pa.Table:
    later = [
        row | {key: row[key] + LATER for key in DATES if row.get(key) is not None}
        for row in rows.to_pylist()
    ]
    return pa.concat_tables([rows, pa.Table.from_pylist(later, rows.schema)])


def _rows(sheet: Any, heading: str) -> list[dict[Any, Any]]:
    """The rows below the header that begins with `heading`, up to the next empty row."""
    rows = list(sheet.iter_rows(values_only=True))
    first = next(n for n, row in enumerate(rows) if row[0] == heading)
    last = next((n for n in range(first, len(rows)) if rows[n][0] is None), len(rows))
    return [dict(zip(rows[first], row, strict=True)) for row in rows[first + 1 : last]]


def test_every_week_of_the_roster_has_a_sheet(books: tuple[Any, Any]) -> None:
    one, two = books
    later = f"Roster {WEEK + LATER:%m-%d}"
    assert set(two.sheetnames) - set(one.sheetnames) == {later}
    first, second = _rows(two["Roster"], "Person"), _rows(two[later], "Person")
    assert first == _rows(one["Roster"], "Person")
    assert [list(row.values()) for row in second] == [list(row.values()) for row in first]
    assert len(set(second[0]) - set(first[0])) == len(set(first[0]) - set(second[0])) > 0, "days"


def test_penalties_rules_and_coverage_are_of_all_weeks(books: tuple[Any, Any]) -> None:
    one, two = books
    for sheet, heading, figure in (
        ("Proof of optimality", "Penalty", "Cost"),
        ("Rule check", "Rule", "Checked"),
        ("Coverage", "Day", "Required hours\n(h)"),
    ):
        was, now = (_rows(book[sheet], heading) for book in books)
        assert sum(row[figure] for row in now) == pytest.approx(2 * sum(r[figure] for r in was))
    assert len(_rows(two["Rule check"], "Rule")) == len(_rows(one["Rule check"], "Rule"))
    detail = "Coverage detail"
    assert two[detail].calculate_dimension() == one[detail].calculate_dimension(), "the first week"


def test_a_reason_names_the_queue_and_not_its_code(
    tables: Mapping[str, pa.Table],
    context_for: Callable[..., ReportContext],
    scope_for: Callable[[str], Scope],
) -> None:
    short = {"note_zh": "缺口（voice_general）", "note_en": "short (voice_general)"}
    rows = [row | short for row in tables["roster_penalties"].to_pylist()]
    of = tables | {"roster_penalties": pa.Table.from_pylist(rows)}
    made = build_workbook("WB05", of, scope_for("WB05"), context_for("WB05", "en"))
    sheet = openpyxl.load_workbook(BytesIO(made.content), read_only=True)["Penalties"]
    assert {row["Why"] for row in _rows(sheet, "Rule")} == {"short (General)"}
