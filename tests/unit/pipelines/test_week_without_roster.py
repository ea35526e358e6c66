"""How far a plan looks, and a week for which the search ends without a roster."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest

import scheduling
from pipelines.centre import Centre, load_centre
from pipelines.defs.roster_metadata import roster_metadata
from pipelines.planning import roster as planned
from pipelines.planning.weeks import forecast_weeks
from pipelines.settings import SAMPLE_CENTRE
from pipelines.warehouse import fetched
from scheduling.roster.not_found import not_found
from scheduling.roster.rostering import Rostering
from scheduling.roster.solver import Answer
from scheduling.tables import ROSTER_SHIFTS, table

WEEK = date(2026, 7, 6)


def centre_with(folder: Path, **changed: int) -> Centre:
    """The sample centre with other dated numbers in rostering.yaml."""
    copied = Path(shutil.copytree(SAMPLE_CENTRE, folder / "sample"))
    text = (copied / "rostering.yaml").read_text(encoding="utf-8")
    kept = [line for line in text.splitlines() if line.split(":")[0] not in changed]
    lines = [
        f"{key}: {{2026-01-01: {{value: {value}, source: test}}}}"
        for key, value in changed.items()
        if value
    ]
    (copied / "rostering.yaml").write_text("\n".join([*kept, *lines]), encoding="utf-8")
    return load_centre(copied)


@pytest.mark.parametrize(
    ("weeks", "weeks_forecast", "planned_weeks"), [(1, 0, 4), (6, 0, 6), (6, 4, 6), (2, 8, 8)]
)
def test_the_forecast_reaches_as_far_as_the_roster(
    tmp_path: Path, weeks: int, weeks_forecast: int, planned_weeks: int
) -> None:
    centre = centre_with(tmp_path, weeks=weeks, weeks_forecast=weeks_forecast)
    mondays = forecast_weeks(centre, WEEK)
    assert mondays == [WEEK + timedelta(weeks=n) for n in range(planned_weeks)]


def nothing_found(*_: object, **__: object) -> None:
    raise not_found(WEEK, Answer("Time limit reached", None, 41.5, False))


def test_a_search_without_a_roster_is_told_and_empties_the_week(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    inputs: Any = SimpleNamespace(
        plan_week=WEEK, mondays=[WEEK], rostering=Rostering(), requirement=None, known={},
        preferences=None, fairness_ahead=(), pins=None, digest=lambda seed: f"inputs {seed}",
    )  # fmt: skip
    monkeypatch.setattr(planned, "roster_inputs", lambda *_: inputs)
    monkeypatch.setattr(scheduling, "build_roster", nothing_found)
    connection, centre = duckdb.connect(), load_centre(SAMPLE_CENTRE)
    connection.execute("create schema scheduling")
    connection.register(
        "older", table([{"plan_week": WEEK, "agent_id": "A1", "shift_code": "M"}], ROSTER_SHIFTS)
    )
    connection.execute("create table scheduling.roster_shifts as from older")
    made = planned.store_roster(connection, centre, WEEK)
    assert made is not None and not made.kept
    assert (made.objective, made.bound, made.gap) == (None, 41.5, None)
    assert fetched(connection, "from scheduling.roster_shifts").num_rows == 0
    proof = fetched(connection, "from scheduling.roster_proof").to_pylist()
    [told] = [row for row in proof if row["item"] == "roster"]
    assert told["value"] == "not_found" and "席位" in told["note_zh"]
    summary = roster_metadata(connection, made, WEEK)["summary"]
    assert "NO ROSTER of 2026-07-06" in summary and "a cost of at least 41.5" in summary
    again = planned.store_roster(connection, centre, WEEK)
    assert again is not None and again.kept and again.objective is None
