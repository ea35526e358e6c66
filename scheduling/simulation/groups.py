"""Who serves: groups of alike agents, their skills and ranks, how many per half-hour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from scheduling.simulation.contacts import Contacts, Integers
from scheduling.simulation.shapes import Array


@dataclass(frozen=True)
class Skill:
    """That a group serves a queue.

    A contact goes to the free group of the lowest `agent_rank` (of equal ones, to the one with
    most agents free); a freed agent takes the contact of the lowest `contact_rank` (of equal ones,
    the one waiting longest). `handle_factor` is the group's handle time on this queue / AHT.
    """

    queue_id: str
    agent_rank: int = 1
    contact_rank: int = 1
    handle_factor: float = 1.0


@dataclass(frozen=True)
class Group:
    """Alike agents. `agents` are whole numbers, shape (half_hours,) or (days, half_hours).

    Where the number falls, idle agents go first, the others as they finish what they hold; where it
    rises while some still finish, these come back first. An agent holds up to `at_once` contacts;
    with k in hand each takes `stretch[k - 1]` times as long as alone: AHT(k) / AHT(1).
    """

    group_id: str
    agents: ArrayLike
    skills: tuple[Skill, ...]
    at_once: int = 1
    stretch: tuple[float, ...] = (1.0,)

    def __post_init__(self) -> None:
        if len(self.stretch) != self.at_once or min(self.stretch) <= 0:
            raise ValueError(f"group {self.group_id}: one stretch above 0 for 1 ... at_once")


@dataclass(frozen=True)
class Floor:
    """Groups as arrays: agents (days or 1, groups, half_hours); ranks and factors (groups, queues).

    A rank is -1 where the group does not serve the queue.
    """

    group_ids: tuple[str, ...]
    agents: Integers
    agent_rank: Integers
    contact_rank: Integers
    handle_factor: Array
    at_once: Integers
    stretch: Array

    @property
    def one_line(self) -> bool:
        """Whether it is one queue served by one group of agents with one contact each."""
        return (
            self.agent_rank.shape == (1, 1) and self.at_once[0] == 1 and self.agent_rank[0, 0] >= 0
        )


def floor_of(groups: Sequence[Group], contacts: Contacts) -> Floor:
    """Groups against the queues of the contacts. Raises ValueError on queues that are not there."""
    ranks = np.full((2, len(groups), len(contacts.queue_ids)), -1, np.int64)
    factor = np.ones(ranks.shape[1:])
    most = max(group.at_once for group in groups)
    stretch = np.ones((len(groups), most))
    for g, group in enumerate(groups):
        stretch[g, : group.at_once] = group.stretch
        for skill in group.skills:
            if skill.queue_id not in contacts.queue_ids:
                raise ValueError(f"group {group.group_id} serves the unknown {skill.queue_id}")
            q = contacts.queue_ids.index(skill.queue_id)
            ranks[:, g, q] = skill.agent_rank, skill.contact_rank
            factor[g, q] = skill.handle_factor
    return Floor(
        group_ids=tuple(group.group_id for group in groups),
        agents=_agents(groups, contacts),
        agent_rank=ranks[0],
        contact_rank=ranks[1],
        handle_factor=factor,
        at_once=np.array([group.at_once for group in groups], np.int64),
        stretch=stretch,
    )


def _agents(groups: Sequence[Group], contacts: Contacts) -> Integers:
    """(days or 1, groups, half_hours); after the closing half-hour its staff stays."""
    given = [np.atleast_2d(np.asarray(group.agents)) for group in groups]
    days = max(len(one) for one in given)
    shape = (days, contacts.half_hours)
    agents = np.stack([np.broadcast_to(one, shape) for one in given], axis=1).astype(np.int64)
    if days not in (1, contacts.days) or (agents < 0).any():
        raise ValueError("agents are 0 or more, for all days alike or for each simulated day")
    return agents
