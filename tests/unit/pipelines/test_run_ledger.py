"""The run ledger keeps every attempt, survives a torn line, and shows first completions."""

from __future__ import annotations

from pathlib import Path

import pytest

from data_contracts.refusal import GateBlocked
from pipelines.identity import RunIdentity
from pipelines.run_ledger import RunLedger, StageRecord

IDENTITY = RunIdentity("2026-06", "rules", "data", "code")


def test_a_repeated_run_adds_no_row(tmp_path: Path) -> None:
    ledger = RunLedger(tmp_path)
    for _ in range(2):
        with ledger.stage(StageRecord("score", IDENTITY)) as record:
            record.message = "120 people"
    assert ledger.table().num_rows == 1
    assert len(ledger.path.read_text().splitlines()) == 2


def test_a_failed_stage_is_recorded_and_raised(tmp_path: Path) -> None:
    ledger = RunLedger(tmp_path)
    with (
        pytest.raises(GateBlocked),
        ledger.stage(StageRecord("score", IDENTITY)),
    ):
        raise GateBlocked("pool", "one fen is missing", next_step="see the trace")
    assert ledger.table().num_rows == 0
    assert '"blocked"' in ledger.path.read_text()


def test_a_line_torn_by_a_kill_is_passed_over(tmp_path: Path) -> None:
    ledger = RunLedger(tmp_path)
    with ledger.stage(StageRecord("ingest", IDENTITY)):
        pass
    with ledger.path.open("a") as torn:
        torn.write('{"run_id": "abc", "sta')
    with ledger.stage(StageRecord("score", IDENTITY)):
        pass
    assert ledger.table().column("stage").to_pylist() == ["ingest", "score"]


def test_the_run_id_depends_on_each_of_the_four() -> None:
    ids = {
        RunIdentity(
            *[value + ("x" if i == changed else "") for i, value in enumerate("abcd")]
        ).run_id
        for changed in range(5)
    }
    assert len(ids) == 5
