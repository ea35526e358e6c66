"""WB05: the planner's week."""

from __future__ import annotations

from reports.language import N_
from reports.workbooks import columns
from reports.workbooks import result_columns as results
from reports.workbooks import review_columns as reviewed
from reports.workbooks.backlog_sheets import add_backlog
from reports.workbooks.blend_sheets import add_blend
from reports.workbooks.callback_sheet import add_callbacks
from reports.workbooks.coverage_sheets import add_coverage
from reports.workbooks.early_warning_sheet import add_warnings
from reports.workbooks.efficiency_sheets import add_efficiency
from reports.workbooks.fairness_sheet import add_fairness
from reports.workbooks.forecast_accuracy_sheets import add_forecast_accuracy
from reports.workbooks.forecast_sheets import add_forecast
from reports.workbooks.forecast_ticket_sheets import add_ticket_forecast
from reports.workbooks.prediction_sheets import add_prediction
from reports.workbooks.request_sheets import add_requests
from reports.workbooks.requirement_sheets import add_requirement
from reports.workbooks.risk_sheets import add_risk
from reports.workbooks.roster_sheets import (
    add_penalties,
    add_proof,
    add_roster,
)
from reports.workbooks.rule_check_sheet import add_rule_check
from reports.workbooks.shrinkage_sheets import add_patience, add_shrinkage
from reports.workbooks.skill_sheets import add_skills
from reports.workbooks.tour_sheet import add_tours

WORKBOOK_ID = "WB05"
TITLE = N_("Weekly plan")
TRACED = False
READS = {
    "directory": columns.DIRECTORY,
    "forecast": columns.FORECAST,
    "forecast_accuracy": columns.FORECAST_ACCURACY,
    "forecast_champions": columns.FORECAST_CHAMPIONS,
    "forecast_events": columns.FORECAST_EVENTS,
    "forecast_overrides": columns.FORECAST_OVERRIDES,
    "forecast_tickets": columns.FORECAST_TICKETS,
    "forecast_tickets_accuracy": columns.FORECAST_TICKETS_ACCURACY,
    "forecast_versions": columns.FORECAST_VERSIONS,
    "requirement": columns.REQUIREMENT,
    "roster_shifts": columns.ROSTER_SHIFTS,
    "roster_coverage": columns.ROSTER_COVERAGE,
    "roster_penalties": columns.ROSTER_PENALTIES,
    "roster_service": columns.ROSTER_SERVICE,
    "roster_proof": columns.ROSTER_PROOF,
    "roster_progress": columns.ROSTER_PROGRESS,
    "roster_requests": columns.ROSTER_REQUESTS,
    "roster_rule_checks": columns.ROSTER_RULE_CHECKS,
    "roster_violations": columns.ROSTER_VIOLATIONS,
    "fairness_ledger": columns.FAIRNESS_LEDGER,
    "schedule_efficiency": reviewed.SCHEDULE_EFFICIENCY,
    "plan_metrics": reviewed.PLAN_METRICS,
    "skill_agents": reviewed.SKILL_AGENTS,
    "skill_queues": reviewed.SKILL_QUEUES,
    "blend_half_hours": reviewed.BLEND_HALF_HOURS,
    "blend_campaigns": reviewed.BLEND_CAMPAIGNS,
    "callback_days": reviewed.CALLBACK_DAYS,
    "callback_outcomes": reviewed.CALLBACK_OUTCOMES,
    "tours": reviewed.TOURS,
    "tours_comparison": reviewed.TOURS_COMPARISON,
    "backlog_half_hours": reviewed.BACKLOG_HALF_HOURS,
    "backlog_work": reviewed.BACKLOG_WORK,
    "backlog_capacity": reviewed.BACKLOG_CAPACITY,
    "early_warnings": results.EARLY_WARNINGS,
    "plan_centre_days": reviewed.PLAN_CENTRE_DAYS,
    "forecast_error_correlation": reviewed.FORECAST_ERROR_CORRELATION,
    "plan_prediction": reviewed.PLAN_PREDICTION,
    "plan_simulation": reviewed.PLAN_SIMULATION,
    "plan_risk": reviewed.PLAN_RISK,
    "plan_risk_levels": reviewed.PLAN_RISK_LEVELS,
    "plan_reserve": reviewed.PLAN_RESERVE,
    "plan_reserve_shared": reviewed.PLAN_RESERVE_SHARED,
    "shrinkage_categories": reviewed.SHRINKAGE_CATEGORIES,
    "shrinkage_proposals": reviewed.SHRINKAGE_PROPOSALS,
    "patience_estimates": reviewed.PATIENCE_ESTIMATES,
    "patience_curves": reviewed.PATIENCE_CURVES,
}
SHEETS = (
    add_forecast,
    add_forecast_accuracy,
    add_ticket_forecast,
    add_requirement,
    add_skills,
    add_roster,
    add_coverage,
    add_efficiency,
    add_tours,
    add_prediction,
    add_risk,
    add_warnings,
    add_blend,
    add_callbacks,
    add_backlog,
    add_proof,
    add_penalties,
    add_requests,
    add_fairness,
    add_rule_check,
    add_shrinkage,
    add_patience,
)
