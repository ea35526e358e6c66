"""Agents of groups who may hold several contacts at once, inside the compiled simulation.

Every agent lies in one bucket of its group: 0 ... c by the contacts in hand, then those who finish
what they hold and go, then those who are away. An agent with k contacts works on each at 1 /
stretch(k) of the speed. Those with contacts stand in a heap by the time of their next completion.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scheduling.compiled import Floats, Wholes, inlined
from scheduling.simulation.groups import Floor
from scheduling.simulation.tally import BUSY, OVERRUN, add_work

NOBODY = -1
_OUTSIDE = -1


class Desks(NamedTuple):
    """State by agent, by (agent, place in hand), by (group, bucket); `heap_size` has one element.

    `at_once` and `stretch` are the groups' as in Floor. The rows of `buckets` list agents;
    `spot` is an agent's index in its row, `rank` its index in the heap.
    """

    at_once: Wholes
    stretch: Floats
    group: Wholes
    held: Wholes
    bucket: Wholes
    spot: Wholes
    updated_s: Floats
    busy_since_s: Floats
    finishing_since_s: Floats
    due_s: Floats
    contact: Wholes
    remaining_s: Floats
    began_s: Floats
    buckets: Wholes
    filled: Wholes
    heap: Wholes
    rank: Wholes
    heap_size: Wholes


def desks_of(floor: Floor) -> Desks:
    """As many agents as a group ever has, all of them away."""
    most = floor.agents.max(axis=(0, 2))
    total, at_once = int(most.sum()), int(floor.at_once.max())
    group = np.repeat(np.arange(most.size), most)
    first = np.concatenate([[0], np.cumsum(most)])
    away = floor.at_once + 2
    buckets = np.zeros((most.size, at_once + 3, int(most.max(initial=0)) + 1), np.int64)
    filled = np.zeros(buckets.shape[:2], np.int64)
    for g, count in enumerate(most):
        buckets[g, away[g], :count] = np.arange(first[g], first[g + 1])
        filled[g, away[g]] = count
    return Desks(
        at_once=floor.at_once,
        stretch=floor.stretch,
        group=group,
        held=np.zeros(total, np.int64),
        bucket=away[group],
        spot=np.arange(total) - first[group],
        updated_s=np.zeros(total),
        busy_since_s=np.zeros(total),
        finishing_since_s=np.zeros(total),
        due_s=np.zeros(total),
        contact=np.zeros((total, at_once), np.int64),
        remaining_s=np.zeros((total, at_once)),
        began_s=np.zeros((total, at_once)),
        buckets=buckets,
        filled=filled,
        heap=np.zeros(total, np.int64),
        rank=np.full(total, _OUTSIDE),
        heap_size=np.zeros(1, np.int64),
    )


@inlined
def next_completion(desks: Desks) -> float:
    """When the next contact is done; infinite where nobody holds any."""
    return desks.due_s[desks.heap[0]] if desks.heap_size[0] else np.inf


@inlined
def free_places(desks: Desks, group: int) -> int:
    """How many contacts more the group could hold."""
    free, most = 0, desks.at_once[group]
    for held in range(most):
        free += (most - held) * desks.filled[group, held]
    return free


@inlined
def least_busy(desks: Desks, group: int) -> int:
    """An agent of the group with the fewest contacts in hand and room for one, or NOBODY."""
    for held in range(desks.at_once[group]):
        if desks.filled[group, held]:
            return desks.buckets[group, held, desks.filled[group, held] - 1]
    return NOBODY


@inlined
def take(desks: Desks, agent: int, contact: int, work_s: float, now: float) -> None:
    """Give the agent one contact more, which alone would take `work_s`."""
    _progress(desks, agent, now)
    held = desks.held[agent]
    if held == 0:
        desks.busy_since_s[agent] = now
    desks.contact[agent, held] = contact
    desks.remaining_s[agent, held] = work_s
    desks.began_s[agent, held] = now
    desks.held[agent] += 1
    _move(desks, agent, desks.held[agent])
    _schedule(desks, agent, now)


@inlined
def finish_next(desks: Desks, work: Floats) -> tuple[int, int, float]:
    """Complete the contact that is due next. Returns agent, contact and when it began."""
    agent = desks.heap[0]
    now = desks.due_s[agent]
    _progress(desks, agent, now)
    last = desks.held[agent] - 1
    done = 0
    for place in range(1, last + 1):
        if desks.remaining_s[agent, place] < desks.remaining_s[agent, done]:
            done = place
    contact, began = desks.contact[agent, done], desks.began_s[agent, done]
    desks.contact[agent, done] = desks.contact[agent, last]
    desks.remaining_s[agent, done] = desks.remaining_s[agent, last]
    desks.began_s[agent, done] = desks.began_s[agent, last]
    desks.held[agent] = last
    _put_back(desks, agent, now, work)
    _schedule(desks, agent, now)
    return agent, contact, began


@inlined
def _put_back(desks: Desks, agent: int, now: float, work: Floats) -> None:
    """After a completion: into the bucket of the contacts still in hand, or away."""
    group, held = desks.group[agent], desks.held[agent]
    finishing = desks.at_once[group] + 1
    if held == 0:
        add_work(work[group], BUSY, desks.busy_since_s[agent], now)
    if desks.bucket[agent] != finishing:
        _move(desks, agent, held)
    elif held == 0:
        add_work(work[group], OVERRUN, desks.finishing_since_s[agent], now)
        _move(desks, agent, finishing + 1)


@inlined
def set_agents(desks: Desks, group: int, wanted: int, now: float, work: Floats) -> None:
    """From `now` on the group has `wanted` agents.

    Those who were finishing count again first. Too many: the idle go, then those with the fewest
    contacts, of equal ones who is done first, finish and go. Too few: others come.
    """
    at_once = desks.at_once[group]
    finishing, away = at_once + 1, at_once + 2
    while desks.filled[group, finishing]:
        agent = desks.buckets[group, finishing, 0]
        add_work(work[group], OVERRUN, desks.finishing_since_s[agent], now)
        _move(desks, agent, desks.held[agent])
    present = 0
    for held in range(at_once + 1):
        present += desks.filled[group, held]
    for _ in range(wanted - present):
        _move(desks, desks.buckets[group, away, 0], 0)
    for _ in range(present - wanted):
        agent = _first_to_go(desks, group)
        desks.finishing_since_s[agent] = now
        _move(desks, agent, finishing if desks.held[agent] else away)


@inlined
def _first_to_go(desks: Desks, group: int) -> int:
    held = 0
    while desks.filled[group, held] == 0:
        held += 1
    agent = desks.buckets[group, held, 0]
    if held:
        for spot in range(1, desks.filled[group, held]):
            other = desks.buckets[group, held, spot]
            if desks.due_s[other] < desks.due_s[agent]:
                agent = other
    return agent


@inlined
def _progress(desks: Desks, agent: int, now: float) -> None:
    """Work off what the agent did since it was last looked at."""
    held = desks.held[agent]
    if held:
        done = (now - desks.updated_s[agent]) / desks.stretch[desks.group[agent], held - 1]
        for place in range(held):
            desks.remaining_s[agent, place] -= done
    desks.updated_s[agent] = now


@inlined
def _schedule(desks: Desks, agent: int, now: float) -> None:
    """Put the agent where its next completion belongs in the heap, or take it out."""
    held = desks.held[agent]
    if held:
        least = desks.remaining_s[agent, 0]
        for place in range(1, held):
            least = min(least, desks.remaining_s[agent, place])
        desks.due_s[agent] = now + max(least, 0.0) * desks.stretch[desks.group[agent], held - 1]
        if desks.rank[agent] == _OUTSIDE:
            _set(desks, desks.heap_size[0], agent)
            desks.heap_size[0] += 1
        _sift(desks, agent)
    elif desks.rank[agent] != _OUTSIDE:
        desks.heap_size[0] -= 1
        spot, last = desks.rank[agent], desks.heap[desks.heap_size[0]]
        desks.rank[agent] = _OUTSIDE
        if last != agent:
            _set(desks, spot, last)
            _sift(desks, last)


@inlined
def _sift(desks: Desks, agent: int) -> None:
    """Restore the heap where only this agent may be out of order."""
    due, spot = desks.due_s[agent], desks.rank[agent]
    while spot > 0 and desks.due_s[desks.heap[(spot - 1) // 2]] > due:
        _set(desks, spot, desks.heap[(spot - 1) // 2])
        spot = (spot - 1) // 2
    child, size = 2 * spot + 1, desks.heap_size[0]
    while child < size:
        other = min(child + 1, size - 1)
        if desks.due_s[desks.heap[other]] < desks.due_s[desks.heap[child]]:
            child = other
        if desks.due_s[desks.heap[child]] >= due:
            break
        _set(desks, spot, desks.heap[child])
        spot, child = child, 2 * child + 1
    _set(desks, spot, agent)


@inlined
def _set(desks: Desks, spot: int, agent: int) -> None:
    desks.heap[spot] = agent
    desks.rank[agent] = spot


@inlined
def _move(desks: Desks, agent: int, bucket: int) -> None:
    """From its bucket to another of its group; the gap is filled by the last of the old one."""
    group, old = desks.group[agent], desks.bucket[agent]
    desks.filled[group, old] -= 1
    last = desks.buckets[group, old, desks.filled[group, old]]
    desks.buckets[group, old, desks.spot[agent]] = last
    desks.spot[last] = desks.spot[agent]
    desks.spot[agent] = desks.filled[group, bucket]
    desks.buckets[group, bucket, desks.spot[agent]] = agent
    desks.filled[group, bucket] += 1
    desks.bucket[agent] = bucket
