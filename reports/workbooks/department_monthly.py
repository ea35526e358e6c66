"""WB03: a department's or the centre's month."""

from __future__ import annotations

from reports.language import N_
from reports.workbooks import columns
from reports.workbooks.department_overview import add_overview
from reports.workbooks.people_sheets import add_attendance_rules, add_plan_by_post
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
}
SHEETS = (
    add_overview,
    add_plan_by_post,
    add_team_comparison,
    add_attendance_rules,
    add_distribution,
)
