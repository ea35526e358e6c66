"""One day of the queues that groups of skills serve, staffed by simulation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scheduling.simulation import Group, Queue, Skill
from scheduling.staffing.skill_rules import SkillGroup, SkillRules
from scheduling.staffing.skilled import SkilledStaffing, skilled_agents

Array = NDArray[np.float64]
Row = dict[str, Any]


@dataclass(frozen=True)
class SkillDay:
    """The rows of one day, laid out by queue on the day's half-hours.

    Of the queues that some group serves, from the first half-hour in which anybody is expected to
    the last. Rows as `skill_week` takes them.
    """

    day: date
    rows: Sequence[Row]

    @cached_property
    def starts(self) -> list[Any]:
        """The half-hours."""
        return sorted({row["interval_start_at"] for row in self.rows})

    @cached_property
    def queue_ids(self) -> list[str]:
        """The queues, in the order of everything that is simulated."""
        return sorted({row["queue_id"] for row in self.rows})

    @cached_property
    def queues(self) -> list[Queue]:
        """The queues to simulate."""
        return [self._queue(queue_id) for queue_id in self.queue_ids]

    def first(self, queue_id: str) -> Row:
        """A row of the queue, for what is the same all day."""
        return next(row for row in self.rows if row["queue_id"] == queue_id)

    def laid_out(self, queue_id: str, column: str) -> Array:
        """A column of a queue on the day's half-hours, 0 where the queue has none."""
        known = {r["interval_start_at"]: r[column] for r in self.rows if r["queue_id"] == queue_id}
        return np.array([known.get(at, 0.0) for at in self.starts], float)

    def seed(self, seed: int) -> int:
        """The day's own."""
        return seed + self.day.toordinal()

    def staffed(self, rules: SkillRules, seed: int) -> SkilledStaffing:
        """The groups' agents with whom every queue keeps its level in every half-hour."""
        groups = [
            group for name, one in rules.groups.items() if (group := self._group(name, one)).skills
        ]
        return skilled_agents(
            self.queues,
            groups,
            service_level={queue: self.first(queue)["target_level"] for queue in self.queue_ids},
            cost={name: one.cost for name, one in rules.groups.items()},
            days=rules.simulated_days,
            seed=self.seed(seed),
        )

    def _queue(self, queue_id: str) -> Queue:
        first = self.first(queue_id)
        return Queue(
            queue_id,
            self.laid_out(queue_id, "offered"),
            self.laid_out(queue_id, "aht_s"),
            float(first["target_wait_s"]),
            float(first["patience_s"]),
        )

    def _group(self, name: str, group: SkillGroup) -> Group:
        """The group without anybody yet, and without queues that are closed all day."""
        skills = tuple(
            Skill(queue, agent_rank=one.agent_rank, handle_factor=one.handle_factor)
            for queue, one in group.serves.items()
            if queue in self.queue_ids
        )
        nobody = np.zeros(len(self.starts), np.int64)
        return Group(name, nobody, skills, group.at_once, tuple(group.stretch))


def skill_days(rows: Iterable[Row], rules: SkillRules) -> list[SkillDay]:
    """The days of the weekdays to simulate on which anybody is expected in a served queue."""
    served = {queue for group in rules.groups.values() for queue in group.serves}
    by_day: dict[date, list[Row]] = {}
    for row in rows:
        day = row["business_date"]
        if day.weekday() in rules.weekdays and row["queue_id"] in served:
            by_day.setdefault(day, []).append(row)
    found = ((day, _with_contacts(own)) for day, own in sorted(by_day.items()))
    return [SkillDay(day, own) for day, own in found if own]


def _with_contacts(day: list[Row]) -> list[Row]:
    """From the first half-hour of the day in which anybody is expected to the last."""
    busy = [row["interval_start_at"] for row in day if row["offered"] > 0]
    return [row for row in day if busy and min(busy) <= row["interval_start_at"] <= max(busy)]
