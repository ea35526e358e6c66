"""Overtime by person and class of day, summed by formulas from its lines, beside the pay line."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from reports.book import Book
from reports.figure import Figure
from reports.formula import Formula, Grid
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, grouped, total
from reports.sheet import Sheet
from reports.table import Cell, write_table
from reports.vocabulary import word
from reports.workbooks.rule_lines import write_rules
from reports.workbooks.spans import month_rows
from reports.workbooks.staff import WHO, named

NOTHING = N_("No overtime in this month.")
DAY_CLASS = Figure(
    "day_class",
    N_("Day class"),
    "text",
    N_("Workday, rest day or statutory holiday, by the calendar with its swapped days"),
    "overtime_lines.day_class",
)
APPROVED = Figure(
    "approved",
    N_("Approved"),
    "text",
    N_("Arranged or approved by the employer; other overtime is paid 0 and reported"),
    "overtime_lines.approved",
)
TIMES = (
    Figure("overtime_s", N_("Overtime"), "duration", N_("Overtime worked"),
           "overtime_lines.overtime_s"),
    Figure("settled_s", N_("Settled by time off"), "duration",
           N_("Overtime that time off makes good"), "overtime_lines.settled_s"),
    Figure("paid_s", N_("Paid time"), "duration", N_("Overtime that is paid"),
           "overtime_lines.paid_s"),
)  # fmt: skip
MULTIPLIER = Figure(
    "multiplier",
    N_("Multiple"),
    "number",
    N_("Multiple of the hourly amount for the class of day and the work-time system"),
    "overtime_lines.multiplier",
    digits=2,
)
BY_CLASS = (
    *WHO,
    DAY_CLASS,
    *TIMES,
    MULTIPLIER,
    Figure("class_amount", N_("Amount"), "amount",
           N_("Living sum of the lines before rounding; pay rounds once per person"),
           "overtime_lines.unrounded_amount"),
)  # fmt: skip
AGAINST_PAY = (
    *WHO,
    Figure("lines_amount", N_("Sum of the lines"), "amount",
           N_("Living sum of the person's lines, rounded to cents"),
           "overtime_lines.unrounded_amount"),
    Figure("pay_line", N_("Pay line"), "amount", N_("Overtime component (P9)"),
           "pay_lines.pay_amount"),
    Figure("difference", N_("Difference"), "amount",
           N_("Sum of the lines minus pay line; 0.00 proves that both agree"), "this sheet"),
)  # fmt: skip
LINES = (
    *WHO,
    Figure("work_date", N_("Date"), "date", N_("Local date of the minutes"),
           "overtime_lines.work_date"),
    Figure("shift_date", N_("Shift began on"), "date",
           N_("A shift across midnight is split at 00:00"), "overtime_lines.shift_date"),
    DAY_CLASS,
    APPROVED,
    *TIMES,
    Figure("covered_s", N_("Within the wage"), "duration",
           N_("Paid already within the monthly wage, where a city counts 300 % inclusive"),
           "overtime_lines.covered_s"),
    Figure("hourly_amount", N_("Hourly amount"), "number",
           N_("Monthly base ÷ 21.75 ÷ 8"), "overtime_lines.hourly_amount", digits=4),
    MULTIPLIER,
    Figure("live", N_("Recomputed"), "number",
           N_("Living formula: hourly amount × (paid time × multiple − within the wage)"),
           "this sheet", digits=4),
    Figure("unrounded_amount", N_("Amount before rounding"), "number",
           N_("Amount that the engine computed, not rounded yet"),
           "overtime_lines.unrounded_amount", digits=4),
    Figure("difference", N_("Difference"), "amount",
           N_("Recomputed minus engine; 0.00 proves that the line adds up"), "this sheet"),
)  # fmt: skip
CENT, FOUR = Decimal("0.01"), Decimal("0.0001")


def add_overtime(book: Book, peers: Peers) -> None:
    """By person and class of day, against the pay line; then every line with its formula."""
    summary = Sheet(book, N_("Overtime"), N_("Overtime by person and class of day"))
    check = Sheet(
        book, N_("Overtime check"), N_("Overtime lines against the pay line, and by class of day")
    )
    detail = Sheet(book, N_("Overtime lines"), N_("Every overtime line with its living formula"))
    lines = named(book, month_rows(book, "overtime_lines", "agent_id", "work_date", "shift_date"))
    for sheet in (summary, check, detail):
        sheet.link_home()
        sheet.says_none("overtime_lines", lines, NOTHING)
    grid = _write_lines(detail, lines)
    _write_sums(summary, lines, grid, ("agent_id", "day_class", "multiplier"))
    top = check.row
    _write_against_pay(check, lines, grid)
    below, check.row = check.row, top
    _write_sums(check, lines, grid, ("day_class", "multiplier"), column=len(AGAINST_PAY) + 1)
    check.row = max(below, check.row)


def _write_lines(sheet: Sheet, lines: Sequence[Row]) -> Grid:
    grid = Grid.of(sheet.name, sheet.row, LINES, len(lines))
    rows = [_line(sheet.book, line, grid, at) for at, line in enumerate(lines)]
    write_table(sheet, LINES, rows, freeze=2)
    write_rules(sheet, lines)
    return grid


def _line(book: Book, line: Row, grid: Grid, at: int) -> dict[str, Any]:
    def cell(key: str) -> str:
        return grid.cell(at, key)

    span = f"{cell('paid_s')}*{cell('multiplier')}-{cell('covered_s')}"
    live = f"=ROUND({cell('hourly_amount')}*24*({span}),4)"
    approved = line["approved"]
    value = recomputed(line)
    text = book.language.text
    if not approved:
        live, value = "=0", Decimal(0)
    gap = (value - line["unrounded_amount"]).quantize(CENT, ROUND_HALF_UP)
    difference = Formula(f"=ROUND({cell('live')}-{cell('unrounded_amount')},2)", gap)
    return line | {
        "day_class": _class(book, line["day_class"]),
        "approved": text(N_("yes")) if approved else Cell(text(N_("no")), "warn"),
        "live": Formula(live, value),
        "difference": Cell(difference, "bad" if gap else "good"),
    }


def recomputed(line: Row) -> Decimal:
    """What the living formula of an approved line gives."""
    span = line["paid_s"] * line["multiplier"] - line["covered_s"]
    return (line["hourly_amount"] * span / 3600).quantize(FOUR, ROUND_HALF_UP)


def _class(book: Book, day_class: str) -> str:
    return word(book, day_class) or ""


def _write_sums(
    sheet: Sheet, lines: Sequence[Row], detail: Grid, keys: tuple[str, ...], *, column: int = 0
) -> None:
    """Sums by `keys`: one table with its header frozen, or beside another one from `column` on."""
    figures = BY_CLASS if "agent_id" in keys else BY_CLASS[len(WHO) :]
    groups = grouped(lines, *keys)
    grid = Grid.of(sheet.name, sheet.row, figures, len(groups), column)
    rows = [_sum(sheet.book, own, grid, at, detail, keys) for at, own in enumerate(groups.values())]
    closing: dict[str, Any] = {figure.key: "" for figure in figures}
    for key in ("overtime_s", "settled_s", "paid_s", "class_amount"):
        value = sum((row[key].value for row in rows), Decimal(0))
        closing[key] = Formula(f"=SUM({grid.column(key)})", value)
    closing[figures[0].key] = sheet.book.language.text(N_("Total"))
    freeze = None if column else 2
    total_row = closing if rows else None
    write_table(sheet, figures, rows, column=column, freeze=freeze, total=total_row)


def _sum(
    book: Book, own: Sequence[Row], grid: Grid, at: int, detail: Grid, keys: tuple[str, ...]
) -> dict[str, Any]:
    where = "".join(f",{detail.column(key, elsewhere=True)},{grid.cell(at, key)}" for key in keys)
    sums: dict[str, Any] = {
        figure.key: Formula(
            f"=SUMIFS({detail.column(figure.key, elsewhere=True)}{where})", total(own, figure.key)
        )
        for figure in TIMES
    }
    column = detail.column("unrounded_amount", elsewhere=True)
    amount = Formula(f"=SUMIFS({column}{where})", total(own, "unrounded_amount"))
    sums["class_amount"] = amount
    return own[0] | {"day_class": _class(book, own[0]["day_class"])} | sums


def _write_against_pay(sheet: Sheet, lines: Sequence[Row], detail: Grid) -> None:
    book = sheet.book
    pay = grouped([row for row in month_rows(book, "pay_lines") if row["code"] == "P9"], "agent_id")
    groups = grouped(lines, "agent_id")
    grid = Grid.of(sheet.name, sheet.row, AGAINST_PAY, len(groups))
    rows = []
    for at, (key, own) in enumerate(groups.items()):
        column = detail.column("unrounded_amount", elsewhere=True)
        where = f"{detail.column('agent_id', elsewhere=True)},{grid.cell(at, 'agent_id')}"
        value = total(own, "unrounded_amount").quantize(CENT, ROUND_HALF_UP)
        paid = total(pay.get(key, []), "pay_amount")
        gap = value - (paid or 0)
        both = f"{grid.cell(at, 'lines_amount')}-N({grid.cell(at, 'pay_line')})"
        rows.append(
            own[0]
            | {
                "lines_amount": Formula(f"=ROUND(SUMIFS({column},{where}),2)", value),
                "pay_line": paid,
                "difference": Cell(Formula(f"=ROUND({both},2)", gap), "bad" if gap else "good"),
            }
        )
    write_table(sheet, AGAINST_PAY, rows, freeze=2, filtered=False)
