"""Shift cover: the implicit model is the explicit one, and its answer is a plan people can work."""

from __future__ import annotations

from collections import Counter
from itertools import product

import pulp
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scheduling.roster.shift_library import Pause as LibraryPause
from scheduling.roster.shift_library import ShiftOption
from scheduling.tours import (
    Cover,
    CoverRules,
    Pause,
    ShiftPattern,
    cover_shifts,
    period_requirement,
    shift_patterns,
)
from scheduling.tours.cover import NoCover

PER_DAY = 8
SHIFTS = (
    ShiftPattern("long", 0, 7, (Pause(1, 1, 2), Pause(1, 3, 5))),
    ShiftPattern("late", 2, 6, (Pause(2, 1, 3, paid=False),)),
    ShiftPattern("short", 1, 3, most=2),
    ShiftPattern("split", 0, 8, (Pause(3, 2, 3, paid=False),), cost=4.5),
)
NIGHT = ShiftPattern("night", 6, 5, (Pause(1, 1, 3),))
needs = st.lists(st.integers(0, 4), min_size=PER_DAY, max_size=PER_DAY)


def explicit_optimum(
    required: list[list[int]], shifts: tuple[ShiftPattern, ...], rules: CoverRules
) -> float:
    """One variable per shift and choice of places, all days in one model."""
    model = pulp.LpProblem("explicit", pulp.LpMinimize)
    flat = [need for day in required for need in day]
    there: list[list[pulp.LpVariable]] = [[] for _ in range(len(flat) + PER_DAY)]
    cost = []
    for day, (n, shift) in product(range(len(required)), enumerate(shifts)):
        same_start = []
        for m, places in enumerate(
            product(*(range(p.earliest, p.latest + 1) for p in shift.pauses))
        ):
            people = pulp.LpVariable(f"x_{day}_{n}_{m}", 0, cat=pulp.LpInteger)
            same_start.append(people)
            cost.append(shift.price * people)
            for step in shift.periods_at_work(places):
                there[day * PER_DAY + shift.start + step].append(people)
        if shift.most is not None:
            model += pulp.lpSum(same_start) <= shift.most
    for period, need in enumerate(flat):
        short = pulp.LpVariable(f"s_{period}", 0, None if rules.short is not None else 0)
        over = pulp.LpVariable(f"o_{period}", 0)
        model += pulp.lpSum(there[period]) + short - over == need
        cost += [(rules.short or 0.0) * short, rules.over * over]
        if rules.seats is not None:
            model += pulp.lpSum(there[period]) <= rules.seats
    model += pulp.lpSum(cost)
    model.solve(pulp.HiGHS(msg=False, threads=1))
    return sum(pulp.value(term) for term in cost)


def at_work(cover: Cover, periods: int) -> list[int]:
    there: Counter[int] = Counter()
    for tour in cover.tours:
        for period in tour.periods_at_work(PER_DAY):
            there[period] += tour.people
    return [there[period] for period in range(periods)]


@settings(max_examples=12, deadline=None)
@given(needs)
@example([1, 0, 2, 1, 1, 2, 0, 0])  # whole pauses cost more than fractional ones promise
def test_the_implicit_model_finds_the_explicit_optimum(need: list[int]) -> None:
    rules = CoverRules(short=3.0, over=0.25, seats=5)
    cover = cover_shifts([need], SHIFTS, rules, gap=0.0)
    assert cover.objective == pytest.approx(explicit_optimum([need], SHIFTS, rules))
    assert cover.bound <= cover.objective + 1e-6
    assert cover.bound_of == "sum of the days"


@settings(max_examples=8, deadline=None)
@given(needs, needs)
def test_nights_join_the_days_and_the_bound_stays_below(first: list[int], last: list[int]) -> None:
    need = [first, last]
    shifts = (*SHIFTS, NIGHT)
    rules = CoverRules(short=3.0, over=0.25)
    cover = cover_shifts(need, shifts, rules, gap=0.0)
    optimum = explicit_optimum(need, shifts, rules)
    assert cover.bound <= optimum + 1e-6 <= cover.objective + 2e-6
    assert cover.bound_of == "linear relaxation of all days"


