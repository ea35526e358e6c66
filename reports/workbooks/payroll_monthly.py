"""WB07: attendance and pay of everybody, for HR and payroll."""

from __future__ import annotations

from reports.language import N_
from reports.workbooks import columns
from reports.workbooks.adjustment_sheets import add_adjustments
from reports.workbooks.attendance_month import add_attendance_month
from reports.workbooks.overtime_sheets import add_overtime
from reports.workbooks.pay_summary_sheets import add_pay
from reports.workbooks.signature_sheet import add_signatures
from reports.workbooks.statutory_sheets import (
    add_all_proofs,
    add_breaches,
    add_deductions,
    add_minimum_wage,
    add_statutory,
)

WORKBOOK_ID = "WB07"
TITLE = N_("Attendance and pay")
TRACED = False
READS = {
    "directory": columns.DIRECTORY,
    "pay_lines": columns.PAY_LINES,
    "attendance_day": columns.ATTENDANCE_DAY,
    "overtime_lines": columns.OVERTIME_LINES,
    "comp_leave_ledger": columns.COMP_LEAVE_LEDGER,
    "statutory_proofs": columns.STATUTORY_PROOFS,
    "statutory_violations": columns.STATUTORY_VIOLATIONS,
    "deduction_ledger": columns.DEDUCTION_LEDGER,
    "adjustments": columns.ADJUSTMENTS,
    "settlement_events": columns.SETTLEMENT_EVENTS,
}
SHEETS = (
    add_pay,
    add_attendance_month,
    add_overtime,
    add_statutory,
    add_all_proofs,
    add_breaches,
    add_minimum_wage,
    add_adjustments,
    add_deductions,
    add_signatures,
)
