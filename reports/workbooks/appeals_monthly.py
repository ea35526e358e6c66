"""WB19: appeals and what changed after the month was computed."""

from __future__ import annotations

from reports.language import N_
from reports.workbooks import columns
from reports.workbooks.adjustment_sheets import add_adjustments, add_causes, add_overrides
from reports.workbooks.appeal_sheets import add_appeal_statistics, add_appeals
from reports.workbooks.signature_sheet import add_signatures

WORKBOOK_ID = "WB19"
TITLE = N_("Appeals and adjustments")
TRACED = False
READS = {
    "directory": columns.DIRECTORY,
    "appeal_cases": columns.APPEAL_CASES,
    "appeal_statistics": columns.APPEAL_STATISTICS,
    "overrides": columns.OVERRIDES,
    "adjustments": columns.ADJUSTMENTS,
    "replay_deltas": columns.REPLAY_DELTAS,
    "pay_lines": columns.PAY_LINES,
    "settlement_events": columns.SETTLEMENT_EVENTS,
}
SHEETS = (
    add_appeals,
    add_appeal_statistics,
    add_overrides,
    add_adjustments,
    add_causes,
    add_signatures,
)
