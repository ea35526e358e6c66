"""Rosters by whole lines: soft rules, seats and sessions are in them, in one week and in more."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta
from itertools import product
from time import process_time
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from scheduling.lines import solve_lines
from scheduling.roster.by_lines import WeekAsLines
from scheduling.roster.checker import examine_roster
from scheduling.roster.lines_then_pauses import Effort, lines_then_pauses
from scheduling.roster.requests.finished import FinishedRoster
from scheduling.roster.response import (
    Duty,
    LineRules,
    RosterProblem,
    Start,
    Wish,
    best_response,
)
from scheduling.roster.response.coverage import coverage_cost
from scheduling.roster.response.encoding import encoded, line_cost
from scheduling.roster.response.problem import Limit, Meeting
from scheduling.roster.week_of_plan import week_of_plan
from scheduling.roster.working_time import CoveragePrices
from tests.unit.scheduling.conftest import SmallWeek, requirement
from tests.unit.scheduling.test_response import EARLY, NIGHT, RULES, H, problem, worker
from tests.unit.scheduling.test_roster_limits import AGENTS, dated
from tests.unit.scheduling.test_roster_methods import proof_of, two_weeks
from tests.unit.scheduling.test_roster_rules import seats_of
from tests.unit.scheduling.test_roster_sessions import MEETING, TRAINING, sessions

DAY = replace(EARLY, code="D", start_min=540, length_min=480, paid_s=8 * H)
LATE = replace(DAY, code="L", start_min=960)
WITHOUT_PAUSES = (EARLY, DAY, LATE)
LONG_WEEKEND = (True, True, True, False, False, True, True)
SOFT_RULES = """soft_rules:
  minimum_rest: {2026-01-01: {value: 3, source: test}}
  maximum_weekends: {2026-01-01: {value: 3, source: test}}
