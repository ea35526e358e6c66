"""Building a run's workbooks, one file per recipient, and remembering what was made for whom."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

import duckdb
import pyarrow as pa

import reports
import scoring
from pipelines.identity import RunIdentity, run_identity
from pipelines.ingestion import Ingestion
from pipelines.metrics import Metric
from pipelines.period import Period
from pipelines.reporting.batches import Batch, Batches, Reader
from pipelines.reporting.context import in_language, report_context
from pipelines.warehouse import fetched, replace_rows

MADE = pa.schema(
    [
        ("period", pa.string()),
        ("folder", pa.string()),
        ("workbook_id", pa.string()),
        ("title", pa.string()),
        ("path", pa.string()),
        ("sha256", pa.string()),
        ("sheets", pa.string()),
        ("address", pa.string()),
        ("name", pa.string()),
        ("locale", pa.string()),
        ("book_from", pa.date32()),
        ("book_to", pa.date32()),
    ]
)


WORTH_TWO_PROCESSES = 30  # each starts with seconds of imports


@dataclass(frozen=True)
class Reporting:
    """What building the workbooks of one centre needs."""

    ingestion: Ingestion
    metrics: tuple[Metric, ...]
    rules: scoring.Rules

    def build(self, connection: duckdb.DuckDBPyConnection, period: Period) -> pa.Table:
        """Build, write and record every workbook of the month. Files are replaced whole."""
        house = self.ingestion.house
        identity = run_identity(house, period.name)
        batches = Batches(self.ingestion, self.metrics, self.rules)
        rows = [
            row
            for batch in batches.of(connection, period, identity)
            for row in self._built(connection, batch, period, identity)
        ]
        made = pa.Table.from_pylist(rows, MADE)
        replace_rows(connection, "control.workbooks", made, where={"period": period.name})
        return made

    def _built(
        self,
        connection: duckdb.DuckDBPyConnection,
        batch: Batch,
        period: Period,
        identity: RunIdentity,
    ) -> Iterator[dict[str, object]]:
        context = report_context(
            connection, self.ingestion, self.metrics, identity,
            first=batch.first, last=batch.last, data_to=min(batch.last, period.last),
        )  # fmt: skip
        for reader, book in _books(batch, context):
            folder = self.ingestion.house.workbooks / period.name / reader.folder
            path = folder / book.file_name
            _write(path, book.content)
            yield {
                "period": period.name,
                "folder": reader.folder,
                "workbook_id": book.workbook_id,
                "title": book.title,
                "path": str(path.relative_to(self.ingestion.house.out)),
                "sha256": book.sha256,
                "sheets": json.dumps(book.sheets, ensure_ascii=False),
                "address": reader.address,
                "name": reader.name,
                "locale": reader.locale,
                "book_from": batch.first,
                "book_to": batch.last,
            }


def _books(
    batch: Batch, context: reports.ReportContext
) -> Iterator[tuple[Reader, reports.Workbook]]:
    """Each reader's workbook, in the readers' order; many are built by two processes."""
    if len(batch.readers) < WORTH_TWO_PROCESSES or batch.workbook_id == reports.CALENDAR_ID:
        for reader in batch.readers:
            if (book := _book(batch, context, reader)) is not None:
                yield reader, book
        return
    common = (replace(batch, readers=()), context)
    spawn = get_context("spawn")
    with ProcessPoolExecutor(2, spawn, initializer=_share, initargs=common) as pool:
        books = pool.map(_shared_book, batch.readers, chunksize=4)
        made = zip(batch.readers, books, strict=True)
        yield from ((reader, book) for reader, book in made if book is not None)


def _book(batch: Batch, context: reports.ReportContext, reader: Reader) -> reports.Workbook | None:
    spoken = in_language(context, reader.locale)
    if batch.workbook_id == reports.CALENDAR_ID:
        return reports.build_calendar(batch.tables, reader.scope, spoken)
    return reports.build_workbook(batch.workbook_id, batch.tables, reader.scope, spoken)


_shared: list[tuple[Batch, reports.ReportContext]] = []


def _share(batch: Batch, context: reports.ReportContext) -> None:
    _shared[:] = [(batch, context)]


def _shared_book(reader: Reader) -> reports.Workbook | None:
    [(batch, context)] = _shared
    return _book(batch, context, reader)


def made_workbooks(connection: duckdb.DuckDBPyConnection, period: Period) -> pa.Table:
    """What `Reporting.build` recorded for a month."""
    query = "select * from control.workbooks where period = $period order by folder, path"
    return fetched(connection, query, {"period": period.name})


def _write(path: Path, content: bytes) -> None:
    """Beside and renamed: a reader sees the old file or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".part")
    with beside.open("wb") as written:
        written.write(content)
        written.flush()
        os.fsync(written.fileno())
    os.replace(beside, path)
