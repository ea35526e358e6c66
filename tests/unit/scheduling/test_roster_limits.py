"""Limits inside the weekly model: weekends, nights, successions, seats, hard or soft."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pyarrow as pa
import pytest

from data_contracts.refusal import Refusal
from scheduling import precheck
from scheduling.roster.checker import examine_roster
from tests.unit.scheduling.conftest import requirement
from tests.unit.scheduling.test_roster_rules import seats_of

AGENTS = 8
NIGHTS = "night_ends_after: {2026-01-01: {value: '20:00', source: test}}\n"


def dated(key: str, value: object) -> str:
    return f"{key}: {{2026-01-01: {{value: {value}, source: test}}}}\n"


def soft(rule: str, weight: int) -> str:
    return f"soft_rules: {{{rule}: {{2026-01-01: {{value: {weight}, source: test}}}}}}\n"


def few(small_week: Any, more: str = "", **changed: Any) -> tuple[Any, Any]:
    """A roster of eight agents at one site, and what the checker says of it."""
    people = [row | {"site_id": "S1"} for row in small_week.tables["people"].to_pylist()[:AGENTS]]
    given = {"people": pa.Table.from_pylist(people), "working_time": small_week.rules_with(more)}
    given |= changed
    made = small_week.build(**given, requirement=requirement(0.7), time_limit_s=4.0)
    known: Any = {**small_week.known, **given}
    return made, examine_roster(made.shifts, made.activities, **known)


def weekends_before(agent: str, monday: date, weeks: int) -> list[dict[str, Any]]:
    """A Saturday worked in each of the weeks before."""
    saturdays = [monday - timedelta(days=7 * back + 2) for back in range(weeks)]
    return [
        {
            "agent_id": agent,
            "work_date": day,
            "shift_code": "M",
            "ends_at": datetime.combine(day, time(8)),
        }
        for day in saturdays
    ]


def worked(made: Any, agent: str) -> list[dict[str, Any]]:
    return [r for r in made.shifts.to_pylist() if r["agent_id"] == agent and r["starts_at"]]


def test_nobody_without_a_weekend_left_works_one(small_week: Any) -> None:
    before = pa.Table.from_pylist(weekends_before("A1001", small_week.plan_week, 3))
    made, found = few(small_week, dated("maximum_weekends_in_4_weeks", 3), previous_shifts=before)
    assert found.violations.num_rows == 0
    assert max(row["work_date"].weekday() for row in worked(made, "A1001")) < 5
    assert any(r["starts_at"] and r["work_date"].weekday() > 4 for r in made.shifts.to_pylist())


def test_nights_and_successions_bind_the_counts_and_the_people(small_week: Any) -> None:
    more = NIGHTS + dated("maximum_nights_in_4_weeks", 2)
    made, found = few(small_week, more + dated("forbidden_successions", "[[L, F], [F, M]]"))
    assert found.violations.num_rows == 0
    assert made.proof.starts_missed == 0
    assert made.proof.bound <= made.proof.objective + 1e-6


def test_a_soft_limit_costs_its_weight_by_person_and_day(small_week: Any) -> None:
    more = dated("maximum_weekends_in_4_weeks", 0) + soft("maximum_weekends", 3)
    made, found = few(small_week, more)
    breaches = [r for r in made.penalties.to_pylist() if r["penalty"] == "maximum_weekends"]
    assert breaches, "three points do not outweigh an empty weekend"
    assert {row["amount"] for row in breaches} == {3.0}
    assert [(r["agent_id"], r["hard"]) for r in found.violations.to_pylist()] == [
        (row["agent_id"], False) for row in breaches
    ]
    assert made.proof.rule_cost == 3 * len(breaches)
    cost = made.proof.coverage_cost + made.proof.rule_cost
    assert made.proof.objective == pytest.approx(cost)
    assert made.proof.bound <= cost + 1e-6


def test_a_weight_that_nothing_is_worth_is_kept_like_a_hard_rule(small_week: Any) -> None:
    more = dated("maximum_weekends_in_4_weeks", 0) + soft("maximum_weekends", 900)
    made, found = few(small_week, more, previous_shifts=None)
    assert found.violations.num_rows == 0
    assert made.proof.scheduled_h > 0


def test_a_soft_rest_may_be_short_but_shifts_never_overlap(small_week: Any) -> None:
    made, found = few(small_week, soft("minimum_rest", 1))
    assert {row["rule"] for row in found.violations.to_pylist()} <= {"minimum_rest"}
    assert made.proof.rule_cost == found.violations.num_rows


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ("minimum_days_off", "is a limit of the law"),
        ("valid_skill", "is part of what a roster is"),
        ("good_mood", "is unknown"),
    ],
)
def test_only_the_centres_own_rules_may_be_soft(small_week: Any, rule: str, why: str) -> None:
    with pytest.raises(Refusal, match=rf"working_time\.yaml:\d+ \(soft_rules\.{rule}\).*{why}"):
        few(small_week, soft(rule, 5))


def test_seats_bind_the_roster(small_week: Any) -> None:
    made, found = few(small_week, seats=seats_of(S1=6))
    assert found.violations.num_rows == 0
    asked = {row["rule"]: row["checked"] for row in found.rule_checks.to_pylist()}
    assert asked["seats"] > 100
    assert made.proof.scheduled_h > 0


def test_two_sites_have_their_own_seats(small_week: Any) -> None:
    rows = small_week.tables["people"].to_pylist()[:AGENTS]
    people = [row | {"site_id": "S1" if n < 5 else "S2"} for n, row in enumerate(rows)]
    made, found = few(small_week, people=pa.Table.from_pylist(people), seats=seats_of(S1=4, S2=3))
    assert found.violations.num_rows == 0
    assert made.proof.scheduled_h > 0


def told(small_week: Any, seats: Any) -> dict[str, Any]:
    people = [row | {"site_id": "S1"} for row in small_week.tables["people"].to_pylist()]
    known: Any = {**small_week.known, "people": pa.Table.from_pylist(people), "seats": seats}
    return {one.reason: one for one in precheck(small_week.requirement, **known)}


def test_the_precheck_tells_a_requirement_above_the_seats(small_week: Any) -> None:
    found = told(small_week, seats_of(S1=12))["more_required_than_seats"]
    assert not found.blocking
    assert "12 seats" in found.text_en and "席位" in found.text_zh
    assert told(small_week, seats_of(S1=24)) == {}


def test_a_site_that_cannot_hold_its_contracts_has_no_roster(small_week: Any) -> None:
    assert told(small_week, seats_of(S1=2))["too_few_seats"].blocking
