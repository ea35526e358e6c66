"""Extracts of a span of days to landing versions, in one call per table."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from itertools import takewhile
from pathlib import Path

import duckdb

from data_contracts.contract import Contract
from pipelines.landing.batch import DayCount, FileRead, evaluate
from pipelines.landing.expressions import BoundMapping, bind, set_salt
from pipelines.landing.extracts import Extract, find_extracts
from pipelines.landing.ledger import LedgerRecord, append_ledger, ledger_day, read_ledger
from pipelines.landing.mapping import SourceMapping
from pipelines.landing.partitions import write_days
from pipelines.landing.readers import read_extract
from pipelines.landing.store import LandingStore, Version

BATCH_BYTES = 64_000_000


@dataclass(frozen=True)
class IngestSummary:
    """What a call read and wrote. Rows are those of the files read now, not of unchanged ones."""

    table: str
    rows_in: int = 0
    accepted: int = 0
    refused: int = 0
    duplicates: int = 0
    versions_written: int = 0
    files_read: int = 0
    files_unchanged: int = 0

    def plus(self, other: IngestSummary) -> IngestSummary:
        """Two summaries of one table as one."""
        names = [n for n in self.__dataclass_fields__ if n != "table"]
        return replace(self, **{n: getattr(self, n) + getattr(other, n) for n in names})


@dataclass(frozen=True)
class _Run:
    """What all steps of one call share."""

    connection: duckdb.DuckDBPyConnection
    store: LandingStore
    first: date
    last: date
    salt_mark: str
    now: datetime
    known: dict[str, list[LedgerRecord]] = field(repr=False)


@dataclass(frozen=True)
class _Changed:
    """An extract that has to be read."""

    extract: Extract
    content: bytes = field(repr=False)
    fingerprint: str


def ingest_table(
    *,
    contract: Contract,
    mappings: Sequence[SourceMapping],
    extracts_root: Path,
    store: LandingStore,
    first: date,
    last: date,
    salt: str,
    now: datetime,
) -> IngestSummary:
    """Land one table for the days `first` to `last`, both included; `now` is aware.

    Extracts that the ledger knows with the same bytes, mapping, contract and salt are not read
    again. Raises Refusal for a file or mapping that cannot be used; what earlier files gave
    has then landed, and a repeat continues there.
    """
    store.forget_unfinished(contract.name)
    known: dict[str, list[LedgerRecord]] = {}
    for record in read_ledger(store, contract.name):
        known.setdefault(record.source_file, []).append(record)
    salt_mark = hashlib.sha256(b"callfloor salt" + salt.encode()).hexdigest()
    summary = IngestSummary(contract.name)
    with duckdb.connect() as connection:
        set_salt(connection, salt)
        run = _Run(connection, store, first, last, salt_mark, now, known)
        for mapping in mappings:
            bound = bind(connection, mapping)
            extracts = find_extracts(mapping, extracts_root, first, last)
            for batch, unchanged in _batches(run, mapping, extracts):
                summary = summary.plus(_land(run, bound, batch))
                summary = replace(summary, files_unchanged=summary.files_unchanged + unchanged)
    return summary


def _batches(
    run: _Run, mapping: SourceMapping, extracts: Sequence[Extract]
) -> Iterator[tuple[list[_Changed], int]]:
    """Changed extracts in batches of bounded size, with the number of unchanged ones passed.

    Rows of a day may come from several files only where rows say their day: these go together.
    """
    limit = BATCH_BYTES if mapping.landing_date.from_ == "file" else None
    batch: list[_Changed] = []
    size, unchanged = 0, 0
    for extract in extracts:
        content = extract.path.read_bytes()
        fingerprint = _fingerprint(run, mapping, content)
        if _is_known(run, mapping, extract, fingerprint):
            unchanged += 1
            continue
        batch.append(_Changed(extract, content, fingerprint))
        size += len(content)
        if limit is not None and size >= limit:
            yield batch, unchanged
            batch, size, unchanged = [], 0, 0
    if batch or unchanged:
        yield batch, unchanged


def _fingerprint(run: _Run, mapping: SourceMapping, content: bytes) -> str:
    parts = (mapping.fingerprint, mapping.contract.fingerprint, run.salt_mark)
    digest = hashlib.sha256(content)
    digest.update("".join(parts).encode())
    return digest.hexdigest()


def _is_known(run: _Run, mapping: SourceMapping, extract: Extract, fingerprint: str) -> bool:
    """Whether one of the readings since the file last changed answers for the whole span."""
    records = reversed(run.known.get(extract.name, []))
    newest = takewhile(lambda record: record.source_sha256 == fingerprint, records)
    return any(record.covers(run.first, run.last) for record in newest)


def _land(run: _Run, bound: BoundMapping, batch: Sequence[_Changed]) -> IngestSummary:
    table = bound.mapping.rule.table
    if not batch:
        return IngestSummary(table)
    reader = bound.mapping.rule.reader
    files = [
        FileRead(c.extract, c.fingerprint, read_extract(c.content, c.extract, reader))
        for c in batch
    ]
    counts = evaluate(run.connection, bound, files, run.first, run.last)
    versions, written = write_days(
        run.connection,
        bound.mapping.contract,
        run.store,
        _days(run, bound, files, counts),
        [file.extract.name for file in files],
        run.now,
    )
    append_ledger(run.store, table, _records(run, bound, files, counts, versions), run.now)
    return IngestSummary(
        table,
        rows_in=sum(c.rows_in for c in counts),
        accepted=sum(c.accepted for c in counts),
        refused=sum(c.refused for c in counts),
        duplicates=sum(c.duplicates for c in counts),
        versions_written=written,
        files_read=len(files),
    )


def _days(
    run: _Run, bound: BoundMapping, files: Sequence[FileRead], counts: Sequence[DayCount]
) -> list[str]:
    """Every day that these files touch now, or touched when they were read before."""
    days = {count.day for count in counts}
    if bound.mapping.landing_date.from_ == "file":
        days |= {str(file.extract.day) for file in files}
    for file in files:
        for record in run.known.get(file.extract.name, []):
            days |= {day.landing_date for day in record.days}
    if not bound.mapping.rule.dated_files:
        span = (run.first.isoformat(), run.last.isoformat())
        days = {day for day in days if span[0] <= day <= span[1] or not day[0].isdigit()}
    return sorted(days)


def _records(
    run: _Run,
    bound: BoundMapping,
    files: Sequence[FileRead],
    counts: Sequence[DayCount],
    versions: dict[str, Version],
) -> list[LedgerRecord]:
    whole = bound.mapping.rule.dated_files
    landed_at = run.now.astimezone(UTC).replace(tzinfo=None).isoformat()
    made: list[LedgerRecord] = []
    for file in files:
        own = {c.day: c for c in counts if c.source_file == file.extract.name}
        if bound.mapping.landing_date.from_ == "file":
            day = str(file.extract.day)
            own.setdefault(day, DayCount(file.extract.name, day, 0, 0, 0, 0))
        days = tuple(
            ledger_day(run.store, (c.rows_in, c.accepted, c.refused, c.duplicates), versions[day])
            for day, c in own.items()
        )
        made.append(
            LedgerRecord(
                table_name=bound.mapping.rule.table,
                source_file=file.extract.name,
                source_sha256=file.fingerprint,
                landed_at=landed_at,
                first=None if whole else run.first.isoformat(),
                last=None if whole else run.last.isoformat(),
                days=days,
            )
        )
    return made
