"""The fewest agents per half-hour that keep a promise in every half-hour, found by simulation.

Iterative staffing in the spirit of Feldman, Mandelbaum, Massey & Whitt (2008): start where the
modified offered load and the stationary formula say, then let simulated days decide. The days go
through the half-hours once per round; in each the fewest agents are fixed with which those who
arrive in it are served as promised, whatever queue and work the earlier ones left. What the next
half-hour does to the last callers of this one is taken from the round before, so rounds repeat
until nothing changes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from scheduling.erlang import Targets, required_agents
from scheduling.simulation import Contacts, Group, Queue, Simulated, Skill, draw_contacts, simulate
from scheduling.simulation.contacts import Integers
from scheduling.simulation.shapes import Array
from scheduling.staffing.offered_load import offered_load
from scheduling.staffing.sweep import Sweep

_ROUGH_SHARE = 8
_ROUNDS = 4
_CONTACTS_SIMULATED = 6e6
_FEWEST_DAYS, _MOST_DAYS = 100, 4000


@dataclass(frozen=True)
class TunedStaffing:
    """Agents per half-hour, the start they were tuned from, and the days that judged them."""

    agents: Integers
    start: Integers
    simulated: Simulated

    @property
    def service_level(self) -> Array:
        """Per half-hour, on the days it was tuned on; NaN where nobody was expected."""
        return self.simulated.service_level[0]

    @property
    def service_level_error(self) -> Array:
        """Standard error of it."""
        return self.simulated.service_level_error[0]


def tuned_agents(
    queue: Queue,
    *,
    service_level: float,
    minimum_agents: ArrayLike = 0,
    days: int | None = None,
    seed: int = 1,
) -> TunedStaffing:
    """The fewest agents with which `service_level` of the offered is answered in time, always.

    Every half-hour in which contacts are expected keeps the level (0-1, not 1) on the simulated
    days; `minimum_agents` are there whatever else (per half-hour or for all). `days` defaults to
    what makes six million contacts, 100 to 4,000 days. Agents finish what they hold when their
    number falls. Raises ValueError on a level that no number of agents can promise.
    """
    if not 0 < service_level < 1:
        raise ValueError("a service level to be kept lies between 0 and 1")
    offered = np.asarray(queue.offered, float)
    least = np.broadcast_to(np.asarray(minimum_agents, np.int64), offered.shape)
    expected = offered > 0
    start = np.where(expected, np.maximum(_start(queue, service_level), least), least)
    days = days or _days_for(float(offered.sum()))
    contacts = draw_contacts([queue], days=days, seed=seed)
    rough = draw_contacts([queue], days=max(days // _ROUGH_SHARE, 2), seed=seed)
    search = _Search(service_level, least, expected)
    agents = search.settle(contacts, search.settle(rough, start))
    group = Group("agents", agents, (Skill(queue.queue_id),))
    return TunedStaffing(agents, start, simulate(contacts, [group]))


def _days_for(contacts_a_day: float) -> int:
    return int(np.clip(_CONTACTS_SIMULATED / max(contacts_a_day, 1.0), _FEWEST_DAYS, _MOST_DAYS))


def _start(queue: Queue, service_level: float) -> Integers:
    load = offered_load(queue)
    return required_agents(
        load,
        aht_s=np.maximum(np.asarray(queue.aht_s, float), 1e-9),
        targets=Targets(service_level, queue.target_wait_s),
        patience_s=queue.patience_s if np.isfinite(queue.patience_s) else None,
    )


@dataclass(frozen=True)
class _Search:
    """What is looked for: the level, the minimum, and the half-hours that expect contacts."""

    level: float
    least: Integers
    expected: np.ndarray

    def settle(self, contacts: Contacts, agents: Integers) -> Integers:
        """Rounds until the agents stay as they are."""
        for _ in range(_ROUNDS):
            before, agents = agents, self._round(contacts, agents)
            if (agents == before).all():
                break
        return agents

    def _round(self, contacts: Contacts, before: Integers) -> Integers:
        agents = before.copy()
        sweep = Sweep(contacts)
        for half_hour in range(contacts.closing + 1):
            after = before[min(half_hour + 1, contacts.closing)]
            if self.expected[half_hour]:
                agents[half_hour] = self._fewest(sweep, before[half_hour], after)
            sweep.go_on(agents[half_hour])
        return agents

    def _fewest(self, sweep: Sweep, guess: int, after: int) -> int:
        """The fewest agents that keep the level in the sweep's half-hour, from a guess."""
        least = int(self.least[sweep.half_hour])
        agents = int(guess)
        if self._kept(sweep, agents, after):
            while agents > least and self._kept(sweep, agents - 1, after):
                agents -= 1
            return agents
        while not self._kept(sweep, agents, after):
            agents += 1
        return agents

    def _kept(self, sweep: Sweep, agents: int, after: int) -> bool:
        return not sweep.service_level(agents, after) < self.level
