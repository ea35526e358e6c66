"""Building a run's workbooks, one file per recipient, and remembering what was made for whom."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

import reports
import scoring
from pipelines.identity import RunIdentity, run_identity
from pipelines.ingestion import Ingestion
from pipelines.metrics import Metric
from pipelines.period import Period
from pipelines.report_context import in_language, report_context
from pipelines.report_tables import (
    Tables,
    data_quality_tables,
    person_and_team_tables,
    plan_tables,
    result_tables,
    settlement_tables,
    span_tables,
)
from pipelines.rulebook import rulebook
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


WORTH_TWO_PROCESSES = 24
SETTLED_BOOKS = ("WB07", "WB19")
# Workbooks of the month's stored results, whole for a mailbox each.
RESULT_BOOKS = ("WB13", "WB16", "WB17", "WB18", "WB20")


@dataclass(frozen=True)
class Reader:
    """Whose file it is: a folder, a scope, and where it is mailed (no address: not mailed)."""

    folder: str
    scope: reports.Scope
    name: str
    address: str | None
    locale: str


@dataclass(frozen=True)
class Batch:
    """Workbooks of one kind: the same tables, cut for each reader."""

    workbook_id: str
    first: date
    last: date
    tables: Tables
    readers: Sequence[Reader]


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
        rows = [
            row
            for batch in self._batches(connection, period, identity)
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

    def _batches(
        self, connection: duckdb.DuckDBPyConnection, period: Period, identity: RunIdentity
    ) -> Iterator[Batch]:
        """The kinds of workbook the centre has declared, each with its tables and readers."""
        wanted, first, last = self.ingestion.centre.reports, period.first, period.last
        month = person_and_team_tables(connection, self.metrics, self.rules, period)
        people = month["directory"].to_pylist()
        if "WB01" in wanted:
            scored = set(month["score_lines"].filter(_of(period)).column("agent_id").to_pylist())
            paid = set(month["pay_lines"].filter(_of(period)).column("agent_id").to_pylist())
            yield Batch("WB01", first, last, month, self._agents(people, scored | paid))
        if "WB02" in wanted:
            day = _last_busy_day(connection, period)
            tables = span_tables(connection, self.metrics, day, day)
            yield Batch("WB02", day, day, tables, self._teams(people))
        if "WB03" in wanted:
            yield Batch("WB03", first, last, month, self._mailboxes("WB03"))
        if "WB05" in wanted:
            week = period.plan_week
            tables = {**plan_tables(connection, week), "directory": month["directory"]}
            yield Batch("WB05", week, week + timedelta(days=6), tables, self._mailboxes("WB05"))
        if "WB14" in wanted:
            house = self.ingestion.house
            tables = data_quality_tables(connection, house, period, identity.run_id)
            yield Batch("WB14", first, last, tables, self._mailboxes("WB14"))

        yield from self._settled_batches(connection, period, month)
        yield from self._result_batches(connection, period, month["directory"])

    def _settled_batches(
        self, connection: duckdb.DuckDBPyConnection, period: Period, month: Tables
    ) -> Iterator[Batch]:
        """The workbooks of payroll: pay of the month with its proofs, appeals and adjustments."""
        for workbook_id in SETTLED_BOOKS:
            if workbook_id in self.ingestion.centre.reports:
                needed = reports.required_tables(workbook_id)
                known = {name: month[name] for name in needed if name in month}
                others = [name for name in needed if name not in known]
                tables = known | settlement_tables(connection, others, period)
                readers = self._mailboxes(workbook_id)
                yield Batch(workbook_id, period.first, period.last, tables, readers)

    def _result_batches(
        self, connection: duckdb.DuckDBPyConnection, period: Period, people: pa.Table
    ) -> Iterator[Batch]:
        """The workbooks that show stored results and the rulebook."""
        wanted = [book for book in RESULT_BOOKS if book in self.ingestion.centre.reports]
        if not wanted:
            return
        told = rulebook(connection, self.ingestion, self.rules, period) | {"directory": people}
        for workbook_id in wanted:
            names = [name for name in reports.required_tables(workbook_id) if name not in told]
            tables = {**told, **result_tables(connection, names, period)}
            readers = self._mailboxes(workbook_id)
            yield Batch(workbook_id, period.first, period.last, tables, readers)

    def _agents(self, people: Sequence[Mapping[str, str]], wanted: set[str]) -> list[Reader]:
        return [
            Reader(
                folder=person["agent_id"],
                scope=reports.Scope("agent", person["agent_id"], person["full_name"]),
                name=person["full_name"],
                address=person["email"],
                locale=person["language"] or self._locale,
            )
            for person in people
            if person["agent_id"] in wanted
        ]

    def _teams(self, people: Sequence[Mapping[str, str]]) -> list[Reader]:
        """Each team's daily file goes to its leader; a team without one has a folder of its own."""
        teams = {p["team_id"]: p["team_name"] for p in people if p["team_id"]}
        leaders = {
            p["team_id"]: p for p in people if p["role"] == "team_leader" and not p["left_on"]
        }
        found: list[Reader] = []
        for team_id, team_name in sorted(teams.items()):
            leader = leaders.get(team_id)
            found.append(
                Reader(
                    folder=leader["agent_id"] if leader else team_id,
                    scope=reports.Scope("team", team_id, team_name, (team_id,)),
                    name=leader["full_name"] if leader else team_name,
                    address=leader["email"] if leader else None,
                    locale=(leader["language"] if leader else None) or self._locale,
                )
            )
        return found

    def _mailboxes(self, workbook_id: str) -> list[Reader]:
        settings = self.ingestion.centre.settings
        return [
            Reader(
                folder=key,
                scope=reports.Scope(
                    "centre",
                    settings.centre_id,
                    settings.name_zh if recipient.language == "zh_CN" else settings.name_en,
                ),
                name=recipient.name_zh if recipient.language == "zh_CN" else recipient.name_en,
                address=recipient.email,
                locale=recipient.language,
            )
            for key, recipient in self.ingestion.centre.recipients.items()
            if workbook_id in recipient.receives
        ]

    @property
    def _locale(self) -> str:
        return self.ingestion.centre.settings.languages[0]


