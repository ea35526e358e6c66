"""Capacity that keeps every deadline: constant, levelled, or with a chosen probability."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scheduling.backlog.deadlines import Work

Array = NDArray[np.float64]


def constant_capacity(work: Work) -> float:
    """The fewest hours per slot, the same in all, with which no deadline is missed.

    Exact: the work that must be done wholly within a span, over the slots of the span, at its
    worst span.
    """
    return float(_intensities(work).max(initial=0.0))


def levelled_capacity(work: Work) -> Array:
    """Hours per slot that keep every deadline as evenly as can be: every convex cost is least.

    F. Yao, A. Demers, S. Shenker (1995): the worst span gets exactly its work, evenly; it is cut
    out with that work, and the rest is levelled in the same way.
    """
    capacity = np.zeros(work.slots)
    places = np.arange(work.slots)
    while work.slots and work.hours.sum() > 0:
        intensity = _intensities(work)
        start, length = np.unravel_index(int(intensity.argmax()), intensity.shape)
        end = int(start) + int(length) + 1
        capacity[places[start:end]] = intensity[start, length]
        places = np.delete(places, slice(start, end))
        work = _without(work, int(start), end)
    return capacity


def safe_capacity(scenarios: Sequence[Work], probability: float) -> float:
    """The smallest constant capacity that keeps all deadlines in that share of scenarios.

    Raises ValueError without scenarios, or on a probability outside 0-1.
    """
    if not scenarios or not 0.0 <= probability <= 1.0:
        raise ValueError("give at least one scenario, and a probability from 0 to 1")
    needed = np.sort([constant_capacity(work) for work in scenarios])
    return float(needed[max(int(np.ceil(probability * needed.size)) - 1, 0)])


def _intensities(work: Work) -> Array:
    """Hours per slot of every span: row its first slot, column its length − 1."""
    grid = np.zeros((work.slots + 1, work.slots + 1))
    np.add.at(grid, (work.first, work.due), work.hours)
    # inside[s, e]: work that begins at s or later and is due at e or before
    inside = np.cumsum(np.cumsum(grid[::-1], axis=0)[::-1], axis=1)
    found = np.zeros((work.slots, work.slots))
    for start in range(work.slots):
        lengths = np.arange(1, work.slots - start + 1)
        found[start, : lengths.size] = inside[start, start + 1 :] / lengths
    return found


def _without(work: Work, start: int, end: int) -> Work:
    """The work left when the slots from `start` to `end` and what had to lie in them are gone."""
    kept = ~((work.first >= start) & (work.due <= end))
    length = end - start

    def moved(slot: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.where(slot >= end, slot - length, np.minimum(slot, start))

    return Work(
        moved(work.first[kept]), moved(work.due[kept]), work.hours[kept], work.slots - length
    )
