"""Trainings and meetings in the weekly roster: in their window, everybody there, pauses beside."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from data_contracts.located_yaml import read_yaml
from data_contracts.refusal import Refusal
from scheduling.half_hours import local_to_utc
from scheduling.roster import SessionPlan, read_sessions
from scheduling.roster.replanning import read_published, time_off
from scheduling.roster.session_rules import SessionWeek, sessions_attended
from tests.unit.scheduling.test_roster_limits import few

TRAINING = """
- {id: t1, activity: training, name_zh: 培训, name_en: Course, length_min: 60,
   agents: [A1001, A1004, A1005], first_day: 2026-07-07, last_day: 2026-07-10,
   earliest: "10:00", latest: "15:00"}
"""
MEETING = """
- {id: m1, activity: meeting, name_zh: 例会, name_en: Meeting, length_min: 30,
   agents: [A1005, A1008], first_day: 2026-07-08, last_day: 2026-07-08,
   earliest: "12:30", latest: "12:30", pinned: {day: 2026-07-08, at: "12:30"}}
"""


def sessions(text: str) -> SessionPlan:
    return read_sessions(read_yaml(f"sessions:{text}", "sessions.yaml"))


@pytest.fixture(scope="module")
def held(small_week: Any) -> tuple[Any, Any, SessionPlan]:
    plan = sessions(TRAINING + MEETING)
    made, found = few(small_week, sessions=plan, previous_shifts=None)
    return made, found, plan


def taking_part(made: Any, activity: str) -> list[dict[str, Any]]:
    return [row for row in made.activities.to_pylist() if row["activity"] == activity]


def test_a_training_is_held_once_in_its_window_with_everybody(held: Any, small_week: Any) -> None:
    made, found, _ = held
    rows = taking_part(made, "training")
    assert {row["agent_id"] for row in rows} == {"A1001", "A1004", "A1005"}
    (starts,) = {row["starts_at"] for row in rows}
    assert {row["ends_at"] - row["starts_at"] for row in rows} == {timedelta(hours=1)}
    day = rows[0]["work_date"]
    assert timedelta(1) <= day - small_week.plan_week <= timedelta(4)
    assert 600 <= (starts - local_to_utc(day, 0, small_week.zone)).total_seconds() / 60 <= 900
    assert all(row["paid"] for row in rows)
    assert found.violations.num_rows == 0
    asked = {row["rule"]: row["checked"] for row in found.rule_checks.to_pylist()}
    assert asked["sessions_attended"] == 5


def test_a_pinned_meeting_stays(held: Any, small_week: Any) -> None:
    made, _, _ = held
    at = local_to_utc(small_week.plan_week + timedelta(2), 750, small_week.zone)
    rows = taking_part(made, "meeting")
    assert [(r["agent_id"], r["starts_at"]) for r in rows] == [("A1005", at), ("A1008", at)]


def test_coverage_lacks_whoever_is_in_a_session(held: Any) -> None:
    made, _, _ = held
    worked = sum(
        (row["ends_at"] - row["starts_at"]).total_seconds() / 3600
        for row in made.activities.to_pylist()
        if row["activity"] == "work"
    )
    there = sum(row["scheduled_agents"] for row in made.coverage.to_pylist()) / 2
    assert there == pytest.approx(worked)
    assert made.proof.bound <= made.proof.objective + 1e-6


def test_a_change_that_takes_somebody_out_of_a_session_breaks_the_rule(
    held: Any, small_week: Any
) -> None:
    made, _, plan = held
    known: Any = {**small_week.known, "sessions": plan, "previous_shifts": None}
    published = read_published(
        made.shifts, made.activities, requirement=small_week.requirement, known=known
    )
    day = (taking_part(made, "training")[0]["work_date"] - small_week.plan_week).days
    gone = time_off(published, "A1004", day)
    assert gone.verdict == "refused"
    assert "sessions_attended" in {rule for rule, _, _ in gone.broken}


def test_somebody_on_leave_is_excused_and_anybody_else_is_named(small_week: Any) -> None:
    (training,) = sessions(TRAINING).of_week(
        small_week.plan_week, small_week.tables["people"].to_pylist()
    )
    day = small_week.plan_week + timedelta(1)
    starts = local_to_utc(day, 660, small_week.zone)
    there = {"activity": "training", "starts_at": starts, "ends_at": starts + timedelta(hours=1)}
    week = SessionWeek(
        training, small_week.plan_week, small_week.zone, {"A1001": [there]}, {"A1004": {day}}
    )
    (missing,) = sessions_attended(week)
    assert (missing.who, missing.day) == ("A1005", day)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("last_day: 2026-07-10", "last_day: 2026-07-14", "in one week"),
        ("agents: [A1001, A1004, A1005], ", "", "either a team or its agents"),
        ("length_min: 60", "length_min: 45", "multiple of 30"),
        ('"10:00"', '"10:10"', "half-hours"),
    ],
)
def test_a_broken_session_is_refused_with_its_line(old: str, new: str, told: str) -> None:
    with pytest.raises(Refusal, match=r"sessions\.yaml:\d+") as refusal:
        sessions(TRAINING.replace(old, new))
    assert told in str(refusal.value)


def test_a_session_of_nobody_is_refused(small_week: Any) -> None:
    plan = sessions(TRAINING.replace("A1001, A1004, A1005", "B1"))
    with pytest.raises(Refusal, match="nobody who is to take part"):
        plan.of_week(small_week.plan_week, small_week.tables["people"].to_pylist())
