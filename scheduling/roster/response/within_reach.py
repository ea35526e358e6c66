"""Half-hours that no shift of the plan can cover, such as the night before the first Monday."""

from __future__ import annotations

import numpy as np

from scheduling.roster.response.arrays import Flags
from scheduling.roster.response.coverage import slot_cost
from scheduling.roster.response.encoding import SLOTS, Encoded


def within_reach(given: Encoded) -> Flags:
    """reached[queue, half-hour]: whether anybody has a shift there that serves the queue."""
    people, shifts = given.people, given.shifts
    open_to = np.isfinite(people.penalty).transpose(1, 2, 0).astype(np.float32)
    starts = open_to @ people.serves.transpose(1, 0, 2).astype(np.float32) > 0
    horizon = given.problem.days * SLOTS
    reached = np.zeros((len(given.problem.queues), horizon), np.bool_)
    for day, o, k in np.argwhere(starts).tolist():
        first = day * SLOTS + int(shifts.first_slot[o])
        reached[k, first : min(horizon, first + int(shifts.slots[o]))] = True
    return reached


def cost_out_of_reach(given: Encoded) -> float:
    """Cost of the half-hours out of reach, which every roster pays and every bound may hold."""
    demand = given.demand
    return sum(
        slot_cost(float(demand.given[k, t]), k, t, demand)
        for k, t in np.argwhere(~within_reach(given)).tolist()
    )
