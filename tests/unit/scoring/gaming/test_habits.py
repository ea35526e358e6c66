"""Each detector finds the habit it is there for, and no honest agent."""

from __future__ import annotations

import pytest

from scoring.gaming import DETECTORS, Found, flag_texts, gaming_flags
from tests.unit.scoring.gaming.floor import GAMER, Floor, Habit, Row
from tests.unit.scoring.gaming.rule_files import sample_rules

# The invented calls have their middle at 200 s: a threshold there has calls on both sides.
RULES = sample_rules(
    ("{measure: talk_s, at_s: 600, width_s: 60, rewarded: below}",
     "{measure: talk_s, at_s: 200, width_s: 70, rewarded: below}"),
)  # fmt: skip


def short_calls(floor: Floor, row: Row) -> None:
    if floor.chance(0.10):
        row["talk_s"] = 5


def hang_ups(floor: Floor, row: Row) -> None:
    if floor.chance(0.10):
        row |= {"disconnected_by": "agent", "returns": True, "back_after_s": 120}


def wrap_parking(floor: Floor, row: Row) -> None:
    if floor.chance(0.35):
        row["wrap_s"] += 240


def wrap_without_contact(floor: Floor, row: Row) -> None:
    floor.parked_days = 12


def self_transfer(floor: Floor, row: Row) -> None:
    row["transferred_out"] = int(floor.chance(0.08))


def repeat_to_self(floor: Floor, row: Row) -> None:
    if floor.chance(0.5):
        row["next_agent_id"] = GAMER


def survey_offering(floor: Floor, row: Row) -> None:
    row["invited"] = floor.chance(0.15)


def survey_selection(floor: Floor, row: Row) -> None:
    if row["returns"]:
        row["invited"] = floor.chance(0.02)


def survey_answering(floor: Floor, row: Row) -> None:
    row["answers"] = floor.chance(0.97)


def survey_scores(floor: Floor, row: Row) -> None:
    row |= {"score": 5, "answers": row["returns"] or row["answers"]}


def threshold_bunching(floor: Floor, row: Row) -> None:
    if 200 <= row["talk_s"] < 270:
        row["talk_s"] -= 70


HABITS: tuple[Habit, ...] = (
    short_calls,
    hang_ups,
    wrap_parking,
    wrap_without_contact,
    self_transfer,
    repeat_to_self,
    survey_offering,
    survey_selection,
    survey_answering,
    survey_scores,
    threshold_bunching,
)


def found_on(floor: Floor) -> Found:
    return gaming_flags(RULES, "2026-06", floor.observed())


def test_every_detector_has_its_habit() -> None:
    names = [detector.name for detector in DETECTORS]
    assert [habit.__name__ for habit in HABITS] == names
    assert list(RULES.rules.detectors) == names


@pytest.mark.parametrize("habit", HABITS, ids=lambda habit: habit.__name__)
def test_a_habit_is_found_by_its_detector_and_nobody_else_is_flagged(habit: Habit) -> None:
    rows = found_on(Floor(7, habit)).flags.to_pylist()
    assert {row["agent_id"] for row in rows} == {GAMER}
    assert habit.__name__ in {row["detector"] for row in rows}


@pytest.mark.parametrize("seed", range(3))
def test_a_floor_without_habits_has_no_flag(seed: int) -> None:
    found = found_on(Floor(seed))
    assert found.flags.num_rows == 0
    assert min(found.compared.values()) >= 20  # nearly all of the two dozen, by every detector


def test_a_flag_tells_its_evidence_in_both_languages() -> None:
    found = found_on(Floor(7, short_calls))
    [row] = [r for r in found.flags.to_pylist() if r["detector"] == "short_calls"]
    share = f"{row['figure'] * 100:.1f}%"
    assert f"{row['cases']} 次通话不足 15 秒，占 {share}" in row["evidence_zh"]
    assert f"{row['cases']} of {row['exposure']} answered contacts" in row["evidence_en"]
    assert row["figure"] >= row["threshold"] > row["peer_figure"]
    assert row["rule_ref"] == "gaming.yaml@2026-01-01"
    assert flag_texts(found.flags, "en")[GAMER].startswith(f"Short calls {share} (peers ")
    assert flag_texts(found.flags, "zh_CN")[GAMER].startswith(f"短通话{share}（同侪 ")


def test_low_figures_are_flagged_below_their_threshold() -> None:
    found = found_on(Floor(7, survey_offering))
    [row] = [r for r in found.flags.to_pylist() if r["detector"] == "survey_offering"]
    assert row["figure"] <= row["threshold"] < row["peer_figure"]
    assert row["z"] > 0
