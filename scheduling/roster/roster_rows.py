"""The roster as rows of outputs/roster_shifts, roster_activities and roster_coverage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from scheduling.half_hours import half_hours_of
from scheduling.roster.activities import Activity, agents_at_work
from scheduling.roster.assignment import Duty
from scheduling.roster.person import DAYS, Person
from scheduling.roster.week import Week


def coverage_rows(week: Week, activities: Sequence[Activity]) -> list[dict[str, Any]]:
    """Required and scheduled agents of every queue and half-hour of the week."""
    working = agents_at_work(activities)
    rows = []
    for queue in week.required:
        for day in range(DAYS):
            work_date = week.plan_week + timedelta(days=day)
            for at, _ in half_hours_of(work_date, week.zone):
                needed = week.wanted.get((queue, at), 0.0)
                there = working.get((queue, at), 0.0)
                rows.append(
                    {
                        "plan_week": week.plan_week,
                        "queue_group": queue,
                        "interval_start_at": at,
                        "business_date": work_date,
                        "required_agents": needed,
                        "scheduled_agents": there,
                        "short_h": max(0.0, needed - there) / 2,
                        "over_h": max(0.0, there - needed) / 2,
                    }
                )
    return rows


def shift_rows(
    week: Week, duties: Sequence[Duty], activities: Sequence[Activity]
) -> list[dict[str, Any]]:
    """A row per person and day, days off and leave included."""
    spans: dict[tuple[str, date], list[datetime]] = {}
    for one in activities:
        span = spans.setdefault((one.agent_id, one.work_date), [one.starts_at, one.ends_at])
        span[:] = [min(span[0], one.starts_at), max(span[1], one.ends_at)]
    by_day = {(duty.person.agent_id, duty.day): duty for duty in duties}
    return [
        _shift_row(week, person, day, by_day.get((person.agent_id, day)), spans)
        for person in week.people
        for day in range(DAYS)
    ]


def _shift_row(
    week: Week,
    person: Person,
    day: int,
    duty: Duty | None,
    spans: Mapping[tuple[str, date], list[datetime]],
) -> dict[str, Any]:
    work_date = week.plan_week + timedelta(days=day)
    row: dict[str, Any] = {
        "plan_week": week.plan_week,
        "agent_id": person.agent_id,
        "work_date": work_date,
    }
    if duty is None:
        code, zh, en = _day_without_shift(week, person, day)
        return row | {"shift_code": code, "paid_s": 0, "note_zh": zh, "note_en": en}
    starts_at, ends_at = spans[person.agent_id, work_date]
    return row | {
        "shift_code": duty.option.code,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "paid_s": duty.option.paid_s,
        "queue_group": duty.queue,
        "note_zh": duty.option.name_zh,
        "note_en": duty.option.name_en,
    }


def _day_without_shift(week: Week, person: Person, day: int) -> tuple[str, str, str]:
    if day in person.leave_days:
        return "LEAVE", "已批准的请假", "Approved leave"
    if day not in person.free_days:
        return "OFF", "不在职或班次间休息不足", "Not employed, or rest after the last shift"
    if not set(person.skills) & set(week.required):
        return "OFF", "本周没有整周有效的所需技能", "No skill of a planned queue holds all week"
    return "OFF", "休息日", "Day off"


def activity_rows(week: Week, activities: Sequence[Activity]) -> list[dict[str, Any]]:
    """The activities by person and time."""
    ordered = sorted(activities, key=lambda one: (one.agent_id, one.starts_at))
    return [
        {
            "plan_week": week.plan_week,
            "agent_id": one.agent_id,
            "starts_at": one.starts_at,
            "ends_at": one.ends_at,
            "work_date": one.work_date,
            "activity": one.activity,
            "paid": one.paid,
        }
        for one in ordered
    ]
