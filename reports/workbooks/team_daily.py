"""WB02: one team's day."""

from __future__ import annotations

from reports.language import N_
from reports.workbooks import columns
from reports.workbooks import result_columns as results
from reports.workbooks.coaching_sheet import add_coaching
from reports.workbooks.projection_sheets import add_team_outlook
from reports.workbooks.state_sheets import add_team_states
from reports.workbooks.team_exceptions import add_exceptions
from reports.workbooks.team_matrix import add_matrix
from reports.workbooks.team_overview import add_overview

WORKBOOK_ID = "WB02"
TITLE = N_("Team daily report")
TRACED = False
READS = {
    "directory": columns.DIRECTORY,
    "metric_values_daily": columns.METRIC_VALUES_DAILY,
    "agent_day": columns.AGENT_DAY,
    "agent_interval": columns.AGENT_INTERVAL,
    "queue_interval": columns.QUEUE_INTERVAL,
    "requirement": columns.REQUIREMENT,
    "attendance_day": columns.ATTENDANCE_DAY,
    "projections": results.PROJECTIONS,
    "projection_bands": results.PROJECTION_BANDS,
    "coaching_cases": results.COACHING_CASES,
    "coaching_effects": results.COACHING_EFFECTS,
}
SHEETS = (add_overview, add_matrix, add_team_states, add_exceptions, add_team_outlook, add_coaching)
