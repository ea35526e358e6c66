"""WB05: the planner's week."""

from __future__ import annotations

from reports.language import N_
from reports.workbooks import columns
from reports.workbooks.coverage_sheets import add_coverage
from reports.workbooks.forecast_sheets import add_forecast
from reports.workbooks.requirement_sheets import add_requirement
from reports.workbooks.roster_sheets import (
    add_penalties,
    add_proof,
    add_roster,
    add_rule_check,
)

WORKBOOK_ID = "WB05"
TITLE = N_("Weekly plan")
TRACED = False
READS = {
    "directory": columns.DIRECTORY,
    "forecast": columns.FORECAST,
    "requirement": columns.REQUIREMENT,
    "roster_shifts": columns.ROSTER_SHIFTS,
    "roster_coverage": columns.ROSTER_COVERAGE,
    "roster_penalties": columns.ROSTER_PENALTIES,
    "roster_proof": columns.ROSTER_PROOF,
}
SHEETS = (
    add_forecast,
    add_requirement,
    add_roster,
    add_coverage,
    add_proof,
    add_penalties,
    add_rule_check,
)
