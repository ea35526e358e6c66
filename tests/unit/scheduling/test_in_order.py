"""Work done in the order it came: every deadline kept, by as few people at once as can be."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.backlog import (
    InOrder,
    Work,
    earliest_deadline_first,
    levelled_agents,
    whole_agents,
)

CLOCK = 6


def late(queue: InOrder, work: np.ndarray, agents: tuple[int, ...] | np.ndarray) -> float:
    """Work that misses its deadline, told by the other engine."""
    held = queue.first < queue.slots
    batches = Work(queue.first[held], queue.due[held], work[held], queue.slots)
    return float(earliest_deadline_first(batches, np.array(agents, float)).late.sum())


@settings(max_examples=60)
@given(
    work=st.lists(st.sampled_from([0.0, 0.3, 0.5, 1.0, 1.7]), min_size=CLOCK, max_size=CLOCK),
    is_open=st.lists(st.booleans(), min_size=CLOCK, max_size=CLOCK).filter(any),
    within=st.integers(1, 3),
)
def test_no_smaller_peak_keeps_every_deadline(
    work: list[float], is_open: list[bool], within: int
) -> None:
    queue, amount = InOrder.on(is_open, within), np.array(work)
    agents = whole_agents(queue, amount, levelled_agents(queue, amount))
    assert late(queue, amount, agents) == pytest.approx(0.0, abs=1e-9)
    answered = queue.in_time(amount, queue.done(amount, agents))
    due = (amount > 0) & (queue.first < queue.slots)
    assert (answered[due] == 1.0).all()
    peak = int(agents.max())
    kept = [
        tried
        for tried in product(range(peak + 1), repeat=queue.slots)
        if late(queue, amount, tried) < 1e-9
    ]
    assert all(max(tried) == peak for tried in kept)
    assert agents.sum() <= min(sum(tried) for tried in kept) + 1


def test_a_night_of_work_waits_for_the_morning() -> None:
    """Two of four half-hours are open; what comes in the closed ones is due one slot later."""
    queue = InOrder.on([True, False, False, True], 1)
    work = np.array([1.0, 1.0, 1.0, 0.5])
    assert (queue.first.tolist(), queue.due.tolist()) == ([0, 1, 1, 1], [1, 2, 2, 2])
    assert queue.came(work).tolist() == [1.0, 3.5]
    done = queue.done(work, [1.0, 2.0])
    assert done.tolist() == [1.0, 3.0]
    assert queue.in_time(work, done) == pytest.approx([1.0, 1.0, 1.0, 0.0])
    agents = whole_agents(queue, work, levelled_agents(queue, work), [2, 1])
    assert agents.tolist() == [2, 3]


def test_what_comes_later_is_never_due_earlier() -> None:
    queue = InOrder.on([True] * 4, [4, 4, 1, 2])
    assert queue.due.tolist() == [3, 3, 3, 4]


def test_even_work_takes_its_mean_all_day_and_no_flicker() -> None:
    queue, work = InOrder.on([True] * 200, 20), np.full(200, 2.4)
    agents = whole_agents(queue, work, levelled_agents(queue, work))
    assert set(agents[20:180].tolist()) == {2, 3}
    assert agents.sum() == pytest.approx(2.4 * 200, abs=1)
    assert (np.diff(agents) != 0).sum() < 70


def test_an_open_house_without_work_keeps_its_minimum() -> None:
    queue, work = InOrder.on([True, True], 1), np.zeros(2)
    assert whole_agents(queue, work, levelled_agents(queue, work), 1).tolist() == [1, 1]
    assert np.isnan(queue.in_time(work, queue.done(work, 1.0))).all()


def test_in_a_house_that_never_opens_nothing_is_answered() -> None:
    queue, work = InOrder.on([False, False], 2), np.array([1.0, 2.0])
    agents = whole_agents(queue, work, levelled_agents(queue, work), 1)
    assert agents.size == 0
    assert queue.in_time(work, queue.done(work, agents)).tolist() == [0.0, 0.0]
