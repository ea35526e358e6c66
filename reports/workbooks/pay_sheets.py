"""The pay slip as living formulas: opening the file recomputes it beside the engine's figure."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, read, total
from reports.sheet import Sheet
from reports.table import Placed, write_table
from reports.workbooks.pay_steps import why, write_steps

NAME = N_("Pay slip")
SLIP = (
    Figure(
        "name", N_("Component"), "text", N_("Component of the pay"), "pay_lines.name_zh, name_en"
    ),
    Figure(
        "why",
        N_("Why"),
        "text",
        N_("The component in words: rule, band of the score, gate or pool"),
        "trace_nodes.note_zh, note_en",
    ),
    Figure(
        "formula", N_("How"), "text", N_("How it was computed, in figures"), "pay_lines.formula"
    ),
    Figure(
        "base_amount",
        N_("Base"),
        "number",
        N_("Amount the formula starts from"),
        "pay_lines.base_amount",
        digits=2,
    ),
    Figure(
        "factor",
        N_("Factor"),
        "number",
        N_("What the base is multiplied by"),
        "pay_lines.factor",
        digits=6,
    ),
    Figure(
        "rounding_residual",
        N_("Rounding"),
        "number",
        N_("Difference that rounding made: amount minus unrounded amount"),
        "pay_lines.rounding_residual",
        digits=6,
    ),
    Figure(
        "live",
        N_("Recomputed"),
        "amount",
        N_("Living formula: base × factor (or the gated amount), rounded to cents"),
        "this sheet",
    ),
    Figure(
        "pay_amount",
        N_("Amount"),
        "amount",
        N_("Amount that the engine computed"),
        "pay_lines.pay_amount",
    ),
    Figure(
        "difference",
        N_("Difference"),
        "amount",
        N_("Recomputed minus engine; 0.00 proves that the slip adds up"),
        "this sheet",
    ),
    Figure(
        "payroll_code",
        N_("Payroll code"),
        "text",
        N_("Code in the payroll system"),
        "pay_lines.payroll_code",
    ),
    Figure(
        "bar_from",
        N_("Bar from"),
        "amount",
        N_("Where the component's bar begins in the chart: living formula"),
        "this sheet",
    ),
    Figure(
        "bar_height",
        N_("Bar height"),
        "amount",
        N_("How high the component's bar is in the chart: living formula"),
        "this sheet",
    ),
)
# A pool is spent exactly, so its last cents are the engine's; others round half up alone.
POOLED = "P4"
CLOSE = Decimal("0.000002")
ONE_FACTOR = r"(\d+[.]\d+|\d+/\d+|\d+)"
FACTORS = re.compile(rf"{ONE_FACTOR}([*]{ONE_FACTOR})*")


def add_pay_slip(book: Book, peers: Peers) -> None:
    """Components, living amounts, total, the difference cell, and the way to the total."""
    sheet = Sheet(book, NAME, N_("How the pay came about; the amounts are living formulas"))
    sheet.link_home()
    sheet.on_one_page()
    sheet.says_missing("pay_lines")
    read_lines = [r for r in read(book.tables, "pay_lines") if r["period"] == book.context.period]
    lines = [_with_points(book, line) for line in read_lines]
    rows = [
        row
        | {
            "name": book.language.choose(row["name_zh"], row["name_en"]),
            "why": why(book, row),
            "live": 0,
            "difference": 0,
            "bar_from": 0,
            "bar_height": 0,
        }
        for row in lines
    ]
    closing: dict[str, Any] = {figure.key: "" for figure in SLIP}
    closing |= {
        "name": book.language.text(N_("Total")),
        "live": 0,
        "pay_amount": 0,
        "difference": 0,
        "bar_from": 0,
        "bar_height": 0,
    }
    placed = write_table(sheet, SLIP, rows, freeze=1, total=closing if rows else None)
    if not lines:
        return
    for offset, line in enumerate(lines):
        _write_live(sheet, placed, placed.first + offset, line, lines[: offset + 1])
    _write_total(sheet, placed, lines)
    write_steps(sheet, lines)
    _chart(sheet, placed)
    sheet.page.print_area(0, 0, sheet.row, placed.columns["payroll_code"])


def recomputed(line: Row) -> Decimal:
    """What the living formula of a component gives."""
    if line["unrounded_amount"] is None:
        return line["pay_amount"]
    raw = exact_product(line)
    if raw is None:
        raw = line["unrounded_amount"]
    if line["code"] == POOLED:
        raw += line["rounding_residual"]
    return raw.quantize(Decimal("0.01"), ROUND_HALF_UP)


def exact_product(line: Row) -> Decimal | None:
    """Base × factor where that is the unrounded amount to six digits, else base × the factors
    as the formula writes them (a proration such as 21/22 has no six-digit factor); None where
    neither gives it, because a gate or a cap acted."""
    if _close(line):
        return line["base_amount"] * line["factor"]
    times = _after_base(line)
    if line["base_amount"] is None or times is None:
        return None
    value = Fraction(line["base_amount"])
    for factor in times.split("*"):
        value *= Fraction(factor)
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact if abs(exact - line["unrounded_amount"]) < CLOSE else None


def _close(line: Row) -> bool:
    if line["base_amount"] is None or line["factor"] is None:
        return False
    pooled = "base_link" in line
    near = Decimal("0.01") if pooled else CLOSE
    return abs(line["base_amount"] * line["factor"] - line["unrounded_amount"]) < near


def _after_base(line: Row) -> str | None:
    """The factors of the formula in Excel's signs, without the base: `0.80*21/22`."""
    _, _, factors = (line.get("formula") or "").partition(" × ")
    written = factors.replace(" ", "").replace(",", "").replace("×", "*")
    return written if FACTORS.fullmatch(written) else None


