"""A small centre's week for the roster tests: 24 agents, two queues, the sample's shift files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from data_contracts.located_yaml import read_yaml
from scheduling import (
    Roster,
    build_roster,
    check_roster,
    read_shift_library,
    read_working_time,
)
from scheduling.half_hours import half_hours_of, local_to_utc
from scheduling.roster import ShiftLibrary, WorkingTimeRules
from scheduling.roster.known import Known
from scheduling.tables import ROSTER_ACTIVITIES, ROSTER_SHIFTS

WEEK = date(2026, 7, 6)
ZONE = "Asia/Shanghai"
SAMPLE = Path(__file__).parents[3] / "centres" / "sample"
DAY_SHAPE = (4, 6, 7, 7, 6, 5, 5, 6, 6, 6, 5, 5, 4, 4, 4, 4, 4, 4, 4, 4, 3, 3, 3, 3, 3, 3, 2, 2)


OPTIONAL = {
    "maximum_weekends_in_4_weeks",
    "maximum_nights_in_4_weeks",
    "night_ends_after",
    "forbidden_successions",
    "soft_rules",
}


def rules(more: str = "") -> tuple[ShiftLibrary, WorkingTimeRules]:
    """The sample's shifts and working time without its optional limits, with `more` lines."""
    texts = {
        name: (SAMPLE / name).read_text(encoding="utf-8")
        for name in ("shifts.yaml", "working_time.yaml")
    }
    changed = {line.split(":")[0] for line in more.splitlines()} | OPTIONAL
    kept = [
        line
        for line in texts["working_time.yaml"].splitlines()
        if line.split(":")[0] not in changed
    ]
    working_time = "\n".join([*kept, more])
    return (
        read_shift_library(read_yaml(texts["shifts.yaml"], "shifts.yaml")),
        read_working_time(read_yaml(working_time, "working_time.yaml")),
    )


def tables() -> dict[str, pa.Table]:
    """22 full-time agents, 2 part-time; two leaves; last week's shifts, the last one late."""
    agents = [f"A{1001 + n}" for n in range(24)]
    people = [
        {
            "agent_id": agent,
            "role": "agent",
            "employment": "part_time" if n > 21 else "full_time",
            "weekly_hours": Decimal(20 if n > 21 else 40),
        }
        for n, agent in enumerate(agents)
    ]
    people.append(people[0] | {"agent_id": "A1099", "role": "team_leader"})
    skills = [{"agent_id": agent, "queue_id": "general"} for agent in agents[:20]]
    skills += [{"agent_id": agent, "queue_id": "sales"} for agent in agents[12:]]
    monday = local_to_utc(WEEK, 0, ZONE)
    leaves = [
        {"agent_id": agents[2], "starts_at": monday + timedelta(days=1),
         "ends_at": monday + timedelta(days=3)},
        {"agent_id": agents[15], "starts_at": monday + timedelta(days=4, hours=9),
         "ends_at": monday + timedelta(days=4, hours=12)},
    ]  # fmt: skip
    previous = [
        {"agent_id": agents[n], "work_date": WEEK - timedelta(days=back),
         "ends_at": monday - timedelta(days=back - 1, hours=2)}
        for n in range(6)
        for back in range(1, 6)
    ]  # fmt: skip
    return {
        "people": pa.Table.from_pylist(people),
        "skills": pa.Table.from_pylist(skills),
        "leaves": pa.Table.from_pylist(leaves),
        "previous_shifts": pa.Table.from_pylist(previous),
    }


def requirement(scale: float = 1.0) -> pa.Table:
    """Wanted agents 08:00-22:00; general takes what the shape says, sales a third of it."""
    rows: list[dict[str, Any]] = []
    for day in (WEEK + timedelta(days=n) for n in range(7)):
        for at, slot in half_hours_of(day, ZONE):
            shape = DAY_SHAPE[slot - 16] if 16 <= slot < 44 else 0
            for queue, share in (("general", 1.0), ("sales", 0.34)):
                wanted = round(shape * share * scale)
                rows.append(
                    {"plan_week": WEEK, "queue_id": queue, "interval_start_at": at,
                     "required_agents": wanted}
                )  # fmt: skip
    return pa.Table.from_pylist(rows)


@dataclass
class SmallWeek:
    """The week, its inputs, and one roster of it."""

    plan_week: date
    zone: str
    library: ShiftLibrary
    rules: WorkingTimeRules
    tables: dict[str, pa.Table]
    requirement: pa.Table

    def build(self, **changed: Any) -> Roster:
        """A roster of the week with some inputs replaced."""
        given: Any = self.tables | {
            "requirement": self.requirement,
            "shift_library": self.library,
            "working_time": self.rules,
            "plan_week": self.plan_week,
            "zone": self.zone,
            "time_limit_s": 6.0,
            "seed": 7,
        }
        return build_roster(**(given | changed))

    @cached_property
    def roster(self) -> Roster:
        """The roster of the unchanged inputs."""
        return self.build()

    def rules_with(self, more: str) -> WorkingTimeRules:
        """The sample's working time with `more` lines."""
        return rules(more)[1]

    @property
    def known(self) -> Known:
        """What the checker and replanning read."""
        return Known(
            shift_library=self.library,
            working_time=self.rules,
            plan_week=self.plan_week,
            zone=self.zone,
            people=self.tables["people"],
            skills=self.tables["skills"],
            leaves=self.tables["leaves"],
            previous_shifts=self.tables["previous_shifts"],
        )

    def violations(self, shifts: list[dict], activities: list[dict], **changed: Any) -> list[dict]:
        """What the checker says about the week's rows, changed or not."""
        given: Any = {**self.known, **changed}
        return check_roster(
            pa.Table.from_pylist(shifts, schema=ROSTER_SHIFTS),
            pa.Table.from_pylist(activities, schema=ROSTER_ACTIVITIES),
            **given,
        ).to_pylist()


@pytest.fixture(scope="session")
def small_week() -> SmallWeek:
    library, working_time = rules()
    return SmallWeek(WEEK, ZONE, library, working_time, tables(), requirement(1.4))
