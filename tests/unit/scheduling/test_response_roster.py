"""Rosters of several weeks from the tables: the checker finds nothing, wishes and pins count."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pyarrow as pa
import pytest

from data_contracts.refusal import Refusal
from scheduling.roster.coverage_cost import cost_parts
from scheduling.roster.result import Roster
from tests.unit.scheduling.test_roster_sessions import MEETING, TRAINING, sessions

WEEKS = 2
SESSIONS_ASKED = sessions(TRAINING + MEETING)
OFF_ON_FIRST_FRIDAY = "A1004"


def two_weeks_required(week: Any) -> pa.Table:
    rows = week.requirement.to_pylist()
    later = timedelta(weeks=1)
    moved = [
        row | {key: row[key] + later for key in ("plan_week", "interval_start_at")} for row in rows
    ]
    return pa.Table.from_pylist(rows + moved)


def wishes(week: Any) -> pa.Table:
    friday = week.plan_week + timedelta(days=4)
    return pa.Table.from_pylist(
        [
            {"agent_id": OFF_ON_FIRST_FRIDAY, "wants": "off", "weight": 500.0, "work_date": friday,
             "start_from_min": None, "start_to_min": None},
            {"agent_id": "A1005", "wants": "shift", "weight": 2.0, "work_date": None,
             "start_from_min": 0, "start_to_min": 600},
        ]
    )  # fmt: skip


def pinned(week: Any) -> pa.Table:
    monday = week.plan_week + timedelta(weeks=1)
    return pa.Table.from_pylist(
        [
            {"agent_id": "A1008", "work_date": monday, "shift_code": "L", "start_min": 810},
            {"agent_id": "A1009", "work_date": monday, "shift_code": "OFF", "start_min": None},
        ]
    )


@pytest.fixture(scope="module")
def roster(small_week: Any) -> Roster:
    return small_week.build(
        requirement=two_weeks_required(small_week),
        weeks=WEEKS,
        preferences=wishes(small_week),
        pins=pinned(small_week),
        sessions=SESSIONS_ASKED,
        time_limit_s=1.0,
    )


def test_the_checker_finds_nothing_in_either_week(small_week: Any, roster: Roster) -> None:
    shifts, activities = roster.shifts.to_pylist(), roster.activities.to_pylist()
    assert small_week.violations(shifts, activities, sessions=SESSIONS_ASKED) == []
    monday = small_week.plan_week + timedelta(weeks=1)
    worked = [row for row in shifts if row["ends_at"] and row["work_date"] < monday]
    later = {"plan_week": monday, "previous_shifts": pa.Table.from_pylist(worked)}
    assert small_week.violations(shifts, activities, **later) == []


def test_every_agent_has_every_day_and_rows_carry_their_own_week(roster: Roster) -> None:
    rows = roster.shifts.to_pylist()
    assert set(Counter(row["agent_id"] for row in rows).values()) == {7 * WEEKS}
    for row in rows:
        assert row["plan_week"] == row["work_date"] - timedelta(days=row["work_date"].weekday())


def test_sessions_are_held_by_everybody_at_one_time(roster: Roster) -> None:
    held = [row for row in roster.activities.to_pylist() if row["activity"] == "training"]
    assert {row["agent_id"] for row in held} == {"A1001", "A1004", "A1005"}
    assert len({row["starts_at"] for row in held}) == 1


def test_wishes_and_pins_count(small_week: Any, roster: Roster) -> None:
    codes = {(r["agent_id"], r["work_date"]): r for r in roster.shifts.to_pylist()}
    friday = small_week.plan_week + timedelta(days=4)
    monday = small_week.plan_week + timedelta(weeks=1)
    assert codes[OFF_ON_FIRST_FRIDAY, friday]["shift_code"] == "OFF"
    assert codes["A1008", monday]["shift_code"] == "L"
    assert codes["A1009", monday]["shift_code"] == "OFF"


def test_the_objective_is_recomputed_and_every_part_is_named(
    small_week: Any, roster: Roster
) -> None:
    prices = small_week.rules.on(small_week.plan_week).prices
    cover = sum(
        sum(cost_parts(row["required_agents"], row["scheduled_agents"], prices))
        for row in roster.coverage.to_pylist()
    )
    named: Counter[str] = Counter()
    for row in roster.penalties.to_pylist():
        named[row["penalty"].partition("_")[0]] += row["amount"]
    assert roster.proof.objective == pytest.approx(cover + named["wish"] + named["sessions"])
    assert named["coverage"] == pytest.approx(cover)
    assert roster.proof.bound <= roster.proof.objective
    said = {row["item"]: row["value"] for row in roster.proof_table.to_pylist()}
    assert float(said["gap"]) == pytest.approx(roster.proof.gap, abs=1e-5)
    assert {"bound", "total_gap", "seed", "solver", "status"} <= set(said)


def test_a_plan_of_seven_weeks_is_refused(small_week: Any) -> None:
    with pytest.raises(ValueError, match="1 to 6 weeks"):
        small_week.build(weeks=7)


def test_a_pin_that_no_line_can_hold_is_refused_by_name(small_week: Any) -> None:
    tuesday = small_week.plan_week + timedelta(days=1)
    on_leave = [
        {"agent_id": "A1016", "work_date": tuesday + timedelta(days=n), "shift_code": "OFF",
         "start_min": None}
        for n in range(-1, 6)
    ]  # fmt: skip
    with pytest.raises(Refusal, match="A1016"):
        small_week.build(pins=pa.Table.from_pylist(on_leave), time_limit_s=1.0)


def test_a_pinned_shift_that_nobody_may_work_is_refused_with_what_to_do(small_week: Any) -> None:
    gone = {"agent_id": "A1008", "work_date": small_week.plan_week, "shift_code": "OLD"}
    pins = pa.Table.from_pylist([gone | {"start_min": 450}])
    with pytest.raises(Refusal, match=r"A1008.*OLD from 07:30") as refused:
        small_week.build(pins=pins, time_limit_s=1.0)
    assert "shifts.yaml" in str(refused.value) and "replan" in str(refused.value)
