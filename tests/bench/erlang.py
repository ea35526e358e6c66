"""Erlang B, C and A: how exact beside 50 digits, how fast beside the textbook's loop."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import mpmath
import numpy as np

from scheduling.erlang import (
    Targets,
    blocking_probability,
    erlang_a,
    required_agents,
    waiting_probability,
)
from tests.bench.clock import cpu_seconds
from tests.bench.figure import Figure, at_most
from tests.bench.place import Place
from tests.bench.rivals import asked
from tests.oracles.erlang import exact_blocking, exact_erlang_a

HALF_HOURS = 33_600
SAMPLED_EVERY = 100
AHT_S, TARGET_WAIT_S, SERVICE_LEVEL = 240.0, 20.0, 0.8
LOADS = (0.01, 0.1, 1.0, 10.0, 100.0, 448.0, 1e4, 1e6)
WIDTHS = (-3.0, -1.0, 0.0, 0.3, 1.0, 2.0, 4.0, 6.0)
SMALL_LOADS = (0.1, 1.0, 10.0, 100.0, 448.0)
PATIENCES_S = (20.0, 120.0, 900.0, 7200.0)
SHORTEST_AHT_S, LONGEST_AHT_S = 120.0, 600.0
PATIENCE_S, ABANDON_RATE = 180.0, 0.03
REPETITIONS = 51
TIMES_PYWORKFORCE = 500
A_MEASURES = ("waiting_probability", "abandon_rate", "service_level")


def accuracy(place: Place) -> Mapping[str, Figure]:
    """Largest relative error, ours and the textbook's in plain floats."""
    delay, delay_textbook = _largest(_errors_b_and_c())
    patient, patient_textbook = _largest(_errors_a())
    return {
        "erlang_accuracy": Figure(delay, "relative error", delay_textbook, at_most(1e-12)),
        "erlang_accuracy_a": Figure(patient, "relative error", patient_textbook, at_most(1e-10)),
    }


def _largest(errors: Iterator[tuple[float, float]]) -> tuple[float, float]:
    ours, textbook = zip(*errors, strict=True)
    return max(ours), max(textbook)


def _errors_b_and_c() -> Iterator[tuple[float, float]]:
    for load, n in _questions(LOADS):
        with mpmath.workdps(50):
            blocked = exact_blocking(load, n)
            waits = n * blocked / (n - mpmath.mpf(load) * (1 - blocked))
        textbook = textbook_blocking(load, n)
        yield _error(blocking_probability(load, n), blocked), _error(textbook, blocked)
        if n > load:
            recursed = n * textbook / (n - load * (1 - textbook))
            yield _error(waiting_probability(load, n), waits), _error(recursed, waits)


def _errors_a() -> Iterator[tuple[float, float]]:
    for load, n in _questions(SMALL_LOADS):
        for patience_s in PATIENCES_S:
            expected = exact_erlang_a(load, n, AHT_S, patience_s, TARGET_WAIT_S)
            found = erlang_a(
                load, n, aht_s=AHT_S, patience_s=patience_s, target_wait_s=TARGET_WAIT_S
            )
            summed = textbook_patience(load, n, patience_s)
            for name in A_MEASURES:
                ours = _error(getattr(found, name), expected[name])
                yield ours, _error(summed[name], expected[name]) if name in summed else 0.0


def _questions(loads: Sequence[float]) -> Iterator[tuple[float, int]]:
    """Loads with agents from far too few to far too many, in units of the square root."""
    for load in loads:
        for n in sorted({round(load + width * math.sqrt(load)) for width in WIDTHS}):
            if n >= 1:
                yield load, n


def _error(found: float, exact: mpmath.mpf) -> float:
    return float(abs(mpmath.mpf(float(found)) / exact - 1))


def textbook_blocking(load: float, agents: int) -> float:
    """Erlang B by its recursion over the agents."""
    blocked = 1.0
    for n in range(1, agents + 1):
        blocked = load * blocked / (n + load * blocked)
    return blocked


def textbook_patience(load: float, agents: int, patience_s: float) -> dict[str, float]:
    """Waiting probability and abandonment of Erlang A by summing the states, in plain floats."""
    below = 1.0 / textbook_blocking(load, agents)
    arrival, service, patience = load / AHT_S, 1.0 / AHT_S, 1.0 / patience_s
    beyond, length, term, waiting = 0.0, 0.0, 1.0, 0
    while term > 1e-18 * (1.0 + length):
        waiting += 1
        term *= arrival / (agents * service + waiting * patience)
        beyond, length = beyond + term, length + waiting * term
    taken = 1.0 / (below + beyond)
    return {
        "waiting_probability": taken * (1.0 + beyond),
        "abandon_rate": patience * length * taken / arrival,
    }


