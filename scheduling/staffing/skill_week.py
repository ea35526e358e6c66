"""Agents by group of skills for days of a week, simulated, beside those of teams of one queue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scheduling.simulation import Simulated, draw_contacts, simulate
from scheduling.staffing.queue_team import queue_team
from scheduling.staffing.skill_day import Row, SkillDay, skill_days
from scheduling.staffing.skill_rules import SkillRules
from scheduling.staffing.skilled import SkilledStaffing
from scheduling.targets import ONE_AT_A_TIME


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
    aht_s, agents_alone (of a team of this queue alone), patience_s, target_wait_s, target_level,
    and of chats `stretch`. Queues that no group serves are left out.
    """
    agents: list[Row] = []
    queues: list[Row] = []
    for day in skill_days(plan.to_pylist(), rules):
        made = day.staffed(rules, seed)
        alone = _alone(day, rules.simulated_days, day.seed(seed))
        agents += _agents(day, made, rules)
        queues += _levels(day, made.simulated, alone)
    return SkillWeek(pa.Table.from_pylist(agents, AGENTS), pa.Table.from_pylist(queues, QUEUES))


def _agents(day: SkillDay, made: SkilledStaffing, rules: SkillRules) -> Iterator[Row]:
    for group in made.groups:
        cost = rules.groups[group.group_id].cost
        for at, number in zip(day.starts, np.asarray(group.agents).tolist(), strict=True):
            yield {
                "group_id": group.group_id, "interval_start_at": at,
                "business_date": day.day, "agents": number, "cost": number * cost,
            }  # fmt: skip


def _team(day: SkillDay, queue_id: str) -> NDArray[np.int64]:
    """Agents of a team of this queue alone."""
    return day.laid_out(queue_id, "agents_alone").astype(np.int64)


def _alone(day: SkillDay, days: int, seed: int) -> Simulated:
    """The same days with a team of its own for each queue, as large as required."""
    teams = [
        queue_team(queue, _team(day, queue), tuple(day.first(queue).get("stretch", ONE_AT_A_TIME)))
        for queue in day.queue_ids
    ]
    return simulate(draw_contacts(day.queues, days=days, seed=seed), teams)


def _levels(day: SkillDay, shared: Simulated, alone: Simulated) -> Iterator[Row]:
    for number, queue_id in enumerate(day.queue_ids):
        levels = shared.service_level[number].tolist()
        levels_alone = alone.service_level[number].tolist()
        offered = day.laid_out(queue_id, "offered").tolist()
        team = _team(day, queue_id).tolist()
        target = day.first(queue_id)["target_level"]
        for place, at in enumerate(day.starts):
            yield {
                "queue_id": queue_id, "interval_start_at": at, "business_date": day.day,
                "offered": offered[place], "target_level": target,
                "simulated_level": _known(levels[place]),
                "agents_alone": team[place], "level_alone": _known(levels_alone[place]),
            }  # fmt: skip


def _known(level: float) -> float | None:
    """None where no contact came in the simulated half-hours."""
    return level if isfinite(level) else None
