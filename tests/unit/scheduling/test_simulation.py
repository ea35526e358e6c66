"""The simulator beside an oracle that shares nothing with it, the formulas, and its own laws."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.erlang import erlang_a, erlang_c
from scheduling.simulation import (
    Constant,
    Contacts,
    Empirical,
    Exponential,
    Group,
    Lognormal,
    Queue,
    Shape,
    Simulated,
    Skill,
    draw_contacts,
    simulate,
)
from scheduling.simulation.groups import floor_of
from scheduling.simulation.routing import simulate_routing
from scheduling.simulation.tally import empty_tally
from tests.unit.scheduling.day_by_hand import HALF_HOUR_S, Day

SHAPES = (Exponential(), Lognormal(0.8), Constant(), Empirical((60.0, 90.0, 200.0, 410.0)))


def voice(agents: list[int] | np.ndarray, queue_id: str = "voice") -> Group:
    return Group("agents", np.asarray(agents), (Skill(queue_id),))


def same_as_by_hand(contacts: Contacts, groups: list[Group], found: Simulated) -> None:
    """Every count and sum of every day, queue and half-hour."""
    for day in range(contacts.days):
        truth = Day(contacts, groups, day).run().contacts
        for q, queue_id in enumerate(contacts.queue_ids):
            target = contacts.target_wait_s[q]
            for half_hour in range(contacts.half_hours):
                ours = [
                    one
                    for one in truth
                    if one.queue_id == queue_id and one.arrived_s // HALF_HOUR_S == half_hour
                ]
                waits = [one.wait_s for one in ours if one.wait_s is not None]
                here = (day, q, half_hour)
                assert found.offered[here] == len(ours)
                assert found.answered[here] == len(waits)
                assert found.answered_within_target[here] == sum(w <= target for w in waits)
                assert found.abandoned[here] == sum(one.abandoned for one in ours)
                assert found.wait_of_answered_s[here] == pytest.approx(
                    sum(waits), rel=1e-9, abs=1e-6
                )
                left = sum(one.patience_s for one in ours if one.abandoned)
                assert found.wait_of_abandoned_s[here] == pytest.approx(left)
                handled = sum(
                    one.ended_s - one.arrived_s - one.wait_s
                    for one in ours
                    if one.ended_s is not None and one.wait_s is not None
                )
                assert found.handled_s[here] == pytest.approx(handled, rel=1e-9, abs=1e-6)


@pytest.mark.parametrize("handle", SHAPES)
def test_one_queue_is_what_the_events_by_hand_say(handle: Shape) -> None:
    agents = [4, 8, 6, 0, 9, 3]
    queue = Queue("voice", [20, 60, 50, 10, 60, 30], 240.0, 20.0, 90.0, handle, Lognormal(1.2))
    contacts = draw_contacts([queue], days=3, seed=5)
    same_as_by_hand(contacts, [voice(agents)], simulate(contacts, [voice(agents)]))


SKILLED = [
    Group("sales", np.array([2, 3, 3, 1]), (Skill("sales"),)),
    Group("service", np.array([3, 6, 2, 4]), (Skill("service"), Skill("billing", 1, 2))),
    Group(
        "all",
        np.array([1, 2, 4, 1]),
        (Skill("billing", 2, 1, 1.3), Skill("sales", 2, 2), Skill("service", 2, 2, 0.9)),
    ),
]


def three_queues() -> list[Queue]:
    return [
        Queue("service", [20, 40, 30, 20], 300.0, 20.0, 120.0),
        Queue("sales", [10, 18, 20, 10], 400.0, 30.0, 60.0, Lognormal(0.7)),
        Queue("billing", [5, 15, 12, 4], 200.0, 20.0, math.inf),
    ]


def test_skills_and_ranks_are_what_the_events_by_hand_say() -> None:
    contacts = draw_contacts(three_queues(), days=3, seed=11)
    same_as_by_hand(contacts, SKILLED, simulate(contacts, SKILLED))


def test_chats_in_hand_slow_each_other_down_as_by_hand() -> None:
    groups = [
        Group("a", np.array([1, 1, 0, 1]), (Skill("chat"),), 3, (1.0, 1.5, 2.1)),
        Group("b", np.array([0, 1, 1, 1]), (Skill("chat", 2, 1, 1.2),), 2, (1.0, 1.4)),
    ]
    contacts = draw_contacts([Queue("chat", [12, 20, 9, 12], 280.0, 60.0, 200.0)], days=4, seed=3)
    same_as_by_hand(contacts, groups, simulate(contacts, groups))


def test_both_engines_give_the_same_days() -> None:
    queue = Queue("voice", np.linspace(40, 300, 12), 420.0, 20.0, 150.0, Lognormal(1.1))
    agents = np.concatenate([np.arange(10, 80, 10), np.arange(60, 35, -5)])
    contacts = draw_contacts([queue], days=5, seed=2)
    line = simulate(contacts, [voice(agents)])
    tally = empty_tally(5, 1, 1, 12)
    simulate_routing(contacts, floor_of([voice(agents)], contacts), tally)
    for kind, counted in enumerate((line.answered, line.answered_within_target, line.abandoned)):
        assert (counted == tally.counts[..., kind]).all()
    assert line.busy_s == pytest.approx(tally.work[..., 0])
    assert line.overrun_s == pytest.approx(tally.work[..., 1])


STATIONARY = np.full(48, 150.0)
WARM = slice(6, None)


@pytest.mark.parametrize("agents", [46, 50, 56])
def test_constant_rates_with_patience_are_erlang_a(agents: int) -> None:
    queue = Queue("voice", STATIONARY, 600.0, 20.0, 120.0)
    found = simulate(draw_contacts([queue], days=60, seed=agents), [voice(np.full(48, agents))])
    formula = erlang_a(50.0, agents, aht_s=600.0, patience_s=120.0, target_wait_s=20.0)
    assert_near(found.answered_within_target, found.offered, formula.service_level)
    assert_near(found.abandoned, found.offered, formula.abandon_rate)
    assert_near(found.wait_of_answered_s, found.answered, formula.asa_s)
    assert_near(found.busy_s, found.staffed_s, formula.occupancy)


def test_constant_rates_with_endless_patience_are_erlang_c() -> None:
    queue = Queue("voice", STATIONARY, 300.0, 20.0)
    found = simulate(draw_contacts([queue], days=60, seed=1), [voice(np.full(48, 29))])
    formula = erlang_c(25.0, 29, aht_s=300.0, target_wait_s=20.0)
    assert_near(found.answered_within_target, found.offered, formula.service_level)
    assert_near(found.wait_of_answered_s, found.answered, formula.asa_s)


@pytest.mark.parametrize("handle", [Exponential(), Lognormal(1.5)])
def test_one_agent_with_many_chats_is_processor_sharing(handle: Shape) -> None:
    """M/G/1-PS: mean time with the agent is AHT / (1 - load), whatever the shape."""
    queue = Queue("chat", np.full(48, 18.0), 60.0, handle_shape=handle)
    agent = Group("a", np.ones(48), (Skill("chat"),), 40, tuple(range(1, 41)))
    found = simulate(draw_contacts([queue], days=80, seed=4), [agent])
    assert_near(found.handled_s, found.answered, 60.0 / (1 - 0.6))


def assert_near(part: np.ndarray, whole: np.ndarray, expected: float) -> None:
    """Within four standard errors of the mean of the warm days."""
    ups, downs = part[:, 0, WARM].sum(axis=1), whole[:, 0, WARM].sum(axis=1)
    mean = ups.sum() / downs.sum()
    error = np.std(ups - mean * downs, ddof=1) / math.sqrt(len(ups)) / downs.mean()
    assert abs(mean - float(expected)) < 4 * error
    assert error < 0.1 * float(expected) + 0.01


agents_of_a_day = st.lists(st.integers(0, 12), min_size=4, max_size=4)


@settings(max_examples=25, deadline=None)
@given(agents_of_a_day, st.integers(0, 10**6), st.sampled_from([30.0, 200.0, math.inf]))
def test_nobody_is_lost(agents: list[int], seed: int, patience_s: float) -> None:
    queue = Queue("voice", [30, 40, 20, 10], 300.0, 20.0, patience_s)
    contacts = draw_contacts([queue], days=2, seed=seed)
    found = simulate(contacts, [voice(agents)])
    assert (found.offered == found.answered + found.abandoned + found.left).all()
    assert (found.answered_within_target <= found.answered).all()
    if math.isfinite(patience_s):
        assert found.left.sum() == 0
        assert found.abandoned.sum() <= (contacts.patience_s < np.inf).sum()
    if agents[-1] > 0:
        assert found.left.sum() == 0
    assert (found.busy_s <= found.staffed_s + 1e-6).all()


@settings(max_examples=15, deadline=None)
@given(st.lists(agents_of_a_day, min_size=3, max_size=3), st.integers(0, 10**6))
def test_nobody_is_lost_between_queues_and_groups(agents: list[list[int]], seed: int) -> None:
    groups = [replace(one, agents=own) for one, own in zip(SKILLED, agents, strict=True)]
    contacts = draw_contacts(three_queues(), days=2, seed=seed)
    found = simulate(contacts, groups)
    assert (found.offered == found.answered + found.abandoned + found.left).all()
    assert (found.left[:, :2] == 0).all()
    assert (found.busy_s <= found.staffed_s + 1e-6).all()


@settings(max_examples=25, deadline=None)
@given(agents_of_a_day, st.integers(0, 3), st.integers(0, 10**6))
def test_an_agent_more_never_makes_anybody_wait_longer(
    agents: list[int], half_hour: int, seed: int
) -> None:
    """On the same contacts, patient ones, taken in order of arrival: each half-hour is no worse."""
    queue = Queue("voice", [30, 40, 20, 10], 300.0)
    contacts = draw_contacts([queue], days=2, seed=seed)
    more = list(agents)
    more[half_hour] += 1
    few, many = (simulate(contacts, [voice(one)]) for one in (agents, more))
    assert (many.answered_within_target >= few.answered_within_target).all()
    assert (many.left <= few.left).all()


def test_draws_are_common_to_scenarios_and_days_stand_alone() -> None:
    quiet = Queue("voice", [50.0, 70.0], 200.0, patience_s=100.0)
    loud = Queue("voice", [60.0, 90.0], 300.0, patience_s=50.0)
    one, other = (draw_contacts([queue], days=3, seed=9) for queue in (quiet, loud))
    for day in range(3):
        a, b = (slice(c.first[day, 0], c.first[day, 1]) for c in (one, other))
        n = a.stop - a.start
        assert np.allclose(other.handle_s[b][:n], one.handle_s[a] * 1.5)
        assert np.allclose(other.patience_s[b][:n], one.patience_s[a] / 2)
    later = draw_contacts([quiet], days=1, seed=9, first_day=2)
    assert (later.arrived_s == one.arrived_s[one.first[2, 0] :]).all()
    assert not np.array_equal(draw_contacts([quiet], days=1, seed=8).handle_s, later.handle_s)


def test_rates_and_agents_of_each_day() -> None:
    queue = Queue("voice", np.array([[40.0, 0.0], [0.0, 40.0]]), 60.0)
    contacts = draw_contacts([queue], days=2, seed=1)
    assert (contacts.offered[0, 0, 1], contacts.offered[1, 0, 0]) == (0, 0)
    found = simulate(contacts, [voice(np.array([[9, 0], [0, 0]]))])
    assert found.answered[0].sum() == contacts.offered[0].sum()
    assert found.left[1].sum() == contacts.offered[1].sum()


@pytest.mark.parametrize("shape", SHAPES)
def test_shapes_have_mean_one_and_know_their_limited_mean(shape: Shape) -> None:
    drawn = shape.draw(np.random.default_rng(3), 200_000)
    limits = np.array([0.0, 0.3, 1.0, 2.5])
    expected = [np.minimum(drawn, limit).mean() for limit in limits]
    assert drawn.mean() == pytest.approx(1.0, abs=0.01)
    assert shape.limited_mean(limits) == pytest.approx(expected, abs=0.01)


def test_arrivals_follow_the_rates() -> None:
    rates = np.array([30.0, 0.0, 12.5, 80.0])
    offered = draw_contacts([Queue("voice", rates, 60.0)], days=400, seed=6).offered[:, 0]
    assert np.abs(offered.mean(axis=0) - rates).max() < 4 * math.sqrt(80 / 400)
    assert offered[:, 3].var() == pytest.approx(80, rel=0.35)


def test_what_does_not_fit_is_refused() -> None:
    contacts = draw_contacts([Queue("voice", [5.0, 5.0], 60.0)], days=2, seed=1)
    with pytest.raises(ValueError, match="unknown chat"):
        simulate(contacts, [voice([1, 1], "chat")])
    with pytest.raises(ValueError, match="agents are 0 or more"):
        simulate(contacts, [voice([-1, 1])])
    with pytest.raises(ValueError, match="one stretch"):
        Group("g", [1], (Skill("voice"),), at_once=2)
    with pytest.raises(ValueError, match="same half-hours"):
        draw_contacts([Queue("a", [1.0], 1.0), Queue("b", [1.0, 1.0], 1.0)], days=1, seed=1)
