"""Changes of a roster in force: legal, minimal, with the coverage effect that a recount gives."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from data_contracts.located_yaml import read_yaml
from data_contracts.refusal import Refusal
from scheduling.roster.coverage_cost import cost_parts
from scheduling.roster.replanning import (
    Approval,
    Published,
    better_breaks,
    cover_for_sick,
    extra_shift,
    meeting_slots,
    overtime_for_sick,
    read_approval,
    read_published,
    restated,
    swap,
    time_off,
)
from scheduling.roster.replanning.published import rows_of
from scheduling.tables import ROSTER_ACTIVITIES, ROSTER_SHIFTS, table

HALF = timedelta(minutes=30)


@pytest.fixture(scope="module")
def published(small_week: Any) -> Published:
    return read_published(
        small_week.roster.shifts,
        small_week.roster.activities,
        requirement=small_week.requirement,
        known=small_week.known,
    )


def coverage_cost(published: Published, duties: Any) -> float:
    """Counted from the activities' instants, beside every array of the engines."""
    _, activities = rows_of(published.week, list(duties.values()), {})
    queue = {(agent, day): duty.queue for (agent, day), duty in duties.items()}
    first = published.week.plan_week
    there: dict[tuple[str, Any], float] = {}
    for one in activities:
        if one["activity"] == "work":
            on = queue[one["agent_id"], (one["work_date"] - first).days]
            for name, at in published.week.wanted:
                if name == on:
                    span = min(one["ends_at"], at + HALF) - max(one["starts_at"], at)
                    share = max(0.0, span.total_seconds()) / 1800
                    there[name, at] = there.get((name, at), 0.0) + share
    prices = published.week.limits.prices
    return sum(
        sum(cost_parts(wanted, there.get(key, 0.0), prices))
        for key, wanted in published.week.wanted.items()
    )


def test_the_stored_roster_is_read_back_as_it_was(published: Published, small_week: Any) -> None:
    shifts, activities = rows_of(published.week, list(published.duties.values()), {})
    assert table(shifts, ROSTER_SHIFTS) == small_week.roster.shifts
    assert table(activities, ROSTER_ACTIVITIES) == small_week.roster.activities
    assert published.violations(published.duties, {a for a, _ in published.duties}) == []


def test_breaks_move_within_their_windows_and_repair_what_was_spoilt(published: Published) -> None:
    spoilt = {
        key: replace(duty, pauses=tuple(pause.earliest_min for pause in duty.option.pauses))
        for key, duty in published.duties.items()
    }
    late = replace(published, duties=spoilt)
    made = better_breaks(late, from_day=5, time_limit_s=1.0)
    assert made.cost < 0 and made.broken == () and made.verdict == "approved"
    assert all((one.work_date - published.week.plan_week).days >= 5 for one in made.changes)
    assert all(one.before and one.after for one in made.changes)
    assert all(
        one.before.option == one.after.option for one in made.changes if one.before and one.after
    )
    assert made.cost == pytest.approx(
        coverage_cost(published, made.duties) - coverage_cost(published, spoilt)
    )


def test_somebody_covers_for_the_sick_and_the_past_stays(published: Published) -> None:
    agent, day = next(key for key in sorted(published.duties) if key[1] == 2)
    covers = cover_for_sick(published, agent, day, change_price=1.0)
    assert covers
    for made in covers:
        assert made.broken == () and made.cost < 0
        assert {one.agent_id for one in made.changes} != {agent}
        assert all((one.work_date - published.week.plan_week).days >= 2 for one in made.changes)
    hole = {key: duty for key, duty in published.duties.items() if key != (agent, day)}
    assert covers[0].cost == pytest.approx(
        coverage_cost(published, covers[0].duties) - coverage_cost(published, hole)
    )
    dearer = cover_for_sick(published, agent, day, change_price=1000.0)
    assert dearer == [], "no change is worth that much"


def test_colleagues_who_are_off_may_take_the_shift_as_overtime(published: Published) -> None:
    agent, day = next(key for key in sorted(published.duties) if key[1] == 2)
    offers = overtime_for_sick(published, agent, day)
    assert [made.cost for made in offers] == sorted(made.cost for made in offers)
    for made in offers:
        assert made.verdict != "refused" and len(made.changes) == 1
        taken = made.changes[0]
        assert taken.before is None and taken.after is not None
        assert taken.after.option == published.duties[agent, day].option


def test_a_swap_is_judged_by_the_checker(published: Published) -> None:
    found = [
        swap(published, first, second, 3)
        for first in ("A1005", "A1006", "A1007")
        for second in ("A1008", "A1009", "A1022")
    ]
    assert {made.verdict for made in found} >= {"refused"}
    for made in found:
        names = {rule for rule, _, _ in made.broken}
        again = published.violations(made.duties, {one.agent_id for one in made.changes})
        assert names == {row["rule"] for row in again}
        assert (made.verdict == "refused") == bool(names - Approval().excused)


