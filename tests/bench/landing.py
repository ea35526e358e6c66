"""Landing contacts and agent states, beside what bare DuckDB makes of the same files."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path

import duckdb

from pipelines.landing import (
    LandingStore,
    SourceMapping,
    ingest_table,
    load_contracts,
    load_mappings,
)
from tests.bench.clock import alternately, cpu_seconds
from tests.bench.figure import Figure, at_least
from tests.bench.place import Place

TABLES = ("contacts", "agent_states")
FIRST, LAST = date(2026, 4, 1), date(2026, 4, 30)
NOW = datetime(2026, 7, 1, tzinfo=UTC)
SHARE_OF_BARE = 1 / 3


class _Landing:
    """One month of both tables into a fresh store, ours and bare."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.extracts = place.extracts()
        self.contracts = load_contracts("inputs")
        self.rows = 0

    @cached_property
    def mappings(self) -> Mapping[str, list[SourceMapping]]:
        return load_mappings(self.place.centre.directory / "sources", self.contracts)

    def land(self, root: Path) -> None:
        """Land the month below `root`, and remember how many rows came in."""
        settings = self.place.centre.settings
        done = [
            ingest_table(
                contract=self.contracts[table],
                mappings=self.mappings[table],
                extracts_root=self.extracts,
                store=LandingStore(root),
                first=FIRST,
                last=LAST,
                salt=settings.salt,
                now=NOW,
            )
            for table in TABLES
        ]
        self.rows = sum(summary.rows_in for summary in done) or self.rows

    def land_afresh(self) -> None:
        """Land into an empty store."""
        self.land(self.place.fresh("landing"))

    @cached_property
    def readable(self) -> Path:
        """The call records in UTF-8, the only thing the wheel's DuckDB can read of the two."""
        folder = self.place.fresh("utf8")
        for path in sorted((self.extracts / "cdr").glob("cdr_202604*.csv")):
            text = path.read_bytes().decode("gb18030", errors="replace")
            (folder / path.name).write_text(text, encoding="utf-8", newline="")
        return folder

    def bare(self) -> None:
        """CSV and JSON to Parquet (zstd) by date: typed by DuckDB itself, nothing checked."""
        into = self.place.folder / "scratch" / "bare"
        shutil.rmtree(into, ignore_errors=True)
        calls = f"read_csv('{self.readable}/*.csv', ignore_errors = true, filename = true)"
        states = (
            f"read_json('{self.extracts}/states/states_202604*.jsonl', "
            "format = 'newline_delimited', ignore_errors = true, filename = true)"
        )
        with duckdb.connect() as connection:
            for name, source in (("contacts", calls), ("agent_states", states)):
                (into / name).mkdir(parents=True)
                connection.execute(
                    f"copy (select *, regexp_extract(filename, '_(\\d{{8}})', 1) as date "
                    f"from {source}) to '{into / name}' "
                    "(format parquet, compression zstd, partition_by (date))"
                )


def landing(place: Place) -> Mapping[str, Figure]:
    """Rows per CPU second through `ingest_table` and through bare DuckDB."""
    month = _Landing(place)
    assert month.readable
    ours_s, bare_s = alternately(month.land_afresh, month.bare)
    bare = month.rows / bare_s
    goal = at_least(SHARE_OF_BARE * bare)
    return {"landing": Figure(month.rows / ours_s, "rows/s", bare, goal)}


def landing_unchanged(place: Place) -> Mapping[str, Figure]:
    """CPU seconds to pass over a month that has landed, beside its first landing."""
    month = _Landing(place)
    root = place.fresh("landing")
    first_s = cpu_seconds(lambda: month.land(root), repetitions=1)
    again_s = cpu_seconds(lambda: month.land(root))
    return {"landing_unchanged": Figure(again_s, "CPU s", first_s)}
