"""WB17: contests, their prizes and what they changed."""

from __future__ import annotations

from reports.language import N_
from reports.workbooks import columns
from reports.workbooks import result_columns as results
from reports.workbooks.contest_sheets import add_effects, add_prizes, add_standings

WORKBOOK_ID = "WB17"
TITLE = N_("Contests")
TRACED = False
READS = {
    "directory": columns.DIRECTORY,
    "contest_standings": results.CONTEST_STANDINGS,
    "contest_prizes": results.CONTEST_PRIZES,
    "contest_effects": results.CONTEST_EFFECTS,
}
SHEETS = (add_standings, add_prizes, add_effects)
