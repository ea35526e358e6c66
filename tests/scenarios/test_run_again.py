"""The same command again does only what is not done: which is nothing."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass

import pytest

from tests.small_centre import SmallCentre

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("scenarios")]


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
        mail=centre.digests("mail"),
        tables=centre.table_contents(),
    )


@dataclass(frozen=True)
class Again:
    """A finished centre run once more unchanged: what lay there before and after, and the words."""

    centre: SmallCentre
    before: Leftovers
    after: Leftovers
    said: list[str]


@pytest.fixture(scope="module")
def again(finished: SmallCentre, tmp_path_factory: pytest.TempPathFactory) -> Again:
    centre = finished.into(tmp_path_factory.mktemp("again") / "out")
    shutil.copytree(finished.out, centre.out)
    before = leftovers(centre)
    done = centre.callfloor("run", "--period", "2026-06")
    assert done.returncode == 0, done.stdout + done.stderr
    return Again(centre, before, leftovers(centre), done.stdout.splitlines())


def test_no_landing_version_is_added(again: Again) -> None:
    assert len(again.before.landing) > 50
    assert again.after.landing == again.before.landing
    assert again.after.ledgers == again.before.ledgers


def test_tables_are_the_same(again: Again) -> None:
    assert again.after.tables == again.before.tables


def test_workbooks_are_the_same_to_the_byte(again: Again) -> None:
    assert again.after.workbooks == again.before.workbooks


def test_nothing_is_sent_twice(again: Again) -> None:
    assert again.after.mail == again.before.mail
    ledger = (again.centre.out / "control" / "deliveries.jsonl").read_text(encoding="utf-8")
    assert len(ledger.splitlines()) == 2 * len(again.after.mail)


def test_the_run_says_that_nothing_was_new(again: Again) -> None:
    landing = next(line for line in again.said if line.startswith("[1/8]"))
    assert "nothing new" in landing
    assert " rows" not in landing
    mail = next(line for line in again.said if line.startswith("[8/8]"))
    assert "unchanged" in mail
    assert "written" not in mail


def test_the_run_ledger_counts_the_run_once(again: Again) -> None:
    ledger = (again.centre.out / "control" / "run_ledger.jsonl").read_text(encoding="utf-8")
    attempts = [json.loads(line) for line in ledger.splitlines()]
    assert {attempt["status"] for attempt in attempts} == {"done"}
    assert len({attempt["run_id"] for attempt in attempts if attempt["stage"] != "ingest"}) == 1
