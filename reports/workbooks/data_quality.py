"""WB14: what arrived, what was refused, what was checked, what was sent."""

from __future__ import annotations

from reports.language import N_
from reports.workbooks import columns
from reports.workbooks.arrival_sheets import (
    add_arrivals,
    add_quarantine,
    add_quarantine_rows,
)
from reports.workbooks.control_sheets import add_checks, add_deliveries, add_runs
from reports.workbooks.reconciliation_sheet import add_reconciliation

WORKBOOK_ID = "WB14"
TITLE = N_("Data quality report")
TRACED = False
READS = {
    "directory": columns.DIRECTORY,
    "ingest_ledger": columns.INGEST_LEDGER,
    "quarantine_rows": columns.QUARANTINE_ROWS,
    "check_results": columns.CHECK_RESULTS,
    "delivery_ledger": columns.DELIVERY_LEDGER,
    "run_ledger": columns.RUN_LEDGER,
}
SHEETS = (
    add_reconciliation,
    add_arrivals,
    add_quarantine,
    add_quarantine_rows,
    add_checks,
    add_deliveries,
    add_runs,
)
