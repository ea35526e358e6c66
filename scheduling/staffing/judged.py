"""What a staffing gives in simulated days, and what one agent more or less would change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from scheduling.simulation import Queue, draw_contacts
from scheduling.simulation.contacts import Integers
from scheduling.simulation.result import ratio, ratio_error
from scheduling.simulation.shapes import Array
from scheduling.staffing.sweep import Sweep


@dataclass(frozen=True)
class JudgedStaffing:
    """Service levels per half-hour, NaN where no contact came.

    `one_less` and `one_more` change the agents of that half-hour alone, to not less than nobody.
    """

    agents: Integers
    service_level: Array
    service_level_error: Array
    one_less: Array
    one_more: Array


def judged_agents(queue: Queue, agents: ArrayLike, *, days: int, seed: int = 1) -> JudgedStaffing:
    """Simulate days of one queue under a staffing (half_hours,), each half-hour three ways."""
    given = np.asarray(agents, np.int64)
    contacts = draw_contacts([queue], days=days, seed=seed)
    found = np.full((4, given.size), np.nan)
    sweep = Sweep(contacts)
    for half_hour in range(contacts.closing + 1):
        here, after = int(given[half_hour]), int(given[min(half_hour + 1, contacts.closing)])
        in_time, arriving = sweep.in_time(here, after), sweep.arriving
        found[:, half_hour] = (
            ratio(in_time.sum(), arriving.sum()),
            ratio_error(in_time, arriving),
            sweep.service_level(max(here - 1, 0), after),
            sweep.service_level(here + 1, after),
        )
        sweep.go_on(here)
    return JudgedStaffing(given, *found)
