"""Backlog with deadlines: linear programmes as oracle, levelling, opening hours."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from scheduling.backlog import (
    Work,
    constant_capacity,
    earliest_deadline_first,
    levelled_capacity,
    open_work,
    safe_capacity,
)

SLOTS = 6
batches = st.lists(
    st.tuples(st.integers(0, SLOTS - 1), st.integers(1, SLOTS), st.floats(0.1, 5)),
    min_size=1,
    max_size=6,
)


def work_of(made: list[tuple[int, int, float]]) -> Work:
    first = np.array([start for start, _, _ in made])
    due = np.minimum(first + np.array([length for _, length, _ in made]), SLOTS)
    return Work(first, due, np.array([hours for *_, hours in made]), SLOTS)


def smallest_peak(work: Work) -> float:
    """Linear programme: hours of each batch in each of its slots, least constant capacity."""
    count = work.hours.size
    columns = count * SLOTS + 1
    cost = np.zeros(columns)
    cost[-1] = 1.0
    whole = np.zeros((count, columns))
    for batch in range(count):
        whole[batch, batch * SLOTS + work.first[batch] : batch * SLOTS + work.due[batch]] = 1.0
    below = np.zeros((SLOTS, columns))
    for slot in range(SLOTS):
        below[slot, slot : count * SLOTS : SLOTS] = 1.0
        below[slot, -1] = -1.0
    return linprog(cost, below, np.zeros(SLOTS), whole, work.hours).fun


@settings(max_examples=40, deadline=None)
@given(batches)
def test_constant_capacity_is_that_of_the_linear_programme(made: list) -> None:
    work = work_of(made)
    needed = constant_capacity(work)
    assert needed == pytest.approx(smallest_peak(work), rel=1e-6)
    assert earliest_deadline_first(work, needed * (1 + 1e-9)).late.sum() == pytest.approx(
        0, abs=1e-6
    )
    assert earliest_deadline_first(work, needed * 0.99).late.sum() > 0


@settings(max_examples=40, deadline=None)
@given(batches)
def test_levelled_capacity_keeps_all_deadlines_and_wastes_nothing(made: list) -> None:
    work = work_of(made)
    levelled = levelled_capacity(work)
    assert levelled.sum() == pytest.approx(work.hours.sum())
    assert levelled.max() == pytest.approx(constant_capacity(work))
    processed = earliest_deadline_first(work, levelled * (1 + 1e-9))
    assert processed.late.sum() == pytest.approx(0.0, abs=1e-6)


def test_levelling_by_hand() -> None:
    """Four hours due in the second slot, two more by the end: 2, 2, then 2/3 each."""
    work = Work(np.array([0, 0]), np.array([2, 5]), np.array([4.0, 2.0]), 5)
    assert levelled_capacity(work).tolist() == pytest.approx([2, 2, 2 / 3, 2 / 3, 2 / 3])
    assert constant_capacity(work) == 2.0


def test_the_most_urgent_is_done_first_and_lateness_is_counted_once() -> None:
    work = Work(np.array([0, 0]), np.array([3, 1]), np.array([2.0, 2.0]), 3)
    processed = earliest_deadline_first(work, 1.0)
    assert processed.done.tolist() == [1.0, 1.0, 1.0]
    assert processed.late.tolist() == [1.0, 0.0, 1.0]
    assert processed.backlog.tolist() == [3.0, 2.0, 1.0]
    assert processed.in_time_share == 0.5


def test_work_that_comes_while_closed_begins_with_the_next_opening() -> None:
    is_open = [False, True, True, False, False, True, True]
    work = open_work([0, 2, 3, 6], [1.0, 1.0, 1.0, 1.0], is_open, answer_within=2)
    assert work.first.tolist() == [0, 1, 2, 3]
    assert work.due.tolist() == [2, 3, 4, 4]


def test_safe_capacity_is_a_quantile_of_what_scenarios_take() -> None:
    scenarios = [
        Work(np.array([0]), np.array([1]), np.array([float(hours)]), 1) for hours in range(1, 11)
    ]
    assert safe_capacity(scenarios, 0.9) == 9.0
    assert safe_capacity(scenarios, 1.0) == 10.0
    with pytest.raises(ValueError, match="at least one scenario"):
        safe_capacity([], 0.9)


def test_impossible_work_is_refused() -> None:
    with pytest.raises(ValueError, match="before the work may begin"):
        Work(np.array([2]), np.array([1]), np.array([1.0]), 3)
    with pytest.raises(ValueError, match="outside the slots"):
        Work(np.array([0]), np.array([4]), np.array([1.0]), 3)
