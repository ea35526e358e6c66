"""Every agent's WB01, beside xlsxwriter writing as many cells of the same kinds with no looks."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import xlsxwriter

import reports
from pipelines.identity import run_identity
from pipelines.ingestion import Ingestion
from pipelines.period import Period
from pipelines.reporting.context import report_context
from pipelines.reporting.tables import Tables, person_and_team_tables
from pipelines.scores import catalogue, centre_rules
from pipelines.warehouse import open_warehouse
from tests.bench.clock import cpu_seconds
from tests.bench.figure import Figure
from tests.bench.place import Place

WORKBOOK = "WB01"
MOST_BOOKS = 120
COLUMNS = 10


@dataclass(frozen=True)
class _Cells:
    """How many cells of each kind a sheet has."""

    texts: int
    others: int


def workbooks(place: Place) -> Mapping[str, Figure]:
    """CPU seconds to build the workbooks of up to 120 people, and to write bare ones."""
    tables, context = _material(place)
    scopes = _scopes(tables, place.period)[:MOST_BOOKS]
    books: list[bytes] = []

    def ours() -> None:
        books.extend(
            reports.build_workbook(WORKBOOK, tables, scope, context).content for scope in scopes
        )

    reports.build_workbook(WORKBOOK, tables, scopes[0], context)
    ours_s = cpu_seconds(ours, repetitions=1)
    counted = [_cells(book) for book in books]
    bare_s = cpu_seconds(lambda: [_bare_book(sheets) for sheets in counted], repetitions=1)
    return {"workbooks": Figure(ours_s, f"CPU s for {len(books)} WB01", bare_s)}


def _material(place: Place) -> tuple[Tables, reports.ReportContext]:
    house, centre, period = place.demo(), place.centre, place.period
    metrics = catalogue(house, centre)
    with open_warehouse(place.warehouse()) as connection:
        tables = person_and_team_tables(connection, metrics, centre_rules(centre, metrics), period)
        context = report_context(
            connection,
            Ingestion(house, centre),
            metrics,
            run_identity(house, period.name),
            first=period.first,
            last=period.last,
        )
    return tables, context


def _scopes(tables: Tables, period: Period) -> list[reports.Scope]:
    """Everybody who was scored or paid in the month."""
    wanted = {
        row["agent_id"]
        for table in ("score_lines", "pay_lines")
        for row in tables[table].select(["agent_id", "period"]).to_pylist()
        if row["period"] == period.name
    }
    return [
        reports.Scope("agent", person["agent_id"], person["full_name"])
        for person in tables["directory"].to_pylist()
        if person["agent_id"] in wanted
    ]


def _cells(book: bytes) -> list[_Cells]:
    """Cells of each sheet of a finished workbook, empty formatted ones included."""
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        sheets = [
            parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/sheet")
        ]
    found = []
    for sheet in sheets:
        texts = sheet.count(b't="s"')
        found.append(_Cells(texts, sheet.count(b"<c r=") - texts))
    return found


def _bare_book(sheets: Sequence[_Cells]) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        for cells in sheets:
            page = book.add_worksheet()
            for cell in range(cells.texts):
                page.write_string(cell // COLUMNS, cell % COLUMNS, f"text {cell % 200}")
            below = cells.texts // COLUMNS + 1
            for cell in range(cells.others):
                page.write_number(below + cell // COLUMNS, cell % COLUMNS, cell / 7)
    return content.getvalue()
