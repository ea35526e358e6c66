"""WB03: a department's or the centre's month."""

from __future__ import annotations

from reports.language import N_
from reports.workbooks import columns
from reports.workbooks import result_columns as results
from reports.workbooks.bridge_sheets import add_bridge
from reports.workbooks.cause_sheets import add_causes, add_flags, add_grades
from reports.workbooks.department_overview import add_overview
from reports.workbooks.people_sheets import add_attendance_rules, add_plan_by_post
from reports.workbooks.review_columns import SERVICE_LEVEL_BRIDGE_TOTALS
from reports.workbooks.team_comparison import add_distribution, add_team_comparison

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
    "kpis": results.KPIS,
    "service_level_bridge_totals": SERVICE_LEVEL_BRIDGE_TOTALS,
}
SHEETS = (
    add_overview,
    add_plan_by_post,
    add_team_comparison,
    add_attendance_rules,
    add_distribution,
    add_grades,
    add_causes,
    add_bridge,
    add_flags,
)
