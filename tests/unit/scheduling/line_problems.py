"""Small line problems for the tests, and their answers by trying everything."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import strategies as st

from scheduling.lines import Contract, Cover, LineProblem, Person, Request, Shift, evaluate
from scheduling.lines.problem import Line

SHIFTS = (Shift("E", 480), Shift("N", 600, frozenset({"E"})))
FULL_TIME = Contract(1440, 2400, 2, 3, 2, 1)


def team(people: int, days: int = 14) -> LineProblem:
    """A team whose cover cannot be met everywhere."""
    staff = tuple(Person(f"P{k}", FULL_TIME, frozenset({k})) for k in range(people))
    cover = tuple(
        Cover(f"{shift} {day}", ((day, shift),), need, 50, 1)
        for day in range(days)
        for shift, need in (("E", people // 2), ("N", 1))
    )
    wishes = tuple(
        Request(person.code, (3 * k) % days, "E", k % 2 == 0, 1 + k % 3)
        for k, person in enumerate(staff)
    )
    return LineProblem(days, SHIFTS, staff, wishes, cover, ((5, 6), (12, 13)))


@st.composite
def contracts(draw: st.DrawFn, days: int) -> Contract:
    """Limits that may or may not bind, now and then contradictory."""
    minimum_run = draw(st.integers(1, 3))
    return Contract(
        minimum_minutes=480 * draw(st.integers(0, 2)),
        maximum_minutes=480 * draw(st.integers(2, days)) + draw(st.sampled_from([0, 240])),
        minimum_run=minimum_run,
        maximum_run=draw(st.integers(minimum_run, 4)),
        minimum_rest=draw(st.integers(1, 3)),
        maximum_weekends=draw(st.integers(0, 2)),
        shift_maximum=draw(
            st.dictionaries(st.sampled_from(["E", "N"]), st.integers(0, 3), max_size=2)
        ),
    )


@st.composite
def problems(draw: st.DrawFn, people: int = 2) -> LineProblem:
    """Four or five days with two shifts, a weekend in the middle, and cover of shifts and days."""
    days = draw(st.integers(4, 5))
    staff = tuple(
        Person(
            f"P{k}",
            draw(contracts(days)),
            draw(st.frozensets(st.integers(0, days - 1), max_size=1)),
        )
        for k in range(people)
    )
    cells = st.tuples(st.integers(0, days - 1), st.sampled_from(["E", "N"]))
    requests = tuple(
        Request(draw(st.sampled_from(staff)).code, *draw(cells), draw(st.booleans()), weight)
        for weight in draw(st.lists(st.integers(1, 4), max_size=4))
    )
    cover = tuple(
        Cover(f"{day}", wanted, draw(st.integers(0, people)), draw(st.integers(1, 20)), 1)
        for day in range(days)
        for wanted in draw(
            st.sampled_from([(((day, "E"),), ((day, "N"),)), (((day, "E"), (day, "N")),)])
        )
    )
    return LineProblem(days, SHIFTS, staff, requests, cover, weekends=((2, 3),))


def all_lines(problem: LineProblem, person: Person) -> list[Line]:
    """Every line of the person that the evaluator finds nothing wrong with."""
    alone = LineProblem(problem.days, problem.shifts, (person,), (), (), problem.weekends)
    tried = itertools.product(range(len(problem.shifts) + 1), repeat=problem.days)
    lines = (np.array(choices) for choices in tried)
    return [
        line
        for line in lines
        if not evaluate(alone, {person.code: problem.shifts_of(line)}).violations
    ]


def least_penalty(problem: LineProblem) -> float | None:
    """The best objective over every pair of lines of two people; None where there is none."""
    first, second = (all_lines(problem, person) for person in problem.staff)
    if not first or not second:
        return None
    costs = [_costs(problem, who, lines) for who, lines in enumerate((first, second))]
    (cost_a, there_a), (cost_b, there_b) = costs
    missing = _required(problem) - there_a[:, None, :] - there_b[None, :, :]
    under = np.array([row.under_weight for row in problem.cover])
    over = np.array([row.over_weight for row in problem.cover])
    cover = np.where(missing > 0, under * missing, -over * missing).sum(axis=2)
    return float((cost_a[:, None] + cost_b[None, :] + cover).min())


def _required(problem: LineProblem) -> np.ndarray:
    return np.array([row.required for row in problem.cover])


def _costs(problem: LineProblem, who: int, lines: list[Line]) -> tuple[np.ndarray, np.ndarray]:
    """Refused requests' price and the cover given, of each line."""
    code = problem.staff[who].code
    shifts = [problem.shifts_of(line) for line in lines]
    price = [
        sum(
            one.weight
            for one in problem.requests
            if one.person == code and (line[one.day] == one.shift) != one.wanted
        )
        for line in shifts
    ]
    there = [
        [sum(line[day] == shift for day, shift in row.cells) for row in problem.cover]
        for line in shifts
    ]
    return np.array(price), np.array(there).reshape(len(lines), len(problem.cover))
