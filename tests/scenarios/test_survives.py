"""Killed at any moment, or kept waiting, the same command comes to the same tables and files.

The last kill comes when all is done but some of the mail: the run after it does only what is not
done.
"""

from __future__ import annotations

import email
import email.policy
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.small_centre import SmallCentre

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("scenarios")]

RUN = ("run", "--period", "2026-06")
HOLD = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('held', flush=True); input()"
PATIENCE_S = 300


@dataclass(frozen=True)
class Moment:
    """A point of the run that can be seen from outside, by what lies on the disk."""

    name: str
    reached: Callable[[Path], bool]


def _stages_done(out: Path) -> list[str]:
    ledger = out / "control" / "run_ledger.jsonl"
    if not ledger.exists():
        return []
    lines = ledger.read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["stage"] for line in lines]


def _building_the_warehouse(out: Path) -> bool:
    """The rules are in, and dbt has written something since."""
    ledger, journal = out / "control" / "run_ledger.jsonl", out / "warehouse.duckdb.wal"
    return (
        _stages_done(out)[-1:] == ["config"]
        and journal.exists()
        and journal.stat().st_size > 0
        and journal.stat().st_mtime > ledger.stat().st_mtime
    )


MOMENTS = (
    Moment("landing", lambda out: len(list(out.glob("landing/*"))) >= 4),
    Moment("warehouse", _building_the_warehouse),
    Moment("mail", lambda out: len(list(out.glob("mail/*.eml"))) >= 3),
)


def kill_at(centre: SmallCentre, moment: Moment) -> None:
    """Start a run and kill it, with everything it started, as soon as the moment is reached."""
    with started(centre) as run:
        deadline = time.monotonic() + PATIENCE_S
        while not moment.reached(centre.out):
            assert run.poll() is None, f"it ended before {moment.name}:\n{run.communicate()[0]}"
            assert time.monotonic() < deadline, f"{moment.name} was not reached in {PATIENCE_S} s"
            time.sleep(0.005)
    assert run.returncode == -signal.SIGKILL


@contextmanager
def started(centre: SmallCentre) -> Generator[subprocess.Popen[str]]:
    """A run at work; whatever of it is left at the end is killed with all that it started."""
    run = centre.start(*RUN)
    try:
        yield run
    finally:
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGKILL)
            run.communicate()


@contextmanager
def held(warehouse: Path) -> Generator[subprocess.Popen[str]]:
    """Another program that has the warehouse open for writing until it is told to go."""
    program = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(warehouse)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert program.stdout is not None
    assert program.stdout.readline() == "held\n"
    try:
        yield program
    finally:
        if program.poll() is None:
            program.communicate("\n")


@dataclass(frozen=True)
class Leftovers:
    """What lies on disk after a run, by SHA-256, and what the tables hold."""

    landing: dict[str, str]
    ledgers: dict[str, str]
    workbooks: dict[str, str]
    mail: dict[str, str]
    tables: dict[str, tuple[int, str]]


def leftovers(centre: SmallCentre) -> Leftovers:
    """Everything of a run that a repetition must leave as it is."""
    return Leftovers(
        landing=centre.digests("landing") | centre.digests("quarantine"),
        ledgers=centre.digests("ledger"),
        workbooks=centre.digests("workbooks"),
        mail=centre.digests("mail", "*.eml"),
        tables=centre.table_contents(),
    )


@dataclass(frozen=True)
class Survivor:
    """A run that was killed three times, then kept waiting, then left to finish."""

    centre: SmallCentre
    killed_in_the_mail: Leftovers
    told_while_held: str
    held_by: int
    analyst_saw: list[int]
    last: str


@pytest.fixture(scope="module")
def survivor(finished: SmallCentre, tmp_path_factory: pytest.TempPathFactory) -> Survivor:
    centre = finished.into(tmp_path_factory.mktemp("killed") / "out").with_models_of(finished)
    for moment in MOMENTS:
        kill_at(centre, moment)
    before = leftovers(centre)
    with centre.warehouse() as analyst, held(centre.out / "warehouse.duckdb") as program:
        seen = [analyst.execute("select count(*) from marts.contacts").fetchall()[0][0]]
        with started(centre) as run:
            told = _until_it_waits(run)
            program.communicate("\n")
            rest, _ = run.communicate(timeout=PATIENCE_S)
        assert run.returncode == 0, told + rest
        seen.append(analyst.execute("select count(*) from marts.contacts").fetchall()[0][0])
    return Survivor(centre, before, told, program.pid, seen, rest)


