"""Simulated days beside Ciw's, and agent hours that the tuning saves against Erlang C."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from scheduling.erlang import Targets, required_agents
from scheduling.simulation import Contacts, Group, Queue, Skill, draw_contacts, simulate
from scheduling.staffing import tuned_agents
from tests.bench.clock import cpu_seconds
from tests.bench.figure import Figure, at_least, at_most
from tests.bench.place import Place
from tests.bench.rivals import asked

HALF_HOURS = 28
LEVEL, TARGET_WAIT_S, PATIENCE_S = 0.8, 20.0, 120.0
TOLERANCE = 0.02
HANDLE_TIMES_AND_PEAKS = ((180.0, 100.0), (300.0, 500.0 / 3.0), (600.0, 200.0), (1200.0, 200.0))
MOST_HOURS_PERCENT, MOST_TUNING_S = 95.0, 10.0
FRESH_DAYS, FRESH_SEED = 2000, 2026
DAY_CONTACTS, DAY_AGENTS, DAY_AHT_S = 14_749, 186, 600.0
DAYS_TIMED, TIMES_CIW = 100, 100


def two_peaks() -> np.ndarray:
    """A day of 14 hours, busiest late in the morning, again in the afternoon; at most 1."""
    at = np.arange(HALF_HOURS)
    morning, afternoon = ((at - 5.5) / 2.5) ** 2, ((at - 16.5) / 3.0) ** 2
    shape = 0.05 + np.exp(-morning / 2) + 0.7 * np.exp(-afternoon / 2)
    return shape / shape.max()


@dataclass(frozen=True)
class _Tuned:
    """One of the four days: hours against Erlang C's, worst half-hour on fresh days, CPU s."""

    hours_percent: float
    worst_level: float
    cpu_s: float


def staffing_hours(place: Place) -> Mapping[str, Figure]:
    """The worst of four days: hours in % of Erlang C's, level of a half-hour, seconds to tune."""
    tuned_agents(Queue("voice", [5.0], 60.0, patience_s=60.0), service_level=LEVEL, days=2)
    days = list(_tuned_days())
    hours = max(day.hours_percent for day in days)
    level = min(day.worst_level for day in days)
    taken = max(day.cpu_s for day in days)
    return {
        "staffing_hours": Figure(hours, "% of hours", 100.0, at_most(MOST_HOURS_PERCENT)),
        "staffing_level": Figure(level, "worst level", LEVEL, at_least(LEVEL - TOLERANCE)),
        "staffing_tuning": Figure(taken, "CPU s", None, at_most(MOST_TUNING_S)),
    }


def _tuned_days() -> Iterator[_Tuned]:
    for aht_s, peak in HANDLE_TIMES_AND_PEAKS:
        load = two_peaks() * peak
        queue = Queue("voice", load * 1800 / aht_s, aht_s, TARGET_WAIT_S, PATIENCE_S)
        began = time.process_time()
        tuned = tuned_agents(queue, service_level=LEVEL)
        taken = time.process_time() - began
        erlang_c = required_agents(load, aht_s=aht_s, targets=Targets(LEVEL, TARGET_WAIT_S))
        fresh = draw_contacts([queue], days=FRESH_DAYS, seed=FRESH_SEED)
        judged = simulate(fresh, [_group(tuned.agents)])
        share = float(100.0 * tuned.agents.sum() / erlang_c.sum())
        yield _Tuned(share, float(judged.service_level.min()), taken)


def _group(agents: np.ndarray) -> Group:
    return Group("agents", agents, (Skill("voice"),))


def simulator(place: Place) -> Mapping[str, Figure]:
    """CPU milliseconds to draw and simulate a day of 14,749 contacts, ours and Ciw's."""
    rates = np.full(HALF_HOURS, DAY_CONTACTS / HALF_HOURS)
    queue = Queue("voice", rates, DAY_AHT_S, TARGET_WAIT_S, PATIENCE_S)
    groups = [_group(np.full(HALF_HOURS, DAY_AGENTS))]

    def drawn(days: int) -> Contacts:
        return draw_contacts([queue], days=days, seed=FRESH_SEED)

    simulate(drawn(1), groups)
    ours_s = cpu_seconds(lambda: simulate(drawn(DAYS_TIMED), groups)) / DAYS_TIMED
    ciw = _ciw(place)
    level = simulate(drawn(DAYS_TIMED), groups).service_level.mean()
    if abs(level - ciw["within_target"] / ciw["offered"]) > 0.1:
        raise ValueError("Ciw simulates another queue than we do")
    figure = Figure(
        1e3 * ours_s, "CPU ms", 1e3 * ciw["cpu_s"], at_most(1e3 * ciw["cpu_s"] / TIMES_CIW)
    )
    return {"simulator": figure}


def _ciw(place: Place) -> dict[str, float]:
    question = {
        "contacts": DAY_CONTACTS,
        "agents": DAY_AGENTS,
        "aht_s": DAY_AHT_S,
        "patience_s": PATIENCE_S,
        "target_wait_s": TARGET_WAIT_S,
        "day_s": HALF_HOURS * 1800,
        "seed": FRESH_SEED,
    }
    return asked("ciw_day", question, place.fresh("rivals"))
