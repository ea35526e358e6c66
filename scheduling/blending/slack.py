"""Agents that inbound can spare, and outbound contacts filled into them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from scheduling.erlang import Targets
from scheduling.half_hours import HALF_HOUR_S
from scheduling.prediction import ForecastErrors
from scheduling.staffed_queue import Stretch, needed_agents

Array = NDArray[np.float64]
Integers = NDArray[np.int64]


def spare_agents(
    offered: ArrayLike,
    *,
    aht_s: ArrayLike,
    agents: ArrayLike,
    targets: Targets,
    patience_s: ArrayLike | None,
    errors: ForecastErrors,
    risk: float,
    stretch: Sequence[Stretch] = (),
) -> Integers:
    """Whole agents per half-hour without whom inbound still meets its targets.

    The targets hold with probability 1 − `risk` although the forecast `offered` may miss: they
    only get harder with volume, so it is enough that they hold at the volume that is passed with
    probability `risk`. `stretch` is that of chats, per half-hour. Raises ValueError on a risk
    outside 0-1 or impossible targets.
    """
    if not 0.0 < risk < 1.0:
        raise ValueError("the risk must lie between 0 and 1")
    volume = np.asarray(offered, float) * _quantile(errors, 1.0 - risk)
    needed = needed_agents(volume, np.asarray(aht_s, float), patience_s, targets, stretch)
    return np.maximum(np.floor(np.asarray(agents, float)).astype(np.int64) - needed, 0)


def _quantile(errors: ForecastErrors, probability: float) -> float:
    """Quantile of (rate ÷ forecast): a product of two log-normal factors of mean 1."""
    variance = np.log1p(errors.day**2) + np.log1p(errors.half_hour**2)
    return float(np.exp(np.sqrt(variance) * ndtri(probability) - variance / 2.0))


def filled_outbound(
    spare: ArrayLike, contacts: float, *, aht_s: float, occupancy: float = 1.0, shortest: int = 1
) -> tuple[Integers, Array]:
    """Agents lent to outbound and contacts they make, per half-hour, until `contacts` are made.

    Agents are lent for at least `shortest` half-hours in a row, the earliest first; an agent makes
    1800 × `occupancy` ÷ `aht_s` contacts a half-hour. Where slack is short fewer are made.
    """
    free = _in_runs(np.asarray(spare, np.int64), shortest)
    each = HALF_HOUR_S * occupancy / aht_s
    before = np.concatenate([[0.0], np.cumsum(free * each)[:-1]])
    made = np.clip(contacts - before, 0.0, free * each)
    lent = np.ceil(made / each - 1e-9).astype(np.int64)
    return lent, made


def _in_runs(spare: Integers, shortest: int) -> Integers:
    """The slack level by level, of which runs shorter than `shortest` are left unused."""
    kept = np.zeros_like(spare)
    for level in range(1, int(spare.max(initial=0)) + 1):
        steps = np.diff(np.concatenate([[0], (spare >= level).astype(np.int64), [0]]))
        for start, end in zip(np.flatnonzero(steps == 1), np.flatnonzero(steps == -1), strict=True):
            if end - start >= shortest:
                kept[start:end] += 1
    return kept
