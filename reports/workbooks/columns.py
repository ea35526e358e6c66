"""Which columns of each contract the workbooks read."""

from __future__ import annotations

DIRECTORY = (
    "agent_id", "employee_id", "full_name", "team_id", "team_name", "role", "email", "language",
)  # fmt: skip
AGENT_DAY = (
    "agent_id", "business_date", "employee_id", "team_id", "role", "handled_contacts",
    "transferred_out", "contact_wait_s", "contact_talk_s", "contact_hold_s", "contact_wrap_s",
    "contact_handle_s", "short_contacts", "logged_in_s", "available_s", "ring_s", "talk_s",
    "hold_s", "wrap_s", "aux_s", "handle_s", "productive_s", "paid_s", "scheduled_s",
    "attended_s", "adherence_scheduled_s", "adherence_exception_s", "late_count", "late_s",
    "early_leave_count", "early_leave_s", "evaluations", "evaluation_score_sum",
    "fatal_evaluations", "evaluations_done", "surveys_invited", "surveys_valid", "csat_score_sum",
    "csat_top_box", "sales_certified", "sale_amount", "tickets_resolved",
)  # fmt: skip
QUEUE_INTERVAL = (
    "queue_id", "interval_start_at", "business_date", "channel", "offered", "answered",
    "abandoned", "short_abandoned", "flow_out", "callback_accepted", "in_progress",
    "answered_within_target", "abandoned_within_target", "abandoned_after_target",
    "wait_answered_s", "wait_abandoned_s", "talk_s", "hold_s", "wrap_s", "handle_s",
    "transferred_out",
)  # fmt: skip
AGENT_INTERVAL = (
    "agent_id", "interval_start_at", "business_date", "team_id", "logged_in_s",
)  # fmt: skip
ATTENDANCE_DAY = (
    "employee_id", "work_date", "agent_id", "team_id", "day_class", "shift_code",
    "scheduled_from_at", "scheduled_to_at", "scheduled_s", "first_in_at", "last_out_at",
    "punches", "unpaired_punches", "attended_s", "paid_s", "late_count", "late_s",
    "early_leave_count", "early_leave_s", "leave_s", "leave_type", "absent_s", "overtime_s",
)  # fmt: skip
EVALUATIONS = (
    "evaluation_id", "contact_id", "agent_id", "team_id", "evaluator_id", "form_id",
    "form_version", "method", "evaluated_at", "business_date", "items", "applicable_items",
    "score", "fatal",
)  # fmt: skip
EVALUATION_ITEMS = (
    "evaluation_id", "item_id", "section_id", "weight", "score", "max_score", "applicable",
    "fatal",
)  # fmt: skip
SCORE_LINES = (
    "period", "agent_id", "scorecard_id", "node_id", "parent_id", "kind", "name_zh", "name_en",
    "metric", "n", "metric_value", "target", "function", "score", "weight_declared",
    "weight_applied", "contribution", "policy", "flag", "rule_ref", "note_zh", "note_en",
)  # fmt: skip
POINT_LINES = (
    "point_id", "period", "agent_id", "work_date", "work_type", "quantity", "standard_points",
    "coefficient", "points", "rule_ref", "reversed_by",
)  # fmt: skip
PAY_LINES = (
    "period", "agent_id", "component", "code", "name_zh", "name_en", "formula", "base_amount",
    "factor", "unrounded_amount", "pay_amount", "rounding_residual", "currency", "payroll_code",
    "taxable", "rule_ref",
)  # fmt: skip
SCORE_BANDS = (
    "scorecard_id", "grade_zh", "grade_en", "score_from", "score_to", "coefficient",
)  # fmt: skip
TRACE_NODES = (
    "node_id", "parent_id", "period", "agent_id", "kind", "rule_ref", "inputs", "output", "unit",
    "digits", "note_zh", "note_en",
)  # fmt: skip
METRIC_VALUES_DAILY = (
    "business_date", "subject_kind", "subject_id", "metric", "n", "numerator", "denominator",
    "value",
)  # fmt: skip
ROSTER_SHIFTS = (
    "plan_week", "agent_id", "work_date", "shift_code", "starts_at", "ends_at", "paid_s",
    "queue_group", "note_zh", "note_en",
)  # fmt: skip
FORECAST = (
    "plan_week", "queue_id", "interval_start_at", "business_date", "offered_p05", "offered",
    "offered_p95", "aht_s", "model",
)  # fmt: skip
REQUIREMENT = (
    "plan_week", "queue_id", "interval_start_at", "business_date", "offered", "aht_s",
    "offered_load_erlang", "model", "agents", "required_agents", "shrinkage", "binding",
    "service_level", "asa_s", "abandon_rate", "occupancy",
)  # fmt: skip
ROSTER_COVERAGE = (
    "plan_week", "queue_group", "interval_start_at", "business_date", "required_agents",
    "scheduled_agents", "short_h", "over_h",
)  # fmt: skip
ROSTER_PENALTIES = (
    "plan_week", "penalty", "agent_id", "work_date", "amount", "note_zh", "note_en",
)  # fmt: skip
ROSTER_PROOF = (
    "plan_week", "item", "value", "note_zh", "note_en",
)  # fmt: skip
INGEST_LEDGER = (
    "table_name", "source_file", "source_sha256", "landing_date", "landed_at", "rows_in",
    "rows_accepted", "rows_refused", "rows_duplicate",
)  # fmt: skip
QUARANTINE_ROWS = (
    "table_name", "source_file", "source_row", "landing_date", "column_name", "value", "rule",
    "message",
)  # fmt: skip
DELIVERY_LEDGER = (
    "message_id", "period", "recipient", "workbook", "workbook_sha256", "status", "delivered_at",
    "detail",
)  # fmt: skip
CHECK_RESULTS = (
    "check_name", "table_name", "severity", "passed", "observed", "message", "checked_at",
)  # fmt: skip
RUN_LEDGER = (
    "run_id", "stage", "period", "rules", "data", "code", "started_at", "elapsed_s", "status",
    "message",
)  # fmt: skip
