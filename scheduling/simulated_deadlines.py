"""E-mail by chance: as many come as come, each takes as long as it takes, answered in order."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scheduling.backlog import InOrder
from scheduling.half_hours import HALF_HOUR_S

Array = NDArray[np.float64]


def simulated_in_time(
    queue: InOrder, offered: Array, aht_s: Array, agents: ArrayLike, *, days: int, seed: int
) -> tuple[Array, Array]:
    """Share of each cohort answered by its deadline, and its standard error over the days.

    Contacts per half-hour are Poisson, handle times exponential, agents (per slot) busy whenever
    there is work. All `days` run through the whole clock; NaN where no contact came.
    """
    random = np.random.default_rng(seed)
    contacts = random.poisson(offered, (days, offered.size))
    work = random.standard_gamma(np.maximum(contacts, 1e-9)) * (contacts > 0) * aht_s / HALF_HOUR_S
    share = queue.in_time(work, queue.done(work, agents))
    kept = np.where(contacts > 0, contacts * np.nan_to_num(share), 0.0)
    total = contacts.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        level = np.where(total > 0, kept.sum(axis=0) / total, np.nan)
        spread = ((kept - level * contacts) ** 2).sum(axis=0) / max(days - 1, 1)
        error = np.where(total > 0, np.sqrt(spread * days) / total, np.nan)
    return level, error
