"""WB15: who is qualified for what, what is lacking, and the training that would gain most."""

from __future__ import annotations

from reports.language import N_
from reports.workbooks import columns
from reports.workbooks import result_columns as results
from reports.workbooks.profile_sheets import add_training
from reports.workbooks.qualification_sheets import add_licences, add_matrix, add_unqualified

WORKBOOK_ID = "WB15"
TITLE = N_("Qualification and training")
TRACED = False
READS = {
    "directory": columns.DIRECTORY,
    "qualification_matrix": results.QUALIFICATION_MATRIX,
    "unqualified_work": results.UNQUALIFIED_WORK,
    "training_needs": results.TRAINING_NEEDS,
}
SHEETS = (add_matrix, add_licences, add_unqualified, add_training)