def speed(place: Place) -> Mapping[str, Figure]:
    """Required agents of 33,600 half-hours; loops on every hundredth of them, scaled."""
    loads = np.exp(np.linspace(math.log(0.01), math.log(448.0), HALF_HOURS))
    own_s = np.random.default_rng(1).uniform(SHORTEST_AHT_S, LONGEST_AHT_S, HALF_HOURS)
    level = Targets(service_level=SERVICE_LEVEL, target_wait_s=TARGET_WAIT_S)
    one_aht = _beside_textbook(loads, np.full(HALF_HOURS, AHT_S), AHT_S, level)
    sample = [float(load) for load in loads[::SAMPLED_EVERY]]
    baseline_s = SAMPLED_EVERY * _pyworkforce_s(sample, place.fresh("rivals"))
    goal = at_most(baseline_s / TIMES_PYWORKFORCE)
    return {
        "erlang_speed": one_aht,
        "erlang_speed_own_aht": _beside_textbook(loads, own_s, own_s, level),
        "erlang_speed_a": _patient_beside_textbook(loads),
        "erlang_speed_pyworkforce": Figure(one_aht.value, "CPU s", baseline_s, goal),
    }


def _beside_textbook(
    loads: np.ndarray, each_s: np.ndarray, aht_s: float | np.ndarray, targets: Targets
) -> Figure:
    """Our seconds beside the loop's, the agents of all half-hours compared first."""

    def ours() -> np.ndarray:
        return required_agents(loads, aht_s=aht_s, targets=targets)

    questions = list(zip(loads.tolist(), each_s.tolist(), strict=True))
    found, looped = ours(), [textbook_agents(load, one_s) for load, one_s in questions]
    for place in np.flatnonzero(found != looped):
        _refuse_unless_smallest(*questions[place], int(found[place]))
    ours_s = cpu_seconds(ours, REPETITIONS)
    sample = questions[::SAMPLED_EVERY]
    loop_s = cpu_seconds(lambda: [textbook_agents(load, one_s) for load, one_s in sample])
    return Figure(ours_s, "CPU s", SAMPLED_EVERY * loop_s)


def _refuse_unless_smallest(load: float, aht_s: float, agents: int) -> None:
    """Let 50 digits decide where plain floats disagree with us."""
    with mpmath.workdps(50):
        levels = []
        for n in (agents - 1, agents):
            spare, blocked = n - mpmath.mpf(load), exact_blocking(load, n)
            waits = n * blocked / (spare + load * blocked)
            stays = mpmath.exp(-spare * mpmath.mpf(TARGET_WAIT_S) / mpmath.mpf(aht_s))
            levels.append(1 - waits * stays if spare > 0 else mpmath.mpf(0))
        if not levels[0] < SERVICE_LEVEL <= levels[1]:
            raise ArithmeticError(f"{agents} agents are not the fewest for {load} Erlang")


def _patient_beside_textbook(loads: np.ndarray) -> Figure:
    """Erlang A: agents for an abandonment target, beside the sum over the states."""
    targets = Targets(abandon_rate=ABANDON_RATE)

    def ours() -> np.ndarray:
        return required_agents(loads, aht_s=AHT_S, targets=targets, patience_s=PATIENCE_S)

    sample = loads[::SAMPLED_EVERY].tolist()
    if [textbook_patient_agents(load) for load in sample] != ours()[::SAMPLED_EVERY].tolist():
        raise ArithmeticError("the textbook's sum and ours disagree on the agents of Erlang A")
    loop_s = cpu_seconds(lambda: [textbook_patient_agents(load) for load in sample], 1)
    return Figure(cpu_seconds(ours), "CPU s", SAMPLED_EVERY * loop_s)


def _pyworkforce_s(loads: Sequence[float], folder: Path) -> float:
    """CPU seconds of pyworkforce for the same questions."""
    question = {
        "loads": loads,
        "aht_s": AHT_S,
        "target_wait_s": TARGET_WAIT_S,
        "service_level": SERVICE_LEVEL,
    }
    return float(asked("pyworkforce_erlang", question, folder)["cpu_s"])


def textbook_agents(load: float, aht_s: float) -> int:
    """The fewest agents for the service level: the recursion, one agent more at a time."""
    blocked, agents = 1.0, 0
    while True:
        agents += 1
        blocked = load * blocked / (agents + load * blocked)
        if agents <= load:
            continue
        waits = agents * blocked / (agents - load * (1.0 - blocked))
        if 1.0 - waits * math.exp(-(agents - load) * TARGET_WAIT_S / aht_s) >= SERVICE_LEVEL:
            return agents


def textbook_patient_agents(load: float) -> int:
    """The fewest agents for the abandonment target, from the load less the share that may leave.

    Agents answer at most as many Erlang as they are, so fewer cannot keep the target.
    """
    agents = max(1, math.floor(load * (1.0 - ABANDON_RATE)))
    while textbook_patience(load, agents, PATIENCE_S)["abandon_rate"] > ABANDON_RATE:
        agents += 1
    return agents
