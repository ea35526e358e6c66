"""90 % intervals: conformal, per lead week and size of the forecast.

Residuals are taken on the scale on which Poisson noise is even, 2 (sqrt(y + 3/8) - sqrt(f + 3/8))
(Anscombe 1948). Their absolute values at past origins are bounded, per lead and band of forecast
size, by the quantile that split conformal prediction asks for (Vovk et al. 2005; bands: Mondrian
conformal). The error of a day's level grows with the forecast, so large forecasts get bounds of
their own, and a longer lead never gets narrower ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduling.forecast.windows import Array

NOMINAL = 0.9
POISSON_BOUND = 1.6449
_BANDS = 4
_FEWEST = 60
_ROOM = 3 / 8
_WIDER_PER_WEEK = 1.04


@dataclass(frozen=True)
class Bounds:
    """Bound of the residual's absolute value at sizes of the forecast: lead weeks x bands."""

    sizes: Array
    bounds: Array

    def around(
        self, expected: Array, leads: NDArray[np.int_], deviations: Array | None = None
    ) -> tuple[Array, Array]:
        """Low and high of forecasts (days x 48) whose days lie `leads` (0 first) weeks ahead.

        deviations: of each day's log, what the past origins have not shown (effects of events).
        """
        half = np.empty_like(expected)
        for lead in np.unique(leads):
            own = min(int(lead), len(self.bounds) - 1)
            wider = _WIDER_PER_WEEK ** (int(lead) - own)
            half[leads == lead] = wider * self._half(expected[leads == lead], self.bounds[own])
        root = np.sqrt(expected + _ROOM)
        if deviations is not None:
            half = np.hypot(half, POISSON_BOUND * deviations[:, None] * root)
        low = np.maximum(root - half / 2, 0.0) ** 2 - _ROOM
        high = (root + half / 2) ** 2 - _ROOM
        return np.clip(low, 0.0, expected), np.maximum(high, expected)

    def _half(self, expected: Array, bounds: Array) -> Array:
        """Bounds at forecasts; beyond the largest band the error of the level grows along."""
        inside = np.interp(np.log(np.maximum(expected, 1e-6)), self.sizes, bounds)
        noise = min(POISSON_BOUND, bounds[-1]) ** 2
        times = np.maximum(1.0, expected / np.exp(self.sizes[-1]))
        return np.where(times > 1, np.sqrt(noise + (bounds[-1] ** 2 - noise) * times), inside)


def standardised(actual: Array, expected: Array) -> Array:
    """Residuals on the even scale."""
    return 2 * (np.sqrt(np.maximum(actual, 0.0) + _ROOM) - np.sqrt(expected + _ROOM))


def bounds_of(actual: Array, expected: Array) -> Bounds:
    """Bounds from what came at past origins (origins x leads x days x 48, newest first)."""
    leads = actual.shape[1]
    known = np.isfinite(actual) & np.isfinite(expected)
    logs = np.log(np.maximum(expected, 1e-6))
    if known.sum() < _FEWEST:
        return Bounds(np.zeros(1), np.full((leads, 1), 1.5 * POISSON_BOUND))
    wanted = int(min(_BANDS, max(1, known[:, 0].sum() // _FEWEST)))
    edges = np.unique(np.quantile(logs[known], np.linspace(0, 1, wanted + 1)))
    bands = max(1, len(edges) - 1)
    band = np.clip(np.searchsorted(edges, logs, "right") - 1, 0, bands - 1)
    scores = np.abs(standardised(actual, expected))
    sizes = np.array([np.median(logs[known & (band == b)]) for b in range(bands)])
    found = np.array([
        [_quantile(scores[:, lead][known[:, lead] & (band[:, lead] == b)]) for b in range(bands)]
        for lead in range(leads)
    ])  # fmt: skip
    return Bounds(sizes, np.maximum.accumulate(_known(found), axis=0))


def _quantile(scores: Array) -> float:
    if scores.size < _FEWEST:
        return float("nan")
    return float(np.quantile(scores, min(1.0, NOMINAL * (1 + 1 / scores.size))))


def _known(found: Array) -> Array:
    """Bounds of leads that no origin has seen take the lead before."""
    for lead in range(len(found)):
        before = found[lead - 1] if lead else np.full(found.shape[1], 1.5 * POISSON_BOUND)
        found[lead] = np.where(np.isfinite(found[lead]), found[lead], before)
    return found
