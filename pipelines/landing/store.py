"""Landing on disk: immutable versions of each table's days, the newest current.

    <root>/landing/<table>/date=YYYY-MM-DD/<utc stamp>-<sha12>.parquet
    <root>/quarantine/<table>/date=YYYY-MM-DD/<the same name>.parquet   where rows were refused

A version is written beside and renamed, its quarantine first, so that a version which can be
seen is complete. What a killed run leaves is a name that begins with a point, and is ignored.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

_STAMP = "%Y%m%dT%H%M%S.%fZ"


@dataclass(frozen=True)
class Version:
    """One state of one day of a table. `day` is a date in ISO form, or `undated`."""

    table: str
    day: str
    name: str
    landing: Path
    quarantine: Path | None

    @property
    def known_since(self) -> datetime:
        """When it was written, in UTC."""
        return datetime.strptime(self.name.split("-")[0], _STAMP).replace(tzinfo=UTC)

    @property
    def digest(self) -> str:
        """The first 12 hexadecimal digits of the hash of its content."""
        return self.name.removesuffix(".parquet").split("-")[1]


@dataclass(frozen=True)
class LandingStore:
    """The versions below a folder. One process writes; any number may read."""

    root: Path

    def days(self, table: str) -> list[str]:
        """The days that have a version of any time, in order."""
        folders = (self.root / "landing" / table).glob("date=*")
        return sorted(folder.name.removeprefix("date=") for folder in folders)

    def version(self, table: str, day: str, as_of: datetime | None = None) -> Version | None:
        """The newest version of a day, or the newest known at `as_of` (aware, any zone)."""
        names = sorted(
            path.name for path in self._folder("landing", table, day).glob("[0-9]*.parquet")
        )
        if as_of is not None:
            limit = as_of.astimezone(UTC).strftime(_STAMP)
            names = [name for name in names if name.split("-")[0] <= limit]
        return self._found(table, day, names[-1]) if names else None

    def versions(self, table: str, as_of: datetime | None = None) -> list[Version]:
        """The version in force of every day of a table."""
        found = (self.version(table, day, as_of) for day in self.days(table))
        return [version for version in found if version is not None]

    def write(
        self, table: str, day: str, digest: str, now: datetime, rows: pa.Table, refused: pa.Table
    ) -> Version:
        """A new version of a day, unless the newest one has this `digest`: then that one.

        `now` is aware; a version never sorts before the one that it replaces.
        """
        newest = self.version(table, day)
        if newest is not None and newest.digest == digest[:12]:
            return newest
        stamp = now.astimezone(UTC)
        if newest is not None:
            stamp = max(stamp, newest.known_since + timedelta(microseconds=1))
        name = f"{stamp.strftime(_STAMP)}-{digest[:12]}.parquet"
        if refused.num_rows:
            _write_parquet(self._folder("quarantine", table, day) / name, refused)
        _write_parquet(self._folder("landing", table, day) / name, rows)
        return self._found(table, day, name)

    def forget_unfinished(self, table: str) -> None:
        """Remove what a killed run left half written."""
        for room in ("landing", "quarantine"):
            for path in (self.root / room / table).glob("date=*/.*.part"):
                path.unlink(missing_ok=True)

    def relative(self, path: Path | None) -> str | None:
        """A path as the ledger tells it."""
        return None if path is None else path.relative_to(self.root).as_posix()

    def _found(self, table: str, day: str, name: str) -> Version:
        refused = self._folder("quarantine", table, day) / name
        return Version(
            table,
            day,
            name,
            self._folder("landing", table, day) / name,
            refused if refused.exists() else None,
        )

    def _folder(self, room: str, table: str, day: str) -> Path:
        return self.root / room / table / f"date={day}"


def replace_file(path: Path, chunks: Iterable[bytes]) -> None:
    """Write a file so that it is whole or absent, whenever the machine stops."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as file:
        file.writelines(chunks)
        file.flush()
        os.fsync(file.fileno())
    part.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _write_parquet(path: Path, table: pa.Table) -> None:
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", version="2.6", store_schema=False)
    replace_file(path, [sink.getvalue().to_pybytes()])
