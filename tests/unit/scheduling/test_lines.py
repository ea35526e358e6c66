"""Whole-line rosters against every roster tried out."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scheduling.lines import (
    Cover,
    LineProblem,
    NoRoster,
    Person,
    Request,
    evaluate,
    refusals,
    solve_lines,
)
from scheduling.lines.automaton import NOWHERE, Automaton, line_automaton
from scheduling.lines.maxima import Automata
from scheduling.lines.pricing import cheapest_line, cheapest_through
from scheduling.lines.window import Window, between
from tests.unit.scheduling.line_problems import all_lines, least_penalty, problems, team


def accepted(automaton: Automaton) -> set[tuple[int, ...]]:
    """Every line of an automaton, walked from its start."""
    if automaton.empty:
        return set()
    paths = [((), 0)]
    for _ in range(len(automaton.first) - 2):
        paths = [
            ((*line, choice), automaton.after[node, its])
            for line, node in paths
            for choice, its in enumerate(automaton.group)
            if its != NOWHERE and automaton.after[node, its] != NOWHERE
        ]
    return {line for line, _ in paths}


@settings(max_examples=25, deadline=None)
@given(problems(people=1))
def test_the_automaton_accepts_just_the_lines_without_violation(problem: LineProblem) -> None:
    (person,) = problem.staff
    lines = {tuple(line.tolist()) for line in all_lines(problem, person)}
    free = accepted(line_automaton(problem, person.contract))
    assert {line for line in free if not any(line[day] for day in person.days_off)} == lines


@settings(max_examples=25, deadline=None)
@given(problems(people=1), st.integers(0, 2**32 - 1))
def test_pricing_finds_what_trying_all_lines_finds(problem: LineProblem, seed: int) -> None:
    (person,) = problem.staff
    lines = all_lines(problem, person)
    assume(lines)
    automaton, days = line_automaton(problem, person.contract), np.arange(problem.days)
    cost = np.random.default_rng(seed).normal(size=(problem.days, 3)) + problem.bars(person)
    costs = np.array([cost[days, line].sum() for line in lines])
    value, line = cheapest_line(automaton, cost)
    assert value == pytest.approx(costs.min())
    assert cost[days, line].sum() == pytest.approx(value)
    through = cheapest_through(automaton, cost)
    for day, choice in itertools.product(days, range(3)):
        with_it = [c for c, one in zip(costs, lines, strict=True) if one[day] == choice]
        assert through[day, choice] == pytest.approx(min(with_it, default=np.inf))


@settings(max_examples=25, deadline=None)
@given(problems(people=1), st.integers(0, 2**32 - 1))
def test_counting_maxima_only_when_broken_finds_the_same(problem: LineProblem, seed: int) -> None:
    (person,) = problem.staff
    lines, automata = all_lines(problem, person), Automata(problem)
    random, days = np.random.default_rng(seed), np.arange(problem.days)
    for _ in range(3):
        cost = random.normal(size=(problem.days, 3)) + problem.bars(person)
        value, line = automata.cheapest(0, cost)
        costs = [cost[days, one].sum() for one in lines]
        assert value == pytest.approx(min(costs, default=np.inf))
        assert not lines or any((line == one).all() for one in lines)


@settings(max_examples=25, deadline=None)
@given(problems(people=1), st.data())
def test_a_window_keeps_the_other_days(problem: LineProblem, data: st.DataObject) -> None:
    automaton = line_automaton(problem, problem.staff[0].contract)
    lines = accepted(automaton)
    assume(lines)
    line = np.array(data.draw(st.sampled_from(sorted(lines))))
    first = data.draw(st.integers(0, problem.days - 1))
    window = Window(first, data.draw(st.integers(first + 1, problem.days)))
    inside = accepted(between(automaton, line, window))
    outside = tuple(np.delete(line, np.r_[window.days]))
    assert inside == {
        one[window.days] for one in lines if tuple(np.delete(one, np.r_[window.days])) == outside
    }


@settings(max_examples=25, deadline=None)
@given(problems())
def test_the_roster_is_the_best_of_all(problem: LineProblem) -> None:
    best = least_penalty(problem)
    if best is None:
        with pytest.raises(NoRoster):
            solve_lines(problem, seed=1, rounds=40)
        return
    solution = solve_lines(problem, seed=1, rounds=40)
    assert not solution.evaluation.violations
    assert solution.optimal and solution.objective == best
    assert all(step.bound <= best for step in solution.history)


def test_a_search_tells_a_falling_objective_and_a_rising_bound() -> None:
    told = []
    solution = solve_lines(team(9), seed=3, rounds=30, on_progress=told.append)
    assert tuple(told) == solution.history
    assert told[0].phase == "first roster"
    assert "relaxation" in {step.phase for step in told}
    for before, after in itertools.pairwise(told):
        assert after.objective <= before.objective and after.bound >= before.bound
    assert not solution.evaluation.violations
    assert solution.bound <= solution.objective
    assert solution.gap == pytest.approx(1 - solution.bound / solution.objective)


def test_the_same_seed_gives_the_same_roster() -> None:
    first, second = (solve_lines(team(8), seed=5, rounds=15) for _ in range(2))
    assert first.roster == second.roster


def test_a_search_without_time_keeps_a_roster() -> None:
    clock = itertools.count().__next__
    solution = solve_lines(team(6), seed=1, clock=clock, time_limit_s=3)
    assert not solution.evaluation.violations
    assert len(solution.roster) == 6


def test_penalties_name_person_day_and_amount() -> None:
    problem = team(4)
    evaluation = evaluate(problem, {})
    wishes = [one for one in evaluation.penalties if one.kind == "request"]
    assert [(one.person, one.day, one.amount) for one in wishes] == [("P0", 0, 1), ("P2", 6, 3)]
    assert sum(one.amount for one in evaluation.penalties if one.kind == "under") == 14 * 3 * 50
    assert {one.rule for one in evaluation.violations} == {"minutes"}


def test_a_refused_request_says_what_granting_it_costs() -> None:
    problem = team(6)
    roster = {who.code: problem.shifts_of(_lines(problem, who)[0]) for who in problem.staff}
    priced = [one for one in refusals(problem, roster) if one.price is not None]
    assert priced
    for refusal in priced:
        one = refusal.request
        person = next(person for person in problem.staff if person.code == one.person)
        granted = [
            evaluate(problem, {**roster, one.person: problem.shifts_of(line)}).objective
            for line in _lines(problem, person)
            if (problem.shifts_of(line)[one.day] == one.shift) == one.wanted
        ]
        now = evaluate(problem, roster).objective
        assert refusal.price is not None and refusal.price <= min(granted) - now


def _lines(problem: LineProblem, person: Person) -> list[np.ndarray]:
    """Cheapest lines under random costs."""
    automaton, random = line_automaton(problem, person.contract), np.random.default_rng(0)
    bars = problem.bars(person)
    return [cheapest_line(automaton, random.normal(size=(14, 3)) + bars)[1] for _ in range(60)]


def test_a_request_that_rules_forbid_names_them() -> None:
    problem = team(2)
    first = problem.staff[0]
    wish = Request("P0", 0, "E", True, 2)
    problem = replace(problem, requests=(wish,))
    roster = solve_lines(problem, seed=1, rounds=5).roster
    (refusal,) = refusals(problem, roster)
    assert first.days_off == {0} and refusal.price is None
    assert refusal.conflict is not None and refusal.conflict.rules == ("day_off",)


def test_a_problem_refuses_what_does_not_exist() -> None:
    with pytest.raises(ValueError, match="no shift 'X' on day 0"):
        replace(team(2), cover=(Cover("X", ((0, "X"),), 1, 1, 1),))
    with pytest.raises(ValueError, match="'Q', who is not on the staff"):
        replace(team(2), requests=(Request("Q", 0, "E", True, 1),))
    with pytest.raises(ValueError, match="a weight of -1"):
        replace(team(2), cover=(Cover("E", ((0, "E"),), 1, -1, 1),))
