"""WB06: the planner's week looked back on."""

from __future__ import annotations

from reports.language import N_
from reports.workbooks import columns
from reports.workbooks import review_columns as reviewed
from reports.workbooks.adherence_sheets import add_adherence
from reports.workbooks.bridge_sheets import add_bridge
from reports.workbooks.intraday_sheets import add_intraday
from reports.workbooks.schedule_kept_sheet import add_schedule_kept

WORKBOOK_ID = "WB06"
TITLE = N_("Plan review")
TRACED = False
READS = {
    "directory": columns.DIRECTORY,
    "service_level_bridge": reviewed.SERVICE_LEVEL_BRIDGE,
    "service_level_bridge_totals": reviewed.SERVICE_LEVEL_BRIDGE_TOTALS,
    "adherence_day": reviewed.ADHERENCE_DAY,
    "schedule_kept": reviewed.SCHEDULE_KEPT,
}
SHEETS = (add_intraday, add_bridge, add_adherence, add_schedule_kept)
