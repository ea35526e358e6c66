"""Erlang A for staffing as plans have it: agents in fractions, sometimes fewer than one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduling.erlang import erlang_a
from scheduling.half_hours import HALF_HOUR_S

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Expected:
    """Expected measures of half-hours, ratios 0-1; ASA is the mean wait of the answered."""

    service_level: Array
    asa_s: Array
    abandon_rate: Array
    occupancy: Array


def expected_measures(
    offered: Array, aht_s: Array, agents: Array, patience_s: Array, target_wait_s: Array
) -> Expected:
    """Measures of contacts per half-hour under `agents`, arrays that broadcast.

    The service level is the share of all contacts answered in time. Below one agent, one is there
    for that share of the time: the rest of the contacts leave. A half-hour without contacts has
    service level 1.
    """
    found = erlang_a(
        offered * aht_s / HALF_HOUR_S,
        np.maximum(agents, 1.0),
        aht_s=aht_s,
        patience_s=patience_s,
        target_wait_s=target_wait_s,
    )
    there = np.clip(agents, 0.0, 1.0)
    contacts = np.broadcast_to(offered, found.occupancy.shape) > 0
    return Expected(
        service_level=np.where(contacts, found.service_level * there, 1.0),
        asa_s=found.asa_s,
        abandon_rate=np.where(contacts, 1.0 - (1.0 - found.abandon_rate) * there, 0.0),
        occupancy=found.occupancy,
    )
