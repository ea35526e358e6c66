"""Agents with several chats at once: Erlang's with one, solved chains, endless servers, days."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson

from scheduling.chats import agents_for_chats, chat_measures
from scheduling.erlang import Targets, erlang_a, erlang_c, required_agents
from scheduling.simulation import Queue, draw_contacts, simulate
from scheduling.staffing import judged_chats, queue_team
from tests.oracles.chats import solved_chain

STRETCH = (1.0, 1.3, 1.8)
TIMES = {"aht_s": 300.0, "target_wait_s": 20.0}


@given(load=st.floats(0.01, 150.0), spare=st.integers(-5, 20), patience_s=st.floats(10.0, 2000.0))
def test_one_chat_at_once_is_erlang(load: float, spare: int, patience_s: float) -> None:
    agents = max(int(load) + spare, 1)
    erlang = erlang_a(load, agents, patience_s=patience_s, **TIMES)
    chain = chat_measures(load, agents, stretch=(1.0,), patience_s=patience_s, **TIMES)
    for name in ("waiting_probability", "service_level", "abandon_rate", "occupancy", "asa_s"):
        assert getattr(chain, name) == pytest.approx(getattr(erlang, name), rel=1e-9, abs=1e-12)
    assert chain.person_occupancy == pytest.approx(float(chain.occupancy))
    waits = erlang_c(load, agents, **TIMES)
    chain = chat_measures(load, agents, stretch=(1.0,), **TIMES)
    for name in ("waiting_probability", "service_level", "asa_s", "occupancy"):
        assert getattr(chain, name) == pytest.approx(getattr(waits, name), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("patience_s", [None, 150.0])
def test_agents_with_one_chat_are_erlangs(patience_s: float | None) -> None:
    load = np.linspace(0.0, 60.0, 41)
    found = agents_for_chats(
        load, stretch=(1.0,), service_level=0.8, maximum_occupancy=0.85, patience_s=patience_s,
        **TIMES,
    )  # fmt: skip
    expected = required_agents(
        load, aht_s=300.0, targets=Targets(0.8, 20.0, None, 0.85), patience_s=patience_s
    )
    assert found.tolist() == expected.tolist()


@pytest.mark.parametrize(("agents", "offered"), [(3, 18.0), (5, 30.0), (7, 80.0)])
def test_a_chain_is_that_of_its_generator_solved(agents: int, offered: float) -> None:
    """Against the null space of the matrix of rates, waits by the paths of who stands before."""
    solved = solved_chain(offered / 1800.0, agents, STRETCH, 400.0, 150.0, 30.0)
    found = chat_measures(
        offered * 400.0 / 1800.0, agents, aht_s=400.0, stretch=STRETCH, patience_s=150.0,
        target_wait_s=30.0,
    )  # fmt: skip
    for name, expected in solved.items():
        assert getattr(found, name) == pytest.approx(expected, rel=1e-8, abs=1e-10), name


def test_with_places_enough_it_is_the_queue_of_endless_servers() -> None:
    """Nobody slows anybody down: the number in hand is Poisson, its mean the load."""
    found = chat_measures(8.0, 10, stretch=(1.0,) * 6, patience_s=100.0, **TIMES)
    assert found.waiting_probability == pytest.approx(0.0, abs=1e-12)
    assert found.occupancy * 60 == pytest.approx(8.0)
    engaged = np.minimum(np.arange(60), 10) @ poisson.pmf(np.arange(60), 8.0) / 10
    assert found.person_occupancy == pytest.approx(engaged)


def test_the_first_number_that_keeps_all_targets_is_found() -> None:
    load = np.array([0.3, 4.0, 25.0, 60.0])
    asked = {"patience_s": 200.0, **TIMES}
    found = agents_for_chats(
        load, stretch=STRETCH, service_level=0.8, maximum_occupancy=0.7, **asked
    )
    kept, fewer = (
        chat_measures(load, n, stretch=STRETCH, **asked) for n in (found, np.maximum(found - 1, 1))
    )
    assert ((kept.service_level >= 0.8) & (kept.occupancy <= 0.7)).all()
    missed = (fewer.service_level < 0.8) | (fewer.occupancy > 0.7) | (found == 1)
    assert missed.all()
    assert (found < required_agents(load, aht_s=300.0, targets=Targets(0.8), patience_s=200.0))[
        1:
    ].all()


@pytest.mark.parametrize("agents", [14, 18])
def test_simulated_chats_agree(agents: int) -> None:
    """Even shares are an approximation of what happens; it is close."""
    formula = chat_measures(
        30.0, agents, aht_s=420.0, stretch=STRETCH, patience_s=200.0, target_wait_s=30.0
    )
    queue = Queue("chat", np.full(24, 30.0 * 1800 / 420), 420.0, 30.0, 200.0)
    team = queue_team("chat", np.full(24, agents), STRETCH)
    made = simulate(draw_contacts([queue], days=40, seed=3), [team])
    steady = slice(6, None)
    assert made.service_level[0, steady].mean() == pytest.approx(
        float(formula.service_level), abs=0.02
    )
    assert made.abandon_rate[0, steady].mean() == pytest.approx(
        float(formula.abandon_rate), abs=0.01
    )
    assert made.place_occupancy[0, steady].mean() == pytest.approx(
        float(formula.occupancy), abs=0.02
    )


def test_one_agent_more_or_less_is_judged_in_its_own_half_hour() -> None:
    queue = Queue("chat", [20.0, 36.0, 24.0, 30.0], 420.0, 60.0, 300.0)
    judged = judged_chats(queue, np.array([4, 6, 5, 6]), STRETCH, days=60)
    assert (judged.one_less < judged.service_level).all()
    assert (judged.one_more > judged.service_level).all()


def test_impossible_chats_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one agent"):
        chat_measures(5.0, 0, stretch=STRETCH, **TIMES)
    with pytest.raises(ValueError, match="positive"):
        chat_measures(5.0, 3, stretch=STRETCH, aht_s=0.0, target_wait_s=20.0)
