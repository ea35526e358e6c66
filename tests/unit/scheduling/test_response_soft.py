"""Limits on weekends and nights, hard or at a weight, over plans of one to six weeks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.roster.response import Duty, RosterProblem, Worker, best_response
from scheduling.roster.response.allowances import allowance, binding
from scheduling.roster.response.arrays import NEVER
from scheduling.roster.response.counters import make_room
from scheduling.roster.response.encoding import encoded, line_cost
from scheduling.roster.response.line import best_line
from scheduling.roster.response.problem import Limit
from scheduling.roster.week_of_plan import week_of_plan
from tests.unit.scheduling.conftest import requirement
from tests.unit.scheduling.test_response import LATE, NIGHT, H, problem, worker
from tests.unit.scheduling.test_roster_limits import dated, soft

WEEKS = 6
SOME = (LATE, NIGHT)


def beyond(counts: Sequence[int], limits: tuple[Limit, ...]) -> float:
    """What so many a week cost: each one beyond what its week's span leaves, said once more."""
    cost = 0.0
    for limit in limits:
        for week, here in enumerate(counts):
            before = sum(counts[max(0, week + 1 - limit.span) : week])
            most = limit.left[week]
            broken = sum(before + n > most for n in range(1, here + 1))
            cost += broken * limit.weight[week] if broken else 0.0
    return cost


def limits_of(weeks: int, most: int) -> st.SearchStrategy[tuple[Limit, ...]]:
    """Up to two limits, with weeks in which they do not hold, are soft or are hard."""
    left = st.lists(st.integers(0, most), min_size=weeks, max_size=weeks).map(sorted).map(tuple)
    weights = st.lists(st.sampled_from([0.0, 3.0, NEVER]), min_size=weeks, max_size=weeks)
    spans = st.sampled_from([4, weeks])
    return st.lists(st.builds(Limit, left, weights.map(tuple), spans), max_size=2).map(tuple)


@settings(max_examples=60, deadline=None)
@given(limits_of(WEEKS, 9), st.lists(st.integers(0, 4), min_size=WEEKS, max_size=WEEKS))
def test_states_cost_what_counting_says(limits: tuple[Limit, ...], counts: list[int]) -> None:
    found, state, cost = allowance(limits, WEEKS, 7), 0, 0.0
    for week, here in enumerate(counts):
        for _ in range(here):
            cost += found.cost[week, state]
            state = found.after[week, state]
        state = found.carried[week, state]
    assert cost == beyond(counts, limits)


@settings(max_examples=40, deadline=None)
@given(limits_of(WEEKS, 9), st.lists(st.integers(0, 4), min_size=WEEKS, max_size=WEEKS))
def test_limits_that_can_bind_cost_the_same(limits: tuple[Limit, ...], counts: list[int]) -> None:
    assert beyond(counts, binding(limits, 4)) == beyond(counts, limits)


def test_people_whom_limits_treat_alike_have_equal_limits() -> None:
    first = (Limit((3,), (NEVER,), 4), Limit((0,), (NEVER,), 1))
    second = (Limit((0,), (NEVER,), 4), Limit((2,), (NEVER,), 1))
    assert binding(first, 1) == binding(second, 1) == (Limit((0,), (NEVER,), 1),)
    assert binding(first[:1], 1) == (), "one weekend in a week"


def test_limits_that_cannot_bind_have_one_state() -> None:
    loose = (Limit((28,) * 4, (NEVER,) * 4, 4), Limit((0,) * 4, (0.0,) * 4, 4))
    assert allowance(loose, 4, 7).states == 1
    assert allowance((Limit((0,), (5.0,), 1),), 1, 1).states == 2


OPEN = tuple(sorted([5, 12, 19, 26, 33, 40, 2, 23]))
"""The Saturdays, and two Wednesdays."""
LINES = np.array(list(product((-1, 0, 1), repeat=len(OPEN))))


def someone(weeks: int = WEEKS, **limits: Any) -> Worker:
    """Somebody who may work the open days, as few or as many as they like."""
    return worker(
        options=(frozenset(SOME),) * weeks, skills=(frozenset({"q"}),) * 7 * weeks,
        free=tuple(day in OPEN for day in range(7 * weeks)),
        week_paid_s=((0, 40 * H),) * weeks, most_days=(5,) * weeks, **limits,
    )  # fmt: skip


def plan(*people: Worker, weeks: int = WEEKS) -> RosterProblem:
    """One person is wanted in the evenings."""
    day = [1.0 if slot >= 32 else 0.0 for slot in range(48)]
    return problem(*people, options=SOME, weeks=weeks, required={"q": day * 7 * weeks})


