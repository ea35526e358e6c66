"""Prices found without a linear program, annealing and dives: everybody gets just one line."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scheduling.lines import LineProblem, Shift, evaluate
from scheduling.lines.annealing import anneal
from scheduling.lines.ascent import ascend
from scheduling.lines.distinct import distinct_rows
from scheduling.lines.diving import dive, most_certain
from scheduling.lines.first_roster import first_roster
from scheduling.lines.generation import generate
from scheduling.lines.master import Master
from scheduling.lines.maxima import Automata
from scheduling.lines.progress import Limits, Track
from scheduling.lines.space import Column, LineSpace, Values, whole_space
from tests.unit.scheduling.line_problems import all_lines, least_penalty, problems, team


def space_of(problem: LineProblem) -> LineSpace:
    return whole_space(problem, Automata(problem), range(len(problem.staff)))


def unhurried() -> Track:
    return Track(Limits(None, math.inf, 1), lambda _: None)


def bound_at(space: LineSpace, prices: Values) -> float:
    total, _ = space.cheapest(prices, space.people)
    return float(total + prices @ space.required)


def line_of(person: int) -> Column:
    return Column(person, np.zeros(3, np.int64), 0.0, np.zeros(2))


@settings(max_examples=10, deadline=None)
@given(problems())
def test_ascending_prices_prove_a_bound_and_meet_legal_lines(problem: LineProblem) -> None:
    best = least_penalty(problem)
    assume(best is not None)
    space = space_of(problem)
    prices, met = ascend(space, np.zeros(len(problem.cover)), unhurried())
    assert best is not None and bound_at(space, prices) <= best + 1e-6
    legal = [{tuple(one) for one in all_lines(problem, person)} for person in problem.staff]
    assert all(tuple(one.line) in legal[one.person] for one in met)


def test_column_generation_begins_close_to_its_end_after_an_ascent() -> None:
    space = space_of(team(9))
    master = Master(space, first_roster(space))
    nought = np.zeros(len(space.required))
    value = generate(master, unhurried(), nought).value
    prices, met = ascend(space, nought, unhurried())
    assert Master(space, met).solve()[0] == pytest.approx(value, rel=0.02)
    assert bound_at(space, prices) > bound_at(space, nought)


@pytest.mark.parametrize("seed", [1, 2])
def test_annealing_gives_everybody_one_legal_line_and_beats_the_first_roster(seed: int) -> None:
    problem = team(9)
    space = space_of(problem)
    prices, _ = ascend(space, np.zeros(len(space.required)), unhurried())
    found = anneal(space, prices, 20, np.random.default_rng(seed), unhurried())
    roster = {problem.staff[one.person].code: problem.shifts_of(one.line) for one in found}
    evaluation = evaluate(problem, roster)
    assert sorted(one.person for one in found) == list(space.people)
    assert not evaluation.violations
    assert evaluation.objective == space.objective(found) < space.objective(first_roster(space))


@settings(max_examples=10, deadline=None)
@given(problems())
def test_a_sum_of_missing_people_divides_the_rosters(problem: LineProblem) -> None:
    best = least_penalty(problem)
    assume(best is not None)
    space = space_of(problem)
    first, nought = first_roster(space), np.zeros(len(space.required))
    whole = generate(Master(space, first), unhurried(), nought).bound
    bounds = list[float]()
    for counts, least in ((nought + 1, 3), (nought - 1, -2)):
        side = space.summing(counts, least, 5000.0)
        lines = [side.column(one.person, one.line) for one in first]
        bounds.append(generate(Master(side, lines), unhurried(), np.append(nought, 0.0)).bound)
    assert min(bounds) > whole - 1.0
    assert best is not None and min(bounds) <= best + 1e-6


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 40), st.sampled_from([3, 10**9]))
def test_distinct_rows_are_those_of_the_matrix(seed: int, many: int, most: int) -> None:
    rows = np.random.default_rng(seed).integers(-1, most, (many, 4))
    unique, which = distinct_rows(rows)
    assert len(unique) == len(np.unique(rows, axis=0))
    assert (unique[which] == rows).all()


@pytest.mark.parametrize(
    ("people", "certainty", "chosen"),
    [
        ((0, 0, 1, 1), (0.0, 0.0, 0.0, 0.0), {0}),
        ((0, 0, 1, 1), (1.0, 0.9, 1.0, 0.2), {0, 2}),
        ((0, 0, 1, 1), (1.0, 0.0, 0.4, 0.5), {0, 3}),
        ((0, 0, 1, 1), (0.9, 0.9, 0.1, 0.1), {0}),
    ],
)
def test_a_dive_decides_somebody_and_nobody_twice(
    people: tuple[int, ...], certainty: tuple[float, ...], chosen: set[int]
) -> None:
    columns = [line_of(person) for person in people]
    found = most_certain(columns, np.array(certainty))
    assert {columns.index(one) for one in found} == chosen


@pytest.mark.parametrize("seed", [None, 1, 2])
def test_a_dive_gives_everybody_one_legal_line(seed: int | None) -> None:
    problem = team(9)
    space = space_of(problem)
    master = Master(space, first_roster(space))
    relaxation = generate(master, unhurried(), np.zeros(len(space.required)))
    noise = None if seed is None else np.random.default_rng(seed)
    found = dive(master, unhurried(), relaxation.prices, noise=noise)
    assert found is not None
    assert sorted(one.person for one in found) == list(space.people)
    roster = {problem.staff[one.person].code: problem.shifts_of(one.line) for one in found}
    evaluation = evaluate(problem, roster)
    assert not evaluation.violations
    assert evaluation.objective == space.objective(found) >= relaxation.bound - 1e-6


def test_people_who_may_work_other_shifts_alike_share_an_automaton() -> None:
    problem = team(2, days=5)
    early = problem.shifts[0]
    day, night = replace(early, code="D"), Shift("N", 600, frozenset({"E", "D"}))
    first, second = (
        replace(one, contract=replace(one.contract, minimum_minutes=0, shift_maximum={code: 0}))
        for one, code in zip(problem.staff, "ED", strict=True)
    )
    weekends = ((2, 3),)
    problem = LineProblem(5, (early, night, day), (first, second), (), (), weekends)
    automata = Automata(problem)
    assert automata[0].after is automata[1].after
    random = np.random.default_rng(0)
    for place, person in enumerate((first, second)):
        lines = all_lines(problem, person)
        for _ in range(5):
            cost = random.normal(size=(5, 4)) + problem.bars(person)
            value, _ = automata.cheapest(place, cost)
            assert value == pytest.approx(min(cost[np.arange(5), one].sum() for one in lines))


def test_a_phase_that_begins_late_leaves_time_to_end() -> None:
    seconds = iter([0.0, 0.0, 50.0])
    track = Track(Limits(lambda: next(seconds), 60.0, 1), lambda _: None)
    assert track.left_after(0.3) == pytest.approx(42.0)
    assert track.left_after(0.3) == pytest.approx(1.0)
