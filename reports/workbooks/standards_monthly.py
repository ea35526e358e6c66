"""WB20: time studies, the standards they give, and the tariff beside them."""

from __future__ import annotations

from reports.language import N_
from reports.workbooks import columns
from reports.workbooks import result_columns as results
from reports.workbooks.standard_sheets import add_elements, add_standards, add_tariff_check
from reports.workbooks.timing_sheets import add_learning, add_triggers

WORKBOOK_ID = "WB20"
TITLE = N_("Work measurement")
TRACED = False
READS = {
    "directory": columns.DIRECTORY,
    "standard_times": results.STANDARD_TIMES,
    "study_elements": results.STUDY_ELEMENTS,
    "retime_triggers": results.RETIME_TRIGGERS,
    "learning_curve": results.LEARNING_CURVE,
    "rule_values": results.RULE_VALUES,
}
SHEETS = (add_standards, add_elements, add_tariff_check, add_triggers, add_learning)
