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
    "form_version", "method", "comment", "evaluated_at", "business_date", "items",
    "applicable_items", "score", "fatal",
)  # fmt: skip
EVALUATION_ITEMS = (
    "evaluation_id", "item_id", "section_id", "weight", "score", "max_score", "applicable",
    "fatal",
)  # fmt: skip
SCORE_LINES = (
    "period", "agent_id", "scorecard_id", "node_id", "parent_id", "kind", "name_zh", "name_en",
    "metric", "n", "metric_value", "target", "function", "score", "ungated_score",
    "weight_declared", "weight_applied", "contribution", "policy", "flag", "rule_ref",
    "note_zh", "note_en",
)  # fmt: skip
POINT_LINES = (
    "point_id", "period", "agent_id", "work_date", "work_type", "quantity", "standard_points",
    "coefficient", "points", "rule_ref", "reversed_by", "reverses", "reason",
    "time_window",
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
FORECAST_ACCURACY = (
    "plan_week", "basis", "version_id", "as_of", "week", "lead_weeks", "queue_id", "grain",
    "intervals", "actual", "wape", "bias", "mase", "coverage", "aht_error", "workload_wape",
    "error", "mape", "deviation", "aht_accuracy",
)  # fmt: skip
FORECAST_CHAMPIONS = (
    "plan_week", "queue_id", "model", "role", "origins", "wape", "recent_wape", "coverage",
    "won_share", "decision", "why_zh", "why_en",
)  # fmt: skip
FORECAST_OVERRIDES = (
    "plan_week", "override_id", "queue_id", "first_date", "last_date", "offered_engine", "offered",
    "who", "why_zh", "why_en",
)  # fmt: skip
FORECAST_EVENTS = (
    "plan_week", "event_id", "queue_id", "name_zh", "name_en", "first_date", "last_date", "scope",
    "status", "days_seen", "factor_p05", "factor", "factor_p95", "note_zh", "note_en",
)  # fmt: skip
FORECAST_TICKETS = (
    "plan_week", "ticket_type", "interval_start_at", "business_date", "offered", "aht_s",
)  # fmt: skip
FORECAST_TICKETS_ACCURACY = (
    "plan_week", "ticket_type", "grain", "lead_weeks", "intervals", "actual", "wape", "bias",
    "mase", "coverage", "aht_error", "workload_wape", "error", "mape", "deviation", "aht_accuracy",
)  # fmt: skip
FORECAST_VERSIONS = ("plan_week", "version_id", "as_of", "status", "offered", "overrides")
REQUIREMENT = (
    "plan_week", "queue_id", "interval_start_at", "business_date", "offered", "aht_s", "channel",
    "offered_load_erlang", "model", "agents", "agents_alone", "required_agents", "shrinkage",
    "binding", "service_level", "asa_s", "abandon_rate", "occupancy", "person_occupancy",
    "backlog", "simulated_service_level", "simulated_error", "model_error",
    "service_level_one_less", "service_level_one_more",
)  # fmt: skip
ROSTER_COVERAGE = (
    "plan_week", "queue_group", "interval_start_at", "business_date", "required_agents",
    "scheduled_agents", "short_h", "over_h",
)  # fmt: skip
ROSTER_PENALTIES = (
    "plan_week", "penalty", "agent_id", "work_date", "amount", "note_zh", "note_en",
)  # fmt: skip
ROSTER_REQUESTS = (
    "plan_week", "agent_id", "work_date", "request", "weight", "granted", "reason_code",
    "reason_zh", "reason_en", "coverage_cost_half_hours", "price",
)  # fmt: skip
FAIRNESS_LEDGER = (
    "plan_week", "agent_id", "employment", "weeks", "shifts", "lates", "nights", "weekends",
    "holidays", "short_turnarounds", "requested_weight", "granted_weight",
)  # fmt: skip
ROSTER_RULE_CHECKS = (
    "plan_week", "rule", "name_zh", "name_en", "hard", "weight", "counted", "checked",
    "violations",
)  # fmt: skip
ROSTER_VIOLATIONS = (
    "plan_week", "rule", "agent_id", "work_date", "name_zh", "name_en", "hard", "weight",
    "note_zh", "note_en",
)  # fmt: skip
ROSTER_SERVICE = (
    "plan_week", "queue_group", "interval_start_at", "business_date", "offered", "service_level",
)  # fmt: skip
ROSTER_PROGRESS = ("plan_week", "number", "step", "objective", "bound", "gap")
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
GRADE_LINES = (
    "period", "agent_id", "score", "grade_zh", "grade_en", "grade_by_score", "grade", "forced",
    "rule_ref",
)  # fmt: skip
QUALITY_SCORES = (
    "period", "agent_id", "evaluations", "fatal_errors", "raw_score", "adjusted_score",
    "adjustment", "ci_low", "ci_high", "confidence", "severity_known", "paid_band_zh",
    "paid_band_en", "rule_ref", "note_zh", "note_en",
)  # fmt: skip
EVALUATION_LINES = (
    "evaluation_id", "node_id", "parent_id", "period", "agent_id", "kind", "name_zh", "name_en",
    "points", "full_points", "score", "weight_declared", "weight_applied", "contribution",
    "points_lost", "fatal_classes", "rule_ref",
)  # fmt: skip
GAMING_FLAGS = (
    "period", "agent_id", "detector", "name_zh", "name_en", "severity", "cases", "exposure",
    "figure", "peer_figure", "threshold", "z", "peers", "evidence_zh", "evidence_en", "rule_ref",
)  # fmt: skip
COUNTERFACTUALS = (
    "period", "agent_id", "rank", "metric", "step", "from_value", "to_value", "distance",
    "score_delta", "pay_delta", "note_zh", "note_en",
)  # fmt: skip
APPEAL_CASES = (
    "appeal_id", "agent_id", "period", "trace_node_id", "rule_ref", "claimed_value",
    "reason_code", "submitted_at", "deadline", "state", "assignee", "due_on", "decision",
    "decider", "decided_at", "correction", "effect_amount",
)  # fmt: skip
APPEAL_STATISTICS = (
    "period", "subject_kind", "subject_id", "appeals", "open", "upheld", "partly", "rejected",
    "expired", "upheld_rate", "mean_decision_days", "effect_amount",
)  # fmt: skip
ADJUSTMENTS = (
    "legal_entity", "pay_group", "agent_id", "reference_period", "version", "component",
    "posted_period", "instalment", "amount", "currency", "reason_zh", "reason_en",
)  # fmt: skip
OVERRIDES = (
    "override_id", "period", "agent_id", "metric", "variant", "figure", "old_value", "new_value",
    "reason_zh", "reason_en", "entered_by", "entered_at", "expires_on", "appeal_id",
)  # fmt: skip
REPLAY_DELTAS = (
    "period", "agent_id", "figure", "method", "from_value", "to_value", "rules_effect",
    "data_effect", "code_effect",
)  # fmt: skip
SETTLEMENT_EVENTS = (
    "legal_entity", "pay_group", "period", "sequence", "event", "happened_at", "done_by", "step",
    "run_id", "result_hash", "version", "reason_zh", "reason_en", "voided_at", "voided_because",
)  # fmt: skip
OVERTIME_LINES = (
    "period", "agent_id", "work_date", "shift_date", "day_class", "overtime_s", "settled_s",
    "paid_s", "covered_s", "hourly_amount", "multiplier", "unrounded_amount", "approved",
    "rule_ref",
)  # fmt: skip
COMP_LEAVE_LEDGER = (
    "agent_id", "earned_on", "kind", "moved_on", "seconds",
)  # fmt: skip
STATUTORY_PROOFS = (
    "period", "agent_id", "rule", "city_id", "name_zh", "name_en", "figure", "limit_value",
    "unit", "sense", "breaches", "passed", "blocking", "note_zh", "note_en", "source",
    "counsel_status", "rule_ref",
)  # fmt: skip
STATUTORY_VIOLATIONS = (
    "period", "agent_id", "rule", "work_date", "figure", "limit_value", "unit", "blocking",
    "note_zh", "note_en", "rule_ref",
)  # fmt: skip
DEDUCTION_LEDGER = (
    "period", "agent_id", "claim_id", "arose_on", "opening_amount", "taken_amount",
    "carried_amount", "rule_ref",
)  # fmt: skip
PLAN_DOCUMENTS = (
    "period", "role", "plan_hash", "position", "kind", "rule_id", "path", "depth", "name_zh",
    "name_en", "field", "field_zh", "field_en", "value_zh", "value_en", "since", "source",
)  # fmt: skip
ACKNOWLEDGEMENT_STATUS = (
    "period", "agent_id", "role", "plan_hash", "state", "acknowledged_at", "acknowledged_hash",
    "method", "source",
)  # fmt: skip
