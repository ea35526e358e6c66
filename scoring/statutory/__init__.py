"""The statutory layer: what the law of a city makes of time worked and of money (scoring.md 4.12).

Belongs here: the dated parameters of a city with their sources and the status of legal
advice; day classes, overtime and its pay; comp leave; the minimum wage; lawful deductions;
leave pay; the limits of working time; the proofs. Must stay out: what people earn by score
or points (`scoring/pay`), income tax and insurance, signatures (`scoring/settlement`).

    city = compile_statutory(documents)["shanghai"]
    days = overtime_days(spans, rostered, calendar, city, "Asia/Shanghai")
    pay = overtime_pay(contract_amount, days, city)
    top_up = minimum_wage_top_up(items, labour, city.in_month(period))
    taken = cap_deductions(wage, counted, required, claims, city.in_month(period))
    proofs = prove([PersonMonth(Month(...), pay, ...)])
    print(proof_sheet(proofs, "zh_CN"))
"""

from scoring.statutory.attendance import WorkTime, overtime_of_attendance
from scoring.statutory.city import City, Parameters, compile_statutory, refuse_wrong_calendar
from scoring.statutory.comp_leave import CompLeave, comp_leave_ledger
from scoring.statutory.deductions import Claim, Deductions, cap_deductions
from scoring.statutory.leave_pay import leave_pay, sick_pay, unused_annual_leave_pay
from scoring.statutory.limits import Measured, Month, measured, violations
from scoring.statutory.minimum_wage import (
    NormalLabour,
    TopUp,
    WageItem,
    hourly_minimum_top_up,
    minimum_wage_top_up,
)
from scoring.statutory.opening import CompLeaveOpening, read_opening
from scoring.statutory.overtime import (
    Approval,
    CycleBalance,
    OvertimeDay,
    WorkedSpan,
    cycle_start,
    day_class_of,
    overtime_days,
    seconds_by_date,
)
from scoring.statutory.overtime_pay import (
    OvertimePay,
    OvertimePoints,
    overtime_pay,
    overtime_points_pay,
    points_in_overtime,
)
from scoring.statutory.proofs import PersonMonth, blocking_failures, prove, violations_table
from scoring.statutory.sheet import proof_sheet
from scoring.statutory.tables import (
    comp_leave_table,
    deduction_ledger_table,
    overtime_day_table,
    overtime_days_of,
    overtime_entries,
    overtime_lines_table,
)
from scoring.statutory.work_time import OvertimeRules, read_overtime_rules, refuse_other_system

__all__ = [
    "Approval",
    "City",
    "Claim",
    "CompLeave",
    "CompLeaveOpening",
    "CycleBalance",
    "Deductions",
    "Measured",
    "Month",
    "NormalLabour",
    "OvertimeDay",
    "OvertimePay",
    "OvertimePoints",
    "OvertimeRules",
    "Parameters",
    "PersonMonth",
    "TopUp",
    "WageItem",
    "WorkTime",
    "WorkedSpan",
    "blocking_failures",
    "cap_deductions",
    "comp_leave_ledger",
    "comp_leave_table",
    "compile_statutory",
    "cycle_start",
    "day_class_of",
    "deduction_ledger_table",
    "hourly_minimum_top_up",
    "leave_pay",
    "measured",
    "minimum_wage_top_up",
    "overtime_day_table",
    "overtime_days",
    "overtime_days_of",
    "overtime_entries",
    "overtime_lines_table",
    "overtime_of_attendance",
    "overtime_pay",
    "overtime_points_pay",
    "points_in_overtime",
    "proof_sheet",
    "prove",
    "read_opening",
    "read_overtime_rules",
    "refuse_other_system",
    "refuse_wrong_calendar",
    "seconds_by_date",
    "sick_pay",
    "unused_annual_leave_pay",
    "violations",
    "violations_table",
]
