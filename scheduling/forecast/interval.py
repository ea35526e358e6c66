"""90 % intervals by conformal residuals, wider with every week ahead.

Residuals (actual - forecast) / sqrt(forecast) of the rolling origins are pooled per lead week;
their outer quantiles, with the finite-sample correction of conformal prediction (V. Vovk et al.
2005), bound the next forecast. The half-hours of a day err together, so few origins know little:
the bounds are widened by 1 / (number of origins) and never narrow with the lead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduling.forecast.combination import combined
from scheduling.forecast.origins import Origin

Array = NDArray[np.float64]
_TAIL = 0.05
_WIDER_PER_WEEK = 1.04
_ENOUGH = 100
_SMALLEST = 0.5
POISSON_BOUND = 1.6449


@dataclass(frozen=True)
class Bounds:
    """Standardised lower and upper bound per lead week, lead 1 first; later leads widen."""

    lower: tuple[float, ...]
    upper: tuple[float, ...]

    def around(self, forecast: Array, lead: int) -> tuple[Array, Array]:
        """The interval of a forecast `lead` weeks ahead, never below 0."""
        known = min(lead, len(self.lower)) - 1
        wider = _WIDER_PER_WEEK ** max(0, lead - len(self.lower))
        scale = wider * np.sqrt(np.maximum(forecast, _SMALLEST))
        low = np.maximum(0.0, forecast + self.lower[known] * scale)
        return np.minimum(low, forecast), np.maximum(forecast + self.upper[known] * scale, forecast)


def bounds_of(origins: Sequence[Origin], shares: Mapping[str, float], own: Array) -> Bounds:
    """Bounds from the origins; `own`: standardised in-sample residuals, for when there is none."""
    weeks = max((int(origin.leads.max()) for origin in origins), default=0)
    lower: list[float] = []
    upper: list[float] = []
    for lead in range(1, weeks + 1):
        parts = [_residuals(origin, shares, lead) for origin in origins]
        told = [part for part in parts if part.size]
        pooled = np.concatenate(told) if told else np.array([])
        if pooled.size < _ENOUGH:
            break
        low, high = _outer(pooled, 1.0 + 0.5 / len(told))
        lower.append(min(low, lower[-1]) if lower else low)
        upper.append(max(high, upper[-1]) if upper else high)
    if not lower:
        low, high = _outer(own, 1.5) if own.size >= 20 else (-1.5 * POISSON_BOUND,) * 2
        lower, upper = [low], [abs(high)]
    return Bounds(tuple(lower), tuple(upper))


def standardised(actual: Array, forecast: Array) -> Array:
    """(actual - forecast) / sqrt(forecast) of the known half-hours, as one row."""
    residuals = (actual - forecast) / np.sqrt(np.maximum(forecast, _SMALLEST))
    return residuals[np.isfinite(residuals)]


def _residuals(origin: Origin, shares: Mapping[str, float], lead: int) -> Array:
    rows = origin.leads == lead
    return standardised(origin.actual[rows], combined(origin.forecasts, shares)[rows])


def _outer(residuals: Array, wider: float) -> tuple[float, float]:
    n = residuals.size
    tail = max(0.0, (_TAIL * (n + 1) - 1) / n)
    low, high = np.quantile(residuals, [tail, 1.0 - tail])
    return min(float(low) * wider, 0.0), max(float(high) * wider, 0.0)
