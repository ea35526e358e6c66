"""Named penalties by person and day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from scheduling.roster.assignment import FAR_MIN, Duty
from scheduling.roster.person import Person
from scheduling.roster.working_time import WorkingTime


def coverage_penalties(
    coverage: Iterable[Mapping[str, Any]], costs: Iterable[tuple[float, float]], plan_week: date
) -> list[dict[str, Any]]:
    """Cost of being short and over per local date, all queues; `costs` in the order of coverage."""
    by_day: dict[tuple[str, date], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for row, (short, over) in zip(coverage, costs, strict=True):
        for name, cost, hours in (
            ("coverage_short", short, row["short_h"]),
            ("coverage_over", over, row["over_h"]),
        ):
            if cost or hours:
                held = by_day[name, row["business_date"]]
                held[0] += cost
                held[1] += hours
    words = {"coverage_short": ("缺口", "short"), "coverage_over": ("富余", "over")}
    return [
        _row(
            plan_week,
            name,
            "-",
            day,
            cost,
            f"当日{words[name][0]} {hours:.1f} 小时",
            f"{hours:.1f} hours {words[name][1]} on the day",
        )
        for (name, day), (cost, hours) in sorted(by_day.items())
    ]


def start_changes(duties: Sequence[Duty]) -> list[tuple[Duty, Duty]]:
    """Pairs of duties on neighbouring days whose starts lie more than two hours apart."""
    by_person: dict[str, dict[int, Duty]] = defaultdict(dict)
    for duty in duties:
        by_person[duty.person.agent_id][duty.day] = duty
    return [
        (days[day - 1], duty)
        for _, days in sorted(by_person.items())
        for day, duty in sorted(days.items())
        if day - 1 in days and abs(duty.option.start_min - days[day - 1].option.start_min) > FAR_MIN
    ]


def start_change_penalties(
    duties: Sequence[Duty], limits: WorkingTime, plan_week: date
) -> list[dict[str, Any]]:
    """One row per start that moves by more than two hours."""
    return [
        _row(
            plan_week,
            "start_change",
            duty.person.agent_id,
            plan_week + timedelta(days=duty.day),
            float(limits.start_change_price),
            f"上班时间由 {_clock(before)} 改为 {_clock(duty)}",
            f"the start moves from {_clock(before)} to {_clock(duty)}",
        )
        for before, duty in start_changes(duties)
    ]


def contract_penalties(people: Sequence[Person], plan_week: date) -> list[dict[str, Any]]:
    """Contract hours that the week cannot hold. They are given, so they cost nothing."""
    return [
        _row(
            plan_week,
            "contract_hours",
            person.agent_id,
            plan_week,
            0.0,
            f"合同应排 {person.due_s / 3600:g} 小时，只能排 {person.planned_s / 3600:g} 小时",
            f"due {person.due_s / 3600:g} h by contract, only {person.planned_s / 3600:g} h fit",
        )
        for person in people
        if person.planned_s < person.due_s
    ]


def _clock(duty: Duty) -> str:
    return f"{duty.option.start_min // 60:02d}:{duty.option.start_min % 60:02d}"


def _row(
    plan_week: date, penalty: str, agent_id: str, day: date, amount: float, zh: str, en: str
) -> dict[str, Any]:
    return {
        "plan_week": plan_week,
        "penalty": penalty,
        "agent_id": agent_id,
        "work_date": day,
        "amount": amount,
        "note_zh": zh,
        "note_en": en,
    }