def test_an_extra_shift_helps_coverage_and_goes_to_the_planner_or_breaks_a_rule(
    published: Published,
) -> None:
    off = next(
        (agent, day)
        for day in range(7)
        for agent in ("A1010", "A1011", "A1012")
        if (agent, day) not in published.duties
    )
    codes = published.week.limits.shift_codes["full_time"]
    option = next(one for one in published.problem.options if one.code in codes)
    made = extra_shift(published, *off, option.code, option.start_min)
    names = {rule for rule, _, _ in made.broken}
    assert "contract_hours" in names
    assert made.verdict == ("refused" if names - Approval().excused else "planner")
    assert made.cost == pytest.approx(
        coverage_cost(published, made.duties) - coverage_cost(published, published.duties)
    )
    back = time_off(published, *next(iter(published.duties)))
    assert back.changes[0].after is None and back.short >= 0


def test_refusals_say_what_to_do(published: Published) -> None:
    with pytest.raises(Refusal, match="nobody of that login"):
        time_off(published, "A9999", 0)
    taken = next(iter(published.duties))
    with pytest.raises(Refusal, match="already has a shift"):
        extra_shift(published, *taken, "M", 480)


def test_a_meeting_slot_holds_whom_it_says(published: Published) -> None:
    team = ["A1001", "A1002", "A1004", "A1005"]
    slots = meeting_slots(published, team, 60)
    assert slots and slots[0].present == max(slot.present for slot in slots)
    first = slots[0]
    day = (first.work_date - published.week.plan_week).days
    there = [published.duties[agent, day] for agent in team if (agent, day) in published.duties]
    working = [
        duty
        for duty in there
        if duty.option.start_min <= first.start_min
        and first.start_min + 60 <= duty.option.end_min
        and not any(
            duty.option.start_min + at < first.start_min + 60
            and duty.option.start_min + at + pause.length_min > first.start_min
            for pause, at in zip(duty.option.pauses, duty.pauses, strict=True)
        )
    ]
    assert len(working) == first.present
    with pytest.raises(ValueError, match="whole half-hours"):
        meeting_slots(published, team, 45)


def test_the_rule_of_approval_is_dated_and_excuses_what_a_planner_may_settle() -> None:
    text = (
        "most_coverage_cost: "
        "{2026-01-01: {value: 0, source: t}, 2026-07-01: {value: 25, source: t}}\n"
        "excused_rules: {2026-01-01: {value: [%s], source: t}}\n"
    )

    def rule(excused: str, day: date) -> Approval:
        return read_approval(read_yaml(text % excused, "replanning.yaml"), day)

    assert rule("contract_hours", date(2026, 6, 30)) == Approval(0.0, frozenset({"contract_hours"}))
    assert rule("contract_hours", date(2026, 7, 1)).most_cost == 25.0
    with pytest.raises(Refusal, match=r"replanning\.yaml:2.*valid_skill"):
        rule("valid_skill", date(2026, 7, 1))


def test_the_bound_stays_where_nobodys_hours_change(published: Published, small_week: Any) -> None:
    proof = small_week.roster.proof_table
    same = restated(published, published.duties, proof, asked=False, changes=1)
    said = {row["item"]: row["value"] for row in same.proof_table.to_pylist()}
    assert said["bound"] == f"{small_week.roster.proof.bound:.4f}"
    assert float(said["gap"]) == pytest.approx(small_week.roster.proof.gap, abs=1e-5)


def test_an_accepted_change_restates_its_days_and_nothing_else(
    published: Published, small_week: Any
) -> None:
    agent, day = sorted(published.duties)[3]
    gone = time_off(published, agent, day)
    made = restated(published, gone.duties, small_week.roster.proof_table, asked=False, changes=1)
    was, now = (
        {(row["agent_id"], row["work_date"]): row for row in shifts.to_pylist()}
        for shifts in (small_week.roster.shifts, made.shifts)
    )
    changed = (agent, small_week.plan_week + timedelta(days=day))
    assert [key for key in was if was[key] != now[key]] == [changed]
    assert now[changed]["shift_code"] == "OFF"
    said = {row["item"]: row["value"] for row in made.proof_table.to_pylist()}
    before = small_week.roster.proof
    assert float(said["objective"]) == pytest.approx(before.objective + gone.cost)
    assert (said["accepted_changes"], said["bound"], said["gap"]) == ("1", "unknown", "unknown")
    there = sum(row["scheduled_agents"] for row in made.coverage.to_pylist()) / 2
    assert float(said["scheduled_h"]) == pytest.approx(there)
    priced = sum(
        row["amount"] for row in made.penalties.to_pylist() if row["penalty"] != "start_change"
    )
    assert priced == pytest.approx(float(said["objective"]))