"""


def _two_people(seed: int, seats: int, rest_weight: float) -> RosterProblem:
    """A site with soft rules, wishes, a meeting and random demand; whole prices, no pauses."""
    random = np.random.default_rng(seed)
    one = worker(
        options=(frozenset(WITHOUT_PAUSES),), free=LONG_WEEKEND, site="S", carry_days=1,
        week_paid_s=((16 * H, 20 * H),),
    )  # fmt: skip
    other = replace(
        one, agent_id="A2", wishes=(Wish("work", 7.0, 1), Wish("shift", 3.0, 2, frozenset("E"))),
        meetings={0: Meeting(frozenset({DAY}), "q", 50.0)},
    )  # fmt: skip
    need = random.integers(0, 3, 48 * 7) * (np.arange(48 * 7) % 48 >= 14)
    rules = LineRules(660, 2, frozenset({("E", "L")}), 1440, rest_weight, 2.0)
    met = [-1.0 if slot in (24, 25) else 0.0 for slot in range(48 * 7)]
    return problem(
        one, other, options=WITHOUT_PAUSES, required={"q": need.astype(float).tolist()},
        rules=rules, seats={"S": (seats,)}, given={"q": met},
        prices=CoveragePrices.model_validate(
            {"band": "1", "short": 10, "short_beyond": 10, "over": 1, "over_beyond": 1}
        ),
    )  # fmt: skip


def _least_cost(of: RosterProblem) -> float:
    """The cheapest pair of lines, by enumeration."""
    (first, costs), (second, others) = (_lines(of, i) for i in range(2))
    need, given = np.array(of.required["q"]), np.array(of.given["q"])
    best = math.inf
    for there, cost in zip(first, costs, strict=True):
        both = second + there
        over = both + given - need
        price = np.where(over > 0, over, -10 * over).sum(axis=1) + cost + others
        seated = (both <= of.seats["S"][0]).all(axis=1)
        best = min(best, float(np.where(seated, price, math.inf).min()))
    return best


def _lines(of: RosterProblem, i: int) -> tuple[np.ndarray, np.ndarray]:
    """Presence by half-hour and cost of every legal line of a person."""
    given, one, found = encoded(of), of.people[i], list[tuple[np.ndarray, float]]()
    for line in product(*([-1, 0, 1, 2] if free else [-1] for free in one.free)):
        hours, runs = sum(of.options[o].paid_s for o in line if o >= 0), [one.carry_days]
        for o in line:
            runs.append(runs[-1] + 1 if o >= 0 else 0)
        cost = line_cost(given, i, np.array(line))
        legal = one.week_paid_s[0][0] <= hours <= one.week_paid_s[0][1] and max(runs) <= 2
        if legal and math.isfinite(cost):
            found.append((_presence(of, line), cost))
    return np.array([there for there, _ in found]), np.array([cost for _, cost in found])


def _presence(of: RosterProblem, line: tuple[int, ...]) -> np.ndarray:
    there = np.zeros(48 * 7)
    for day, o in enumerate(line):
        if o >= 0:
            first = day * 48 + of.options[o].start_min // 30
            there[first : first + of.options[o].length_min // 30] += 1
    return there


@pytest.mark.parametrize(
    ("seed", "seats", "rest_weight"), [(1, 1, 6.0), (2, 2, 1.0), (3, 1, math.inf), (4, 2, 30.0)]
)
def test_the_line_problem_prices_soft_rules_wishes_meetings_and_seats(
    seed: int, seats: int, rest_weight: float
) -> None:
    of = _two_people(seed, seats, rest_weight)
    least = _least_cost(of)
    proved = solve_lines(WeekAsLines(of).lines, seed=1, rounds=50)
    assert proved.bound == proved.objective == least
    made, _ = lines_then_pauses(of, Effort(0.1, 1, None))
    roster = FinishedRoster(of, made.duties)
    assert coverage_cost(roster.cover, roster.given.demand) + roster.line_cost == least
    assert made.without_seat == 0
    assert made.bound <= least + 1e-6


@pytest.mark.parametrize("left", [0, 1])
def test_soft_weekends_and_nights_are_priced_and_the_bound_stays_below(left: int) -> None:
    of = _two_people(5, 2, 6.0)
    limits = {"weekend_limits": (Limit((0,), (40.0,), 1),),
              "night_limits": (Limit((left,), (9.0,), 1),)}  # fmt: skip
    people = [replace(one, **limits) for one in of.people]
    of = replace(of, people=people, rules=replace(of.rules, night_min=1380))
    least = _least_cost(of)
    assert solve_lines(WeekAsLines(of).lines, seed=1, rounds=50).bound <= least
    made, _ = lines_then_pauses(of, Effort(0.1, 1, None))
    roster = FinishedRoster(of, made.duties)
    cost = coverage_cost(roster.cover, roster.given.demand) + roster.line_cost
    assert made.bound - 1e-6 <= least <= cost
    assert cost <= 1.02 * least, "responses know the true prices"


def test_a_soft_weekend_costs_half_its_weight_on_either_day_of_a_line() -> None:
    of = _two_people(1, 2, math.inf)
    limits = (Limit((0,), (4.0,), 1), Limit((0,), (2.0,), 1))
    paying = replace(of, people=[replace(one, weekend_limits=limits) for one in of.people])
    asked, free = (WeekAsLines(one).lines.requests for one in (paying, of))
    dearer = {(one.day, one.weight) for one in asked} - {(one.day, one.weight) for one in free}
    weekend = {one.day for one in asked if one.shift} & {6, 7}
    assert weekend == {6, 7} and {day for day, _ in dearer} == {6, 7}, "one day leads"
    assert {weight for _, weight in dearer} >= {3}


def test_illegal_lines_are_replaced_and_nobody_is_without_a_seat() -> None:
    of = _two_people(2, 1, math.inf)
    mine, other = of.people
    broken = [Duty(mine, 0, LATE, "q", ()), Duty(mine, 1, EARLY, "q", ())]
    crowded = [Duty(other, day, DAY, "q", ()) for day in (0, 5)]
    before = FinishedRoster(of, [*broken, *crowded, Duty(mine, 5, DAY, "q", ())])
    assert before.legal().tolist() == [False, True]
    made = best_response(of, start=Start(before.lines, before.legal()), time_limit_s=0.1)
    assert FinishedRoster(of, made.duties).legal().all()
    assert made.without_seat == 0


def test_a_later_week_begins_with_what_the_weeks_before_it_leave() -> None:
    one = worker(
        options=(frozenset({DAY, NIGHT}),) * 2, skills=(frozenset({"q"}),) * 14, free=(True,) * 14,
        week_paid_s=((0, 40 * H), (0, 24 * H)), most_days=(5, 5), wishes=(Wish("off", 1.0, 8),),
        weekend_limits=(Limit((1, 1), (math.inf, math.inf), 4),), night_limits=(),
    )  # fmt: skip
    of = problem(one, weeks=2, options=(DAY, NIGHT), required={"q": [1.0] * 48 * 14}, rules=RULES)
    later = week_of_plan(of, 1, [Duty(one, 5, DAY, "q", ()), Duty(one, 6, NIGHT, "q", ())])
    (after,) = later.people
    assert (after.carry_days, after.last_code) == (2, "N")
    assert (after.ready_min, after.earliest_min) == (360, 360 + 660)
    assert after.week_paid_s == ((0, 24 * H),) and after.wishes[0].day == 1
    assert after.weekend_limits == (Limit((0,), (math.inf,), 1),)
    assert later.given["q"][:13] == [1.0] * 12 + [0.0], "the night stays until six"
    assert week_of_plan(of, 0, []).people[0].carry_days == 0


def _by_lines(small_week: SmallWeek, **changed: Any) -> tuple[Any, Any]:
    """A roster of eight people at a site of six seats, by lines, and what the checker says."""
    people = [row | {"site_id": "S1"} for row in small_week.tables["people"].to_pylist()[:AGENTS]]
    given: dict[str, Any] = {"people": pa.Table.from_pylist(people), "previous_shifts": None}
    given |= {"seats": seats_of(S1=6), "sessions": sessions(TRAINING + MEETING)} | changed
    of = {"requirement": requirement(0.7), "time_limit_s": 0.3, "clock": process_time}
    made = small_week.build(method="lines", **(of | given))
    known: Any = {**small_week.known} | {k: v for k, v in given.items() if k in KNOWN}
    return made, examine_roster(made.shifts, made.activities, **known)


KNOWN = ("people", "previous_shifts", "seats", "sessions", "working_time")


def test_soft_rules_seats_and_sessions_are_in_the_roster(small_week: SmallWeek) -> None:
    more = dated("maximum_weekends_in_4_weeks", 0) + SOFT_RULES
    made, found = _by_lines(small_week, working_time=small_week.rules_with(more))
    broken = found.violations.to_pylist()
    assert {row["rule"] for row in broken} <= {"minimum_rest", "maximum_weekends"}
    assert not any(row["hard"] for row in broken)
    assert made.proof.rule_cost == 3 * len(broken) > 0, "three points do not outweigh a weekend"
    assert made.proof.bound <= made.proof.objective
    trained = [row for row in made.activities.to_pylist() if row["activity"] == "training"]
    assert {row["agent_id"] for row in trained} == {"A1001", "A1004", "A1005"}
    assert len({row["starts_at"] for row in trained}) == 1
    items = proof_of(made)
    assert "not_considered" not in items and "soft_rules_kept_hard" not in items


def test_two_weeks_follow_each_other(small_week: SmallWeek) -> None:
    first = small_week.plan_week
    later = first + timedelta(weeks=1)
    made, _ = _by_lines(
        small_week, requirement=two_weeks(requirement(0.7)), weeks=2, seats=None, sessions=None
    )
    shifts, activities = made.shifts.to_pylist(), made.activities.to_pylist()
    before = [row for row in shifts if row["plan_week"] == first and row["ends_at"]]
    for monday, past in ((first, None), (later, pa.Table.from_pylist(before))):
        people = small_week.tables["people"].slice(0, AGENTS)
        known = {"plan_week": monday, "previous_shifts": past, "people": people}
        assert small_week.violations(shifts, activities, **known) == []
    assert proof_of(made)["roster_weeks"] == "2"
    assert made.proof.bound <= made.proof.objective


def test_lines_keep_pinned_days(small_week: SmallWeek) -> None:
    tuesday = small_week.plan_week + timedelta(days=1)
    pins = [
        {"agent_id": "A1001", "work_date": tuesday, "shift_code": "L", "start_min": 810},
        {"agent_id": "A1004", "work_date": tuesday, "shift_code": "OFF", "start_min": None},
    ]
    made, _ = _by_lines(small_week, pins=pa.Table.from_pylist(pins), seats=None, sessions=None)
    codes = {row["agent_id"]: row["shift_code"] for row in made.shifts.to_pylist()
             if row["work_date"] == tuesday}  # fmt: skip
    assert (codes["A1001"], codes["A1004"]) == ("L", "OFF")
