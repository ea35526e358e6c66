"""A planned week: forecast, requirement, roster, coverage, penalties, proof."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

from .month import PEOPLE, WEEK, half_hours, utc


def plan_rows(dice: random.Random) -> dict[str, list[dict[str, Any]]]:
    days = [WEEK + timedelta(days=i) for i in range(7)]
    plan: dict[str, list[dict[str, Any]]] = {
        k: []
        for k in (
            "forecast",
            "requirement",
            "roster_shifts",
            "roster_coverage",
            "roster_penalties",
            "roster_proof",
        )
    }
    for queue in ("voice_general", "voice_sales"):
        for day, start in half_hours(dice, days):
            offered = dice.uniform(20, 60)
            shared = {
                "plan_week": WEEK,
                "queue_id": queue,
                "interval_start_at": start,
                "business_date": day,
                "offered": offered,
                "aht_s": 270.0,
            }
            plan["forecast"].append(
                shared
                | {
                    "offered_p05": offered * 0.8,
                    "offered_p95": offered * 1.25,
                    "model": "holt_winters",
                }
            )
            plan["requirement"].append(
                shared
                | {
                    "offered_load_erlang": offered * 270 / 1800,
                    "model": "erlang_a",
                    "agents": int(offered / 6) + 2,
                    "required_agents": int(offered / 4.5) + 2,
                    "shrinkage": 0.28,
                    "binding": "service_level",
                    "service_level": 0.83,
                    "asa_s": 11.5,
                    "abandon_rate": 0.02,
                    "occupancy": 0.81,
                }
            )
    for index, (agent, *_) in enumerate(PEOPLE):
        for offset, day in enumerate(days):
            code = "OFF" if (index + offset) % 7 in (0, 1) else "LEAVE" if index == 3 else "D0900"
            hour = (9, 12, 14)[index % 3]
            at_work = code == "D0900"
            plan["roster_shifts"].append(
                {
                    "plan_week": WEEK,
                    "agent_id": agent,
                    "work_date": day,
                    "shift_code": code,
                    "starts_at": utc(day, hour) if at_work else None,
                    "ends_at": utc(day, hour + 9) if at_work else None,
                    "paid_s": 28_800 if at_work else 0,
                    "queue_group": "voice" if at_work else None,
                    "note_zh": "按需求",
                    "note_en": "by requirement",
                }
            )
    for day, start in half_hours(dice, days):
        need, have = dice.uniform(6, 14), dice.uniform(6, 14)
        plan["roster_coverage"].append(
            {
                "plan_week": WEEK,
                "queue_group": "voice",
                "interval_start_at": start,
                "business_date": day,
                "required_agents": need,
                "scheduled_agents": have,
                "short_h": max(need - have, 0) / 2,
                "over_h": max(have - need, 0) / 2,
            }
        )
        if have < need:
            plan["roster_penalties"].append(
                {
                    "plan_week": WEEK,
                    "penalty": "short_hours",
                    "agent_id": "-",
                    "work_date": day,
                    "amount": need - have,
                    "note_zh": "人手不足",
                    "note_en": "short of people",
                }
            )
    for item, value in (
        ("objective", "812.5"),
        ("bound", "808.1"),
        ("gap", "0.0054"),
        ("status", "optimal"),
        ("solver", "HiGHS"),
    ):
        plan["roster_proof"].append(
            {
                "plan_week": WEEK,
                "item": item,
                "value": value,
                "note_zh": "求解结果",
                "note_en": "result of the solver",
            }
        )
    return plan
