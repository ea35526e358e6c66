"""Several skills, and several chats at once: promises kept, dear agents spared, curves found."""

from __future__ import annotations

import numpy as np
import pytest

from scheduling.simulation import (
    Exponential,
    Group,
    Queue,
    Simulated,
    Skill,
    draw_contacts,
    simulate,
)
from scheduling.staffing import concurrency_curve, skilled_agents, tuned_agents
from tests.unit.scheduling.day_by_hand import Day

LEVEL = {"service": 0.8, "sales": 0.75}
QUEUES = [
    Queue("service", [14.0, 26.0, 20.0, 10.0], 300.0, 20.0, 150.0),
    Queue("sales", [8.0, 12.0, 16.0, 6.0], 400.0, 30.0, 120.0),
]
ONE_SKILL = [Group("service", 0, (Skill("service"),)), Group("sales", 0, (Skill("sales"),))]
BOTH = Group("both", 0, (Skill("service", 2), Skill("sales", 2)))
DAYS = 60


def hours(groups: tuple[Group, ...]) -> np.ndarray:
    return np.array([np.sum(group.agents) for group in groups])


def fresh(groups: tuple[Group, ...]) -> Simulated:
    return simulate(draw_contacts(QUEUES, days=600, seed=99), groups)


def test_two_separate_teams_need_what_each_queue_needs_alone() -> None:
    found = skilled_agents(QUEUES, ONE_SKILL, service_level=LEVEL, days=400, seed=3)
    alone = [
        tuned_agents(queue, service_level=LEVEL[queue.queue_id], days=400).agents
        for queue in QUEUES
    ]
    for group, agents in zip(found.groups, alone, strict=True):
        assert np.abs(group.agents - agents).max() <= 1


def test_shared_skills_take_fewer_agents_and_keep_every_promise() -> None:
    apart = skilled_agents(QUEUES, ONE_SKILL, service_level=LEVEL, days=DAYS)
    shared = skilled_agents(
        QUEUES, [*ONE_SKILL, BOTH], service_level=LEVEL, cost={"both": 1.1}, days=DAYS
    )
    assert shared.cost < apart.cost
    assert hours(shared.groups).sum() < hours(apart.groups).sum()
    for level, promised in zip(shared.simulated.service_level, LEVEL.values(), strict=True):
        assert (level >= promised).all()
    for level, promised in zip(fresh(shared.groups).service_level, LEVEL.values(), strict=True):
        assert (level >= promised - 0.06).all()


def test_dear_agents_are_not_hired_and_those_who_are_there_stay() -> None:
    there = Group("both", np.array([1, 1, 1, 1]), BOTH.skills)
    found = skilled_agents(
        QUEUES, [*ONE_SKILL, there], service_level=LEVEL, cost={"both": 9.0}, days=DAYS
    )
    assert found.groups[2].agents.tolist() == [1, 1, 1, 1]


def test_a_queue_without_a_group_is_named() -> None:
    with pytest.raises(ValueError, match="no group serves sales"):
        skilled_agents(QUEUES, ONE_SKILL[:1], service_level=LEVEL, days=10)


CHATS = Queue("chat", [20.0, 36.0, 24.0], 420.0, 60.0, 300.0)
STRETCH = (1.0, 1.3, 1.8)


def test_agents_with_chats_at_once_are_fewer_by_what_the_curve_gives() -> None:
    single = Group("chat", 0, (Skill("chat"),))
    triple = Group("chat", 0, (Skill("chat"),), 3, STRETCH)
    alone, at_once = (
        skilled_agents([CHATS], [group], service_level={"chat": 0.8}, days=DAYS)
        for group in (single, triple)
    )
    assert (at_once.simulated.service_level >= 0.8).all()
    gain = hours(alone.groups)[0] / hours(at_once.groups)[0]
    assert 1.3 < gain < 3


def test_the_curve_is_found_again_from_what_agents_did() -> None:
    """Chats of days simulated by hand under a known stretch."""
    agents = [Group(name, np.ones(16), (Skill("chat"),), 3, STRETCH) for name in ("a", "b")]
    queue = Queue("chat", np.full(16, 17.0), 200.0, 60.0, handle_shape=Exponential())
    held, began, ended = [], [], []
    contacts = draw_contacts([queue], days=12, seed=2)
    for number in range(contacts.days):
        day = Day(contacts, agents, number).run()
        for chat in day.contacts:
            assert chat.wait_s is not None and chat.ended_s is not None
            held.append(chat.held_by)
            began.append(number * 1e6 + chat.arrived_s + chat.wait_s)
            ended.append(number * 1e6 + chat.ended_s)
    found = concurrency_curve(held, began, ended, at_once=3)
    assert found == pytest.approx(np.array(STRETCH) * 200.0, rel=0.08)


def test_the_curve_by_hand() -> None:
    """0-10 one chat, 10-20 two, 20-30 one: one ends with two in hand, one with one."""
    found = concurrency_curve(["x", "x", "y"], [0, 10, 5], [20, 30, 15], at_once=3)
    assert found[:2].tolist() == [(10 + 10 + 10) / 2, 20.0]
    assert np.isnan(found[2])
    with pytest.raises(ValueError, match="before it begins"):
        concurrency_curve(["x"], [5], [4], at_once=1)
