"""Agents of several groups so that every queue keeps its promise in every half-hour, cheaply.

Where agents share skills no formula says who is needed, so simulated days decide. From the pooled
start, half-hours that fail get an agent of the group that mends most for its cost; then agents
that nobody misses go, and dear ones make room for cheaper ones. One simulation tries a change in
every other half-hour at once, because a change is felt in its own half-hour and the next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from scheduling.simulation import Contacts, Group, Queue, Simulated, draw_contacts, simulate
from scheduling.simulation.contacts import Integers
from scheduling.simulation.shapes import Array
from scheduling.staffing.pooled_start import pooled_start

Truths = NDArray[np.bool_]
_MOST_ROUNDS = 200
_ROUGH_SHARE = 4
# Where one agent more mends nothing by itself, one who serves what is missed is added.
_TIE = 1e-6


@dataclass(frozen=True)
class SkilledStaffing:
    """The groups with their agents, what they cost, and the days that judged them."""

    groups: tuple[Group, ...]
    cost: float
    simulated: Simulated


def skilled_agents(
    queues: Sequence[Queue],
    groups: Sequence[Group],
    *,
    service_level: Mapping[str, float],
    cost: Mapping[str, float] | None = None,
    days: int = 400,
    seed: int = 1,
) -> SkilledStaffing:
    """A cheap staffing with which each queue keeps its level in each half-hour with contacts.

    A group's `agents` (half_hours,) are those who are there in any case, often 0. `service_level`
    is the share of the offered to be answered in time, by queue; `cost` of an agent for a
    half-hour, by group, 1 where not given. A quarter of the days finds a staffing in which no
    agent can be left out, nor replaced by one of a cheaper group: a local optimum. All days then
    mend where chance had flattered it. Raises ValueError where nobody serves a queue, or no number
    of agents keeps a level.
    """
    prices = np.array([(cost or {}).get(group.group_id, 1.0) for group in groups])
    half_hours = queues[0].half_hours
    least = np.array([np.broadcast_to(group.agents, half_hours) for group in groups], np.int64)
    start = pooled_start(queues, groups, service_level=service_level, cost=prices, least=least)
    levels = np.array([service_level[queue.queue_id] for queue in queues])[:, None]

    def search(days: int) -> _Search:
        contacts = draw_contacts(queues, days=days, seed=seed)
        return _Search(contacts, tuple(groups), levels, prices, least)

    rough, full = search(max(days // _ROUGH_SHARE, 2)), search(days)
    agents = full.mended(rough.cheapened(rough.mended(start)))
    return SkilledStaffing(
        groups=full.staffed(agents),
        cost=float((prices[:, None] * agents).sum()),
        simulated=full.simulated(agents),
    )


@dataclass(frozen=True)
class _Search:
    """Days, groups, levels (queues, 1), prices (groups,), least agents (groups, half_hours)."""

    contacts: Contacts
    groups: tuple[Group, ...]
    levels: Array
    prices: Array
    least: Integers

    def staffed(self, agents: Integers) -> tuple[Group, ...]:
        return tuple(
            replace(group, agents=own) for group, own in zip(self.groups, agents, strict=True)
        )

    def simulated(self, agents: Integers) -> Simulated:
        return simulate(self.contacts, self.staffed(agents))

    def mended(self, agents: Integers) -> Integers:
        """Agents added until no queue misses its level anywhere."""
        for _ in range(_MOST_ROUNDS):
            missed = self._missed(agents)
            failing = missed.sum(axis=0) > 0
            if not failing.any():
                return agents
            worth = [self._worth(agents, group, failing, missed) for group in self._all]
            chosen = np.argmax(worth + _TIE * self._serves @ missed, axis=0)
            agents = agents.copy()
            agents[chosen[failing], np.flatnonzero(failing)] += 1
        raise ValueError("no number of agents keeps the service levels: who serves which queue?")

    def cheapened(self, agents: Integers) -> Integers:
        """Agents left out, then replaced by cheaper ones, until neither can be done."""
        while True:
            before = agents
            for group in sorted(self._all, key=lambda g: -self.prices[g]):
                agents = self._changed(agents, {group: -1})
            for dear, cheap in permutations(self._all, 2):
                if self.prices[cheap] < self.prices[dear]:
                    agents = self._changed(agents, {dear: -1, cheap: 1})
            if (agents == before).all():
                return agents

    @property
    def _all(self) -> range:
        return range(len(self.groups))

    @property
    def _serves(self) -> Array:
        """1 where a group serves a queue, over its cost; (groups, queues)."""
        serves = [[skill.queue_id for skill in group.skills] for group in self.groups]
        queues = self.contacts.queue_ids
        known = np.array([[queue in own for queue in queues] for own in serves], float)
        return known / self.prices[:, None]

    def _missed(self, agents: Integers) -> Array:
        """By how much each queue misses its level; (queues, half_hours)."""
        level = self.simulated(agents).service_level
        return np.nan_to_num(np.maximum(self.levels - level, 0.0))

    def _worth(self, agents: Integers, group: int, where: Truths, missed: Array) -> Array:
        """What one more of the group mends per half-hour, here and in the next, per cost."""
        more = agents.copy()
        more[group, where] += 1
        mended = (missed - self._missed(more)).sum(axis=0)
        return (mended + np.append(mended[1:], 0.0) / 2) / self.prices[group]

    def _changed(self, agents: Integers, change: Mapping[int, int]) -> Integers:
        """The change made in the half-hours that bear it, each judged with the next one."""
        for parity in (0, 1):
            where = np.arange(agents.shape[1]) % 2 == parity
            where &= self._allowed(agents, change)
            while where.any():
                tried = agents.copy()
                for group, number in change.items():
                    tried[group, where] += number
                fails = self._missed(tried).sum(axis=0) > 0
                if not fails.any():
                    agents = tried
                    break
                where &= ~_to_blame(where, fails)
        return agents

    def _allowed(self, agents: Integers, change: Mapping[int, int]) -> Truths:
        allowed = np.ones(agents.shape[1], np.bool_)
        for group, number in change.items():
            allowed &= agents[group] + number >= self.least[group]
        return allowed


def _to_blame(changed: Truths, fails: Truths) -> Truths:
    """The changes in or right before a failing half-hour; else the last before the first."""
    blamed = changed & (fails | np.append(fails[1:], False))
    if not blamed.any():
        before = np.flatnonzero(changed[: int(fails.argmax())])
        blamed[before[-1:] if before.size else changed] = True
    return blamed
