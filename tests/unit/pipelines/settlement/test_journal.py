"""Append-only files: exact, typed, and alive after a kill."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from data_contracts.refusal import Refusal
from pipelines.cli import commands
from pipelines.settlement.journal import Journal
from scoring.settlement import AppealEvent, Submitted

ACT = AppealEvent(
    "F1", "close", datetime(2026, 7, 4, 1, 2), "head", "好", None, date(2026, 7, 9), None,
    Decimal("12.50"),
)  # fmt: skip
SUBMITTED = Submitted(datetime(2026, 7, 4), "clerk", ("data_steward", "finance"))


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "events.jsonl", {"act": AppealEvent, "submitted": Submitted})


def test_records_come_back_as_they_were(journal: Journal) -> None:
    journal.append(ACT)
    journal.append(SUBMITTED, period="2026-06")
    assert journal.records() == [({}, ACT), ({"period": "2026-06"}, SUBMITTED)]


def test_a_line_that_a_kill_tore_is_dropped(journal: Journal) -> None:
    journal.append(ACT)
    with journal.path.open("ab") as torn:
        torn.write(b'{"kind": "act", "appeal')
    assert journal.records() == [({}, ACT)]
    journal.append(SUBMITTED)
    assert [record for _, record in journal.records()] == [ACT, SUBMITTED]


@pytest.mark.parametrize("line", ["not json", '{"kind": "act"}', '{"kind": "other"}'])
def test_a_line_that_is_not_ours_is_refused_by_its_number(journal: Journal, line: str) -> None:
    journal.append(ACT)
    with journal.path.open("a", encoding="utf-8") as other:
        other.write(line + "\n")
    with pytest.raises(Refusal, match=r"events\.jsonl:2"):
        journal.records()


@pytest.mark.parametrize(
    "command",
    [
        ["period"],
        *(["period", act] for act in ("status", "submit", "sign", "send-back", "lock", "restate")),
        ["period", "scores"],
        *(["appeals", act] for act in ("list", "statistics", "act", "override")),
        ["replay"],
    ],
)
def test_every_command_explains_itself(command: list[str]) -> None:
    shown = CliRunner().invoke(commands, [*command, "--help"])
    assert shown.exit_code == 0
    assert "Usage:" in shown.output
