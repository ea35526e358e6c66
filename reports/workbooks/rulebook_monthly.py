"""WB13: the dictionary of rules and metrics, for those who keep the scheme."""

from __future__ import annotations

from reports.language import N_
from reports.workbooks import columns
from reports.workbooks import result_columns as results
from reports.workbooks.access_sheets import add_access
from reports.workbooks.dictionary_sheets import add_metrics, add_sources
from reports.workbooks.method_sheets import add_matrices, add_methods, add_report_map
from reports.workbooks.plan_document_sheets import add_acknowledgements
from reports.workbooks.plan_sheets import add_changes, add_coverage
from reports.workbooks.rule_sheets import add_forms, add_pay_plans, add_scorecards, add_tariffs

WORKBOOK_ID = "WB13"
TITLE = N_("Rules and metrics")
TRACED = False
READS = {
    "directory": columns.DIRECTORY,
    "rule_values": results.RULE_VALUES,
    "rule_changes": results.RULE_CHANGES,
    "plan_coverage": results.PLAN_COVERAGE,
    "plan_exceptions": results.PLAN_EXCEPTIONS,
    "source_contracts": results.SOURCE_CONTRACTS,
    "access_rights": results.ACCESS_RIGHTS,
    "metric_values": results.METRIC_VALUES,
    "report_map": results.REPORT_MAP,
    "acknowledgement_status": columns.ACKNOWLEDGEMENT_STATUS,
}
SHEETS = (
    add_metrics,
    add_methods,
    add_sources,
    add_scorecards,
    add_matrices,
    add_tariffs,
    add_pay_plans,
    add_forms,
    add_report_map,
    add_coverage,
    add_acknowledgements,
    add_changes,
    add_access,
)
