"""Calls that reach the centre: a non-homogeneous Poisson process per queue and half-hour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from pipelines.sample_centre.calendar_effects import (
    CLOSES_S,
    HALF_HOUR_S,
    OPENS_S,
    half_hour_shares,
    volume_factor,
)
from pipelines.sample_centre.people import QUEUES
from pipelines.sample_centre.streams import stream

CALLS_PER_AGENT = 34.0
QUEUE_SHARES = (0.66, 0.13, 0.21)
EVENING_WEIGHTS = (0.36, 0.28, 0.52)
DAY_NOISE = 0.05
INCIDENT_CHANCE, INCIDENT_FACTOR, INCIDENT_HALF_HOURS = 0.05, 1.8, 4
SELF_SERVICE_SHARE = 0.11
CUSTOMERS = 60_000


@dataclass(frozen=True)
class Incident:
    """An outage that makes customers call: first half-hour of the day (0 is 08:00)."""

    day: date
    first_half_hour: int
    half_hours: int
    factor: float


@dataclass(frozen=True)
class DayArrivals:
    """The calls of one day, ordered by arrival; each array has one entry per call.

    `arrived_s` seconds since local midnight, `queue` index into QUEUES, `menu_s` seconds in
    the voice menu, `self_served` whether the menu was enough, `customer` a customer number.
    """

    day: date
    arrived_s: np.ndarray
    queue: np.ndarray
    menu_s: np.ndarray
    self_served: np.ndarray
    customer: np.ndarray
    incident: Incident | None


def draw_arrivals(day: date, agents: int, seed: int) -> DayArrivals:
    """Draw the day's calls for a centre with that many agents on its staff."""
    rng = stream(seed, "arrivals", day.toordinal())
    incident = _incident(day, rng)
    pairs = [
        np.stack([times, np.full(len(times), queue)])
        for queue in range(len(QUEUES))
        for times in _queue_times(day, queue, agents, incident, rng)
    ]
    times, queues = np.concatenate(pairs, axis=1)
    order = np.lexsort((queues, times))
    count = len(order)
    menu = rng.integers(12, 46, count)
    open_at_queueing = times[order] + menu < CLOSES_S
    customers = (CUSTOMERS * rng.random(count) ** 1.4).astype(np.int64)
    self_served = rng.random(count) < SELF_SERVICE_SHARE
    return DayArrivals(
        day,
        times[order][open_at_queueing],
        queues[order][open_at_queueing],
        menu[open_at_queueing],
        self_served[open_at_queueing],
        customers[open_at_queueing],
        incident,
    )


def _queue_times(
    day: date, queue: int, agents: int, incident: Incident | None, rng: np.random.Generator
) -> list[np.ndarray]:
    level = CALLS_PER_AGENT * agents * volume_factor(day) * QUEUE_SHARES[queue]
    level *= float(np.exp(rng.normal(0, DAY_NOISE)))
    found = []
    for slot, share in enumerate(half_hour_shares(EVENING_WEIGHTS[queue])):
        count = int(rng.poisson(level * share * _incident_factor(incident, slot)))
        start = OPENS_S + slot * HALF_HOUR_S
        found.append(rng.integers(start, start + HALF_HOUR_S, count))
    return found


def _incident(day: date, rng: np.random.Generator) -> Incident | None:
    happens, slot = rng.random() < INCIDENT_CHANCE, int(rng.integers(2, 20))
    return Incident(day, slot, INCIDENT_HALF_HOURS, INCIDENT_FACTOR) if happens else None


def _incident_factor(incident: Incident | None, slot: int) -> float:
    if incident is None:
        return 1.0
    ends = incident.first_half_hour + incident.half_hours
    return incident.factor if incident.first_half_hour <= slot < ends else 1.0
