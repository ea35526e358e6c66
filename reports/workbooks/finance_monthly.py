"""WB08: what work cost, against its budget, for finance.

There is no sheet that checks suppliers' bills: no contract describes such a bill yet.
"""

from __future__ import annotations

from reports.language import N_
from reports.workbooks import columns
from reports.workbooks import result_columns as results
from reports.workbooks.budget_sheets import add_budget_variance
from reports.workbooks.cost_sheets import add_actual_cost, add_unit_cost
from reports.workbooks.forecast_pay_sheets import add_pay_forecast
from reports.workbooks.ledger_sheets import add_accruals, add_controls, add_journal
from reports.workbooks.point_price_sheet import add_point_prices
from reports.workbooks.seat_sheet import add_seats

WORKBOOK_ID = "WB08"
TITLE = N_("Labour cost and forecast")
TRACED = False
READS = {
    "directory": columns.DIRECTORY,
    "cost_lines": results.COST_LINES,
    "cost_unit": results.COST_UNIT,
    "budget_variance": results.BUDGET_VARIANCE,
    "pay_forecast": results.PAY_FORECAST,
    "point_prices": results.POINT_PRICES,
    "journal_lines": results.JOURNAL_LINES,
    "pay_accruals": results.PAY_ACCRUALS,
    "seat_use": results.SEAT_USE,
    "cost_controls": results.COST_CONTROLS,
}
SHEETS = (
    add_actual_cost,
    add_unit_cost,
    add_budget_variance,
    add_pay_forecast,
    add_point_prices,
    add_journal,
    add_accruals,
    add_seats,
    add_controls,
)
