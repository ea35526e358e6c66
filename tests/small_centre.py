"""A sample centre small enough for a test: the sample's rules on fewer people and days."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from datetime import date
from io import StringIO
from pathlib import Path

import duckdb
import openpyxl
import pytest

from pipelines.sample_centre import write_sample_centre
from pipelines.settings import SAMPLE_CENTRE

CALLFLOOR = Path(sys.executable).parent / "callfloor"
CLOCK = "1782864000"  # 2026-07-01T00:00:00Z: reproducible runs
FILLED = ("landing", "config", "staging", "intermediate", "marts", "scoring", "scheduling")
_TABLES = """
    select table_schema, table_name from information_schema.tables
    where list_contains($1, table_schema) order by all"""
STEADY = {
    "roster_proof": "from {} where item <> 'time_s'",
    "roster_progress": "select * exclude (seconds) from {}",
    "tours_comparison": "select * exclude (time_s) from {}",
}
PAST_WORK = ("WAREHOUSE", "SMTP")  # variables of the developer's shell that a test must not inherit


# What a run sets in its environment: set before, it is taken back afterwards.
SET_BY_A_RUN = {"DAGSTER_HOME": "", "CALLFLOOR_WAREHOUSE": "", "DBT_LOG_PATH": ""}


@dataclass(frozen=True)
class Told:
    """How a command ended and what it printed."""

    returncode: int
    stdout: str
    stderr: str


@dataclass(frozen=True)
class SmallCentre:
    """Rules, extracts and output of one trial centre."""

    centre: Path
    extracts: Path
    out: Path

    @property
    def environment(self) -> dict[str, str]:
        """What the command line is told: where everything lies and a clock that stands."""
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(tuple(f"CALLFLOOR_{kind}" for kind in PAST_WORK))
        }
        return {
            **inherited,
            "CENTRE": str(self.centre),
            "EXTRACTS": str(self.extracts),
            "OUT": str(self.out),
            "SOURCE_DATE_EPOCH": CLOCK,
        }

    def callfloor(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the operator's command to its end."""
        return subprocess.run(
            [str(CALLFLOOR), *arguments],
            env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def here(self, *arguments: str, **environment: str) -> Told:
        """Run the command in this process, whose imports are paid for."""
        from pipelines.cli import main

        with pytest.MonkeyPatch.context() as patch, _listening() as (out, err):
            for name, value in {**self.environment, **SET_BY_A_RUN, **environment}.items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["callfloor", *arguments])
            try:
                main()
                code = 0
            except SystemExit as end:
                code = int(end.code or 0)
        return Told(code, out.getvalue(), err.getvalue())

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start the operator's command in a process group of its own, so that all of it dies."""
        return subprocess.Popen(
            [str(CALLFLOOR), *arguments],
            env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            start_new_session=True,
        )  # fmt: skip

    def into(self, out: Path) -> SmallCentre:
        """The same rules and extracts, run into another folder."""
        return replace(self, out=out)

    def with_own_rules(self, root: Path) -> SmallCentre:
        """The same extracts under a copy of the rules that a test may break."""
        return replace(self, centre=_copied(self.centre, root / "centre"), out=root / "out")

    def with_own_extracts(self, root: Path) -> SmallCentre:
        """The same rules on a copy of the extracts that a test may break."""
        return replace(self, extracts=_copied(self.extracts, root / "extracts"), out=root / "out")

    def with_models_of(self, other: SmallCentre) -> SmallCentre:
        """This centre, with the dbt models as the other has parsed them, which saves seconds."""
        shutil.copytree(other.out / "dbt", self.out / "dbt")
        return self

    def warehouse(self) -> duckdb.DuckDBPyConnection:
        """The published copy, read-only as an analyst opens it."""
        return duckdb.connect(str(self.out / "published" / "warehouse.duckdb"), read_only=True)

    def table_contents(self, *schemas: str) -> dict[str, tuple[int, str]]:
        """Rows and an order-free fingerprint of every table that a run fills.

        What the clock decides stays out: the solver's seconds, and when things happened.
        """
        with self.warehouse() as connection:
            return {
                f"{schema}.{table}": _content(connection, schema, table)
                for schema, table in connection.execute(
                    _TABLES, [list(schemas or FILLED)]
                ).fetchall()
            }

    def digests(self, folder: str, pattern: str = "*") -> dict[str, str]:
        """SHA-256 of every file below a folder of the output."""
        root = self.out / folder
        return {
            str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(root.rglob(pattern))
            if path.is_file()
        }


def make_small_centre(root: Path, *, first: date, last: date, agents: int) -> SmallCentre:
    """Write rules and extracts of a small centre below `root`."""
    centre = _copied(SAMPLE_CENTRE, root / "centre")
    rules = centre / "centre.yaml"
    text = rules.read_text(encoding="utf-8")
    text = re.sub(r"data_from: \S+", f"data_from: {first}", text)
    text = re.sub(r"data_upto: \S+", f"data_upto: {last}", text)
    rules.write_text(text, encoding="utf-8")
    extracts = root / "extracts"
    write_sample_centre(extracts, first=first, last=last, seed=8, agents=agents)
    return SmallCentre(centre, extracts, root / "out")


def rewrite_sheet(path: Path, sheet: str, column: str, key: tuple[str, str], text: str) -> int:
    """Write `text` as text into a column of an Excel extract, where the key column has the key's
    value; the number of rows that were changed."""
    book = openpyxl.load_workbook(path)
    rows = book[sheet].iter_rows()
    header = [cell.value for cell in next(rows)]
    at, by = header.index(column), header.index(key[0])
    changed = [row[at] for row in rows if row[by].value == key[1]]
    for cell in changed:
        cell.value = text
        cell.data_type = "s"
    book.save(path)
    return len(changed)


def _copied(source: Path, destination: Path) -> Path:
    return Path(shutil.copytree(source, destination))


@contextmanager
def _listening() -> Generator[tuple[StringIO, StringIO]]:
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        yield out, err


def _content(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> tuple[int, str]:
    steady = STEADY.get(table, "from {}").format(f"{schema}.{table}")
    [(rows, digest)] = connection.execute(
        f"""select count(*), coalesce(md5(string_agg(line, chr(10) order by line)), '')
        from (select cast(t as varchar) as line from ({steady}) as t)"""
    ).fetchall()
    return rows, digest
