"""WB05: the planner's week."""

from __future__ import annotations

from reports.language import N_
from reports.workbooks import columns
from reports.workbooks import review_columns as reviewed
from reports.workbooks.coverage_sheets import add_coverage
from reports.workbooks.efficiency_sheets import add_efficiency
from reports.workbooks.fairness_sheet import add_fairness
from reports.workbooks.forecast_accuracy_sheets import add_forecast_accuracy
from reports.workbooks.forecast_sheets import add_forecast
from reports.workbooks.prediction_sheets import add_prediction
from reports.workbooks.request_sheets import add_requests
from reports.workbooks.requirement_sheets import add_requirement
from reports.workbooks.risk_sheets import add_risk
from reports.workbooks.roster_sheets import (
    add_penalties,
    add_proof,
    add_roster,
    add_rule_check,
)
from reports.workbooks.shrinkage_sheets import add_patience, add_shrinkage

WORKBOOK_ID = "WB05"
TITLE = N_("Weekly plan")
TRACED = False
READS = {
    "directory": columns.DIRECTORY,
    "forecast": columns.FORECAST,
    "forecast_accuracy": columns.FORECAST_ACCURACY,
    "forecast_champions": columns.FORECAST_CHAMPIONS,
    "forecast_overrides": columns.FORECAST_OVERRIDES,
    "forecast_versions": columns.FORECAST_VERSIONS,
    "requirement": columns.REQUIREMENT,
    "roster_shifts": columns.ROSTER_SHIFTS,
    "roster_coverage": columns.ROSTER_COVERAGE,
    "roster_penalties": columns.ROSTER_PENALTIES,
    "roster_proof": columns.ROSTER_PROOF,
    "roster_requests": columns.ROSTER_REQUESTS,
    "fairness_ledger": columns.FAIRNESS_LEDGER,
    "schedule_efficiency": reviewed.SCHEDULE_EFFICIENCY,
    "plan_prediction": reviewed.PLAN_PREDICTION,
    "plan_simulation": reviewed.PLAN_SIMULATION,
    "plan_risk": reviewed.PLAN_RISK,
    "plan_risk_levels": reviewed.PLAN_RISK_LEVELS,
    "plan_reserve": reviewed.PLAN_RESERVE,
    "shrinkage_categories": reviewed.SHRINKAGE_CATEGORIES,
    "shrinkage_proposals": reviewed.SHRINKAGE_PROPOSALS,
    "patience_estimates": reviewed.PATIENCE_ESTIMATES,
    "patience_curves": reviewed.PATIENCE_CURVES,
}
SHEETS = (
    add_forecast,
    add_forecast_accuracy,
    add_requirement,
    add_roster,
    add_coverage,
    add_efficiency,
    add_prediction,
    add_risk,
    add_proof,
    add_penalties,
    add_requests,
    add_fairness,
    add_rule_check,
    add_shrinkage,
    add_patience,
)