@settings(max_examples=15, deadline=None)
@given(needs, st.booleans())
def test_fixed_pauses_are_solved_to_the_explicit_optimum(need: list[int], priced: bool) -> None:
    shifts = (
        ShiftPattern("early", 0, 4, (Pause(1, 2, 2),), most=3),
        ShiftPattern("whole", 0, 8),
        ShiftPattern("late", 4, 4, cost=3.0),
    )
    rules = CoverRules(short=1.5, over=1.0, seats=6) if priced else CoverRules()
    cover = cover_shifts([need], shifts, rules, gap=0.0)
    assert cover.objective == pytest.approx(explicit_optimum([need], shifts, rules))


@settings(max_examples=8, deadline=None)
@given(needs, needs)
def test_every_tour_keeps_its_windows_and_the_requirement_is_met(
    first: list[int], last: list[int]
) -> None:
    need = [first, [*last[:-1], 0]]
    cover = cover_shifts(need, SHIFTS, gap=0.0)
    there = at_work(cover, 2 * PER_DAY)
    assert all(have >= want for have, want in zip(there, need[0] + need[1], strict=True))
    assert cover.short == 0
    assert cover.over == sum(there) - sum(map(sum, need))
    starts: Counter[tuple[int, str]] = Counter()
    for tour in cover.tours:
        starts[tour.day, tour.shift.name] += tour.people
        for at, pause in zip(tour.pauses, tour.shift.pauses, strict=True):
            assert pause.earliest <= at <= pause.latest
    assert all(n <= 2 for (_, name), n in starts.items() if name == "short")


def test_the_readme_example_of_pyworkforce() -> None:
    need = [
        [9, 11, 17, 9, 7, 12, 5, 11, 8, 9, 18, 17, 8, 12, 16, 8, 7, 12, 11, 10, 13, 19, 16, 7],
        [13, 13, 12, 15, 18, 20, 13, 16, 17, 8, 13, 11,
         6, 19, 11, 20, 19, 17, 10, 13, 14, 23, 16, 8],
    ]  # fmt: skip
    shifts = [
        ShiftPattern("Morning", 5, 8, cost=1.0, most=25),
        ShiftPattern("Afternoon", 13, 8, cost=1.0, most=25),
        ShiftPattern("Night", 0, 24, (Pause(16, 5, 5, paid=False),), cost=1.0, most=25),
        ShiftPattern("Mixed", 9, 8, cost=1.0, most=25),
    ]
    cover = cover_shifts(need, shifts, CoverRules(seats=27), gap=0.0)
    assert (cover.objective, cover.bound) == (113.0, 113.0), "its README prints OPTIMAL 113.0"


def test_people_of_the_evening_before_count() -> None:
    night = [[2, 1, 0, 0, 0, 0, 0, 0]]
    assert cover_shifts(night, [ShiftPattern("dawn", 0, 2)]).paid == 4
    assert cover_shifts(night, [ShiftPattern("dawn", 0, 2)], carried_in={0: 1, 1: 1}).paid == 2


def test_the_same_seed_gives_the_same_cover() -> None:
    need = [[1, 3, 4, 2, 3, 4, 2, 1]]
    first, second = (cover_shifts(need, SHIFTS[:3], gap=0.0, seed=5) for _ in range(2))
    assert first.tours == second.tours


def test_what_no_shift_covers_is_said() -> None:
    with pytest.raises(NoCover, match="day 0"):
        cover_shifts([[0, 0, 0, 0, 0, 0, 0, 1]], [SHIFTS[1], SHIFTS[2]][1:])


def test_overlapping_windows_are_refused() -> None:
    with pytest.raises(ValueError, match="overlap"):
        ShiftPattern("bad", 0, 8, (Pause(1, 1, 3), Pause(1, 3, 5)))


def test_a_library_shift_becomes_quarters() -> None:
    meal = LibraryPause("meal", 30, 180, 240)
    rest = LibraryPause("break", 15, 60, 90)
    option = ShiftOption("M", "早班", "Early", 480, 510, 28800, (rest, meal))
    (pattern,) = shift_patterns([option])
    assert (pattern.start, pattern.length, pattern.paid) == (32, 34, 32)
    assert pattern.pauses == (Pause(1, 4, 6), Pause(2, 12, 16, paid=False))
    with pytest.raises(ValueError, match="period"):
        shift_patterns([option], period_min=30)
    assert period_requirement([1.0] * 48)[0] == [1.0] * 96
