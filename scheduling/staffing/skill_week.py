"""Agents by group of skills for days of a week, simulated, beside those of teams of one queue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scheduling.simulation import Group, Queue, Simulated, Skill, draw_contacts, simulate
from scheduling.staffing.skill_rules import SkillGroup, SkillRules
from scheduling.staffing.skilled import SkilledStaffing, skilled_agents

Array = NDArray[np.float64]


@dataclass(frozen=True)
class SkillWeek:
    """`agents` by group and half-hour, `queues` by queue and half-hour."""

    agents: pa.Table
    queues: pa.Table


AGENTS = pa.schema(
    [
        ("group_id", pa.string()),
        ("interval_start_at", pa.timestamp("us")),
        ("business_date", pa.date32()),
        ("agents", pa.int64()),
        ("cost", pa.float64()),
    ]
)
QUEUES = pa.schema(
    [
        ("queue_id", pa.string()),
        ("interval_start_at", pa.timestamp("us")),
        ("business_date", pa.date32()),
        ("offered", pa.float64()),
        ("target_level", pa.float64()),
        ("simulated_level", pa.float64()),
        ("agents_alone", pa.int64()),
        ("level_alone", pa.float64()),
    ]
)


def skill_week(plan: pa.Table, rules: SkillRules, *, seed: int) -> SkillWeek:
    """Each simulated weekday of the plan by `skilled_agents` (features X08).

    `plan` has per queue and half-hour: queue_id, interval_start_at, business_date, offered,
    aht_s, required_agents (of a team of this queue alone), patience_s, target_wait_s,
    target_level. Raises ValueError where no group serves a queue.
    """
    agents: list[dict[str, Any]] = []
    queues: list[dict[str, Any]] = []
    for day in sorted(set(plan["business_date"].to_pylist())):
        if day.weekday() in rules.weekdays:
            rows = _with_contacts(row for row in plan.to_pylist() if row["business_date"] == day)
            if rows:
                found = _Day(day, rows).staffed(rules, seed)
                agents += found[0]
                queues += found[1]
    return SkillWeek(pa.Table.from_pylist(agents, AGENTS), pa.Table.from_pylist(queues, QUEUES))


def _with_contacts(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """From the first half-hour of the day in which anybody is expected to the last."""
    day = list(rows)
    busy = [row["interval_start_at"] for row in day if row["offered"] > 0]
    return [row for row in day if busy and min(busy) <= row["interval_start_at"] <= max(busy)]


@dataclass(frozen=True)
class _Day:
    """The rows of one day, laid out by queue on the day's half-hours."""

    day: date
    rows: list[dict[str, Any]]

    def staffed(
        self, rules: SkillRules, seed: int
    ) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        queues = [self._queue(queue_id) for queue_id in self._queue_ids]
        nobody = np.zeros(len(self._starts), np.int64)
        made = skilled_agents(
            queues,
            [_group(name, one, nobody) for name, one in rules.groups.items()],
            service_level={
                queue.queue_id: self._first(queue.queue_id)["target_level"] for queue in queues
            },
            cost={name: one.cost for name, one in rules.groups.items()},
            days=rules.simulated_days,
            seed=seed + self.day.toordinal(),
        )
        alone = self._alone(queues, rules.simulated_days, seed + self.day.toordinal())
        return list(self._agents(made, rules)), list(self._levels(made.simulated, alone))

    @property
    def _starts(self) -> list[Any]:
        return sorted({row["interval_start_at"] for row in self.rows})

    @property
    def _queue_ids(self) -> list[str]:
        return sorted({row["queue_id"] for row in self.rows})

    def _first(self, queue_id: str) -> dict[str, Any]:
        return next(row for row in self.rows if row["queue_id"] == queue_id)

    def _laid_out(self, queue_id: str, column: str) -> Array:
        """A column of a queue on the day's half-hours, 0 where the queue has none."""
        known = {r["interval_start_at"]: r[column] for r in self.rows if r["queue_id"] == queue_id}
        return np.array([known.get(at, 0.0) for at in self._starts], float)

    def _queue(self, queue_id: str) -> Queue:
        first = self._first(queue_id)
        return Queue(
            queue_id,
            self._laid_out(queue_id, "offered"),
            self._laid_out(queue_id, "aht_s"),
            float(first["target_wait_s"]),
            float(first["patience_s"]),
        )

    def _agents(self, made: SkilledStaffing, rules: SkillRules) -> Iterator[dict[str, Any]]:
        for group in made.groups:
            cost = rules.groups[group.group_id].cost
            for at, number in zip(self._starts, np.asarray(group.agents).tolist(), strict=True):
                yield {
                    "group_id": group.group_id, "interval_start_at": at,
                    "business_date": self.day, "agents": number, "cost": number * cost,
                }  # fmt: skip

    def _alone(self, queues: list[Queue], days: int, seed: int) -> Simulated:
        """The same days with a team of its own for each queue, as large as required."""
        teams = [
            Group(queue, self._laid_out(queue, "required_agents").astype(int), (Skill(queue),))
            for queue in self._queue_ids
        ]
        return simulate(draw_contacts(queues, days=days, seed=seed), teams)

    def _levels(self, shared: Simulated, alone: Simulated) -> Iterator[dict[str, Any]]:
        for number, queue_id in enumerate(self._queue_ids):
            levels = shared.service_level[number].tolist()
            levels_alone = alone.service_level[number].tolist()
            offered = self._laid_out(queue_id, "offered").tolist()
            team = self._laid_out(queue_id, "required_agents").astype(int).tolist()
            target = self._first(queue_id)["target_level"]
            for place, at in enumerate(self._starts):
                yield {
                    "queue_id": queue_id, "interval_start_at": at, "business_date": self.day,
                    "offered": offered[place], "target_level": target,
                    "simulated_level": _known(levels[place]),
                    "agents_alone": team[place], "level_alone": _known(levels_alone[place]),
                }  # fmt: skip


def _known(level: float) -> float | None:
    """None where no contact came in the simulated half-hours."""
    return level if isfinite(level) else None


def _group(name: str, group: SkillGroup, agents: NDArray[np.int64]) -> Group:
    skills = tuple(
        Skill(queue, agent_rank=one.agent_rank, handle_factor=one.handle_factor)
        for queue, one in group.serves.items()
    )
    return Group(name, agents, skills, group.at_once, tuple(group.stretch))
