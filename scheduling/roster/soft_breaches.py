"""What breaches of soft rules cost, by person and day, found by the rules themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from scheduling.roster.rule import PersonWeek
from scheduling.roster.rules import RULES
from scheduling.roster.week import Week


def soft_penalties(week: Week, shifts: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of outputs/roster_penalties, one per rule, person and day; `shifts` are everybody's."""
    soft = [rule for rule in RULES if rule.__name__ in week.limits.soft]
    if not soft:
        return []
    mine: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in shifts:
        mine[row["agent_id"]].append(row)
    return [
        {
            "plan_week": week.plan_week,
            "penalty": rule.__name__,
            "agent_id": agent_id,
            "work_date": found.day,
            "amount": float(week.limits.soft[rule.__name__]),
            "note_zh": f"{rule.name_zh}：{found.zh}",
            "note_en": f"{rule.name_en}: {found.en}",
        }
        for rule in soft
        for agent_id, rows in mine.items()
        for found in rule(_person_week(week, agent_id, rows))
    ]


def _person_week(week: Week, agent_id: str, rows: Sequence[dict[str, Any]]) -> PersonWeek:
    """As much of a person's week as a soft rule looks at: shifts and the weeks before."""
    return PersonWeek(
        person={"agent_id": agent_id},
        shifts=rows,
        activities=(),
        skills=(),
        leaves=(),
        previous=week.history.get(agent_id, ()),
        plan_week=week.plan_week,
        zone=week.zone,
        limits=week.limits,
        bounds=week.bounds.get(agent_id),
    )
