"""How durations spread around their mean: distributions of mean 1, to be multiplied by it.

Each shape draws, and knows `limited_mean(x)` = E[min(S, x)], from which the expected number of
busy agents of a changing day follows exactly (`scheduling.staffing.offered_load`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

Array = NDArray[np.float64]


class Shape(Protocol):
    """A distribution of positive durations with mean 1."""

    def draw(self, source: np.random.Generator, count: int) -> Array:
        """`count` draws; a longer draw from the same source begins with a shorter one."""
        ...

    def limited_mean(self, limit: Array) -> Array:
        """E[min(S, limit)] for limits of 0 or more."""
        ...


@dataclass(frozen=True)
class Exponential:
    """The memoryless shape of the Erlang formulas."""

    def draw(self, source: np.random.Generator, count: int) -> Array:
        """Exponential draws."""
        return source.standard_exponential(count)

    def limited_mean(self, limit: Array) -> Array:
        """1 - exp(-limit)."""
        return -np.expm1(-limit)


@dataclass(frozen=True)
class Constant:
    """Every duration is the mean."""

    def draw(self, source: np.random.Generator, count: int) -> Array:
        """Ones."""
        return np.ones(count)

    def limited_mean(self, limit: Array) -> Array:
        """The smaller of the limit and 1."""
        return np.minimum(limit, 1.0)


@dataclass(frozen=True)
class Lognormal:
    """The shape that handle times of call centres mostly have (Brown et al. 2005).

    `variation` is the coefficient of variation: standard deviation / mean, above 0.
    """

    variation: float = 1.0

    def __post_init__(self) -> None:
        if not self.variation > 0:
            raise ValueError("a lognormal needs a coefficient of variation above 0")

    def draw(self, source: np.random.Generator, count: int) -> Array:
        """Lognormal draws."""
        sigma = self._sigma
        return np.exp(sigma * source.standard_normal(count) - sigma * sigma / 2)

    def limited_mean(self, limit: Array) -> Array:
        """Partial mean below the limit plus the limit times the chance to exceed it."""
        sigma = self._sigma
        with np.errstate(divide="ignore"):
            z = np.log(limit) / sigma
        return ndtr(z - sigma / 2) + limit * ndtr(-z - sigma / 2)

    @property
    def _sigma(self) -> float:
        return float(np.sqrt(np.log1p(self.variation**2)))


@dataclass(frozen=True)
class Empirical:
    """Observed durations: equally likely values, of any unit, scaled to mean 1."""

    values: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.values or min(self.values) < 0 or not sum(self.values) > 0:
            raise ValueError("an empirical shape needs durations of 0 or more, not all 0")

    def draw(self, source: np.random.Generator, count: int) -> Array:
        """One of the observed durations each."""
        scaled = self._scaled
        return scaled[(source.random(count) * scaled.size).astype(np.intp)]

    def limited_mean(self, limit: Array) -> Array:
        """The mean of the durations cut at the limit."""
        scaled = np.sort(self._scaled)
        below = np.concatenate([[0.0], np.cumsum(scaled)])
        count = np.searchsorted(scaled, limit, side="right")
        return (below[count] + limit * (scaled.size - count)) / scaled.size

    @property
    def _scaled(self) -> Array:
        given = np.asarray(self.values, float)
        return given / given.mean()
