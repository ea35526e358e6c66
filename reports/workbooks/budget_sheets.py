"""Budget against actual pay: volume, mix, price and policy, with a living proof that they sum."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.figure import Figure
from reports.formula import Formula, Grid
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, total
from reports.sheet import Sheet
from reports.table import Cell, write_table
from reports.vocabulary import word
from reports.workbooks.listing import names, open_sheet
from reports.workbooks.spans import month_rows

TABLE = "budget_variance"
COMPONENT = Figure("component", N_("Component"), "text", N_("Component of the pay"),
                   f"{TABLE}.component")  # fmt: skip
BUDGET = Figure("budget_amount", N_("Budget"), "amount", N_("Budget of the component"),
                f"{TABLE}.budget_amount")  # fmt: skip
ACTUAL = Figure("actual_amount", N_("Paid"), "amount", N_("Pay lines of the month"),
                f"{TABLE}.actual_amount")  # fmt: skip
VARIANCE = Figure("variance_amount", N_("Variance"), "amount", N_("Paid less budget"),
                  f"{TABLE}.variance_amount")  # fmt: skip
PARTS = (
    Figure("volume_amount", N_("Volume variance"), "amount",
           N_("Due to more or less volume than planned"),
           f"{TABLE}.volume_amount"),
    Figure("mix_amount", N_("Mix variance"), "amount", N_("Due to other shares of the teams"),
           f"{TABLE}.mix_amount"),
    Figure("price_amount", N_("Price variance"), "amount", N_("Due to another rate per unit"),
           f"{TABLE}.price_amount"),
    Figure("policy_amount", N_("Policy variance"), "amount",
           N_("Due to rules decided after the budget"),
           f"{TABLE}.policy_amount"),
)  # fmt: skip
PROOF = Figure("proof", N_("Difference"), "amount",
               N_("Budget + parts − paid, living; 0.00 proves that the parts sum"),
               "this sheet")  # fmt: skip
BY_COMPONENT = (
    COMPONENT,
    Figure("driver", N_("Planned by"), "text", N_("Volume that the budget rests on"),
           f"{TABLE}.driver"),
    Figure("budget_quantity", N_("Planned volume"), "number", N_("Volume of the budget"),
           f"{TABLE}.budget_quantity", digits=0),
    Figure("actual_quantity", N_("Actual volume"), "number", N_("Volume as it came"),
           f"{TABLE}.actual_quantity", digits=0),
    BUDGET,
    *PARTS,
    ACTUAL,
    VARIANCE,
    PROOF,
)  # fmt: skip
STEP = Figure("step", N_("Step"), "text", N_("Budget, the four parts, and what was paid"), TABLE)
STEPS = (
    STEP,
    Figure("below", N_("Below"), "amount", N_("Where the step begins; not drawn"), TABLE, gap=True),
    Figure("level", N_("Level"), "amount", N_("Budget, or paid"), TABLE, gap=True),
    Figure("more", N_("More"), "amount", N_("Adds to pay"), TABLE, gap=True),
    Figure("less", N_("Less"), "amount", N_("Takes off pay"), TABLE, gap=True),
)
BY_TEAM = (
    Figure("team", N_("Team"), "text", N_("Team at the month's end"), f"{TABLE}.subject_id"),
    BUDGET,
    ACTUAL,
    VARIANCE,
)


def add_budget_variance(book: Book, peers: Peers) -> None:
    """The centre by component, as steps from budget to paid, and team by team."""
    sheet = open_sheet(
        book, N_("Budget variance"),
        N_("Budget against paid: the mean over all orders of the four parts, to the fen"), TABLE,
    )  # fmt: skip
    rows = month_rows(book, TABLE, "component", "subject_id")
    if not rows:
        return
    sheet.on_one_page()
    centre = [row for row in rows if row["subject_kind"] == "centre"]
    _headline(sheet, centre)
    _write_components(sheet, centre)
    _write_steps(sheet, centre)
    _write_teams(sheet, [row for row in rows if row["subject_kind"] == "team"])


def _headline(sheet: Sheet, rows: Sequence[Row]) -> None:
    variance = total(rows, "variance_amount") or Decimal(0)
    sheet.headline(
        N_("Pay is {variance} {currency} off its budget"),
        tone="bad" if variance > 0 else "good",
        variance=f"{variance:+,.2f}",
        currency=sheet.book.context.currency,
    )


def _write_components(sheet: Sheet, rows: Sequence[Row]) -> None:
    book = sheet.book
    grid = Grid.of(sheet.name, sheet.row, BY_COMPONENT, len(rows))
    shown = [
        row
        | {
            "component": word(book, row["component"]),
            "driver": word(book, row["driver"] and f"driver:{row['driver']}"),
            "proof": _proof(grid, at),
        }
        for at, row in enumerate(rows)
    ]
    closing: dict[str, Any] = {figure.key: "" for figure in BY_COMPONENT}
    for figure in (BUDGET, *PARTS, ACTUAL, VARIANCE):
        value = total(rows, figure.key) or Decimal(0)
        closing[figure.key] = Formula(f"=SUM({grid.column(figure.key)})", value)
    closing |= {"component": book.language.text(N_("Total")), "proof": _proof(grid, len(rows))}
    write_table(sheet, BY_COMPONENT, shown, freeze=1, total=closing)


def _proof(grid: Grid, at: int) -> Cell:
    parts = grid.across(at, BUDGET.key, PARTS[-1].key)
    return Cell(Formula(f"=ROUND(SUM({parts})-{grid.cell(at, ACTUAL.key)},2)", 0), "good")


def _write_steps(sheet: Sheet, rows: Sequence[Row]) -> None:
    text = sheet.book.language.text
    sheet.caption(N_("From budget to paid"))
    level: Decimal = total(rows, BUDGET.key) or Decimal(0)
    steps: list[dict[str, Any]] = [{"step": text(BUDGET.heading), "level": level}]
    for part in PARTS:
        change = total(rows, part.key) or Decimal(0)
        steps.append(
            {
                "step": text(part.heading),
                "below": min(level, level + change),
                "more" if change >= 0 else "less": abs(change),
            }
        )
        level += change
    steps.append({"step": text(ACTUAL.heading), "level": level})
    placed = write_table(sheet, STEPS, steps)
    colours = {"below": "none", "level": 0, "more": 3, "less": 2}
    series = [
        Series(placed.head(key), placed.cells("step"), placed.cells(key), colour)
        for key, colour in colours.items()
    ]
    lowest = min(step.get("below", step.get("level", level)) for step in steps)
    drawing = Drawing(
        "column", text(N_("From budget to paid")), series, stacked=True, unit="amount", digits=0,
        gap=30, y_min=float(lowest * Decimal("0.98") // 10_000 * 10_000),
    )  # fmt: skip
    sheet.row = draw(sheet, drawing, sheet.row, 0, width=860, height=340)


def _write_teams(sheet: Sheet, rows: Sequence[Row]) -> None:
    sheet.caption(N_("Team by team"))
    called = names(sheet.book)
    teams = sorted({row["subject_id"] for row in rows})
    shown: list[dict[str, Any]] = []
    for team in teams:
        own = [row for row in rows if row["subject_id"] == team]
        sums: dict[str, Any] = {one.key: total(own, one.key) for one in (BUDGET, ACTUAL, VARIANCE)}
        over = sums[VARIANCE.key] > 0
        sums[VARIANCE.key] = Cell(sums[VARIANCE.key], "bad" if over else "good")
        shown.append({"team": called.get(team, team), **sums})
    write_table(sheet, BY_TEAM, shown)
