"""A day simulated in the plainest way, as an oracle: look for whatever happens next, let it happen.

Shares no code and no idea with scheduling.simulation: impatient contacts leave by an event of their
own, waiting contacts are lists, agents are objects, and nothing is sorted or cached.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf

from scheduling.simulation import Contacts, Group, Skill

HALF_HOUR_S = 1800.0


@dataclass
class Contact:
    queue_id: str
    arrived_s: float
    handle_s: float
    patience_s: float
    wait_s: float | None = None
    ended_s: float | None = None
    held_by: str = ""
    abandoned: bool = False

    @property
    def gives_up_s(self) -> float:
        return self.arrived_s + self.patience_s


@dataclass
class Agent:
    group: Group
    in_hand: dict[int, float] = field(
        default_factory=dict
    )  # contact number -> seconds of work left
    since_s: float = 0.0
    finishing: bool = False

    @property
    def due_s(self) -> float:
        if not self.in_hand:
            return inf
        return self.since_s + min(self.in_hand.values()) * self.stretch

    @property
    def stretch(self) -> float:
        return self.group.stretch[len(self.in_hand) - 1]

    @property
    def room(self) -> int:
        return 0 if self.finishing else self.group.at_once - len(self.in_hand)

    def work_until(self, now: float) -> None:
        for number in self.in_hand:
            self.in_hand[number] -= (now - self.since_s) / self.stretch
        self.since_s = now

    def skill(self, queue_id: str) -> Skill | None:
        return next((one for one in self.group.skills if one.queue_id == queue_id), None)


class Day:
    """One simulated day of `contacts`; `contacts` of the result know how they fared."""

    def __init__(self, contacts: Contacts, groups: Sequence[Group], day: int = 0) -> None:
        self.contacts = [
            Contact(queue_id, *(float(part[row]) for part in _columns(contacts)))
            for q, queue_id in enumerate(contacts.queue_ids)
            for row in range(contacts.first[day, q], contacts.first[day, q + 1])
        ]
        self.groups = groups
        self.closing = contacts.closing
        self.agents: list[Agent] = []
        self.waiting: list[int] = []

    def run(self) -> Day:
        ahead = sorted(range(len(self.contacts)), key=lambda n: self.contacts[n].arrived_s)
        half_hour = 0
        while True:
            arrival = self.contacts[ahead[0]].arrived_s if ahead else inf
            boundary = half_hour * HALF_HOUR_S if half_hour <= self.closing else inf
            agent = min(self.agents, key=lambda one: one.due_s, default=None)
            due = agent.due_s if agent else inf
            leaver = min(self.waiting, key=lambda n: self.contacts[n].gives_up_s, default=None)
            gives_up = self.contacts[leaver].gives_up_s if leaver is not None else inf
            now = min(arrival, boundary, due, gives_up)
            if now == inf:
                return self
            if now == boundary:
                self._staff(half_hour, now)
                half_hour += 1
            elif now == due and agent:
                self._complete(agent, now)
            elif now == arrival:
                self.waiting.append(ahead.pop(0))
            elif leaver is not None:
                self.waiting.remove(leaver)
                self.contacts[leaver].abandoned = True
            self._match(now)

    def _staff(self, half_hour: int, now: float) -> None:
        for group in self.groups:
            ours = [agent for agent in self.agents if agent.group is group]
            for agent in ours:
                agent.finishing = False
            wanted = int(group.agents[half_hour])
            self.agents += [Agent(group, since_s=now) for _ in range(wanted - len(ours))]
            ours.sort(key=lambda agent: (len(agent.in_hand), agent.due_s))
            for agent in ours[: max(len(ours) - wanted, 0)]:
                agent.finishing = True
        self._let_go()

    def _complete(self, agent: Agent, now: float) -> None:
        agent.work_until(now)
        done = min(agent.in_hand, key=lambda number: agent.in_hand[number])
        del agent.in_hand[done]
        self.contacts[done].ended_s = now
        self._let_go()

    def _let_go(self) -> None:
        self.agents = [one for one in self.agents if one.in_hand or not one.finishing]

    def _match(self, now: float) -> None:
        """Everybody who waits and can be served is served: group by group, best contact first."""
        while pair := self._best_pair():
            number, agent = pair
            self.waiting.remove(number)
            contact, skill = self.contacts[number], agent.skill(self.contacts[number].queue_id)
            assert skill is not None
            agent.work_until(now)
            agent.in_hand[number] = contact.handle_s * skill.handle_factor
            contact.wait_s = now - contact.arrived_s
            contact.held_by = agent.group.group_id

    def _best_pair(self) -> tuple[int, Agent] | None:
        """One contact that waits with the agent for it.

        With one contact that has a choice of groups the contact's order decides; with several
        contacts for one group the group's order does. Both at once cannot be.
        """
        options = []
        for number in self.waiting:
            for agent in self.agents:
                skill = agent.skill(self.contacts[number].queue_id)
                if skill and agent.room:
                    options.append((self._order(number, agent, skill), number, agent))
        if not options:
            return None
        _, number, agent = min(options, key=lambda option: option[0])
        return number, agent

    def _order(self, number: int, agent: Agent, skill: Skill) -> tuple[float, ...]:
        place = self.groups.index(agent.group)
        if len({self.contacts[n].queue_id for n in self.waiting}) == 1 and len(self.waiting) == 1:
            free = sum(one.room for one in self.agents if one.group is agent.group)
            return (skill.agent_rank, -free, place, len(agent.in_hand))
        arrived = self.contacts[number].arrived_s
        return (place, skill.contact_rank, arrived, len(agent.in_hand))


def _columns(contacts: Contacts) -> tuple:
    return contacts.arrived_s, contacts.handle_s, contacts.patience_s
