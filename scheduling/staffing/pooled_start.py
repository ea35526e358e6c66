"""Where the search for agents with several skills begins: every set of queues has enough in all.

For each set of queues, all groups that can help any of them must together hold the agents that the
queues would need as one queue with one team. No routing does better than pooling, so this is the
cheapest staffing that is not hopeless, found per half-hour as an integer programme.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
from scipy.optimize import milp

from scheduling.erlang import Targets, required_agents
from scheduling.simulation import Group, Queue
from scheduling.simulation.contacts import Integers
from scheduling.simulation.shapes import Array
from scheduling.staffing.offered_load import offered_load


def pooled_start(
    queues: Sequence[Queue],
    groups: Sequence[Group],
    *,
    service_level: Mapping[str, float],
    cost: Array,
    least: Integers,
) -> Integers:
    """Agents (groups, half_hours), at least `least`; `cost` is that of an agent of each group.

    Raises ValueError where nobody serves a queue.
    """
    serves = np.array([[_serves(group, queue) for group in groups] for queue in queues])
    alone = [queue.queue_id for queue, by in zip(queues, serves, strict=True) if not by.any()]
    if alone:
        raise ValueError(f"no group serves {', '.join(alone)}")
    sets = [
        list(members)
        for size in range(1, len(queues) + 1)
        for members in combinations(range(len(queues)), size)
    ]
    needed = np.array([_as_one([queues[q] for q in members], service_level) for members in sets])
    # An agent with several contacts in hand works on more of them, each more slowly.
    speed = np.array([group.at_once / group.stretch[-1] for group in groups])
    helps = np.array([serves[members].any(axis=0) * speed for members in sets], float)
    return np.stack(
        [
            _cheapest(cost, helps, needed[:, half_hour], least[:, half_hour])
            for half_hour in range(needed.shape[1])
        ],
        axis=1,
    )


def _serves(group: Group, queue: Queue) -> bool:
    return any(skill.queue_id == queue.queue_id for skill in group.skills)


def _as_one(queues: Sequence[Queue], service_level: Mapping[str, float]) -> Integers:
    """Agents per half-hour for queues as one: their load, and the mildest promise among them."""
    loads = np.array([offered_load(queue) for queue in queues])
    rates = np.array([np.asarray(queue.offered, float) for queue in queues])
    aht_s = np.array([np.broadcast_to(queue.aht_s, rates.shape[1]) for queue in queues], float)
    contacts = rates.sum(axis=0)
    mean_aht_s = np.divide(
        (rates * aht_s).sum(axis=0), contacts, out=aht_s.max(axis=0), where=contacts > 0
    )
    patience = max(queue.patience_s for queue in queues)
    return required_agents(
        loads.sum(axis=0),
        aht_s=np.maximum(mean_aht_s, 1e-9),
        targets=Targets(
            min(service_level[queue.queue_id] for queue in queues),
            max(queue.target_wait_s for queue in queues),
        ),
        patience_s=patience if np.isfinite(patience) else None,
    )


def _cheapest(cost: Array, helps: Array, needed: Integers, least: Integers) -> Integers:
    found = milp(
        cost,
        constraints=(helps, needed, np.inf),
        bounds=(least, np.inf),
        integrality=np.ones(cost.size),
    )
    return np.round(found.x).astype(np.int64)
