"""The same command again does only what is not done: which is nothing."""

from __future__ import annotations

import json
import subprocess

import pytest

from tests.month.conftest import Leftovers, Month, leftovers

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("month")]

Again = subprocess.CompletedProcess[str]


@pytest.fixture(scope="session")
def after_again(month: Month, again: Again) -> Leftovers:
    assert again.returncode == 0, again.stdout + again.stderr
    return leftovers(month.centre)


def test_no_landing_version_is_added(before_again: Leftovers, after_again: Leftovers) -> None:
    assert len(before_again.landing) > 300
    assert after_again.landing == before_again.landing
    assert after_again.ledgers == before_again.ledgers


def test_tables_are_the_same(before_again: Leftovers, after_again: Leftovers) -> None:
    assert after_again.tables == before_again.tables


def test_workbooks_are_the_same_to_the_byte(
    before_again: Leftovers, after_again: Leftovers
) -> None:
    assert after_again.workbooks == before_again.workbooks


def test_nothing_is_sent_twice(
    month: Month, before_again: Leftovers, after_again: Leftovers
) -> None:
    assert after_again.mail == before_again.mail
    ledger = (month.out / "control" / "deliveries.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(ledger) == 2 * len(after_again.mail)


def test_the_run_says_that_nothing_was_new(month: Month, again: Again) -> None:
    landing = next(line for line in again.stdout.splitlines() if line.startswith("[1/8]"))
    assert "nothing new" in landing
    assert " rows" not in landing
    mail = next(line for line in again.stdout.splitlines() if line.startswith("[8/8]"))
    assert "unchanged" in mail
    assert "written" not in mail


def test_the_run_ledger_counts_the_run_once(month: Month, after_again: Leftovers) -> None:
    lines = (month.out / "control" / "run_ledger.jsonl").read_text(encoding="utf-8").splitlines()
    attempts = [json.loads(line) for line in lines]
    assert {attempt["status"] for attempt in attempts} == {"done"}
    assert len({attempt["run_id"] for attempt in attempts if attempt["stage"] != "ingest"}) == 1
