"""Which columns of the plan's prediction and review the workbooks read."""

from __future__ import annotations

PLAN_PREDICTION = (
    "plan_week", "queue_id", "interval_start_at", "business_date", "offered", "agents",
    "service_level", "service_level_p10", "service_level_p90", "asa_s", "abandon_rate",
    "occupancy", "one_more", "one_less", "net_agents",
)  # fmt: skip
SCHEDULE_EFFICIENCY = (
    "plan_week", "queue_id", "business_date", "required_h", "scheduled_h", "under_h", "over_h",
    "coverage_fit", "close_share", "under_amount", "over_amount",
)  # fmt: skip
PLAN_SIMULATION = (
    "plan_week", "queue_id", "business_date", "service_level", "service_level_p10",
    "service_level_p90", "target_probability",
)  # fmt: skip
PLAN_RISK = (
    "plan_week", "queue_id", "business_date", "option", "target_level", "offered", "agent_h",
    "service_level", "service_level_p05", "service_level_p10", "service_level_p50",
    "service_level_p90", "service_level_p95", "target_probability", "asa_s", "abandon_rate",
    "occupancy", "cost_amount",
)  # fmt: skip
PLAN_RISK_LEVELS = (
    "plan_week", "queue_id", "option", "level_from", "level_to", "share_of_days",
)  # fmt: skip
PLAN_RESERVE = (
    "plan_week", "queue_id", "business_date", "time_window", "added_agents", "on_call_agents",
    "call_probability", "called_agents", "short_h", "short_h_left", "cost_as_planned_amount",
    "cost_added_only_amount", "cost_two_stage_amount", "cost_if_known_amount",
    "value_of_flexibility_amount",
)  # fmt: skip
PLAN_RESERVE_SHARED = (
    "plan_week", "group_id", *PLAN_RESERVE[2:], "cost_alone_amount", "value_of_sharing_amount",
    "name_zh", "name_en",
)  # fmt: skip
SERVICE_LEVEL_BRIDGE = (
    "period", "queue_id", "interval_start_at", "business_date", "plan_source", "planned_offered",
    "offered", "planned_aht_s", "aht_s", "scheduled", "shrinkage", "adherence", "planned_agents",
    "agents", "target_level", "planned_level", "actual_level", "offered_part", "aht_part",
    "scheduled_part", "shrinkage_part", "adherence_part", "rest_part",
)  # fmt: skip
SERVICE_LEVEL_BRIDGE_TOTALS = (
    "period", "subject_kind", "subject_id", "span", "first_day", "counted", "met", "offered",
    "planned_offered", "target_level", "planned_level", "modelled_level", "actual_level",
    "offered_part", "aht_part", "scheduled_part", "shrinkage_part", "adherence_part", "rest_part",
)  # fmt: skip
ADHERENCE_DAY = (
    "period", "agent_id", "work_date", "scheduled_s", "matched_s", "exception_s", "excused_s",
    "planned_service_s", "service_s", "absent_s", "logged_out_s", "pause_s", "worked_pause_s",
)  # fmt: skip
SHRINKAGE_CATEGORIES = (
    "period", "category", "kind", "planned_s", "actual_s", "planned_share", "actual_share",
    "difference_share",
)  # fmt: skip
SHRINKAGE_PROPOSALS = (
    "period", "queue_id", "configured_share", "proposed_share", "low_share", "high_share", "days",
    "outside",
)  # fmt: skip
PATIENCE_ESTIMATES = (
    "period", "queue_id", "contacts", "abandoned", "configured_s", "mean_s", "mean_low_s",
    "mean_high_s", "median_s", "restricted_mean_s", "longest_wait_s",
)  # fmt: skip
TOURS = (
    "plan_week", "shift_set", "queue_id", "work_date", "shift_code", "starts_at", "ends_at",
    "new_shift", "people", "paid_h", "name_zh", "name_en", "pauses_zh", "pauses_en",
)  # fmt: skip
TOURS_COMPARISON = (
    "plan_week", "shift_set", "queue_id", "required_h", "at_work_h", "short_h", "over_h",
    "person_days", "paid_h", "cost_h", "bound_h", "gap", "bound_of",
)  # fmt: skip
PATIENCE_CURVES = ("period", "queue_id", "wait_s", "at_risk", "abandoned", "survival")
CAPACITY_PLAN = (
    "period", "month_start", "workload_h_p10", "workload_h_p50", "workload_h_p90",
    "required_fte_p10", "required_fte_p50", "required_fte_p90", "supply_fte_p10",
    "supply_fte_p50", "supply_fte_p90", "heads_p10", "heads_p50", "heads_p90", "gap_fte_p10",
    "gap_fte_p50", "gap_fte_p90", "hired", "in_training", "leavers", "understaffed_probability",
    "understaffed_without_hiring", "cost_amount",
)  # fmt: skip
PLAN_METRICS = (
    "plan_week", "metric_id", "variant", "subject_kind", "subject_id", "value", "unit",
)  # fmt: skip
PLAN_CENTRE_DAYS = (
    "plan_week", "business_date", "offered", "service_level", "service_level_p10",
    "service_level_p50", "service_level_p90", "all_targets_probability",
    "independent_probability",
)  # fmt: skip
FORECAST_ERROR_CORRELATION = (
    "plan_week", "queue_id", "other_queue_id", "day", "half_hour", "day_seen", "half_hour_seen",
)  # fmt: skip
SKILL_AGENTS = (
    "plan_week", "group_id", "interval_start_at", "business_date", "agents", "cost", "name_zh",
    "name_en",
)  # fmt: skip
SKILL_QUEUES = (
    "plan_week", "queue_id", "interval_start_at", "business_date", "offered", "target_level",
    "simulated_level", "agents_alone", "level_alone",
)  # fmt: skip
BLEND_HALF_HOURS = (
    "plan_week", "queue_id", "interval_start_at", "business_date", "agents", "spare_agents",
    "callback_room", "callbacks", "callback_agents", "outbound_agents", "outbound_contacts",
)  # fmt: skip
BLEND_CAMPAIGNS = (
    "plan_week", "campaign_id", "name_zh", "name_en", "queue_id", "contacts", "made_before", "made",
    "agent_h", "last_contact_on",
)  # fmt: skip
CALLBACK_DAYS = (
    "plan_week", "queue_id", "business_date", "requests", "promised", "without_slot",
    "mean_wait_h",
)  # fmt: skip
CALLBACK_OUTCOMES = (
    "plan_week", "queue_id", "business_date", "planned_requests", "planned_promised", "requests",
    "withdrawn", "not_yet_due", "kept", "early", "late", "overdue", "missed", "median_wait_s",
    "median_delay_s",
)  # fmt: skip
BACKLOG_HALF_HOURS = (
    "plan_week", "interval_start_at", "business_date", "arriving_h", "levelled_agents",
    "planned_agents", "done_h", "backlog_h", "late_h",
)  # fmt: skip
BACKLOG_WORK = (
    "plan_week", "work_type", "name_zh", "name_en", "pieces", "work_s", "workload_h",
    "answer_within_h",
)  # fmt: skip
BACKLOG_CAPACITY = (
    "plan_week", "option", "most_agents", "agent_h", "in_time_share", "most_backlog_h",
    "weeks_kept_share",
)  # fmt: skip
SCHEDULE_KEPT = (
    "period", "week_start", "agent_id", "published_h", "dropped_h", "added_h", "changed_h",
    "changed_share", "scheduled_h", "absent_h", "absence_rate",
)  # fmt: skip
