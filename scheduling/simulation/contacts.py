"""Contacts of simulated days: when they arrive, how long they take, how long they would wait.

Draws are common random numbers. The j-th contact of a queue on simulated day d has the same unit
draws under any volume, handle time, patience and staffing of one seed, so the difference between
two scenarios is theirs and not chance's. Each (day, queue, stream) has its own block of the
counter-based generator Philox, so a day is the same however many others are drawn.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scheduling.compiled import Floats, Wholes, compiled
from scheduling.half_hours import HALF_HOUR_S
from scheduling.simulation.shapes import Array, Exponential, Shape

Integers = NDArray[np.int64]
_MEMORYLESS = Exponential()
_SPACING, _HANDLING, _PATIENCE = 0, 1, 2


@dataclass(frozen=True)
class Queue:
    """What comes in on one queue, and what its callers are promised.

    `offered` are the contacts expected per half-hour, shape (half_hours,), or (days, half_hours)
    where each simulated day has its own; `aht_s` broadcasts with it. Arrivals are Poisson, even
    within a half-hour. `patience_s` is the mean; infinite: nobody hangs up.
    """

    queue_id: str
    offered: ArrayLike
    aht_s: ArrayLike
    target_wait_s: float = 20.0
    patience_s: float = math.inf
    handle_shape: Shape = _MEMORYLESS
    patience_shape: Shape = _MEMORYLESS

    def __post_init__(self) -> None:
        if (np.asarray(self.offered) < 0).any() or (np.asarray(self.aht_s) < 0).any():
            raise ValueError(f"queue {self.queue_id}: contacts and handle times are 0 or more")
        if not self.patience_s > 0 or self.target_wait_s < 0:
            raise ValueError(f"queue {self.queue_id}: patience above 0, target wait 0 or more")

    @property
    def half_hours(self) -> int:
        """Half-hours of the day."""
        return np.shape(self.offered)[-1]


@dataclass(frozen=True)
class Contacts:
    """Contacts by day, queue and arrival; times in seconds from the start of half-hour 0.

    Those of day d and queue q are rows `first[d, q]` up to `first[d, q + 1]`, sorted by
    `arrived_s`. A `handle_s` is what the contact takes alone with an agent of factor 1.
    `closing` is the last half-hour in which contacts may arrive: its staff stays on until nobody
    waits any more.
    """

    queue_ids: tuple[str, ...]
    target_wait_s: Array
    half_hours: int
    closing: int
    first: Integers
    arrived_s: Array
    handle_s: Array
    patience_s: Array

    @property
    def days(self) -> int:
        """Simulated days."""
        return len(self.first)

    @cached_property
    def offered(self) -> Integers:
        """Arrivals per day, queue and half-hour."""
        counted = np.zeros((self.days, len(self.queue_ids), self.half_hours), np.int64)
        _count_arrivals(self.first, self.arrived_s, counted)
        return counted


def draw_contacts(queues: Sequence[Queue], *, days: int, seed: int, first_day: int = 0) -> Contacts:
    """Contacts of `days` simulated days; day numbers go on from `first_day`.

    Raises ValueError where queues have different half-hours, or rates for other numbers of days.
    """
    half_hours = queues[0].half_hours
    if any(queue.half_hours != half_hours for queue in queues):
        raise ValueError("all queues of a simulation have the same half-hours")
    shape = (days, half_hours)
    rates = [np.broadcast_to(np.asarray(queue.offered, float), shape) for queue in queues]
    ahts = [np.broadcast_to(np.asarray(queue.aht_s, float), shape) for queue in queues]
    parts = [
        _drawn(queue, rates[number][day], ahts[number][day], _Source(seed, first_day + day, number))
        for day in range(days)
        for number, queue in enumerate(queues)
    ]
    arrived, handle, patience = (np.concatenate(column) for column in zip(*parts, strict=True))
    expected = np.flatnonzero(sum(rate.sum(axis=0) for rate in rates))
    return Contacts(
        queue_ids=tuple(queue.queue_id for queue in queues),
        target_wait_s=np.array([queue.target_wait_s for queue in queues], float),
        half_hours=half_hours,
        closing=int(expected[-1]) if expected.size else half_hours - 1,
        first=_first_rows([len(part[0]) for part in parts], len(queues)),
        arrived_s=arrived,
        handle_s=handle,
        patience_s=patience,
    )


@dataclass(frozen=True)
class _Source:
    """The random streams of one simulated day and queue."""

    seed: int
    day: int
    queue: int

    def stream(self, purpose: int) -> np.random.Generator:
        place = [0, purpose, self.queue, self.day]
        return np.random.Generator(np.random.Philox(key=self.seed, counter=place))


def _drawn(queue: Queue, rate: Array, aht_s: Array, source: _Source) -> tuple[Array, Array, Array]:
    arrived = _arrivals(rate, source)
    handle = queue.handle_shape.draw(source.stream(_HANDLING), arrived.size)
    handle *= aht_s[(arrived * (1.0 / HALF_HOUR_S)).astype(np.intp)]
    if math.isinf(queue.patience_s):
        return arrived, handle, np.full(arrived.size, np.inf)
    patience = queue.patience_shape.draw(source.stream(_PATIENCE), arrived.size)
    return arrived, handle, patience * queue.patience_s


def _arrivals(rate: Array, source: _Source) -> Array:
    """A Poisson process: unit spacings on the clock of expected contacts, read on the wall."""
    total = float(rate.sum())
    spacing = source.stream(_SPACING)
    at = np.cumsum(spacing.standard_exponential(int(total + 6.0 * math.sqrt(total)) + 8))
    while at[-1] < total:
        more = spacing.standard_exponential(at.size)
        at = np.concatenate([at, at[-1] + np.cumsum(more)])
    within = at[: np.searchsorted(at, total)]
    _to_wall_clock(within, rate)
    return within


@compiled
def _to_wall_clock(at: Floats, rate: Floats) -> None:
    """Replace rising points 0 <= at < sum(rate) by the seconds at which so many are expected."""
    half_hour, before = 0, 0.0
    for i in range(at.size):
        while half_hour < rate.size - 1 and at[i] >= before + rate[half_hour]:
            before += rate[half_hour]
            half_hour += 1
        share = min((at[i] - before) / rate[half_hour], 1.0 - 1e-12)
        at[i] = (half_hour + share) * 1800.0


@compiled
def _count_arrivals(first: Wholes, arrived_s: Floats, counted: Wholes) -> None:
    for day in range(counted.shape[0]):
        for queue in range(counted.shape[1]):
            for i in range(first[day, queue], first[day, queue + 1]):
                counted[day, queue, int(arrived_s[i] / 1800.0)] += 1


def _first_rows(counts: list[int], queues: int) -> Integers:
    """Row numbers (days, queues + 1) at which each queue of each day begins, and the day's end."""
    ends = np.cumsum(counts, dtype=np.int64).reshape(-1, queues)
    starts = np.concatenate([[0], ends[:-1, -1]])
    return np.concatenate([starts[:, None], ends], axis=1)
