"""WB18: what a change of the rules would do, before anybody decides it."""

from __future__ import annotations

from reports.language import N_
from reports.workbooks import columns
from reports.workbooks import result_columns as results
from reports.workbooks.forecast_pay_sheets import add_pay_forecast, add_prices
from reports.workbooks.preview_sheets import add_movers, add_packs, add_summary

WORKBOOK_ID = "WB18"
TITLE = N_("Simulation")
TRACED = False
READS = {
    "directory": columns.DIRECTORY,
    "rule_preview_summary": results.RULE_PREVIEW_SUMMARY,
    "rule_preview_movers": results.RULE_PREVIEW_MOVERS,
    "pack_comparison": results.PACK_COMPARISON,
    "pay_forecast": results.PAY_FORECAST,
    "price_sheet": results.PRICE_SHEET,
}
SHEETS = (add_summary, add_movers, add_packs, add_pay_forecast, add_prices)
