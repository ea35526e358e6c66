"""Tuned staffing: its start, its half-hours tried in place, its result on days it has not seen."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from scheduling.erlang import Targets, required_agents
from scheduling.simulation import (
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
from scheduling.staffing import judged_agents, offered_load, tuned_agents
from scheduling.staffing.sweep import Sweep

LEVEL = 0.8
RATES = np.array([12.0, 30.0, 55.0, 60.0, 48.0, 30.0, 40.0, 45.0, 25.0, 8.0])
DAY = Queue("voice", RATES, 400.0, 20.0, 120.0)


def served(queue: Queue, agents: np.ndarray, *, days: int, seed: int) -> Simulated:
    contacts = draw_contacts([queue], days=days, seed=seed)
    return simulate(contacts, [Group("agents", agents, (Skill(queue.queue_id),))])


def test_offered_load_of_memoryless_handling_solves_its_differential_equation() -> None:
    """m' = rate - m / AHT, integrated by somebody else."""
    queue = Queue("voice", RATES, 900.0)

    def change(t: float, m: np.ndarray) -> np.ndarray:
        return RATES[min(int(t // 1800), RATES.size - 1)] / 1800.0 - m / 900.0

    seconds = np.arange(30.0, 1800.0 * RATES.size, 60.0)
    solved = solve_ivp(change, (0, seconds[-1]), [0.0], t_eval=seconds, max_step=30.0, rtol=1e-8)
    assert offered_load(queue) == pytest.approx(
        solved.y[0].reshape(RATES.size, -1).mean(axis=1), rel=2e-3
    )


@pytest.mark.parametrize("shape", [Exponential(), Lognormal(1.4)])
def test_offered_load_is_the_busy_time_of_endless_agents(shape: Shape) -> None:
    ahts = np.linspace(300, 1500, RATES.size)
    queue = Queue("voice", RATES, ahts, handle_shape=shape)
    found = served(queue, np.full(RATES.size, 200), days=400, seed=2)
    busy = found.busy_s[:, 0].sum(axis=0) / 400 / 1800
    assert offered_load(queue) == pytest.approx(busy, rel=0.03)


def test_a_half_hour_tried_in_place_is_the_half_hour_of_the_whole_day() -> None:
    agents = np.array([4, 9, 13, 11, 15, 6, 9, 11, 4, 2])
    found = served(DAY, agents, days=30, seed=3)
    sweep = Sweep(draw_contacts([DAY], days=30, seed=3))
    for half_hour, here in enumerate(agents):
        after = agents[min(half_hour + 1, 9)]
        assert sweep.service_level(here, after) == found.service_level[0, half_hour]
        in_time = found.answered_within_target[:, 0, half_hour]
        assert (sweep.in_time(here, after) == in_time).all()
        sweep.go_on(here)


def test_every_half_hour_keeps_the_level_and_none_with_an_agent_less() -> None:
    tuned = tuned_agents(DAY, service_level=LEVEL, days=300, seed=4)
    assert (tuned.service_level >= LEVEL).all()
    for half_hour in range(RATES.size):
        fewer = tuned.agents.copy()
        fewer[half_hour] -= 1
        assert served(DAY, fewer, days=300, seed=4).service_level[0, half_hour] < LEVEL


def test_days_it_has_not_seen_keep_the_level_too_with_fewer_hours_than_erlang_c() -> None:
    tuned = tuned_agents(DAY, service_level=LEVEL, seed=5)
    fresh = served(DAY, tuned.agents, days=2000, seed=500)
    assert (fresh.service_level[0] >= LEVEL - 0.02).all()
    erlang_c = required_agents(RATES * 400 / 1800, aht_s=400.0, targets=Targets(LEVEL, 20.0))
    assert tuned.agents.sum() <= 0.95 * erlang_c.sum()
    assert (tuned.service_level_error < 0.01).all()


def test_a_day_without_change_needs_what_the_formula_says() -> None:
    queue = Queue("voice", np.full(16, 100.0), 180.0, 20.0, 120.0)
    formula = required_agents(10.0, aht_s=180.0, targets=Targets(LEVEL, 20.0), patience_s=120.0)
    tuned = tuned_agents(queue, service_level=LEVEL, days=600, seed=6)
    assert (np.abs(tuned.agents[2:] - formula) <= 1).all()
    assert np.median(tuned.agents[2:]) == formula


def test_minimum_agents_and_half_hours_without_contacts() -> None:
    queue = Queue("voice", [0.0, 0.5, 40.0, 0.0], 120.0, 20.0)
    tuned = tuned_agents(queue, service_level=0.9, minimum_agents=[0, 2, 2, 0], days=200)
    assert tuned.agents[0] == 0 and tuned.agents[3] == 0
    assert tuned.agents[1] == 2
    assert math.isnan(tuned.service_level[0])


def test_equal_seeds_give_equal_agents_and_no_level_of_one() -> None:
    first, again = (tuned_agents(DAY, service_level=LEVEL, days=60, seed=8) for _ in range(2))
    assert (first.agents == again.agents).all()
    with pytest.raises(ValueError, match="between 0 and 1"):
        tuned_agents(DAY, service_level=1.0)


def test_an_agent_more_or_less_is_judged_in_its_own_half_hour() -> None:
    agents = np.array([4, 9, 13, 14, 12, 8, 10, 11, 7, 3])
    judged = judged_agents(DAY, agents, days=200, seed=7)
    assert (judged.one_less < judged.service_level).all()
    assert (judged.service_level < judged.one_more).all()
    more = agents.copy()
    more[3] += 1
    assert judged.one_more[3] == served(DAY, more, days=200, seed=7).service_level[0, 3]