def by_week(line: tuple[int, ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Weekends and nights of a line of the open days."""
    worked = dict(zip(OPEN, line, strict=True))
    weekends = tuple(int(worked[7 * week + 5] >= 0) for week in range(WEEKS))
    of = Counter(day // 7 for day, option in worked.items() if option == 1)
    return weekends, tuple(of[week] for week in range(WEEKS))


BY_WEEK = [by_week(tuple(line)) for line in LINES.tolist()]


def line_worths(values: Any, one: Worker) -> Any:
    """The worth of every line, at values by open day and option."""
    gains = np.where(LINES < 0, 0.0, values[np.arange(len(OPEN)), LINES]).sum(axis=1)
    price = {
        (kind, counts): beyond(counts, limits)
        for kind, limits in enumerate((one.weekend_limits, one.night_limits))
        for counts in {pair[kind] for pair in BY_WEEK}
    }
    return gains - [price[0, weekends] + price[1, nights] for weekends, nights in BY_WEEK]


@settings(max_examples=10, deadline=None)
@given(limits_of(WEEKS, 4), limits_of(WEEKS, 6), st.integers(0, 10**6))
def test_the_best_line_of_six_weeks_is_the_best_of_all_lines(
    weekends: tuple[Limit, ...], nights: tuple[Limit, ...], seed: int
) -> None:
    one = someone(weekend_limits=weekends, night_limits=nights)
    of, days = encoded(plan(one)), list(OPEN)
    kind_of = of.shifts.kind.tolist()
    gains = np.round(np.random.default_rng(seed).normal(2, 4, (len(days), 2)), 1)
    values, found = np.full((7 * WEEKS, 2), -np.inf), np.zeros(7 * WEEKS, np.int64)
    values[np.ix_(days, kind_of)] = gains
    room = make_room(of.people, of.kinds)
    best = best_line(0, values, np.zeros(7 * WEEKS), of.people, of.kinds, room, found)
    worths = line_worths(gains, one)
    assert best == pytest.approx(worths.max())
    chosen = [kind_of.index(kind) if kind >= 0 else -1 for kind in found[days].tolist()]
    assert worths[LINES.tolist().index(chosen)] == pytest.approx(best)
    option = np.full(7 * WEEKS, -1)
    option[days] = chosen
    ends, late = by_week(tuple(chosen))
    assert line_cost(of, 0, option) == beyond(ends, weekends) + beyond(late, nights)


def alone(weight: float) -> float:
    """The least cost of somebody's roster with one weekend, and one night, in four weeks."""
    limit = (Limit((1,) * WEEKS, (weight,) * WEEKS, 4),)
    made = best_response(plan(someone(weekend_limits=limit, night_limits=limit)), time_limit_s=0.01)
    assert made.bound <= made.objective + 1e-6
    return made.objective


def test_a_weight_leads_from_no_rule_to_a_hard_rule() -> None:
    free = best_response(plan(someone()), time_limit_s=0.01).objective
    least = [alone(weight) for weight in (0.0, 5.0, 30.0, 1e5, NEVER)]
    assert least[0] == free
    assert least == sorted(least), "a person alone has the best line there is"
    assert least[1] < least[2] < least[3] == least[4], "nothing is worth the greatest weight"


def test_the_bound_knows_the_weight_of_a_soft_limit() -> None:
    limit = (Limit((0,) * WEEKS, (1.0,) * WEEKS, 4),)
    free, priced = (
        best_response(plan(someone(weekend_limits=of)), time_limit_s=0.01) for of in ((), limit)
    )
    assert (free.line_cost, priced.line_cost) == (0.0, 6.0)
    assert priced.bound == pytest.approx(free.bound + 6.0, abs=0.1)


def test_a_week_of_a_plan_has_what_the_weeks_before_it_leave() -> None:
    limits = (Limit((2, 2, 2, 2, 2, 2), (NEVER,) * 6, 4), Limit((3,) * 6, (4.0,) * 6, 6))
    one = someone(weekend_limits=limits)
    worked = [Duty(one, day, LATE, "q", (120,)) for day in (5, 12)]
    left = week_of_plan(plan(one), 4, worked).people[0].weekend_limits
    assert left == (Limit((1,), (NEVER,), 1), Limit((1,), (4.0,), 1)), "four weeks forget the first"


@pytest.mark.parametrize(("people", "weight"), [(1, 2), (1, 900), (2, 2)])
def test_both_methods_find_the_same_optimum(small_week: Any, people: int, weight: int) -> None:
    rows = requirement(0.15).to_pylist()
    for row in rows:
        early = row["interval_start_at"].hour < 8 and row["interval_start_at"].weekday() != 2
        row["required_agents"] = int(early and row["queue_id"] == "general")
    more = dated("maximum_weekends_in_4_weeks", 0) + soft("maximum_weekends", weight)
    given: Any = {
        "people": pa.Table.from_pylist(small_week.tables["people"].to_pylist()[:people]),
        "working_time": small_week.rules_with(more), "requirement": pa.Table.from_pylist(rows),
    }  # fmt: skip
    classes, responses = (
        small_week.build(**given, method=method, time_limit_s=6.0).proof
        for method in ("classes", "best_response")
    )
    assert classes.objective == pytest.approx(classes.bound), "proven"
    assert responses.objective == pytest.approx(classes.objective)
    assert responses.rule_cost == classes.rule_cost > 0
    assert responses.bound == pytest.approx(responses.objective)
