"""`callfloor replan`: what the screen and the file say of a proposal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from click.testing import CliRunner

from data_contracts.refusal import Refusal
from pipelines.planning.acceptance import chosen, refuse_past
from pipelines.planning.replanning import monday_of, proposal_lines, write_proposals
from pipelines.replan_commands import replan
from pipelines.settings import House
from scheduling.roster.replanning import Change, Proposal
from scheduling.roster.response import Duty, Worker
from scheduling.roster.shift_library import Pause, ShiftOption

OPTION = ShiftOption("M", "早", "Morning", 480, 540, 28800, (Pause("meal", 60, 180, 240),))
WORKER = Worker("A1001", "full_time", (), (), (), (), (), ())


def moved() -> Proposal:
    """A shift given back, for the planner."""
    duty = Duty(WORKER, 2, OPTION, "general", (210,))
    change = Change("A1001", date(2026, 7, 8), duty, None)
    broken = (("contract_hours", "合同工时", "Contract hours"),)
    return Proposal(
        "time_off", (change,), MappingProxyType({}), 119.5, 8.5, -6.5, broken, "planner"
    )


def test_a_proposal_in_words_and_in_its_file(tmp_path: Path) -> None:
    lines = list(proposal_lines([moved()]))
    assert lines[0] == (
        "1. time_off: for the planner / 待排班员决定; coverage cost +119.5, short +4.25 h, "
        "over -3.25 h"
    )
    assert lines[1].strip() == "rule: Contract hours / 合同工时"
    assert lines[2].split() == [
        "A1001", "2026-07-08", "M", "08:00", "general", "(11:30)", "->", "OFF",
    ]  # fmt: skip
    path = write_proposals(House(tmp_path, tmp_path, None), "offer", [moved()])
    header, row = path.read_text(encoding="utf-8").splitlines()
    assert header.count(",") == 10 and '"contract_hours"' in row
    assert list(proposal_lines([])) == ["nothing to change / 无需变更"]


def test_a_shift_needs_its_start() -> None:
    asked = ["offer", "--agent", "A1001", "--day", "2026-07-08", "--shift", "M"]
    answer = CliRunner().invoke(replan, asked)
    assert answer.exit_code == 2 and "--shift and --from go together" in answer.output
    assert monday_of(date(2026, 7, 8)) == date(2026, 7, 6)


@pytest.mark.parametrize(
    ("number", "verdict", "told"),
    [(2, "planner", "no such proposal"), (1, "refused", "nobody may excuse: contract_hours")],
)
def test_what_is_not_there_or_refused_is_not_accepted(number: int, verdict: Any, told: str) -> None:
    proposals = [replace(moved(), verdict=verdict)]
    with pytest.raises(Refusal, match=told):
        chosen(proposals, number, date(2026, 7, 6))


def test_a_day_that_is_past_stays_as_it_was_worked() -> None:
    changed = moved().changes[0].work_date
    refuse_past(moved(), changed - timedelta(days=1))
    refuse_past(moved(), None)
    with pytest.raises(Refusal, match="days that are past: contacts are known up to 2026-07-08"):
        refuse_past(moved(), changed)
