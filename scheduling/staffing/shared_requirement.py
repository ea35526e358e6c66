"""The requirement of days on which queues share their agents: the groups' agents, by queue.

Simulated days say how many agents of each group it takes and how long they work for which queue.
Each group's agents are shared out over its queues by that time (largest remainder), so the sum over
the queues is that of the groups, and whoever draws a roster needs no more than the shared need.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from math import isfinite

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scheduling.erlang import scheduled_for_shrinkage
from scheduling.half_hours import HALF_HOUR_S
from scheduling.simulation.result import ratio
from scheduling.staffing.queue_shares import queue_shares, with_time_to_spare
from scheduling.staffing.skill_day import Row, SkillDay, skill_days
from scheduling.staffing.skill_rules import SkillRules
from scheduling.staffing.skilled import SkilledStaffing
from scheduling.tables import REQUIREMENT, table
from scheduling.targets import StaffingTargets, TargetsOn

Array = NDArray[np.float64]
Integers = NDArray[np.int64]

Targets = Mapping[tuple[str, date], StaffingTargets]

_OF_ONE_QUEUE_ALONE = (
    "person_occupancy", "model_error", "service_level_one_less",
    "service_level_one_more",
)  # fmt: skip


def shared_requirement(
    required: pa.Table, targets_on: TargetsOn, rules: SkillRules, *, seed: int
) -> pa.Table:
    """outputs/requirement with the days of `rules` as its groups share them, others as given.

    A queue that no group serves keeps its own, e-mail too. A queue's minimum is kept, and the
    queues' maximum occupancy together, if need be by agents more.
    """
    rows = required.to_pylist()
    held = {
        (row["queue_id"], row["business_date"]): targets_on(row["queue_id"], row["business_date"])
        for row in rows
    }
    people = [row | _promise(held[row["queue_id"], row["business_date"]]) for row in rows]
    waiting = [row for row in people if row["channel"] != "email"]
    shared = {
        (row["queue_id"], row["interval_start_at"]): row
        for day in skill_days(waiting, rules)
        for row in _rows(day, held, rules, seed)
    }
    return table(
        (row | shared.get((row["queue_id"], row["interval_start_at"]), {}) for row in rows),
        REQUIREMENT,
    )


def _promise(held: StaffingTargets) -> Row:
    return {
        "target_level": float(held.service_level),
        "target_wait_s": held.target_wait_s,
        "patience_s": held.patience_or_endless_s,
    }


def _rows(day: SkillDay, held: Targets, rules: SkillRules, seed: int) -> Iterator[Row]:
    """The columns that sharing decides, of the day's open half-hours."""
    made = day.staffed(rules, seed)
    seen = made.simulated
    is_open = _open(day)
    promised = [held[queue, day.day] for queue in day.queue_ids]
    least = np.array([one.minimum_agents for one in promised])[:, None] * is_open
    limit = np.array([float(one.maximum_occupancy) for one in promised])[:, None]
    worked = _worked(made)
    agents = _by_queue(day.queue_ids, made, is_open, least, worked / limit * is_open)
    occupancy = np.minimum(ratio(worked, agents), 1.0)
    for number, place in np.argwhere(is_open).tolist():
        queue, own = day.queue_ids[number], int(agents[number, place])
        level = _known(seen.service_level[number, place])
        yield {
            "queue_id": queue,
            "interval_start_at": day.starts[place],
            "model": "simulation",
            "binding": "shared_skills",
            "agents": own,
            "required_agents": scheduled_for_shrinkage(own, held[queue, day.day].shrinkage),
            "service_level": level,
            "simulated_service_level": level,
            "simulated_error": _known(seen.service_level_error[number, place]),
            "occupancy": _known(occupancy[number, place]),
            "asa_s": _known(seen.asa_s[number, place]),
            "abandon_rate": _known(seen.abandon_rate[number, place]),
            **dict.fromkeys(_OF_ONE_QUEUE_ALONE),
        }


def _open(day: SkillDay) -> NDArray[np.bool_]:
    """(queues, half-hours)."""
    opened = {
        (row["queue_id"], row["interval_start_at"])
        for row in day.rows
        if row["binding"] != "closed"
    }
    return np.array([[(queue, at) in opened for at in day.starts] for queue in day.queue_ids])


def _by_queue(
    queue_ids: Sequence[str],
    made: SkilledStaffing,
    is_open: NDArray[np.bool_],
    least: Integers,
    wanted: Array,
) -> Integers:
    """Agents (queues, half-hours): the groups' own added up, and those whom occupancy asks for."""
    served_s = made.simulated.served_s.sum(axis=0)
    skilled = [[skill.queue_id for skill in group.skills] for group in made.groups]
    serves = np.array([[queue in own for queue in queue_ids] for own in skilled])
    agents = np.array([np.asarray(group.agents) for group in made.groups])
    shares = [
        with_time_to_spare(
            queue_shares(
                agents[:, place], serves & is_open[:, place], served_s[:, place], least[:, place]
            ),
            wanted[:, place],
        )
        for place in range(is_open.shape[1])
    ]
    return np.stack(shares, axis=1)


def _worked(made: SkilledStaffing) -> Array:
    """Agents' worth of contacts that are held at a time; (queues, half-hours)."""
    seen = made.simulated
    held_s = (seen.served_s / seen.at_once[:, None, None]).sum(axis=(0, 1)).T
    return held_s / float(HALF_HOUR_S * len(seen.agents))


def _known(value: float) -> float | None:
    return float(value) if isfinite(value) else None
