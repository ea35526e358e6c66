"""Several methods into one forecast, by how each did out of sample."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from scheduling.forecast.comparable import usable_days
from scheduling.forecast.history import QueueHistory
from scheduling.forecast.methods import METHODS
from scheduling.forecast.origins import Origin

Array = NDArray[np.float64]
SMALL_PER_HALF_HOUR = 2.0
_TOLERATED = 1.15
_FEW_ORIGINS = 3
_ALWAYS = ("robust_two_way", "median_of_recent", "low_rank")


def candidates(history: QueueHistory) -> list[str]:
    """Methods that may forecast this queue; only the pooled mean for a small or new queue.

    Below two contacts per open half-hour medians are zeros, and absolute errors reward them.
    """
    recent = history.offered[usable_days(history.offered)][-56:]
    known = recent[np.isfinite(recent)]
    if known.size == 0 or known.mean() < SMALL_PER_HALF_HOUR or len(history.days) < 7:
        return ["pooled_mean"]
    return [name for name in METHODS if name != "pooled_mean"]


def weights(methods: Sequence[str], origins: Sequence[Origin]) -> dict[str, float]:
    """Shares that sum to 1: inverse squares of WAPE over the origins, the clearly worse left out.

    With fewer than three origins accuracy is chance, and the proven three share equally.
    """
    if len(origins) < _FEW_ORIGINS:
        chosen = [name for name in methods if name in _ALWAYS] or list(methods)
        return {name: 1.0 / len(chosen) for name in chosen}
    errors = {name: wape(origins, {name: 1.0}) for name in methods}
    best = min(errors.values())
    if not np.isfinite(best):
        return {name: 1.0 / len(methods) for name in methods}
    kept = {name: max(e, 1e-9) for name, e in errors.items() if e <= _TOLERATED * best}
    total = sum(e**-2 for e in kept.values())
    return {name: e**-2 / total for name, e in kept.items()}


def wape(origins: Sequence[Origin], shares: Mapping[str, float]) -> float:
    """Sum of |actual - forecast| over sum of actual (M060) of a combination over the origins."""
    missed = sum(
        float(np.nansum(np.abs(o.actual - combined(o.forecasts, shares)))) for o in origins
    )
    total = sum(float(np.nansum(o.actual)) for o in origins)
    return missed / total if total > 0 else float("inf")


def combined(forecasts: Mapping[str, Array], shares: Mapping[str, float]) -> Array:
    """The weighted mean of the methods' forecasts."""
    return sum((share * forecasts[name] for name, share in shares.items()), start=np.array(0.0))


def told(shares: Mapping[str, float]) -> str:
    """The combination in words, as "robust_two_way 0.40 + low_rank 0.60"."""
    return " + ".join(f"{name} {share:.2f}" for name, share in sorted(shares.items()))
