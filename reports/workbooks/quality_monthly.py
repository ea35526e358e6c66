"""WB04: what evaluations say, for the quality team.

There are no sheets of sampling plans, audits and call-backs for satisfaction: no contract
describes them yet. Single evaluations stand in each person's WB01.
"""

from __future__ import annotations

from reports.language import N_
from reports.workbooks import columns
from reports.workbooks import result_columns as results
from reports.workbooks.calibration_sheet import add_calibration
from reports.workbooks.evaluator_sheet import add_evaluators
from reports.workbooks.loss_sheet import add_losses

WORKBOOK_ID = "WB04"
TITLE = N_("Quality analysis")
TRACED = False
READS = {
    "directory": columns.DIRECTORY,
    "quality_scores": columns.QUALITY_SCORES,
    "quality_cells": results.QUALITY_CELLS,
    "evaluation_lines": columns.EVALUATION_LINES,
    "evaluator_severity": results.EVALUATOR_SEVERITY,
    "rater_bias": results.RATER_BIAS,
    "calibration_sessions": results.CALIBRATION_SESSIONS,
    "calibration_agreement": results.CALIBRATION_AGREEMENT,
}
SHEETS = (add_evaluators, add_losses, add_calibration)
