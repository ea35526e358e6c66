"""How wide the pay of a coming month may come out, team by team, beside the budget."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reports.chart import Drawing, Series, draw
from reports.figure import Figure
from reports.language import N_
from reports.rows import Row
from reports.sheet import Sheet
from reports.table import write_table
from reports.workbooks.preview_sheets import scope

TOTAL, WIDE = "total", 760
FAN = (
    Figure("scope", N_("Team"), "text", N_("Team whose pay is forecast"),
           "pay_forecast.subject_id"),
    Figure("p10_amount", N_("P10"), "amount", N_("One draw in ten is below"),
           "pay_forecast.p10_amount", digits=0),
    Figure("lower", N_("P10 to P50"), "amount", N_("From one draw in ten to half of them"),
           "pay_forecast.p50_amount", digits=0),
    Figure("upper", N_("P50 to P90"), "amount", N_("From half of the draws to nine in ten"),
           "pay_forecast.p90_amount", digits=0),
    Figure("budget_amount", N_("Budget"), "amount", N_("Budget of the team's whole pay"),
           "pay_forecast.budget_amount", digits=0),
)  # fmt: skip


def add_pay_fan(sheet: Sheet, called: dict[str, str], rows: Sequence[Row]) -> None:
    """The span of each team's whole pay as a floating bar, and its budget as a line."""
    teams = [
        _span(sheet, called, row)
        for row in rows
        if row["subject_kind"] == "team" and row["component"] == TOTAL
    ]
    if not teams:
        return
    sheet.caption(N_("Span of each team's pay"))
    placed = write_table(sheet, FAN, teams, filtered=False)
    team, colours = placed.cells("scope"), sheet.book.theme.colours
    series = (
        Series(placed.head("p10_amount"), team, placed.cells("p10_amount"), "none"),
        Series(placed.head("lower"), team, placed.cells("lower"), colours.band),
        Series(placed.head("upper"), team, placed.cells("upper"), 0),
        Series(placed.head("budget_amount"), team, placed.cells("budget_amount"), 3, kind="line",
               dashed=True),
    )  # fmt: skip
    title = sheet.book.language.text(N_("Pay of the coming month by team: P10, P50, P90, budget"))
    drawing = Drawing("column", title, series, stacked=True, unit="amount", digits=0,
                      y_min=_floor(teams))  # fmt: skip
    sheet.row = draw(sheet, drawing, sheet.row, 0, width=WIDE)


def _span(sheet: Sheet, called: dict[str, str], row: Row) -> dict[str, Any]:
    return {
        "scope": scope(sheet.book, called, row),
        "p10_amount": row["p10_amount"],
        "lower": row["p50_amount"] - row["p10_amount"],
        "upper": row["p90_amount"] - row["p50_amount"],
        "budget_amount": row["budget_amount"],
    }


def _floor(teams: Sequence[Row]) -> float:
    """Where the axis begins, so that spans are wide enough to be read."""
    known = [team[key] for team in teams for key in ("p10_amount", "budget_amount")]
    least = float(min(amount for amount in known if amount is not None))
    return max(0.0, 0.9 * least)
