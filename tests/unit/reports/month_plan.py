"""A planned week: forecast, requirement, roster, coverage, penalties, proof."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
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
            "roster_progress",
            "roster_service",
            "roster_requests",
            "roster_rule_checks",
            "roster_violations",
            "fairness_ledger",
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
                    "model": "level_memory_days 9 + last_year 0.40",
                }
            )
            plan["requirement"].append(
                shared
                | {
                    "offered_load_erlang": offered * 270 / 1800,
                    "model": "erlang_a",
                    "channel": "voice",
                    "agents": int(offered / 6) + 2,
                    "agents_alone": int(offered / 6) + 2,
                    "required_agents": int(offered / 4.5) + 2,
                    "shrinkage": 0.28,
                    "binding": "service_level",
                    "service_level": 0.83,
                    "asa_s": 11.5,
                    "abandon_rate": 0.02,
                    "occupancy": 0.81,
                    "person_occupancy": 0.81,
                    "backlog": None,
                    "simulated_service_level": 0.81,
                    "simulated_error": 0.01,
                    "model_error": 0.02,
                    "service_level_one_less": 0.72,
                    "service_level_one_more": 0.88,
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
    for number, (step, cost, bound) in enumerate(
        (("shift_counts", 900.0, 780.0), ("shift_counts", 812.5, 800.2), ("roster", 812.5, 808.1))
    ):
        plan["roster_progress"].append(
            {
                "plan_week": WEEK,
                "number": number + 1,
                "step": step,
                "objective": cost,
                "bound": bound,
                "gap": (cost - bound) / cost,
            }
        )
    plan["roster_service"] = [
        {
            key: row[key]
            for key in ("plan_week", "queue_group", "interval_start_at", "business_date")
        }
        | {"offered": 40.0, "service_level": 0.81}
        for row in plan["roster_coverage"]
    ]
    plan["roster_requests"] = _requests()
    plan["roster_rule_checks"], plan["roster_violations"] = _rule_check()
    plan["fairness_ledger"] = _fairness()
    return plan | _ledger()


def _rule_check() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """A hard rule that is kept, and a soft one with a breach."""
    rest = {
        "plan_week": WEEK,
        "rule": "minimum_rest",
        "name_zh": "班次间最短休息",
        "name_en": "Minimum rest between shifts",
        "hard": True,
        "weight": None,
    }
    weekends = rest | {
        "rule": "maximum_weekends",
        "name_zh": "四周内最多周末班",
        "name_en": "Maximum weekends in four weeks",
        "hard": False,
        "weight": 30.0,
    }
    breach = {
        "agent_id": PEOPLE[0][0],
        "work_date": WEEK + timedelta(days=5),
        "note_zh": "四周内 4 个周末",
        "note_en": "4 weekends in four weeks",
    }
    return (
        [
            rest | {"counted": "shift", "checked": 60, "violations": 0},
            weekends | {"counted": "person", "checked": 12, "violations": 1},
        ],
        [weekends | breach],
    )


def _fairness() -> list[dict[str, Any]]:
    """What two people bore."""
    return [
        {
            "plan_week": WEEK,
            "agent_id": PEOPLE[n][0],
            "employment": "full_time",
            "weeks": 13.0,
            "shifts": 60 + n,
            "lates": 20,
            "nights": 0,
            "weekends": 4 + 5 * n,
            "holidays": n,
            "short_turnarounds": 2,
            "requested_weight": 12.0 * n,
            "granted_weight": 6.0 * n,
        }
        for n in range(2)
    ]


def _requests() -> list[dict[str, Any]]:
    """A wish granted, one that coverage refuses, one that a rule forbids; all of one person."""
    why = (
        ("off", True, "granted", "已满足", "granted", 0.0, 0.0),
        ("off", False, "coverage", "将多缺 2 个半小时", "2 half-hours short", 2.0, 31.5),
        ("shift L", False, "rule:minimum_rest", "规则不允许", "not allowed: rest", None, None),
    )  # fmt: skip
    return [
        {
            "plan_week": WEEK,
            "agent_id": PEOPLE[0][0],
            "work_date": WEEK + timedelta(days=n),
            "request": request,
            "weight": 6.0,
            "granted": granted,
            "reason_code": code,
            "reason_zh": zh,
            "reason_en": en,
            "coverage_cost_half_hours": short,
            "price": price,
        }
        for n, (request, granted, code, zh, en, short, price) in enumerate(why)
    ]


def _ledger() -> dict[str, list[dict[str, Any]]]:
    """What the forecast ledger knows before the week."""
    queues = ("voice_general", "voice_sales")
    errors = {"wape": 0.12, "bias": -0.01, "mase": 0.7, "aht_error": 0.02, "workload_wape": 0.14,
              "error": -0.4, "mape": 0.15, "deviation": 0.03, "aht_accuracy": 1.02}  # fmt: skip
    said = {"why_zh": "正常", "why_en": "as usual"}
    return {
        "forecast_accuracy": [
            {"plan_week": WEEK, "basis": basis, "version_id": "0123456789ab", "as_of": WEEK,
             "week": WEEK, "lead_weeks": lead, "queue_id": queue, "grain": grain,
             "intervals": 196, "actual": 2400.0, "coverage": 0.9 if grain == "half_hour" else None}
            | errors
            for basis in ("backtest", "frozen")
            for lead in (1, 2)
            for queue in queues
            for grain in ("half_hour", "day", "week")
        ],
        "forecast_champions": [
            {"plan_week": WEEK, "queue_id": queue, "model": model, "role": role, "origins": 8,
             "wape": 0.12, "recent_wape": 0.13, "coverage": 0.9, "won_share": 0.0,
             "decision": "keep"} | said
            for queue in queues
            for model, role in (("blend", "champion"), ("seasonal_naive", "challenger"))
        ],
        "forecast_events": [
            {"plan_week": WEEK, "event_id": event_id, "queue_id": "voice_sales",
             "name_zh": "促销", "name_en": "Promotion", "first_date": WEEK, "last_date": WEEK,
             "scope": 1.0, "status": status, "days_seen": seen, "factor_p05": factor,
             "factor": factor, "factor_p95": factor, "note_zh": "说明", "note_en": "note"}
            for event_id, status, seen, factor in (
                ("sms-7", "estimated", 8, 1.2), ("tariff-7", "no_past", 0, None),
            )
        ],
        "forecast_overrides": [
            {"plan_week": WEEK, "override_id": "mailing", "queue_id": "voice_sales",
             "first_date": WEEK, "last_date": WEEK, "offered_engine": 400.0, "offered": 440.0,
             "who": "planner"} | said
        ],
        "forecast_tickets": [
            {"plan_week": WEEK, "ticket_type": kind, "interval_start_at": datetime(2026, 7, 6, 2),
             "business_date": WEEK, "offered": 3.5, "aht_s": 5400.0}
            for kind in ("complaint", "technical")
        ],
        "forecast_tickets_accuracy": [
            {"plan_week": WEEK, "ticket_type": kind, "grain": "day", "lead_weeks": 1,
             "intervals": 7, "actual": 480.0, "coverage": None} | errors
            for kind in ("complaint", "technical")
        ],
        "forecast_versions": [
            {"plan_week": WEEK, "version_id": "0123456789ab", "as_of": WEEK, "status": "used",
             "offered": 90_000.0, "overrides": 1}
        ],
    }  # fmt: skip
