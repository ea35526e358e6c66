"""Best response: the search is exact, the bound is below, the rules are kept."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.roster.coverage_cost import cost_parts
from scheduling.roster.progress import Progress, heard_by
from scheduling.roster.response import (
    LineRules,
    NoLine,
    Pin,
    Response,
    RosterProblem,
    Wish,
    Worker,
    best_response,
)
from scheduling.roster.response.arrays import NEVER
from scheduling.roster.response.augmented import learn_prices, softened_cost
from scheduling.roster.response.counters import make_room
from scheduling.roster.response.coverage import slot_cost
from scheduling.roster.response.encoding import encoded
from scheduling.roster.response.line import best_line
from scheduling.roster.response.problem import Limit
from scheduling.roster.response.within_reach import cost_out_of_reach
from scheduling.roster.shift_library import Pause, ShiftOption
from scheduling.roster.working_time import CoveragePrices

H = 3600
EARLY = ShiftOption("E", "早", "Early", 420, 240, 4 * H, ())
DAY = ShiftOption(
    "D", "日", "Day", 540, 540, 8 * H, (Pause("meal", 60, 180, 240), Pause("break", 15, 390, 450))
)
LATE = ShiftOption("L", "晚", "Late", 960, 480, 8 * H, (Pause("break", 15, 120, 180),))
NIGHT = ShiftOption("N", "夜", "Night", 1320, 480, 8 * H, ())
OPTIONS = (EARLY, DAY, LATE, NIGHT)
THREE = (EARLY, LATE, NIGHT)
PRICES = CoveragePrices.model_validate(
    {"band": "0.1", "short": 10, "short_beyond": 20, "over": 1, "over_beyond": 2}
)
RULES = LineRules(660, 3, frozenset({("E", "L")}))


def hard(most: int) -> tuple[Limit]:
    """A limit of one week that may not be broken."""
    return (Limit((most,), (NEVER,), 1),)


def worker(**changed: Any) -> Worker:
    plain = Worker(
        agent_id="A1",
        employment="full_time",
        options=(frozenset(OPTIONS),),
        skills=(frozenset({"q"}),) * 7,
        free=(True,) * 7,
        week_paid_s=((16 * H, 16 * H),),
        most_days=(5,),
    )
    return replace(plain, **changed)


def problem(*people: Worker, need: float = 1.0, **changed: Any) -> RosterProblem:
    day = [need if 14 <= slot < 48 else 0.0 for slot in range(48)]
    plain = RosterProblem(1, people, OPTIONS, {"q": day * 7}, PRICES, RULES)
    return replace(plain, **changed)


def is_legal(line: tuple[ShiftOption | None, ...], one: Worker) -> bool:
    """The rules said once more, for a whole line of one week."""
    run, last, hours, days, nights, weekend = one.carry_days, None, 0, 0, 0, False
    for day, option in enumerate(line):
        if option is None:
            run, last = 0, None
            continue
        rested = day * 1440 + option.start_min >= one.earliest_min
        if last is not None:
            rested = rested and last.end_min + 660 <= option.start_min + 1440
            rested = rested and (last.code, option.code) not in RULES.forbidden_successions
        run, last, hours, days = run + 1, option, hours + option.paid_s, days + 1
        nights += option.end_min > RULES.night_min
        weekend = weekend or day >= 5
        if run > RULES.longest_run or not rested or not one.free[day]:
            return False
    low, high = one.week_paid_s[0]
    if one.period_paid_s is not None:
        low, high = max(low, one.period_paid_s[0]), min(high, one.period_paid_s[1])
    most_nights = min((limit.left[0] for limit in one.night_limits), default=7)
    weekends = min((limit.left[0] for limit in one.weekend_limits), default=1)
    return (
        low <= hours <= high
        and days <= one.most_days[0]
        and nights <= most_nights
        and (weekend <= weekends)
    )


LEGAL_CASES = (
    worker(),
    worker(carry_days=2, earliest_min=700),
    worker(week_paid_s=((8 * H, 24 * H),), most_days=(3,)),
    worker(week_paid_s=((8 * H, 32 * H),), period_paid_s=(20 * H, 28 * H)),
    worker(night_limits=hard(1), week_paid_s=((24 * H, 24 * H),)),
    worker(night_limits=hard(0), weekend_limits=hard(0), week_paid_s=((20 * H, 20 * H),)),
    worker(free=(True, False, True, True, True, True, False), most_days=(4,)),
)


@cache
def legal_lines(case: int) -> list[tuple[ShiftOption | None, ...]]:
    """Every legal line of a case, by enumeration."""
    lines = product((None, *THREE), repeat=7)
    return [line for line in lines if is_legal(line, LEGAL_CASES[case])]


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(LEGAL_CASES), st.integers(0, 10**6))
def test_the_best_line_is_the_best_of_all_legal_lines(one: Worker, seed: int) -> None:
    given_arrays = encoded(problem(one, options=THREE))
    random = np.random.default_rng(seed)
    kinds, kind_of = given_arrays.kinds, given_arrays.shifts.kind.tolist()
    assert len(set(kind_of)) == len(THREE), "every option of this library is a kind of its own"
    values = np.round(random.normal(0, 5, (7, len(THREE))), 1)
    penalty = given_arrays.people.penalty[0]
    values[np.isinf(penalty)[:, np.argsort(kind_of)]] = -np.inf
    off = np.round(random.normal(0, 3, 7), 1)
    found = np.zeros(7, np.int64)
    room = make_room(given_arrays.people, kinds)
    best = best_line(0, values, off, given_arrays.people, kinds, room, found)

    def value(line: tuple[ShiftOption | None, ...]) -> float:
        return sum(
            off[day] if option is None else values[day, kind_of[THREE.index(option)]]
            for day, option in enumerate(line)
        )

    assert best == pytest.approx(max(value(line) for line in legal_lines(LEGAL_CASES.index(one))))
    chosen = tuple(None if k < 0 else THREE[kind_of.index(k)] for k in found.tolist())
    assert is_legal(chosen, one)
    assert value(chosen) == pytest.approx(best)


def costs(made: Response, of: RosterProblem) -> tuple[float, float]:
    """Coverage cost and refused wishes, counted from the duties minute by minute."""
    there = {queue: [0.0] * (of.days * 48 + 48) for queue in of.queues}
    for duty in made.duties:
        away = {
            minute
            for start, pause in zip(duty.pauses, duty.option.pauses, strict=True)
            for minute in range(start, start + pause.length_min)
        }
        for minute in range(duty.option.length_min):
            if minute not in away:
                at = duty.day * 1440 + duty.option.start_min + minute
                there[duty.queue][at // 30] += 1 / 30
    cover = sum(
        sum(cost_parts(need, round(there[queue][slot], 6), of.prices))
        for queue in of.queues
        for slot, need in enumerate(of.required[queue])
    )
    cover += of.prices.over * sum(sum(there[queue][of.days * 48 :]) for queue in of.queues)
    worked = {(duty.worker.agent_id, duty.day): duty.option for duty in made.duties}
    refused = sum(
        wish.weight
        for person in of.people
        for wish in person.wishes
        for day in range(of.days)
        if wish.refused_by(day, worked.get((person.agent_id, day)))
    )
    return cover, refused


def team() -> RosterProblem:
    wishes = (Wish("off", 5.0, day=2), Wish("shift", 1.0, latest_min=600))
    people = [
        worker(agent_id=f"A{n}", week_paid_s=((24 * H, 24 * H),), wishes=wishes if n % 2 else ())
        for n in range(6)
    ]
    return problem(*people, need=1.5)


def test_the_figures_are_those_of_the_duties_and_the_bound_is_below() -> None:
    of = team()
    made = best_response(of, time_limit_s=1.0, seed=3)
    cover, refused = costs(made, of)
    assert made.coverage_cost == pytest.approx(cover)
    assert made.line_cost == pytest.approx(refused)
    assert made.bound <= made.objective + 1e-6
    for person in of.people:
        line = {duty.day: duty.option for duty in made.duties if duty.worker is person}
        assert is_legal(tuple(line.get(day) for day in range(7)), person)


def test_the_bound_is_below_the_optimum_of_two_people() -> None:
    of = problem(worker(agent_id="A1"), worker(agent_id="A2", wishes=(Wish("off", 4.0, day=0),)))
    made = best_response(of, time_limit_s=1.0)
    simple = [
        line
        for line in product((None, EARLY, LATE, NIGHT), repeat=7)
        if is_legal(line, of.people[0])
    ]
    random = np.random.default_rng(5)
    for _ in range(200):
        a, b = (simple[int(n)] for n in random.integers(len(simple), size=2))
        duties = [
            _duty(person, day, option)
            for person, line in zip(of.people, (a, b), strict=True)
            for day, option in enumerate(line)
            if option is not None
        ]
        assert made.bound <= sum(costs(replace(made, duties=tuple(duties)), of)) + 1e-6


def _duty(person: Worker, day: int, option: ShiftOption) -> Any:
    from scheduling.roster.response import Duty

    places = tuple(pause.earliest_min for pause in option.pauses)
    return Duty(person, day, option, "q", places)


def test_the_same_seed_gives_the_same_roster() -> None:
    first, second = (best_response(team(), time_limit_s=1.0, seed=11) for _ in range(2))
    assert first == second


def test_pins_and_skills_that_end_are_kept() -> None:
    skills = (frozenset({"q"}),) * 3 + (frozenset[str](),) * 4
    pinned = worker(pins={0: Pin(None), 2: Pin(LATE)}, skills=skills)
    made = best_response(problem(pinned), time_limit_s=1.0)
    worked = {duty.day: duty.option for duty in made.duties}
    assert (set(worked), worked[2]) == ({1, 2}, LATE), "Monday is pinned off, the skill ends"


def test_hours_no_line_can_hold_are_named() -> None:
    with pytest.raises(NoLine, match="A1"):
        best_response(problem(worker(week_paid_s=((6 * H, 6 * H),))), time_limit_s=1.0)


def test_a_wish_granted_when_it_costs_nothing_and_refused_when_coverage_is_dearer() -> None:
    wish = Wish("off", 3.0, day=0)
    free = worker(wishes=(wish,), week_paid_s=((8 * H, 8 * H),))
    assert best_response(problem(free), time_limit_s=1.0).line_cost == 0
    only_monday = problem(free, required={"q": [1.0] * 48 + [0.0] * 48 * 6})
    assert best_response(only_monday, time_limit_s=1.0).line_cost == 3.0


@settings(max_examples=30, deadline=None)
@given(st.floats(0, 12), st.integers(0, 8), st.floats(-2, 20), st.floats(0.05, 50))
def test_softened_cost_lies_below_the_true_one_and_meets_it_when_narrow(
    there: float, need: int, price: float, width: float
) -> None:
    demand = encoded(problem(worker(), need=float(need))).demand
    true = slot_cost(there, 0, 20, demand)
    assert true == pytest.approx(sum(cost_parts(need, there, PRICES)))
    assert softened_cost(there, 0, 20, price, width, demand) <= true + 1e-9
    narrow = softened_cost(there, 0, 20, price, 1e-7, demand)
    assert narrow == pytest.approx(true, abs=1e-3)


def test_prices_learn_where_people_are_missing_and_where_they_are_superfluous() -> None:
    demand = encoded(problem(worker(), need=2.0)).demand
    prices, cover = np.zeros_like(demand.required), demand.required.copy()
    cover[0, 20], cover[0, 21] = 0.0, 5.0
    learn_prices(cover, demand, prices, 1.0, 0.5)
    assert (prices[0, 20], prices[0, 21]) == (1.0, -1.0), "half of two missing, half of -2"
    assert np.count_nonzero(prices) == 2, "where the cover meets the need, a price stays"


def test_a_night_before_the_first_monday_is_in_the_bound() -> None:
    of = problem(worker(), required={"q": [1.0] * 6 + [0.0] * (48 * 7 - 6)})
    made = best_response(of, time_limit_s=1.0)
    assert cost_out_of_reach(encoded(of)) == 60.0, "six half-hours short of one person"
    superfluous = 32 - 2 * 0.5
    assert made.bound == pytest.approx(60.0 + superfluous, abs=0.01), "two shifts, a break in each"
    assert made.bound <= made.objective + 1e-6


def test_no_night_runs_into_a_leave() -> None:
    away = (False, False, True, *[False] * 4, True)
    penalty = encoded(problem(worker(away=away))).people.penalty[0]
    assert [day for day in range(7) if penalty[day, 3] == NEVER] == [1, 6]


def test_what_is_forbidden_has_no_price() -> None:
    penalty = encoded(problem(worker(earliest_min=600))).people.penalty[0]
    assert penalty[0].tolist() == [NEVER, NEVER, 0.0, 0.0]


def test_the_search_tells_its_bound_and_every_sweep() -> None:
    heard: list[Progress] = []
    with heard_by(heard.append):
        found = best_response(problem(worker(), worker(agent_id="A2")))
    assert heard[0] == Progress("best_response", None, found.bound)
    assert len(heard) == found.sweeps + 1
    assert heard[-1].objective == pytest.approx(found.objective)
