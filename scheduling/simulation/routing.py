"""Several queues, groups by skill, several contacts at once: the simulation event by event.

Those who wait in a queue are a stretch of its contacts, from the first not decided to the next to
arrive, because a queue is served in order of arrival. Who has lost patience is noticed when an
agent looks at the head of the line; the time of leaving is known from the draw.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scheduling.compiled import Floats, Wholes, compiled, inlined
from scheduling.simulation.contacts import Contacts
from scheduling.simulation.desks import (
    NOBODY,
    Desks,
    desks_of,
    finish_next,
    free_places,
    least_busy,
    next_completion,
    set_agents,
    take,
)
from scheduling.simulation.groups import Floor
from scheduling.simulation.tally import HANDLED, Tally, add_work, count_abandoned, count_answer

_NONE = -1


class _Lines(NamedTuple):
    """Contacts as in Contacts, the groups' ranks and factors as in Floor, and per queue of the day
    the rows of who waits longest (`head`), of who arrives next (`arriving`), and the end."""

    arrived_s: Floats
    handle_s: Floats
    patience_s: Floats
    target_wait_s: Floats
    agent_rank: Wholes
    contact_rank: Wholes
    handle_factor: Floats
    head: Wholes
    arriving: Wholes
    end: Wholes
    queue: Wholes


def simulate_routing(contacts: Contacts, floor: Floor, tally: Tally) -> None:
    """Count all days of any queues and groups."""
    queues = len(contacts.queue_ids)
    lines = _Lines(
        contacts.arrived_s,
        contacts.handle_s,
        contacts.patience_s,
        contacts.target_wait_s,
        floor.agent_rank,
        floor.contact_rank,
        floor.handle_factor,
        np.zeros(queues, np.int64),
        np.zeros(queues, np.int64),
        np.zeros(queues, np.int64),
        _queue_of_contacts(contacts),
    )
    _all_days(contacts.first, lines, floor.agents, desks_of(floor), contacts.closing, tally)


def _queue_of_contacts(contacts: Contacts) -> Wholes:
    counts = np.diff(contacts.first, axis=1).ravel()
    return np.repeat(np.tile(np.arange(len(contacts.queue_ids)), contacts.days), counts)


@compiled
def _all_days(
    first: Wholes, lines: _Lines, agents: Wholes, desks: Desks, closing: int, tally: Tally
) -> None:
    for day in range(first.shape[0]):
        for queue in range(lines.head.size):
            lines.head[queue] = first[day, queue]
            lines.arriving[queue] = first[day, queue]
            lines.end[queue] = first[day, queue + 1]
        counts, seconds = tally.counts[day], tally.seconds[day]
        work, served = tally.work[day], tally.served[day]
        staff = agents[day % agents.shape[0]]
        half_hour, boundary = 0, 0.0
        while True:
            queue = _next_to_arrive(lines)
            arrival = lines.arrived_s[lines.arriving[queue]] if queue != _NONE else np.inf
            completion = next_completion(desks)
            if boundary <= min(arrival, completion) and boundary < np.inf:
                for group in range(staff.shape[0]):
                    set_agents(desks, group, staff[group, half_hour], boundary, work)
                _share_out(lines, desks, boundary, counts, seconds)
                half_hour += 1
                boundary = half_hour * 1800.0 if half_hour <= closing else np.inf
            elif completion <= arrival and completion < np.inf:
                _complete(lines, desks, counts, seconds, work, served)
            elif queue != _NONE:
                _arrive(lines, desks, queue, counts, seconds)
            else:
                break
        for queue in range(lines.head.size):
            _drop_impatient(lines, queue, np.inf, counts, seconds)
        for group in range(staff.shape[0]):
            set_agents(desks, group, 0, (closing + 1) * 1800.0, work)


@inlined
def _next_to_arrive(lines: _Lines) -> int:
    found = _NONE
    for queue in range(lines.head.size):
        if lines.arriving[queue] < lines.end[queue] and (
            found == _NONE
            or lines.arrived_s[lines.arriving[queue]] < lines.arrived_s[lines.arriving[found]]
        ):
            found = queue
    return found


@inlined
def _arrive(lines: _Lines, desks: Desks, queue: int, counts: Wholes, seconds: Floats) -> None:
    """The next contact of the queue goes to a free agent or joins the line."""
    row = lines.arriving[queue]
    lines.arriving[queue] += 1
    group = _group_for(lines, desks, queue)
    if group != _NONE:
        now = lines.arrived_s[row]
        _answer(lines, desks, queue, least_busy(desks, group), now, counts, seconds)


@inlined
def _group_for(lines: _Lines, desks: Desks, queue: int) -> int:
    found, most = _NONE, 0
    for group in range(lines.agent_rank.shape[0]):
        rank = lines.agent_rank[group, queue]
        free = free_places(desks, group) if rank >= 0 else 0
        if free > 0 and (
            found == _NONE
            or rank < lines.agent_rank[found, queue]
            or (rank == lines.agent_rank[found, queue] and free > most)
        ):
            found, most = group, free
    return found


@inlined
def _complete(
    lines: _Lines, desks: Desks, counts: Wholes, seconds: Floats, work: Floats, served: Floats
) -> None:
    """A contact is done; its agent takes the next who waits."""
    now = next_completion(desks)
    agent, row, began = finish_next(desks, work)
    seconds[lines.queue[row], int(lines.arrived_s[row] / 1800.0), HANDLED] += now - began
    group = desks.group[agent]
    add_work(served[group], lines.queue[row], began, now)
    if desks.bucket[agent] < desks.at_once[group]:
        queue = _queue_for(lines, group, now, counts, seconds)
        if queue != _NONE:
            _answer(lines, desks, queue, agent, now, counts, seconds)


@inlined
def _share_out(lines: _Lines, desks: Desks, now: float, counts: Wholes, seconds: Floats) -> None:
    """Those who wait go to whoever has come."""
    for group in range(lines.agent_rank.shape[0]):
        agent = least_busy(desks, group)
        while agent != NOBODY:
            queue = _queue_for(lines, group, now, counts, seconds)
            if queue == _NONE:
                break
            _answer(lines, desks, queue, agent, now, counts, seconds)
            agent = least_busy(desks, group)


@inlined
def _queue_for(lines: _Lines, group: int, now: float, counts: Wholes, seconds: Floats) -> int:
    """The queue from which an agent of the group takes the next contact."""
    found = _NONE
    for queue in range(lines.head.size):
        rank = lines.contact_rank[group, queue]
        if rank < 0:
            continue
        _drop_impatient(lines, queue, now, counts, seconds)
        if lines.head[queue] < lines.arriving[queue] and (
            found == _NONE
            or rank < lines.contact_rank[group, found]
            or (
                rank == lines.contact_rank[group, found]
                and lines.arrived_s[lines.head[queue]] < lines.arrived_s[lines.head[found]]
            )
        ):
            found = queue
    return found


@inlined
def _drop_impatient(lines: _Lines, queue: int, now: float, counts: Wholes, seconds: Floats) -> None:
    """Count as abandoned who at the head of the line has left before now."""
    row = lines.head[queue]
    while row < lines.arriving[queue] and now - lines.arrived_s[row] > lines.patience_s[row]:
        count_abandoned(counts[queue], seconds[queue], lines.arrived_s[row], lines.patience_s[row])
        row += 1
    lines.head[queue] = row


@inlined
def _answer(
    lines: _Lines,
    desks: Desks,
    queue: int,
    agent: int,
    now: float,
    counts: Wholes,
    seconds: Floats,
) -> None:
    """The agent takes the contact at the head of the line."""
    row = lines.head[queue]
    lines.head[queue] += 1
    wait = now - lines.arrived_s[row]
    count_answer(
        counts[queue], seconds[queue], lines.arrived_s[row], wait, lines.target_wait_s[queue]
    )
    factor = lines.handle_factor[desks.group[agent], queue]
    take(desks, agent, row, lines.handle_s[row] * factor, now)
