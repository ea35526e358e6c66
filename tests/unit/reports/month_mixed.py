"""Work beside the planned week's inbound queues: shared skills, slack, call-backs, backlog."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

from .month import WEEK, half_hours

Rows = dict[str, list[dict[str, Any]]]
QUEUES = ("voice_general", "voice_sales")
METRICS = (("M068", "HOURS", 1680.0, "h"), ("M071", "UNDER_COST", 4536.0, "amount"),
           ("M072", "WEEK", 0.92, "ratio"), ("M075", "LEAST", 0.25, "ratio"))  # fmt: skip


def mixed_rows(dice: random.Random) -> Rows:
    days = [WEEK + timedelta(days=i) for i in range(7)]
    times = list(half_hours(dice, days))
    return {**_skills(times), **_slack(times, dice), **_backlog(times), **_centre(days)}


def _skills(times: list[Any]) -> Rows:
    one_day = [(day, start) for day, start in times if day == WEEK]
    return {
        "skill_agents": [
            {"plan_week": WEEK, "group_id": group, "interval_start_at": start,
             "business_date": day, "agents": 4, "cost": 4.4, "name_zh": "综合与营销",
             "name_en": "General and sales"}
            for group in ("general", "both")
            for day, start in one_day
        ],
        "skill_queues": [
            {"plan_week": WEEK, "queue_id": queue, "interval_start_at": start,
             "business_date": day, "offered": 40.0, "target_level": 0.8,
             "simulated_level": 0.83, "agents_alone": 5, "level_alone": 0.78}
            for queue in QUEUES
            for day, start in one_day
        ],
    }  # fmt: skip


def _slack(times: list[Any], dice: random.Random) -> Rows:
    return {
        "blend_half_hours": [
            {"plan_week": WEEK, "queue_id": queue, "interval_start_at": start,
             "business_date": day, "agents": 9.4, "spare_agents": dice.randrange(4),
             "callback_room": 3, "callbacks": 1, "callback_agents": 1, "outbound_agents": 0,
             "outbound_contacts": 0.0}
            for queue in QUEUES
            for day, start in times
        ],
        "blend_campaigns": [
            {"plan_week": WEEK, "campaign_id": "renewals", "name_zh": "续约回访",
             "name_en": "Renewals", "queue_id": "voice_sales", "contacts": 400.0, "made": 208.0,
             "agent_h": 18.5, "last_contact_on": WEEK}
        ],
        "callback_days": [
            {"plan_week": WEEK, "queue_id": "voice_general",
             "business_date": WEEK + timedelta(days=at), "requests": 30, "promised": 10 * at % 31,
             "without_slot": 30 - 10 * at % 31, "mean_wait_h": 1.5 if at else None}
            for at in range(7)
        ],
    }  # fmt: skip


def _backlog(times: list[Any]) -> Rows:
    return {
        "backlog_half_hours": [
            {"plan_week": WEEK, "interval_start_at": start, "business_date": day,
             "arriving_h": 0.7, "levelled_agents": 1.3, "planned_agents": 2.0, "done_h": 0.8,
             "backlog_h": 0.2, "late_h": 0.0}
            for day, start in times
        ],
        "backlog_work": [
            {"plan_week": WEEK, "work_type": "handle", "name_zh": "工单办理",
             "name_en": "Ticket handling", "pieces": 718.0, "work_s": 480.0, "workload_h": 95.7,
             "answer_within_h": 8.0}
        ],
        "backlog_capacity": [
            {"plan_week": WEEK, "option": option, "most_agents": agents, "agent_h": agents * 98,
             "in_time_share": share, "most_backlog_h": 3.0, "weeks_kept_share": 0.5}
            for option, agents, share in (("planned", 2.0, 1.0), ("constant", 1.3, 1.0),
                                          ("safe", 1.5, 1.0), ("levelled", 1.3, 1.0))
        ],
    }  # fmt: skip


def _centre(days: list[Any]) -> Rows:
    spread = {f"service_level_{name}": 0.8 for name in ("p05", "p10", "p50", "p90", "p95")}
    return {
        "plan_centre_days": [
            {"plan_week": WEEK, "business_date": day, "offered": 3600.0, "service_level": 0.82,
             "all_targets_probability": 0.6, "independent_probability": 0.5, **spread}
            for day in days
        ],
        "forecast_error_correlation": [
            {"plan_week": WEEK, "queue_id": QUEUES[0], "other_queue_id": QUEUES[1], "day": 0.3,
             "half_hour": 0.2, "day_seen": 0.5, "half_hour_seen": 0.4}
        ],
        "plan_metrics": [
            {"plan_week": WEEK, "metric_id": metric, "variant": variant, "subject_kind": "centre",
             "subject_id": "sample", "value": value, "unit": unit}
            for metric, variant, value, unit in METRICS
        ],
    }  # fmt: skip
