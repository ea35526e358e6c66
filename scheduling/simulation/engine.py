"""Contacts meet groups: the one entrance to both compiled simulations."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scheduling.half_hours import HALF_HOUR_S
from scheduling.simulation.contacts import Contacts
from scheduling.simulation.groups import Floor, Group, floor_of
from scheduling.simulation.line import simulate_line
from scheduling.simulation.result import Simulated
from scheduling.simulation.routing import simulate_routing
from scheduling.simulation.tally import (
    ABANDONED,
    ANSWERED,
    BUSY,
    HANDLED,
    OVERRUN,
    WAIT_OF_ABANDONED,
    WAIT_OF_ANSWERED,
    WITHIN_TARGET,
    Tally,
    empty_tally,
)


def simulate(contacts: Contacts, groups: Sequence[Group]) -> Simulated:
    """Serve the contacts of every day with the groups' agents.

    First come, first served within a queue. One queue with one group of agents who hold one
    contact each is simulated contact by contact, everything else event by event; both give the
    same answer. Raises ValueError on groups that do not fit the contacts.
    """
    floor = floor_of(groups, contacts)
    tally = empty_tally(contacts.days, len(contacts.queue_ids), len(groups), contacts.half_hours)
    run = simulate_line if floor.one_line else simulate_routing
    run(contacts, floor, tally)
    return _simulated(contacts, floor, tally)


def _simulated(contacts: Contacts, floor: Floor, tally: Tally) -> Simulated:
    counts, seconds, work, served = tally
    return Simulated(
        queue_ids=contacts.queue_ids,
        group_ids=floor.group_ids,
        offered=contacts.offered,
        answered=counts[..., ANSWERED],
        answered_within_target=counts[..., WITHIN_TARGET],
        abandoned=counts[..., ABANDONED],
        wait_of_answered_s=seconds[..., WAIT_OF_ANSWERED],
        wait_of_abandoned_s=seconds[..., WAIT_OF_ABANDONED],
        handled_s=seconds[..., HANDLED],
        agents=np.broadcast_to(floor.agents, (contacts.days, *floor.agents.shape[1:])),
        busy_s=work[..., BUSY],
        overrun_s=_overrun(contacts, floor, tally),
        served_s=work[..., [BUSY]] if floor.one_line else served,
        at_once=floor.at_once,
    )


def _overrun(contacts: Contacts, floor: Floor, tally: Tally) -> np.ndarray:
    """Overrun as counted; after the closing half-hour all work that the staffing cannot hold."""
    overrun = tally.work[..., OVERRUN]
    after = slice(contacts.closing + 1, None)
    beyond = tally.work[:, :, after, BUSY] - floor.agents[:, :, after] * float(HALF_HOUR_S)
    overrun[:, :, after] = np.maximum(beyond, 0.0)
    return overrun
