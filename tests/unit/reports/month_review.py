"""What the planned week will give, and what the month's plan came to."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

from .month import FIRST, PEOPLE, PERIOD, WEEK, half_hours, workdays

Rows = dict[str, list[dict[str, Any]]]
QUEUES = ("voice_general", "voice_sales")
PARTS = ("offered_part", "aht_part", "scheduled_part", "shrinkage_part", "adherence_part")
OPTIONS = ("as_planned", "added_only", "two_stage")


def review_rows(dice: random.Random) -> Rows:
    return {
        **_prediction(dice), **_bridge(dice), **_losses(), **_capacity(), **_patience(), **_kept(),
    }  # fmt: skip


def _spread(level: float) -> dict[str, float]:
    steps = {"p05": -0.10, "p10": -0.07, "p50": 0.01, "p90": 0.07, "p95": 0.09}
    return {f"service_level_{name}": level + step for name, step in steps.items()} | {
        "service_level": level, "asa_s": 11.0, "abandon_rate": 0.04, "occupancy": 0.8,
    }  # fmt: skip


def _prediction(dice: random.Random) -> Rows:
    days = [WEEK + timedelta(days=i) for i in range(7)]
    return {
        "plan_prediction": [
            {"plan_week": WEEK, "queue_id": queue, "interval_start_at": start,
             "business_date": day, "offered": dice.uniform(20, 60), "aht_s": 270.0,
             "agents": 9.4, "one_more": 1.4, "one_less": -2.1, "required_agents": 9.0,
             "net_agents": 0.4, **_spread(0.82)}
            for queue in QUEUES
            for day, start in half_hours(dice, days)
        ],
        "schedule_efficiency": [
            {"plan_week": WEEK, "queue_id": queue, "business_date": day, "required_h": 120.0,
             "scheduled_h": 118.0, "under_h": 6.0, "over_h": 4.0, "coverage_fit": 0.92,
             "close_share": 0.7, "under_amount": 324.0, "over_amount": 137.9,
             "currency": "CNY"}
            for queue in QUEUES
            for day in days
        ],
        "plan_simulation": [
            {"plan_week": WEEK, "queue_id": queue, "business_date": day, "draws": 100,
             "service_level_error": 0.005, "target_probability": 0.7, **_spread(0.81)}
            for queue in QUEUES
            for day in days
        ],
        "plan_risk": [
            {"plan_week": WEEK, "queue_id": queue, "business_date": day, "option": option,
             "target_level": 0.8, "offered": 900.0, "agent_h": 130.0 + at, "currency": "CNY",
             "target_probability": dice.random(), "cost_amount": 900.0 - 90 * at, **_spread(0.8)}
            for queue in QUEUES
            for day in days
            for at, option in enumerate(OPTIONS)
        ],
        "plan_risk_levels": [
            {"plan_week": WEEK, "queue_id": queue, "option": option, "level_from": step / 20,
             "level_to": (step + 1) / 20, "share_of_days": 0.25 if 14 <= step < 18 else 0.0}
            for queue in QUEUES
            for option in OPTIONS
            for step in range(20)
        ],
        "plan_reserve": [
            {"plan_week": WEEK, "queue_id": queue, "business_date": day,
             "time_window": "08:00-10:00", "added_agents": at % 2, "on_call_agents": at % 3,
             "call_probability": 0.3, "called_agents": 0.5, "short_h": 2.0, "short_h_left": 0.6,
             "cost_as_planned_amount": 300.0, "cost_added_only_amount": 250.0,
             "cost_two_stage_amount": 232.0, "cost_if_known_amount": 200.0,
             "value_of_flexibility_amount": 18.0, "currency": "CNY"}
            for queue in QUEUES
            for at, day in enumerate(days)
        ],
        "plan_reserve_shared": [
            {"plan_week": WEEK, "group_id": "both", "business_date": day,
             "time_window": "08:00-10:00", "added_agents": 1, "on_call_agents": 2,
             "call_probability": 0.4, "called_agents": 0.7, "short_h": 4.0, "short_h_left": 0.9,
             "cost_as_planned_amount": 600.0, "cost_added_only_amount": 480.0,
             "cost_two_stage_amount": 430.0, "cost_if_known_amount": 390.0,
             "value_of_flexibility_amount": 50.0, "cost_alone_amount": 464.0,
             "value_of_sharing_amount": 34.0, "name_zh": "综合与营销",
             "name_en": "General and sales", "currency": "CNY"}
            for day in days
        ],
    }  # fmt: skip


def _kept() -> Rows:
    return {
        "schedule_kept": [
            {"period": PERIOD, "week_start": WEEK - timedelta(days=7), "agent_id": agent,
             "published_h": 40.0, "dropped_h": 2.0, "added_h": 1.0, "changed_h": 2.0,
             "changed_share": 0.05, "scheduled_h": 39.0, "absent_h": 0.5 * (at % 2),
             "absence_rate": 0.5 * (at % 2) / 39}
            for at, (agent, *_) in enumerate(PEOPLE)
        ]
    }  # fmt: skip


def _split(dice: random.Random) -> dict[str, float]:
    parts = {part: dice.uniform(-0.08, 0.05) for part in PARTS}
    actual = 0.84 + sum(parts.values()) + 0.02
    return parts | {"rest_part": 0.02, "target_level": 0.8, "planned_level": 0.84,
                    "modelled_level": actual - 0.02, "actual_level": actual}  # fmt: skip


def _bridge(dice: random.Random) -> Rows:
    week = [WEEK - timedelta(days=7 - i) for i in range(7)]
    totals = [
        {"period": PERIOD, "subject_kind": kind, "subject_id": subject, "span": span,
         "first_day": day, "counted": 900, "met": 700, "offered": 910.0,
         "planned_offered": 880.0, **_split(dice)}
        for kind, subject in (("centre", "sample"), *(("queue", queue) for queue in QUEUES))
        for span, days in (("day", workdays()), ("month", [FIRST]))
        for day in days
    ]  # fmt: skip
    return {
        "service_level_bridge_totals": totals,
        "service_level_bridge": [
            {"period": PERIOD, "queue_id": queue, "interval_start_at": start,
             "business_date": day, "plan_source": "rebuilt", "planned_offered": 30.0,
             "offered": 32.0, "planned_aht_s": 270.0, "aht_s": 280.0, "planned_scheduled": 9.0,
             "scheduled": 8.8, "planned_shrinkage": 0.06, "shrinkage": 0.02,
             "planned_adherence": 1.0, "adherence": 0.99, "planned_agents": 8.5, "agents": 8.4,
             "counted": 31, "met": 25, **_split(dice)}
            for queue in QUEUES
            for day, start in half_hours(dice, week)
        ],
        "adherence_day": [
            {"period": PERIOD, "agent_id": agent, "work_date": day, "scheduled_s": 30_600,
             "matched_s": 30_600 - 900 * (at % 5), "exception_s": 900 * (at % 5),
             "excused_s": 300 * (at % 2), "planned_service_s": 27_000, "service_s": 26_400,
             "absent_s": 0, "logged_out_s": 60, "pause_s": 300, "worked_pause_s": 120}
            for at, (agent, *_) in enumerate(PEOPLE)
            for day in workdays()
        ],
    }  # fmt: skip


def _losses() -> Rows:
    lost = (("break", "rostered", 36, 37), ("leave", "rostered", 20, 20),
            ("absent", "unrostered", 0, 5), ("coaching", "unrostered", 0, 3),
            ("allowance", "unrostered", 30, 0))  # fmt: skip
    return {
        "shrinkage_categories": [
            {"period": PERIOD, "category": category, "kind": kind, "planned_s": planned * 1e4,
             "actual_s": actual * 1e4, "planned_share": planned / 600,
             "actual_share": actual / 600, "difference_share": (actual - planned) / 600}
            for category, kind, planned, actual in lost
        ],
        "shrinkage_proposals": [
            {"period": PERIOD, "queue_id": queue, "configured_share": 0.06,
             "proposed_share": 0.03, "low_share": 0.02, "high_share": high, "days": 27.0,
             "outside": high < 0.06}
            for queue, high in zip(QUEUES, (0.04, 0.07), strict=True)
        ],
    }  # fmt: skip


def _patience() -> Rows:
    return {
        "patience_estimates": [
            {"period": PERIOD, "queue_id": queue, "contacts": 4000, "abandoned": 300,
             "configured_s": 180, "mean_s": 190.0, "mean_low_s": 175.0, "mean_high_s": 208.0,
             "median_s": None, "restricted_mean_s": 150.0, "longest_wait_s": 260.0}
            for queue in QUEUES
        ],
        "patience_curves": [
            {"period": PERIOD, "queue_id": queue, "wait_s": 5.0 * step, "at_risk": 4000 - 90 * step,
             "abandoned": 7, "survival": 0.995**step, "standard_error": 0.01}
            for queue in QUEUES
            for step in range(1, 40)
        ],
    }  # fmt: skip


def _capacity() -> Rows:
    fans = {"workload_h": 9000.0, "required_fte": 92.0, "supply_fte": 95.0, "heads": 101.0,
            "gap_fte": 3.0}  # fmt: skip
    spread = {"p10": -5.0, "p50": 0.0, "p90": 5.0}
    return {
        "capacity_plan": [
            {"period": PERIOD, "month_start": (FIRST + timedelta(days=31 * at)).replace(day=1),
             "hired": 6 * (at % 2), "in_training": 3.0, "leavers": 2.5,
             "understaffed_probability": 0.4 - 0.02 * at, "understaffed_without_hiring": 0.9,
             "cost_amount": 800_000.0, "currency": "CNY"}
            | {f"{key}_{name}": value + step
               for key, value in fans.items() for name, step in spread.items()}
            for at in range(1, 19)
        ]
    }  # fmt: skip
