"""WB03: a department's or the centre's month."""

from __future__ import annotations

from reports.language import N_
from reports.workbooks import columns
from reports.workbooks import result_columns as results
from reports.workbooks.bridge_sheets import add_bridge
from reports.workbooks.calibration_sheet import add_calibration
from reports.workbooks.cause_sheets import add_causes, add_grades
from reports.workbooks.department_overview import add_overview
from reports.workbooks.evaluator_sheet import add_evaluators
from reports.workbooks.institution_sheets import (
    add_attendance,
    add_conduct,
    add_quality,
    add_training,
)
from reports.workbooks.level_sheets import add_leaders, add_levels
from reports.workbooks.multi_source_sheet import add_reviews
from reports.workbooks.people_sheets import add_plan_by_post
from reports.workbooks.period_score_sheet import add_period_scores
from reports.workbooks.review_columns import SERVICE_LEVEL_BRIDGE_TOTALS
from reports.workbooks.target_sheet import add_targets
from reports.workbooks.team_comparison import add_distribution, add_team_comparison
from reports.workbooks.workload_sheets import add_work_quality, add_workload

WORKBOOK_ID = "WB03"
TITLE = N_("Department monthly report")
TRACED = True
READS = {
    "directory": columns.DIRECTORY,
    "metric_values_daily": columns.METRIC_VALUES_DAILY,
    "queue_interval": columns.QUEUE_INTERVAL,
    "agent_day": columns.AGENT_DAY,
    "score_lines": columns.SCORE_LINES,
    "point_lines": columns.POINT_LINES,
    "pay_lines": columns.PAY_LINES,
    "trace_nodes": columns.TRACE_NODES,
    "ranked_causes": results.RANKED_CAUSES,
    "score_gap_parts": results.SCORE_GAP_PARTS,
    "improvement_actions": results.IMPROVEMENT_ACTIONS,
    "grade_lines": columns.GRADE_LINES,
    "gaming_flags": columns.GAMING_FLAGS,
    "calibration_sessions": results.CALIBRATION_SESSIONS,
    "calibration_agreement": results.CALIBRATION_AGREEMENT,
    "quality_scores": columns.QUALITY_SCORES,
    "quality_cells": results.QUALITY_CELLS,
    "evaluator_severity": results.EVALUATOR_SEVERITY,
    "rater_bias": results.RATER_BIAS,
    "period_scores": results.PERIOD_SCORES,
    "kpis": results.KPIS,
    "target_tree": results.TARGET_TREE,
    "cascade_lines": results.CASCADE_LINES,
    "team_awards": results.TEAM_AWARDS,
    "workload_lines": results.WORKLOAD_LINES,
    "work_matrix": results.WORK_MATRIX,
    "institution_lines": results.INSTITUTION_LINES,
    "review_scores": results.REVIEW_SCORES,
    "review_sources": results.REVIEW_SOURCES,
    "review_raters": results.REVIEW_RATERS,
    "score_spread": results.SCORE_SPREAD,
    "score_variance": results.SCORE_VARIANCE,
    "coaching_cases": results.COACHING_CASES,
    "unqualified_work": results.UNQUALIFIED_WORK,
    "evaluation_lines": columns.EVALUATION_LINES,
    "appeal_cases": columns.APPEAL_CASES,
    "service_level_bridge_totals": SERVICE_LEVEL_BRIDGE_TOTALS,
}
SHEETS = (
    add_overview,
    add_targets,
    add_attendance,
    add_quality,
    add_training,
    add_conduct,
    add_plan_by_post,
    add_levels,
    add_leaders,
    add_period_scores,
    add_workload,
    add_work_quality,
    add_reviews,
    add_team_comparison,
    add_distribution,
    add_grades,
    add_causes,
    add_calibration,
    add_evaluators,
    add_bridge,
)
