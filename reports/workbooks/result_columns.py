"""Which columns of the rule, people, contest, standards and driver tables the workbooks read."""

from __future__ import annotations

RULE_VALUES = (
    "period", "kind", "file", "rule_id", "position", "path", "depth", "node_kind", "name_zh",
    "name_en", "above_zh", "above_en", "field", "field_zh", "field_en", "value", "value_zh",
    "value_en", "since", "source",
)  # fmt: skip
RULE_CHANGES = (
    "period", "kind", "file", "rule_id", "position", "path", "name_zh", "name_en", "field_zh",
    "field_en", "old_zh", "old_en", "new_zh", "new_en", "since", "source",
)  # fmt: skip
PLAN_COVERAGE = (
    "period", "kind", "rule_id", "file", "name_zh", "name_en", "owner", "applies_to", "people",
)  # fmt: skip
PLAN_EXCEPTIONS = (
    "period", "kind", "agent_id", "role", "team_id", "from_day", "to_day", "plans", "rule_ids",
)  # fmt: skip
SOURCE_CONTRACTS = (
    "table_name", "title", "grain", "owner", "delivery", "available_at", "columns", "mapped",
)  # fmt: skip
ACCESS_RIGHTS = (
    "workbook_id", "recipient_zh", "recipient_en", "cadence", "scope_kind", "sees_names",
    "sees_pay",
)  # fmt: skip
PERSON_PROFILE = (
    "period", "agent_id", "node_id", "kind", "name_zh", "name_en", "metric_value", "score",
    "previous_score", "months", "mean_score", "trend", "peers", "peer_mean", "percentile",
    "evidence", "note_zh", "note_en",
)  # fmt: skip
PERSON_FACTS = (
    "period", "agent_id", "fact", "name_zh", "name_en", "unit", "value", "previous_value",
    "months", "mean_value", "trend", "peers", "peer_mean", "percentile", "evidence",
)  # fmt: skip
PROMOTION_ELIGIBILITY = (
    "period", "selection_id", "agent_id", "criterion_id", "team_id", "name_zh", "name_en", "met",
    "eligible", "figure", "operator", "threshold", "n", "rule_ref", "note_zh", "note_en",
)  # fmt: skip
TALENT_POOL = (
    "period", "selection_id", "rank", "agent_id", "team_id", "months", "mean_score", "mean_low",
    "mean_high", "confidence", "stability", "lowest_score", "trend", "box", "box_zh", "box_en",
    "eligible", "next_agent_id", "probability_above_next", "method", "rule_ref",
)  # fmt: skip
TRAINING_NEEDS = (
    "period", "agent_id", "rank", "course_id", "node_id", "name_zh", "name_en", "hours",
    "full_gain", "closes", "expected_gain", "gain_per_hour", "evidence", "rule_ref", "note_zh",
    "note_en",
)  # fmt: skip
CONTEST_STANDINGS = (
    "contest_id", "subject_kind", "subject_id", "team_id", "rank", "n", "value", "achieved_on",
    "tickets", "eligible", "under_review", "state", "data_until", "rule_ref", "note_zh",
    "note_en",
)  # fmt: skip
CONTEST_PRIZES = (
    "contest_id", "agent_id", "team_id", "rank", "amount", "currency", "state", "payout_on",
    "payroll_code", "taxable", "rule_ref", "reason_zh", "reason_en",
)  # fmt: skip
CONTEST_EFFECTS = (
    "contest_id", "metric", "people", "control_people", "before_mean", "during_mean",
    "control_before_mean", "control_during_mean", "effect", "effect_low", "effect_high",
    "confidence", "value_amount", "cost_amount", "return_ratio", "return_low", "return_high",
    "note_zh", "note_en",
)  # fmt: skip
STANDARD_TIMES = (
    "study_id", "work_type", "name_zh", "name_en", "studied_from", "studied_to", "valid_from",
    "expires_on", "n", "required_n", "is_sufficient", "observed_s", "rating", "normal_s",
    "allowance", "standard_s", "ci_low_s", "ci_high_s", "reference_s", "points", "source",
)  # fmt: skip
STUDY_ELEMENTS = (
    "study_id", "work_type", "element_id", "name_zh", "name_en", "n", "mean_s", "sd_s",
    "ci_low_s", "ci_high_s", "required_n", "is_sufficient", "rating", "frequency", "normal_s",
)  # fmt: skip
RETIME_TRIGGERS = (
    "as_of", "work_type", "trigger", "study_id", "due_on", "valid_until", "standard_s",
    "observed_s", "ratio", "contacts", "window_from", "window_to", "reason_zh", "reason_en",
)  # fmt: skip
LEARNING_CURVE = (
    "as_of", "tenure_week", "contacts", "observed_index", "fitted_index", "target_factor",
    "learning_rate",
)  # fmt: skip
RANKED_CAUSES = (
    "period", "subject_kind", "subject_id", "comparison", "rank", "kind", "node_id", "segment",
    "base_score", "current_score", "points", "gap", "evidence", "note_zh", "note_en",
)  # fmt: skip
SCORE_GAP_PARTS = (
    "period", "subject_kind", "subject_id", "comparison", "part_id", "parent_id", "split",
    "kind", "node_id", "segment", "base_score", "current_score", "points", "note_zh", "note_en",
)  # fmt: skip
IMPROVEMENT_ACTIONS = (
    "action_id", "period", "subject_kind", "subject_id", "comparison", "node_id",
    "current_score", "lost_points", "owner_id", "due_on", "state", "checked_period",
    "checked_score", "note_zh", "note_en",
)  # fmt: skip
RULE_PREVIEW_MOVERS = (
    "period", "agent_id", "team_id", "kind", "component", "before", "after", "delta",
    "rank_before", "rank_after",
)  # fmt: skip
RULE_PREVIEW_SUMMARY = (
    "period", "scope_kind", "scope_id", "people", "winners", "losers", "before_amount",
    "after_amount", "delta_amount", "won_amount", "lost_amount", "gini_before", "gini_after",
    "floor_hits_before", "floor_hits_after", "cap_hits_before", "cap_hits_after",
    "minimum_wage_hits_before", "minimum_wage_hits_after",
)  # fmt: skip
PACK_COMPARISON = (
    "pack", "person_months", "cost_amount", "variable_amount", "gini", "workload_correlation",
    "floor_amount", "below_floor", "pareto", "dominated_by",
)  # fmt: skip
CALIBRATION_SESSIONS = (
    "period", "session_id", "held_on", "form_id", "evaluator_id", "item_id", "contacts", "pairs",
    "percent_agreement", "mean_difference", "alpha",
)  # fmt: skip
CALIBRATION_AGREEMENT = (
    "period", "form_id", "item_id", "evaluator_a", "evaluator_b", "contacts", "pairs",
    "percent_agreement", "mean_difference", "kappa_linear", "kappa_quadratic", "alpha",
)  # fmt: skip
COACHING_CASES = (
    "period", "agent_id", "evaluation_id", "failed_on", "score", "state", "coached_on", "lag_days",
    "topic", "last_on", "next_on", "before", "after", "peer_change", "effect",
)  # fmt: skip
COACHING_EFFECTS = (
    "period", "subject_kind", "subject_id", "raw_change", "effect", "note_zh", "note_en",
)  # fmt: skip
KPIS = (
    "period", "as_of", "place", "kpi_id", "branch", "horizon", "name_zh", "name_en", "branch_zh",
    "branch_en", "metric", "weight", "since", "until", "actual", "target", "previous",
    "attainment", "light", "p10", "p50", "p90", "hit_probability", "days_left", "owner",
    "note_zh", "note_en",
)  # fmt: skip
KPI_WEEKS = ("period", "kpi_id", "week_to", "value")
STAFF_FIGURES = ("period", "figure", "name_zh", "name_en", "unit", "value")
EARLY_WARNINGS = (
    "period", "as_of", "rank", "kind", "subject_id", "due_on", "horizon_days", "name_zh", "name_en",
    "hours", "cost_amount", "fix_amount", "risk_zh", "risk_en", "fix_zh", "fix_en",
)  # fmt: skip
PROJECTIONS = (
    "period", "as_of", "agent_id", "figure", "so_far", "p10", "p50", "p90", "risk_probability",
    "days_left", "status",
)  # fmt: skip
PROJECTION_BANDS = (
    "period", "as_of", "agent_id", "kind", "band", "name_zh", "name_en", "probability",
)  # fmt: skip
PAY_FORECAST = (
    "period", "subject_kind", "subject_id", "component", "draws", "p10_amount", "p50_amount",
    "p90_amount", "budget_amount", "over_budget_probability",
)  # fmt: skip
PRICE_SHEET = (
    "period", "component", "pool_id", "scope_kind", "scope_id", "points", "share_of_points",
    "budget_amount", "price", "break_even_price", "lowest_price", "highest_price", "pay_amount",
    "price_per_percent", "cost_per_percent_amount", "lever", "lever_price", "note_zh", "note_en",
)  # fmt: skip
COST_LINES = (
    "period", "stage", "cost_centre_id", "element", "element_kind", "activity", "driver", "amount",
)  # fmt: skip
COST_UNIT = (
    "period", "scope_kind", "scope_id", "contacts", "resolutions", "handle_s", "handle_amount",
    "idle_amount", "shrinkage_amount", "support_amount", "other_amount", "cost_amount",
    "cost_per_contact", "cost_per_minute", "cost_per_resolution",
)  # fmt: skip
JOURNAL_LINES = (
    "period", "entry_no", "account", "account_zh", "account_en", "side", "cost_centre_id",
    "element_kind", "amount",
)  # fmt: skip
COST_CONTROLS = (
    "period", "control_no", "left_zh", "left_en", "left_amount", "right_zh", "right_en",
    "right_amount", "difference_amount", "agrees",
)  # fmt: skip
BUDGET_VARIANCE = (
    "period", "subject_kind", "subject_id", "component", "driver", "budget_quantity",
    "actual_quantity", "budget_amount", "actual_amount", "variance_amount", "volume_amount",
    "mix_amount", "price_amount", "policy_amount",
)  # fmt: skip
SEAT_USE = (
    "period", "weekday", "half_hour", "days", "occupied_s", "peak_seats", "seats", "utilisation",
)  # fmt: skip
POINT_PRICES = (
    "period", "component", "pool_id", "people", "points", "price", "lowest_price",
    "highest_price", "collar", "pool_amount", "paid_amount", "withheld_amount", "reserve_amount",
    "breach_amount",
)  # fmt: skip
PAY_ACCRUALS = (
    "period", "department_id", "component", "account", "entry", "accrual_amount", "low_amount",
    "high_amount", "budget_amount", "variance_amount", "over_budget_probability",
)  # fmt: skip
TARGET_TREE = (
    "tree_id", "node_id", "parent_id", "level", "name_zh", "name_en", "metric", "volume",
    "target_numerator", "target", "baseline", "lowest", "highest", "owner", "due_on",
    "specific_zh", "specific_en", "evidence", "relevance",
)  # fmt: skip
CASCADE_LINES = (
    "period", "agent_id", "part_id", "parent_id", "name_zh", "name_en", "metric", "metric_value",
    "hours", "share_declared", "share_applied", "score", "contribution",
)  # fmt: skip
TEAM_AWARDS = ("period", "agent_id", "amount", "base_amount", "coefficient")
WORKLOAD_LINES = (
    "period", "agent_id", "work_type", "days", "quantity", "standard_s", "standard_points",
    "coefficient", "points",
)  # fmt: skip
WORK_MATRIX = (
    "period", "agent_id", "team_id", "standard_s", "attended_s", "intensity", "quality_score",
    "evaluations", "quality_coefficient", "quantity_band", "quantity_zh", "quantity_en",
    "quality_band", "quality_zh", "quality_en", "cell_zh", "cell_en", "rule_ref",
)  # fmt: skip
INSTITUTION_LINES = (
    "period", "agent_id", "institution", "line_id", "level", "name_zh", "name_en", "metric",
    "action", "figure", "per_event", "deducted", "cap", "cap_used", "of_total",
    "rules_on_metric", "rule_ref",
)  # fmt: skip
REVIEW_SCORES = (
    "period", "review_id", "agent_id", "name_zh", "name_en", "raters", "sources", "raw_score",
    "score", "adjustment", "self_score", "others_score", "self_gap", "uncommented",
)  # fmt: skip
REVIEW_SOURCES = (
    "period", "review_id", "agent_id", "source", "raters", "score", "contribution",
)  # fmt: skip
REVIEW_RATERS = (
    "period", "review_id", "source", "rater_id", "ratings", "subjects", "identified", "corrected",
    "mean_given", "leniency", "standard_error", "spread", "spread_others", "halo_spread",
    "halo_spread_others", "halo_correlation", "flags",
)  # fmt: skip
QUALIFICATION_MATRIX = (
    "period", "as_of", "agent_id", "team_id", "contact_type", "name_zh", "name_en", "eligible",
    "lacks", "level", "service_months", "certified_until", "eligible_from", "contacts",
    "unqualified_contacts", "note_zh", "note_en",
)  # fmt: skip
UNQUALIFIED_WORK = (
    "period", "agent_id", "business_date", "contact_type", "name_zh", "name_en", "contacts",
    "lacks", "paid", "note_zh", "note_en",
)  # fmt: skip
SCORE_SPREAD = (
    "period", "dimension", "member", "people", "mean", "sd", "lowest", "q1", "median", "q3",
    "highest", "explained",
)  # fmt: skip
SCORE_VARIANCE = (
    "period", "subject_kind", "subject_id", "gap", "rule", "mix", "rate", "volume", "other",
)  # fmt: skip
METRIC_VALUES = (
    "period", "subject_kind", "subject_id", "metric", "n", "numerator", "denominator", "value",
)  # fmt: skip
QUALITY_CELLS = (
    "period", "agent_id", "form_id", "call_type", "method", "evaluations", "cell_weight", "score",
    "contribution",
)  # fmt: skip
EVALUATOR_SEVERITY = (
    "period", "evaluator_id", "evaluations", "agents", "shared_agents", "mean_given", "leniency",
    "standard_error", "reliability", "note_zh", "note_en",
)  # fmt: skip
RATER_BIAS = (
    "period", "source", "rater_id", "spread", "halo_correlation", "flags",
)  # fmt: skip
PERIOD_SCORES = (
    "span", "agent_id", "months", "atoms_rules", "score", "score_from_months", "score_from_atoms",
    "difference", "note_zh", "note_en",
)  # fmt: skip
REPORT_MAP = (
    "kind", "rule_id", "name_zh", "name_en", "table_name", "workbooks", "state",
)  # fmt: skip