def _with_points(book: Book, line: Row) -> Row:
    """A pooled component starts from the person's points, linked to their own sheet."""
    if line["code"] != POOLED or line["base_amount"] is not None or not book.points_range:
        return line
    own = [r for r in read(book.tables, "point_lines") if r["period"] == line["period"]]
    return line | {"base_amount": total(own, "points"), "base_link": f"=SUM({book.points_range})"}


def _live(line: Row, at: Callable[[str], str]) -> str:
    if line["unrounded_amount"] is None:
        return f"={at('pay_amount')}"
    residual = f"+{at('rounding_residual')}" if line["code"] == POOLED else ""
    if exact_product(line) is not None:
        times = at("factor") if _close(line) else _after_base(line)
        return f"=ROUND({at('base_amount')}*{times}{residual},2)"
    return f"=ROUND({line['unrounded_amount']:f}{residual},2)"


def _write_live(sheet: Sheet, placed: Placed, row: int, line: Row, upto: list[Row]) -> None:
    def at(key: str) -> str:
        return xl_rowcol_to_cell(row, placed.columns[key])

    live = _live(line, at)
    if "base_link" in line:
        style = sheet.book.cell_style("number", 2)
        start = float(line["base_amount"])
        column = placed.columns["base_amount"]
        sheet.page.write_formula(row, column, line["base_link"], style, start)  # type: ignore[arg-type]
    amounts = [recomputed(each) for each in upto]
    after, before = sum(amounts), sum(amounts[:-1])
    top = xl_rowcol_to_cell(placed.first, placed.columns["live"], row_abs=True, col_abs=True)
    running = f"SUM({top}:{at('live')})"
    _formula(sheet, placed, row, "live", live, amounts[-1])
    _formula(
        sheet,
        placed,
        row,
        "difference",
        f"={at('live')}-{at('pay_amount')}",
        amounts[-1] - line["pay_amount"],
    )
    _formula(
        sheet,
        placed,
        row,
        "bar_from",
        f"=MIN({running},{running}-{at('live')})",
        min(after, before),
    )
    _formula(sheet, placed, row, "bar_height", f"=ABS({at('live')})", abs(amounts[-1]))


def _write_total(sheet: Sheet, placed: Placed, lines: list[Row]) -> None:
    row = placed.last + 1
    live = sum((recomputed(line) for line in lines), Decimal(0))
    engine = total(lines, "pay_amount")

    def summed(key: str) -> str:
        column = placed.columns[key]
        return (
            f"=SUM({xl_rowcol_to_cell(placed.first, column)}:"
            f"{xl_rowcol_to_cell(placed.last, column)})"
        )

    own = xl_rowcol_to_cell(row, placed.columns["live"])
    other = xl_rowcol_to_cell(row, placed.columns["pay_amount"])
    for key, formula, value in (
        ("live", summed("live"), live),
        ("pay_amount", summed("pay_amount"), engine),
        ("difference", f"={own}-{other}", live - engine),
        ("bar_height", f"={own}", live),
    ):
        _formula(sheet, placed, row, key, formula, value, "total")


def _formula(
    sheet: Sheet,
    placed: Placed,
    row: int,
    key: str,
    formula: str,
    value: Decimal | int,
    tone: str = "plain",
) -> None:
    shown = "bad" if key == "difference" and value else "good" if key == "difference" else tone
    style = sheet.book.cell_style("amount", None, shown)
    sheet.page.write_formula(row, placed.columns[key], formula, style, float(value))  # type: ignore[arg-type]


def _chart(sheet: Sheet, placed: Placed) -> None:
    def through_total(key: str) -> list[object]:
        name, first, column, last, _ = placed.cells(key)
        return [name, first, column, last + 1, column]  # type: ignore[operator]

    categories = through_total("name")
    drawing = Drawing(
        "column",
        sheet.book.language.text(N_("From base pay to the total")),
        (
            Series(placed.head("bar_from"), categories, through_total("bar_from"), "none"),
            Series(placed.head("bar_height"), categories, through_total("bar_height"), 1),
        ),
        stacked=True,
        unit="amount",
        legend=False,
        gap=40,
    )
    sheet.row = draw(sheet, drawing, sheet.row, 0, width=760, height=320)
