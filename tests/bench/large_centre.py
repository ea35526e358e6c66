"""A large centre drawn from a seed: its people, wishes, leaves, pins and requirement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from data_contracts.located_yaml import read_yaml
from scheduling import Roster, build_roster, check_roster, read_shift_library, read_working_time
from scheduling.half_hours import half_hours_of, local_to_utc
from scheduling.roster import ShiftLibrary, WorkingTimeRules

SEED = 20260401
MONDAY = date(2026, 7, 6)
ZONE = "Asia/Shanghai"
QUEUES = ("complaints", "general", "sales")
GROUPS = (
    (("general",), 0.34),
    (("sales",), 0.16),
    (("complaints",), 0.12),
    (("complaints", "general"), 0.16),
    (("general", "sales"), 0.12),
    (("complaints", "general", "sales"), 0.10),
)
EMPLOYMENTS = (("full_time", 40, 0.6), ("part_time_32", 32, 0.2), ("part_time_24", 24, 0.2))
DAY_FACTORS = (1.08, 1.02, 1.0, 1.0, 1.04, 0.78, 0.66)
NIGHT_AGENTS_PER_HUNDRED = 0.6
CAPACITY = 0.97
ON_QUEUE = 0.94

SHIFTS = {
    "S4": ([f"{h:02d}:00" for h in range(7, 20)], 4, 0),
    "S6": ([f"{h:02d}:{m}" for h in range(7, 17) for m in ("00", "30")], 6, 30),
    "S8": ([f"{h:02d}:{m}" for h in range(7, 15) for m in ("00", "30")], 8, 60),
    "S10": ([*(f"{h:02d}:{m}" for h in range(7, 13) for m in ("00", "30")), "13:00"], 10, 60),
    "N8": (["21:30", "22:00", "22:30"], 8, 60),
}
WORKING_TIME = """
minimum_rest_h: {2026-01-01: {value: 11, source: bench}}
maximum_consecutive_days: {2026-01-01: {value: 6, source: bench}}
minimum_days_off_per_week: {2026-01-01: {value: 2, source: bench}}
maximum_paid_h_per_day: {2026-01-01: {value: 10, source: bench}}
maximum_paid_h_per_week: {2026-01-01: {value: 40, source: bench}}
contract_hours_tolerance_h: {2026-01-01: {value: 8, source: bench}}
maximum_weekends_in_4_weeks: {2026-01-01: {value: 3, source: bench}}
maximum_nights_in_4_weeks: {2026-01-01: {value: 6, source: bench}}
forbidden_successions: {2026-01-01: {value: [[N8, S4], [N8, S10]], source: bench}}
employment:
  full_time: {shift_codes: {2026-01-01: {value: [S6, S8, S10, N8], source: bench}}}
  part_time_32: {shift_codes: {2026-01-01: {value: [S4, S6, S8, N8], source: bench}}}
  part_time_24: {shift_codes: {2026-01-01: {value: [S4, S6, S8], source: bench}}}
coverage_prices:
  2026-01-01:
    value: {band: 0.10, short: 10, short_beyond: 20, over: 1, over_beyond: 2}
    source: bench