def _until_it_waits(run: subprocess.Popen[str]) -> str:
    """What the run prints up to the line that says for whom it waits."""
    assert run.stdout is not None
    told = ""
    for line in run.stdout:
        told += line
        if "is held open by" in line:
            return told
    raise AssertionError(f"the run never said that it waits:\n{told}")


def test_tables_are_those_of_an_uninterrupted_run(
    finished: SmallCentre, survivor: Survivor
) -> None:
    expected = finished.table_contents()
    assert len(expected) > 60
    assert survivor.centre.table_contents() == expected


def test_landing_is_neither_lost_nor_doubled(finished: SmallCentre, survivor: Survivor) -> None:
    assert survivor.centre.digests("landing") == finished.digests("landing")
    assert survivor.centre.digests("quarantine") == finished.digests("quarantine")
    with survivor.centre.warehouse() as connection:
        [(files, readings, lost)] = connection.execute(
            "select count(distinct (table_name, source_file, landing_date)), count(*), "
            "count(*) filter (rows_in <> rows_accepted + rows_refused + rows_duplicate) "
            "from control.ingest_ledger"
        ).fetchall()
    assert files == readings > 50
    assert lost == 0


def test_workbooks_are_those_of_an_uninterrupted_run(
    finished: SmallCentre, survivor: Survivor
) -> None:
    expected = finished.digests("workbooks")
    assert len(expected) > 24
    assert survivor.centre.digests("workbooks") == expected


def test_what_was_done_stays_as_it_was(survivor: Survivor) -> None:
    before, after = survivor.killed_in_the_mail, leftovers(survivor.centre)
    assert len(before.landing) > 50
    assert after.landing == before.landing
    assert after.ledgers == before.ledgers
    assert after.workbooks == before.workbooks
    assert after.tables == before.tables
    assert before.mail.items() <= after.mail.items()
    assert 3 <= len(before.mail) < len(after.mail)


def test_the_run_says_what_was_not_new(survivor: Survivor) -> None:
    said = (survivor.told_while_held + survivor.last).splitlines()
    landing = next(line for line in said if line.startswith("[1/8]"))
    assert "nothing new" in landing
    assert " rows" not in landing
    mail = next(line for line in said if line.startswith("[8/8]"))
    assert "unchanged" in mail


def test_the_run_ledger_counts_the_killed_run_and_its_repetition_as_one(survivor: Survivor) -> None:
    ledger = (survivor.centre.out / "control" / "run_ledger.jsonl").read_text(encoding="utf-8")
    attempts = [json.loads(line) for line in ledger.splitlines()]
    assert {attempt["status"] for attempt in attempts} == {"done"}
    assert len({attempt["run_id"] for attempt in attempts if attempt["stage"] != "ingest"}) == 1


def test_every_address_has_one_message(finished: SmallCentre, survivor: Survivor) -> None:
    expected = finished.digests("mail", "*.eml")
    assert survivor.centre.digests("mail", "*.eml") == expected
    addresses = Counter(
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)["To"]
        for path in (survivor.centre.out / "mail").glob("*.eml")
    )
    assert set(addresses.values()) == {1}


def test_the_delivery_ledger_knows_the_outcome_of_every_message(survivor: Survivor) -> None:
    lines = (survivor.centre.out / "control" / "deliveries.jsonl").read_text(encoding="utf-8")
    latest = {row["message_id"]: row["status"] for row in map(json.loads, lines.splitlines())}
    assert set(latest.values()) == {"written"}
    assert len(latest) == len(list((survivor.centre.out / "mail").glob("*.eml")))


def test_no_half_written_file_is_left(survivor: Survivor) -> None:
    assert [path.name for path in survivor.centre.out.glob("workbooks/**/*.part")] == []
    assert [path.name for path in survivor.centre.out.glob("landing/**/*.part")] == []
    assert [path.name for path in survivor.centre.out.glob("mail/*.part")] == []


def test_a_run_waits_for_who_holds_the_warehouse_and_says_who(survivor: Survivor) -> None:
    [line] = [text for text in survivor.told_while_held.splitlines() if "is held open by" in text]
    assert str(survivor.held_by) in line
    assert "waiting" in line
    assert "[8/8]" in survivor.last


def test_an_analyst_with_the_published_copy_open_disturbs_nothing(survivor: Survivor) -> None:
    before, after = survivor.analyst_saw
    assert before == after > 0
