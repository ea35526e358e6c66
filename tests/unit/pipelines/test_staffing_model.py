"""A centre chooses, from a date on, how a queue's agents are found."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from data_contracts.refusal import Refusal
from pipelines.centre import Centre, load_centre
from pipelines.planning.targets import Planning
from pipelines.settings import SAMPLE_CENTRE


def centre_with(line: str, folder: Path) -> Centre:
    """The sample centre with one more key for its first queue."""
    copied = Path(shutil.copytree(SAMPLE_CENTRE, folder / "sample"))
    queues = copied / "queues.yaml"
    text = queues.read_text(encoding="utf-8")
    queues.write_text(
        text.replace("    channel: voice\n", f"    channel: voice\n{line}", 1), "utf-8"
    )
    return load_centre(copied)


def test_the_chosen_model_is_asked_for_from_its_date_on(tmp_path: Path) -> None:
    dated = '    staffing_model: {2026-06-01: {value: simulation, source: "Standard 2026"}}\n'
    planning = Planning(centre_with(dated, tmp_path))
    assert planning.targets("voice_general", date(2026, 7, 1)).model == "simulation"
    assert planning.targets("voice_sales", date(2026, 7, 1)).model == "erlang_a"
    with pytest.raises(Refusal, match="staffing_model"):
        planning.targets("voice_general", date(2026, 5, 1))


def test_an_unknown_model_is_refused(tmp_path: Path) -> None:
    dated = '    staffing_model: {2026-06-01: {value: erlang_x, source: "Standard 2026"}}\n'
    with pytest.raises(Refusal, match="staffing_model"):
        centre_with(dated, tmp_path)