start_change_price: {2026-01-01: {value: 1, source: bench}}
"""


@dataclass(frozen=True)
class Case:
    """Everything a large roster follows from."""

    weeks: int
    library: ShiftLibrary
    rules: WorkingTimeRules
    requirement: pa.Table
    people: pa.Table
    skills: pa.Table
    leaves: pa.Table
    previous_shifts: pa.Table
    preferences: pa.Table
    pins: pa.Table

    def built(self, time_limit_s: float) -> Roster:
        """The roster."""
        return build_roster(
            self.requirement, self.people, self.skills, self.leaves,
            shift_library=self.library, working_time=self.rules, plan_week=MONDAY, zone=ZONE,
            weeks=self.weeks, previous_shifts=self.previous_shifts,
            preferences=self.preferences, pins=self.pins, time_limit_s=time_limit_s, seed=SEED,
        )  # fmt: skip

    def violations(self, roster: Roster) -> list[dict[str, Any]]:
        """What the independent checker finds, week by week, with the weeks before each."""
        found: list[dict[str, Any]] = []
        worked = roster.shifts.select(["agent_id", "work_date", "ends_at", "shift_code"])
        for week in range(self.weeks):
            monday = MONDAY + timedelta(weeks=week)
            before = [row for row in worked.to_pylist() if row["work_date"] < monday]
            history = pa.Table.from_pylist(
                [*self.previous_shifts.to_pylist(), *(r for r in before if r["ends_at"])]
            )
            found += check_roster(
                roster.shifts, roster.activities, people=self.people, skills=self.skills,
                leaves=self.leaves, shift_library=self.library, working_time=self.rules,
                plan_week=monday, zone=ZONE, previous_shifts=history,
            ).to_pylist()  # fmt: skip
        return [*found, *self._moved_pins(roster)]

    def _moved_pins(self, roster: Roster) -> list[dict[str, Any]]:
        codes = {
            (r["agent_id"], r["work_date"]): r["shift_code"] for r in roster.shifts.to_pylist()
        }
        return [
            pin
            for pin in self.pins.to_pylist()
            if codes[pin["agent_id"], pin["work_date"]] != pin["shift_code"]
        ]


def large_case(agents: int, weeks: int) -> Case:
    """A centre of `agents` with 65 shift starts, three queues, wishes, leaves, pins and history."""
    people = _People(agents, weeks)
    return Case(
        weeks=weeks,
        library=read_shift_library(read_yaml(_library_yaml(), "shifts.yaml")),
        rules=read_working_time(read_yaml(WORKING_TIME, "working_time.yaml")),
        requirement=_requirement(people),
        people=pa.Table.from_pylist(people.rows),
        skills=pa.Table.from_pylist(people.skills),
        leaves=pa.Table.from_pylist(people.leaves),
        previous_shifts=pa.Table.from_pylist(people.history),
        preferences=pa.Table.from_pylist(people.wishes),
        pins=pa.Table.from_pylist(people.pins),
    )


class _People:
    """Rows about people, drawn one person after the other."""

    def __init__(self, agents: int, weeks: int) -> None:
        self.random = np.random.default_rng(SEED)
        self.agents, self.weeks, self.days = agents, weeks, 7 * weeks
        self.rows, self.skills, self.leaves = list[dict[str, Any]](), list[Any](), list[Any]()
        self.history, self.wishes, self.pins = list[Any](), list[Any](), list[Any]()
        self.hours: dict[str, float] = dict.fromkeys(QUEUES, 0.0)
        for n in range(agents):
            self._draw(f"A{n:04d}")

    def _draw(self, agent_id: str) -> None:
        employment, hours, _ = EMPLOYMENTS[self._one_of([share for *_, share in EMPLOYMENTS])]
        queues, _ = GROUPS[self._one_of([share for _, share in GROUPS])]
        self.rows.append(
            {"agent_id": agent_id, "role": "agent", "employment": employment,
             "weekly_hours": hours}
        )  # fmt: skip
        away = self._leave(agent_id)
        self._skills(agent_id, queues, hours * self.weeks - hours / 5 * len(away))
        self._wishes(agent_id, away)
        if self.random.random() < 0.3:
            self._history(agent_id)
        elif self.random.random() < 0.05:
            self._pin(agent_id, away)

    def _one_of(self, shares: list[float]) -> int:
        return int(self.random.choice(len(shares), p=np.array(shares) / sum(shares)))

    def _leave(self, agent_id: str) -> list[int]:
        if self.random.random() > 0.08 * self.weeks:
            return []
        first = 7 * int(self.random.integers(self.weeks)) + int(self.random.integers(4))
        starts = local_to_utc(MONDAY + timedelta(days=first), 0, ZONE)
        self.leaves.append(
            {"agent_id": agent_id, "starts_at": starts, "ends_at": starts + timedelta(days=2)}
        )
        return [first, first + 1]

    def _skills(self, agent_id: str, queues: tuple[str, ...], hours: float) -> None:
        for queue in queues:
            self.hours[queue] += hours / len(queues)
            expires = None
            if len(queues) > 1 and queue != "general" and self.random.random() < 0.1:
                expires = MONDAY + timedelta(days=int(self.random.integers(self.days)))
            self.skills.append(
                {"agent_id": agent_id, "queue_id": queue, "certificate_expires_on": expires}
            )

    def _wishes(self, agent_id: str, away: list[int]) -> None:
        band = self._one_of([0.45, 0.35, 0.2])
        earliest, latest = ((0, 570), (540, 780), (720, 2880))[band]
        self.wishes.append(
            _wish(agent_id, "shift", 1.0, start_from_min=earliest, start_to_min=latest)
        )
        for day in self.random.choice(self.days, 2, replace=False).tolist():
            if day not in away:
                on = MONDAY + timedelta(days=day)
                self.wishes.append(_wish(agent_id, "off", 5.0, work_date=on))

    def _history(self, agent_id: str) -> None:
        for back in range(1, 1 + int(self.random.integers(1, 5))):
            day = MONDAY - timedelta(days=back)
            self.history.append(
                {"agent_id": agent_id, "work_date": day, "shift_code": "S8",
                 "ends_at": local_to_utc(day, 1320, ZONE)}
            )  # fmt: skip

    def _pin(self, agent_id: str, away: list[int]) -> None:
        day = int(self.random.integers(self.days))
        if day not in away:
            self.pins.append(
                {"agent_id": agent_id, "work_date": MONDAY + timedelta(days=day),
                 "shift_code": "S8" if day % 7 < 5 else "OFF",
                 "start_min": 540 if day % 7 < 5 else None}
            )  # fmt: skip


def _wish(agent_id: str, wants: str, weight: float, **more: Any) -> dict[str, Any]:
    empty = {"work_date": None, "start_from_min": None, "start_to_min": None}
    return {"agent_id": agent_id, "wants": wants, "weight": weight, **empty, **more}


def _requirement(people: _People) -> pa.Table:
    """Two peaks a day and a thin night for the general queue; 97 % of what people can cover."""
    at = np.arange(48)
    by_day = np.exp(-(((at - 21) / 5.5) ** 2)) + 0.8 * np.exp(-(((at - 33) / 6.5) ** 2)) + 0.12
    by_day[(at < 14) | (at >= 46)] = 0.0
    night = np.where(by_day > 0, 0.0, NIGHT_AGENTS_PER_HUNDRED * people.agents / 100)
    rows: list[dict[str, Any]] = []
    for queue in QUEUES:
        factors = np.repeat(np.tile(DAY_FACTORS, people.weeks), 48)
        shape = np.tile(by_day, people.days) * factors
        shape *= people.random.normal(1, 0.03, len(shape)).clip(0.9, 1.1)
        least = np.tile(night, people.days) if queue == "general" else np.zeros(len(shape))
        half_hours = 2 * people.hours[queue] * ON_QUEUE * CAPACITY - least.sum()
        agents = np.round(shape * half_hours / shape.sum() + least).astype(int)
        rows += _requirement_rows(queue, agents.tolist(), people.days)
    return pa.Table.from_pylist(rows)


def _requirement_rows(queue: str, agents: list[int], days: int) -> list[dict[str, Any]]:
    return [
        {
            "plan_week": MONDAY + timedelta(weeks=day // 7),
            "queue_id": queue,
            "interval_start_at": at,
            "required_agents": agents[48 * day + slot],
        }
        for day in range(days)
        for at, slot in half_hours_of(MONDAY + timedelta(days=day), ZONE)
    ]


def _library_yaml() -> str:
    return "shifts:\n" + "".join(_shift_yaml(code, *held) for code, held in SHIFTS.items())


def _shift_yaml(code: str, starts: list[str], hours: int, meal_min: int) -> str:
    length_s = hours * 3600 + meal_min * 60
    middle_s = hours * 1800 // 1800 * 1800
    meal = "null"
    breaks = "{length_s: 900, earliest_s: 4500, latest_s: 9000}"
    if meal_min:
        meal = (
            f"{{length_s: {meal_min * 60}, earliest_s: {middle_s - 3600}, "
            f"latest_s: {middle_s + 3600}}}"
        )
        breaks = (
            f"{{length_s: 900, earliest_s: 3600, latest_s: {middle_s - 5400}}}, "
            f"{{length_s: 900, earliest_s: {middle_s + meal_min * 60 + 4500}, "
            f"latest_s: {length_s - 2700}}}"
        )
    listed = ", ".join(f'"{clock}"' for clock in starts)
    return (
        f"  {code}:\n    name_zh: {code}\n    name_en: {code}\n    definition:\n"
        f"      2026-01-01:\n        source: bench\n        value: "
        f"{{starts: [{listed}], length_s: {length_s}, paid_s: {hours * 3600}, "
        f"meal: {meal}, breaks: [{breaks}]}}\n"
    )
