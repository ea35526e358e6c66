"""Work beside the planned week's inbound queues: shared skills, slack, call-backs, backlog."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

from .month import WEEK, half_hours

Rows = dict[str, list[dict[str, Any]]]
QUEUES = ("voice_general", "voice_sales")
METRICS = (("M068", "HOURS", 1680.0, "h"), ("M071", "UNDER_COST", 4536.0, "amount"),
           ("M072", "WEEK", 0.92, "ratio"), ("M075", "LEAST", 0.25, "ratio"))  # fmt: skip


def mixed_rows(dice: random.Random) -> Rows:
    days = [WEEK + timedelta(days=i) for i in range(7)]
    times = list(half_hours(dice, days))
    return {
        **_skills(times), **_slack(times, dice), **_backlog(times), **_centre(days), **_tours(),
    }  # fmt: skip


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


def _tours() -> Rows:
    """One queue without an answer by today's shifts, and a split shift proposed."""
    begins = datetime(WEEK.year, WEEK.month, WEEK.day)
    hours = {"rostered": (520.0, 14.5, None), "library": (None, None, None),
             "proposed": (496.0, 0.0, 490.0)}  # fmt: skip
    return {
        "tours": [
            {"plan_week": WEEK, "shift_set": "proposed", "queue_id": queue,
             "work_date": WEEK + timedelta(days=at), "shift_code": "T",
             "starts_at": begins + timedelta(days=at), "new_shift": True, "people": 3 + at,
             "ends_at": begins + timedelta(days=at, hours=12), "paid_h": 8.0 * (3 + at),
             "name_zh": "两头班", "name_en": "Split",
             "pauses_zh": "间歇 240 分（12:00 开始）", "pauses_en": "time off 240 min from 12:00"}
            for queue in QUEUES
            for at in range(2)
        ],
        "tours_comparison": [
            {"plan_week": WEEK, "shift_set": name, "queue_id": queue, "required_h": 450.0,
             "at_work_h": paid, "short_h": short, "over_h": short, "person_days": 62,
             "paid_h": paid, "cost_h": paid and paid + 4, "bound_h": bound,
             "gap": bound and 1 - bound / 500, "bound_of": "linear relaxation of all shifts"}
            for queue in QUEUES
            for name, (paid, short, bound) in hours.items()
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
             "name_en": "Renewals", "queue_id": "voice_sales", "contacts": 400.0,
             "made_before": 100.0, "made": 208.0, "agent_h": 18.5, "last_contact_on": WEEK}
        ],
        "callback_days": [
            {"plan_week": WEEK, "queue_id": "voice_general",
             "business_date": WEEK + timedelta(days=at), "requests": 30, "promised": 10 * at % 31,
             "without_slot": 30 - 10 * at % 31, "mean_wait_h": 1.5 if at else None}
            for at in range(7)
        ],
        "callback_outcomes": [
            {"plan_week": WEEK, "queue_id": "voice_general",
             "business_date": WEEK - timedelta(days=at), "planned_requests": planned,
             "planned_promised": planned, "requests": 10, "withdrawn": 1, "not_yet_due": 0,
             "kept": 7, "early": 0, "late": at, "overdue": 0, "missed": 2 - at,
             "median_wait_s": 3600.0, "median_delay_s": 1200.0}
            for at, planned in ((1, None), (2, 12))
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
