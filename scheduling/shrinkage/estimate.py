"""What to plan as shrinkage next: recent days weigh more, the configured value counts as a few."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincinv

CONFIDENCE = 0.90
_LEAST_VARIANCE = 1e-12


@dataclass(frozen=True)
class ShrinkageEstimate:
    """The share to plan with its 90 % credible bounds, ratios 0-1.

    `days` is how many equal days the weighted past is worth.
    """

    share: float
    low: float
    high: float
    days: float


def estimate_shrinkage(
    lost_s: ArrayLike,
    scheduled_s: ArrayLike,
    age_days: ArrayLike,
    configured: float,
    *,
    half_life_days: float = 28.0,
    configured_days: float = 5.0,
) -> ShrinkageEstimate:
    """The shrinkage of past days, one value each of time lost, time scheduled and age.

    A day weighs by its scheduled time and half as much every `half_life_days`; the configured
    value joins as `configured_days` days at that share. The bounds are those of a Beta with the
    posterior mean and the variance of a mean of so many days that differ as the past ones do.
    Days without scheduled time say nothing; no days leave the configured value, without bounds
    narrower than it. Raises ValueError on a configured share outside 0-1.
    """
    if not 0.0 <= configured < 1.0:
        raise ValueError(f"a shrinkage of {configured} is not a share of scheduled time")
    lost, scheduled, age = (np.asarray(part, float) for part in (lost_s, scheduled_s, age_days))
    known = scheduled > 0
    weight = scheduled[known] * 0.5 ** (age[known] / half_life_days)
    if not weight.size:
        return ShrinkageEstimate(configured, 0.0, 1.0, 0.0)
    shares = np.clip(lost[known] / scheduled[known], 0.0, 1.0)
    days = float(weight.sum() ** 2 / (weight**2).sum())
    seen = float(np.average(shares, weights=weight))
    spread = float(np.average((shares - seen) ** 2, weights=weight))
    total = days + configured_days
    share = (days * seen + configured_days * configured) / total
    gap = (seen - configured) ** 2 * days * configured_days / total**2
    variance = max((spread * days / max(days - 1.0, 1.0) + gap) / total, _LEAST_VARIANCE)
    low, high = _beta_bounds(share, variance)
    return ShrinkageEstimate(share, low, high, days)


def _beta_bounds(mean: float, variance: float) -> tuple[float, float]:
    """The central interval of a Beta of this mean and variance."""
    centre = min(max(mean, 1e-6), 1.0 - 1e-6)
    size = max(centre * (1.0 - centre) / variance - 1.0, 1e-3)
    tail = (1.0 - CONFIDENCE) / 2.0
    low, high = betaincinv(centre * size, (1.0 - centre) * size, [tail, 1.0 - tail])
    return float(low), float(high)
