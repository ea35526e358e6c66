"""Chats by formula: hours against Erlang A on the same day, the worst of it on simulated days."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from scheduling.chats import agents_for_chats, chat_measures
from scheduling.erlang import Targets, required_agents
from scheduling.half_hours import HALF_HOUR_S
from scheduling.simulation import Queue, draw_contacts, simulate
from scheduling.staffing import queue_team
from tests.bench.figure import Figure, at_most
from tests.bench.place import Place
from tests.bench.staffing import two_peaks
from tests.oracles.chats import solved_chain

AHT_S, PATIENCE_S, TARGET_WAIT_S, LEVEL = 420.0, 240.0, 30.0, 0.8
STRETCH = (1.0, 1.3, 1.8)
PEAK_CHATS = 60.0
SMALL_CHAINS = ((2, 6.0), (4, 25.0), (6, 60.0))
DAYS, SEED = 400, 2026


def chat_staffing(place: Place) -> Mapping[str, Figure]:
    """Error against solved chains, distance from simulated days, hours in % of Erlang A's."""
    offered = PEAK_CHATS * two_peaks()
    load = offered * AHT_S / HALF_HOUR_S
    asked = {"aht_s": AHT_S, "target_wait_s": TARGET_WAIT_S, "patience_s": PATIENCE_S}
    agents = agents_for_chats(load, stretch=STRETCH, service_level=LEVEL, **asked)
    calls = required_agents(
        load, aht_s=AHT_S, targets=Targets(LEVEL, TARGET_WAIT_S), patience_s=PATIENCE_S
    )
    expected = chat_measures(load, agents, stretch=STRETCH, **asked).service_level
    queue = Queue("chat", offered, AHT_S, TARGET_WAIT_S, PATIENCE_S)
    days = draw_contacts([queue], days=DAYS, seed=SEED)
    made = simulate(days, [queue_team("chat", agents, STRETCH)])
    contacts = made.offered.sum(axis=(0, 1))
    mean_level = float((expected * contacts).sum() / contacts.sum())
    off = abs(mean_level - float(made.day_service_level.mean()))
    return {
        "chat_accuracy": Figure(_worst_error(), "absolute error", None, at_most(1e-8)),
        "chat_simulated": Figure(100.0 * off, "points of a day's level", None, at_most(2.0)),
        "chat_hours": Figure(
            100.0 * float(agents.sum() / calls.sum()), "% of hours", 100.0, at_most(70.0)
        ),
    }


def _worst_error() -> float:
    """Of all measures of small chains against the matrix of their rates."""
    errors = []
    for agents, offered in SMALL_CHAINS:
        arrivals = offered / HALF_HOUR_S
        exact = solved_chain(arrivals, agents, STRETCH, AHT_S, PATIENCE_S, TARGET_WAIT_S)
        found = chat_measures(
            arrivals * AHT_S, agents, stretch=STRETCH, aht_s=AHT_S,
            target_wait_s=TARGET_WAIT_S, patience_s=PATIENCE_S,
        )  # fmt: skip
        errors += [abs(float(getattr(found, name)) - value) for name, value in exact.items()]
    return float(np.max(errors))
