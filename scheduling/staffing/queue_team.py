"""One queue and its team, who may hold several contacts at once, judged by simulated days.

A team whose agents hold several contacts is simulated event by event, whole days at a time. What
one agent less or more changes is felt in its own half-hour and little beyond the next, so one
simulation tries the change in every third half-hour at once.
"""

from __future__ import annotations

import numpy as np

from scheduling.simulation import Contacts, Group, Queue, Skill, draw_contacts, simulate
from scheduling.simulation.contacts import Integers
from scheduling.simulation.shapes import Array
from scheduling.staffing.judged import JudgedStaffing

_EVERY = 3


def queue_team(queue_id: str, agents: Integers, stretch: tuple[float, ...]) -> Group:
    """Agents of one queue who hold as many of its contacts at once as `stretch` has values."""
    return Group(queue_id, agents, (Skill(queue_id),), len(stretch), stretch)


def judged_chats(
    queue: Queue, agents: Integers, stretch: tuple[float, ...], *, days: int, seed: int = 1
) -> JudgedStaffing:
    """Simulate days of one queue of chats under a staffing (half_hours,), as `judged_agents`."""
    contacts = draw_contacts([queue], days=days, seed=seed)
    base = simulate(contacts, [queue_team(queue.queue_id, agents, stretch)])
    return JudgedStaffing(
        agents,
        base.service_level[0],
        base.service_level_error[0],
        one_less=_changed(contacts, agents, stretch, -1),
        one_more=_changed(contacts, agents, stretch, 1),
    )


def _changed(
    contacts: Contacts, agents: Integers, stretch: tuple[float, ...], change: int
) -> Array:
    """The level of each half-hour with so many agents more in it."""
    found = np.full(agents.size, np.nan)
    for first in range(_EVERY):
        tried = agents.copy()
        tried[first::_EVERY] = np.maximum(tried[first::_EVERY] + change, 0)
        made = simulate(contacts, [queue_team(contacts.queue_ids[0], tried, stretch)])
        found[first::_EVERY] = made.service_level[0, first::_EVERY]
    return found
