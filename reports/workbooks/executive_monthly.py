"""WB09: the centre on one page, for its executives."""

from __future__ import annotations

from reports.language import N_
from reports.workbooks import columns
from reports.workbooks import result_columns as results
from reports.workbooks.early_warning_sheet import add_warnings
from reports.workbooks.executive_sheets import (
    add_customer,
    add_efficiency,
    add_one_page,
    add_people,
    add_tree,
)
from reports.workbooks.plan_sheets import add_changes
from reports.workbooks.preview_sheets import add_summary

WORKBOOK_ID = "WB09"
TITLE = N_("Executive cockpit")
TRACED = False
READS = {
    "directory": columns.DIRECTORY,
    "kpis": results.KPIS,
    "kpi_weeks": results.KPI_WEEKS,
    "staff_figures": results.STAFF_FIGURES,
    "early_warnings": results.EARLY_WARNINGS,
    "cost_unit": results.COST_UNIT,
    "pay_lines": columns.PAY_LINES,
    "rule_changes": results.RULE_CHANGES,
    "rule_preview_summary": results.RULE_PREVIEW_SUMMARY,
}
SHEETS = (
    add_one_page,
    add_tree,
    add_customer,
    add_efficiency,
    add_people,
    add_warnings,
    add_changes,
    add_summary,
)
