"""WB01: one agent's month."""

from __future__ import annotations

from reports.language import N_
from reports.workbooks import columns
from reports.workbooks.agent_summary import add_summary
from reports.workbooks.agent_trend import add_trend
from reports.workbooks.attendance_sheets import add_attendance
from reports.workbooks.pay_sheets import add_pay_slip
from reports.workbooks.point_sheets import add_points, add_points_by_day
from reports.workbooks.quality_sheets import add_evaluations, add_questions
from reports.workbooks.score_sheets import add_score_lines
from reports.workbooks.shift_sheets import add_shifts
from reports.workbooks.state_sheets import add_own_states

WORKBOOK_ID = "WB01"
TITLE = N_("Agent monthly report")
TRACED = True
READS = {
    "directory": columns.DIRECTORY,
    "metric_values_daily": columns.METRIC_VALUES_DAILY,
    "score_lines": columns.SCORE_LINES,
    "score_bands": columns.SCORE_BANDS,
    "agent_day": columns.AGENT_DAY,
    "point_lines": columns.POINT_LINES,
    "evaluations": columns.EVALUATIONS,
    "evaluation_items": columns.EVALUATION_ITEMS,
    "attendance_day": columns.ATTENDANCE_DAY,
    "pay_lines": columns.PAY_LINES,
    "roster_shifts": columns.ROSTER_SHIFTS,
    "trace_nodes": columns.TRACE_NODES,
}
SHEETS = (
    add_summary,
    add_score_lines,
    add_trend,
    add_points_by_day,
    add_points,
    add_own_states,
    add_evaluations,
    add_questions,
    add_attendance,
    add_pay_slip,
    add_shifts,
)
