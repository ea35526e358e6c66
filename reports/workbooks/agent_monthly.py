"""WB01: one agent's month."""

from __future__ import annotations

from reports.language import N_
from reports.workbooks import columns
from reports.workbooks import result_columns as results
from reports.workbooks.agent_summary import add_summary
from reports.workbooks.agent_trend import add_trend
from reports.workbooks.appeal_sheets import add_own_appeals
from reports.workbooks.attendance_sheets import add_attendance
from reports.workbooks.flag_sheet import add_flags
from reports.workbooks.pay_sheets import add_pay_slip
from reports.workbooks.plan_document_sheets import add_own_plan
from reports.workbooks.point_sheets import add_points, add_points_by_day
from reports.workbooks.projection_sheets import add_outlook
from reports.workbooks.quality_sheets import add_evaluations
from reports.workbooks.question_sheets import add_questions
from reports.workbooks.raise_sheet import add_what_raises_pay
from reports.workbooks.score_sheets import add_score_lines
from reports.workbooks.shift_sheets import add_shifts
from reports.workbooks.state_sheets import add_own_states
from reports.workbooks.transparency_sheet import add_transparency

WORKBOOK_ID = "WB01"
TITLE = N_("Agent monthly report")
TRACED = True
READS = {
    "directory": columns.DIRECTORY,
    "metric_values_daily": columns.METRIC_VALUES_DAILY,
    "score_lines": columns.SCORE_LINES,
    "score_bands": columns.SCORE_BANDS,
    "grade_lines": columns.GRADE_LINES,
    "gaming_flags": columns.GAMING_FLAGS,
    "counterfactuals": columns.COUNTERFACTUALS,
    "agent_day": columns.AGENT_DAY,
    "point_lines": columns.POINT_LINES,
    "evaluations": columns.EVALUATIONS,
    "evaluation_items": columns.EVALUATION_ITEMS,
    "evaluation_lines": columns.EVALUATION_LINES,
    "quality_scores": columns.QUALITY_SCORES,
    "attendance_day": columns.ATTENDANCE_DAY,
    "pay_lines": columns.PAY_LINES,
    "appeal_cases": columns.APPEAL_CASES,
    "projections": results.PROJECTIONS,
    "projection_bands": results.PROJECTION_BANDS,
    "roster_shifts": columns.ROSTER_SHIFTS,
    "roster_requests": columns.ROSTER_REQUESTS,
    "plan_documents": columns.PLAN_DOCUMENTS,
    "acknowledgement_status": columns.ACKNOWLEDGEMENT_STATUS,
    "trace_nodes": columns.TRACE_NODES,
}
SHEETS = (
    add_summary,
    add_what_raises_pay,
    add_outlook,
    add_score_lines,
    add_flags,
    add_trend,
    add_points_by_day,
    add_points,
    add_own_states,
    add_evaluations,
    add_questions,
    add_attendance,
    add_pay_slip,
    add_own_appeals,
    add_transparency,
    add_own_plan,
    add_shifts,
)
