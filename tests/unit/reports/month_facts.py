"""The month's marts: agents, queues, attendance, evaluations."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa

from .month import LAST, PEOPLE, half_hours, schema_of, utc, workdays


def agent_days_rows(dice: random.Random) -> list[dict[str, Any]]:
    rows = []
    for agent, employee, team, _ in PEOPLE:
        pace = dice.uniform(0.85, 1.2)
        for day in workdays():
            handled = dice.randint(35, 60)
            talk, hold, wrap = (int(handled * s * pace) for s in (210, 15, 45))
            ring, aux, available = handled * 4, dice.randint(2400, 4200), dice.randint(4000, 7000)
            states = {
                "talk_s": talk,
                "hold_s": hold,
                "wrap_s": wrap,
                "ring_s": ring,
                "available_s": available,
                "aux_s": aux,
            }
            done = dice.random() < 0.3
            rows.append(
                states
                | {
                    "agent_id": agent,
                    "employee_id": employee,
                    "team_id": team,
                    "role": "agent",
                    "business_date": day,
                    "handled_contacts": handled,
                    "transferred_out": dice.randint(0, 4),
                    "contact_wait_s": handled * 18,
                    "contact_talk_s": talk,
                    "contact_hold_s": hold,
                    "contact_wrap_s": wrap,
                    "contact_handle_s": talk + hold + wrap,
                    "short_contacts": dice.randint(0, 2),
                    "logged_in_s": sum(states.values()),
                    "handle_s": talk + hold + wrap,
                    "productive_s": sum(states.values()) - aux,
                    "paid_s": 28_800,
                    "scheduled_s": 28_800,
                    "attended_s": 28_500,
                    "late_count": int(done and pace > 1),
                    "late_s": 420 if done and pace > 1 else 0,
                    "early_leave_count": 0,
                    "early_leave_s": 0,
                    "evaluations": int(done),
                    "evaluation_score_sum": Decimal(dice.randint(80, 99)) if done else None,
                    "fatal_evaluations": 0,
                    "evaluations_done": 0,
                    "surveys_invited": 9,
                    "surveys_valid": 5,
                    "csat_score_sum": 22,
                    "csat_top_box": dice.randint(1, 5),
                    "sales_certified": 0,
                    "tickets_resolved": dice.randint(0, 6),
                    "adherence_scheduled_s": 28_800,
                    "adherence_exception_s": dice.randint(300, 3000),
                }
            )
    return rows


def queue_intervals_rows(dice: random.Random) -> list[dict[str, Any]]:
    zero = {f.name: 0 for f in schema_of("queue_interval") if f.type == pa.int64()}
    rows = []
    for queue in ("voice_general", "voice_sales"):
        for day, start in half_hours(dice, workdays()):
            offered = dice.randint(10, 60)
            abandoned = dice.randint(0, 4)
            rows.append(
                zero
                | {
                    "queue_id": queue,
                    "interval_start_at": start,
                    "business_date": day,
                    "channel": "voice",
                    "offered": offered,
                    "answered": offered - abandoned,
                    "abandoned": abandoned,
                    "answered_within_target": int((offered - abandoned) * 0.86),
                    "abandoned_after_target": abandoned,
                    "wait_answered_s": offered * 14,
                    "talk_s": offered * 200,
                    "handle_s": offered * 260,
                }
            )
    return rows


def agent_intervals_rows() -> list[dict[str, Any]]:
    return [
        {f.name: 0 for f in schema_of("agent_interval") if f.type == pa.int64()}
        | {
            "agent_id": agent,
            "interval_start_at": start,
            "business_date": LAST,
            "team_id": team,
            "logged_in_s": 1800 if (index + half) % 5 else 900,
        }
        for index, (agent, _, team, _) in enumerate(PEOPLE)
        for half, (_, start) in enumerate(half_hours(random.Random(1), [LAST]))
        if index % 2 == 0 or half > 8
    ]


def attendance_rows(dice: random.Random) -> list[dict[str, Any]]:
    rows = []
    for agent, employee, team, _ in PEOPLE:
        for day in workdays():
            late = dice.choice((0, 0, 0, 0, 420))
            leave = dice.random() < 0.04
            rows.append(
                {
                    "employee_id": employee,
                    "agent_id": agent,
                    "team_id": team,
                    "work_date": day,
                    "day_class": "statutory_holiday" if day == date(2026, 6, 19) else "workday",
                    "shift_code": "D0900",
                    "scheduled_from_at": utc(day, 9),
                    "scheduled_to_at": utc(day, 18),
                    "scheduled_s": 28_800,
                    "first_in_at": None if leave else utc(day, 9) + timedelta(seconds=late - 120),
                    "last_out_at": None if leave else utc(day, 18.1),
                    "punches": 0 if leave else 2,
                    "unpaired_punches": 0,
                    "attended_s": 0 if leave else 28_800 - late,
                    "paid_s": 28_800 - late,
                    "late_count": int(late > 0),
                    "late_s": late,
                    "early_leave_count": 0,
                    "early_leave_s": 0,
                    "leave_s": 28_800 if leave else 0,
                    "leave_type": "annual" if leave else None,
                    "absent_s": 0,
                    "overtime_s": 0,
                }
            )
    return rows


def evaluations_rows(dice: random.Random) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    heads, items = [], []
    for agent, _, team, _ in PEOPLE:
        for number in range(4):
            key = f"Q{agent}{number}"
            day = workdays()[number * 4]
            heads.append(
                {
                    "evaluation_id": key,
                    "contact_id": f"C2026{agent}{number}77",
                    "agent_id": agent,
                    "team_id": team,
                    "evaluator_id": "A1090",
                    "form_id": "inbound",
                    "form_version": "2026.1",
                    "method": "recording",
                    "comment": "语速稍快",
                    "evaluated_at": utc(day, 15),
                    "business_date": day,
                    "items": 4,
                    "applicable_items": 4,
                    "score": Decimal(dice.randint(80, 100)),
                    "fatal": 0,
                }
            )
            for item in ("greeting", "identification", "solution", "closing"):
                items.append(
                    {
                        "evaluation_id": key,
                        "item_id": item,
                        "section_id": "service",
                        "weight": Decimal(25),
                        "score": Decimal(dice.randint(3, 5)),
                        "max_score": Decimal(5),
                        "applicable": True,
                        "fatal": False,
                    }
                )
    return heads, items