def _books(
    batch: Batch, context: reports.ReportContext
) -> Iterator[tuple[Reader, reports.Workbook]]:
    """Each reader's workbook, in the readers' order; many are built by two processes."""
    if len(batch.readers) < WORTH_TWO_PROCESSES:
        for reader in batch.readers:
            yield reader, _book(batch, context, reader)
        return
    common = (replace(batch, readers=()), context)
    spawn = get_context("spawn")
    with ProcessPoolExecutor(2, spawn, initializer=_share, initargs=common) as pool:
        books = pool.map(_shared_book, batch.readers, chunksize=4)
        yield from zip(batch.readers, books, strict=True)


def _book(batch: Batch, context: reports.ReportContext, reader: Reader) -> reports.Workbook:
    spoken = in_language(context, reader.locale)
    return reports.build_workbook(batch.workbook_id, batch.tables, reader.scope, spoken)


_shared: list[tuple[Batch, reports.ReportContext]] = []


def _share(batch: Batch, context: reports.ReportContext) -> None:
    _shared[:] = [(batch, context)]


def _shared_book(reader: Reader) -> reports.Workbook:
    [(batch, context)] = _shared
    return _book(batch, context, reader)


def made_workbooks(connection: duckdb.DuckDBPyConnection, period: Period) -> pa.Table:
    """What `Reporting.build` recorded for a month."""
    query = "select * from control.workbooks where period = $period order by folder, path"
    return fetched(connection, query, {"period": period.name})


def _of(period: Period) -> pc.Expression:
    return pc.field("period") == period.name


def _last_busy_day(connection: duckdb.DuckDBPyConnection, period: Period) -> date:
    [(day,)] = connection.execute(
        "select max(business_date) from marts.agent_day where business_date between $1 and $2",
        [period.first, period.last],
    ).fetchall()
    return day or period.last


def _write(path: Path, content: bytes) -> None:
    """Beside and renamed: a reader sees the old file or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".part")
    with beside.open("wb") as written:
        written.write(content)
        written.flush()
        os.fsync(written.fileno())
    os.replace(beside, path)
