"""Small centres from the generator: those who game are found, the honest are left alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipelines.sample_centre import write_sample_centre
from scoring.gaming import Found, gaming_flags
from tests.unit.scoring.gaming.extracts import Trial, trial_of
from tests.unit.scoring.gaming.rule_files import sample_rules

SEEDS = (21, 31)
DETECTED_AS = {"short_calls": "short_calls", "wrap_parking": "wrap_parking"}
Judged = list[tuple[Trial, Found]]


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Judged:
    """A month of two centres of 30 people, judged by the sample's rules."""
    return [_judge(tmp_path_factory.mktemp(f"seed{seed}"), seed) for seed in SEEDS]


def _judge(folder: Path, seed: int) -> tuple[Trial, Found]:
    write_sample_centre(
        folder / "extracts", first=date(2026, 6, 1), last=date(2026, 6, 30), seed=seed, agents=30
    )
    trial = trial_of(folder / "extracts", folder / "landed")
    return trial, gaming_flags(sample_rules(), "2026-06", trial.observed)


def test_everyone_who_games_is_found_by_the_right_detector(judged: Judged) -> None:
    for trial, found in judged:
        flagged = {(row["agent_id"], row["detector"]) for row in found.flags.to_pylist()}
        assert {(agent, DETECTED_AS[how]) for agent, how in trial.gamers.items()} <= flagged


def test_hardly_an_honest_agent_is_flagged(judged: Judged) -> None:
    """At most one honest person in two centres: a precision of at least 4/5 at full recall."""
    honest = [
        {row["agent_id"] for row in found.flags.to_pylist()} - set(trial.gamers)
        for trial, found in judged
    ]
    assert sum(map(len, honest)) <= 1


def test_flags_are_the_same_when_rows_come_in_another_order(judged: Judged) -> None:
    trial, found = judged[0]
    seen = trial.observed
    turned = type(seen)(
        contacts=seen.contacts.sort_by([("ended_at", "descending"), ("contact_id", "descending")]),
        surveys=seen.surveys.sort_by([("contact_id", "descending")]),
        agent_days=seen.agent_days.sort_by([("business_date", "descending")]),
        people=seen.people.sort_by([("agent_id", "descending")]),
    )
    assert gaming_flags(sample_rules(), "2026-06", turned).flags.equals(found.flags)
