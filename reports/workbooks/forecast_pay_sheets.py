"""Pay as it may come out, and the price of a point."""

from __future__ import annotations

from typing import Any

from reports.book import Book
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, read
from reports.table import Cell, write_table
from reports.vocabulary import word
from reports.workbooks.listing import names, open_sheet, twin
from reports.workbooks.pay_fan import add_pay_fan
from reports.workbooks.preview_sheets import scope
from reports.workbooks.spans import month_rows

FORECAST = (
    Figure("period", N_("Month"), "text", N_("Month that is forecast"), "pay_forecast.period"),
    Figure("scope", N_("Scope"), "text", N_("Centre, department or team"),
           "pay_forecast.subject_id"),
    Figure("component", N_("Component"), "text", N_("Component of the pay"),
           "pay_forecast.component"),
    Figure("p10_amount", N_("P10"), "amount", N_("One draw in ten is below"),
           "pay_forecast.p10_amount"),
    Figure("p50_amount", N_("P50"), "amount", N_("Half of the draws are below"),
           "pay_forecast.p50_amount"),
    Figure("p90_amount", N_("P90"), "amount", N_("Nine draws in ten are below"),
           "pay_forecast.p90_amount"),
    Figure("budget_amount", N_("Budget"), "amount", N_("Budget of the component"),
           "pay_forecast.budget_amount"),
    Figure("over", N_("P(over budget)"), "ratio", N_("Share of draws above the budget"),
           "pay_forecast.over_budget_probability"),
    Figure("draws", N_("Draws"), "count", N_("Draws of the simulation"), "pay_forecast.draws"),
)  # fmt: skip
PRICES = (
    Figure("component", N_("Component"), "text", N_("Component of the pay"),
           "price_sheet.component"),
    Figure("pool_id", N_("Pool"), "text", N_("Pool of money by its id"), "price_sheet.pool_id"),
    Figure("scope", N_("Scope"), "text", N_("Centre, department or team"), "price_sheet.scope_id"),
    Figure("points", N_("Points"), "points", N_("Points of the scope"), "price_sheet.points"),
    Figure("share_of_points", N_("Share of points"), "ratio",
           N_("Points of the scope ÷ points of the pool"), "price_sheet.share_of_points"),
    Figure("budget_amount", N_("Pool's money"), "amount", N_("Money of the pool"),
           "price_sheet.budget_amount"),
    Figure("price", N_("Price"), "number", N_("Price of a point"), "price_sheet.price", digits=6),
    Figure("break_even_price", N_("Break-even price"), "number",
           N_("Price that spends the pool exactly"), "price_sheet.break_even_price", digits=6),
    Figure("lowest_price", N_("Lowest price"), "number", N_("Lower end of the collar"),
           "price_sheet.lowest_price", digits=4),
    Figure("highest_price", N_("Highest price"), "number", N_("Upper end of the collar"),
           "price_sheet.highest_price", digits=4),
    Figure("pay_amount", N_("Paid"), "amount", N_("Points pay of the scope"),
           "price_sheet.pay_amount"),
    Figure("price_per_percent", N_("Price at 1 % more points"), "number",
           N_("Change of the price for one per cent more points"), "price_sheet.price_per_percent",
           digits=6),
    Figure("cost_per_percent_amount", N_("Cost at 1 % more points"), "amount",
           N_("Change of the cost for one per cent more points"),
           "price_sheet.cost_per_percent_amount"),
    Figure("lever", N_("What balances it"), "text",
           N_("What gives way where the price meets its collar"), "price_sheet.lever"),
    Figure("lever_price", N_("Price then"), "number", N_("Price of a point after it gave way"),
           "price_sheet.lever_price", digits=6),
    Figure("note", N_("In words"), "text", N_("The finding in words"), "price_sheet.note_zh"),
)  # fmt: skip


def add_pay_forecast(book: Book, peers: Peers) -> None:
    """P10, P50 and P90 of pay by scope and component, beside the budget; teams as a chart."""
    sheet = open_sheet(
        book, N_("Pay forecast"), N_("Pay as it may come out, by scope and component"),
        "pay_forecast",
    )  # fmt: skip
    called = names(book)
    rows = read(book.tables, "pay_forecast", "period", "subject_kind", "subject_id", "component")
    add_pay_fan(sheet, called, rows)
    shown = [_forecast(book, called, row) for row in rows if row["subject_kind"] != "agent"]
    write_table(sheet, FORECAST, shown, freeze=3)


def _forecast(book: Book, called: dict[str, str], row: Row) -> dict[str, Any]:
    chance = row["over_budget_probability"]
    likely = chance is not None and chance * 2 > 1
    return row | {
        "scope": scope(book, called, row),
        "component": word(book, row["component"]),
        "over": Cell(chance, "bad" if likely else "plain"),
    }


def add_prices(book: Book, peers: Peers) -> None:
    """What a point is worth, pool by pool, and what more points would change."""
    sheet = open_sheet(
        book, N_("Price of a point"), N_("What a point is worth, and what would change it"),
        "price_sheet",
    )  # fmt: skip
    called = names(book)
    shown = [
        row
        | {
            "scope": scope(book, called, row),
            "component": word(book, row["component"]),
            "pool_id": word(book, row["pool_id"]),
            "lever": word(book, row["lever"]),
            "note": twin(book, row, "note"),
        }
        for row in month_rows(book, "price_sheet", "component", "pool_id", "scope_kind", "scope_id")
    ]
    write_table(sheet, PRICES, shown, freeze=3)
