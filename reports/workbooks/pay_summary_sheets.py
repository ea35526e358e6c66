"""Pay of everybody: by component with its payroll code, and person by person, with living sums."""

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
from reports.rows import Row, grouped, total
from reports.sheet import Sheet
from reports.table import Cell, write_table
from reports.tile import Tile, write_tiles
from reports.vocabulary import rule_place
from reports.workbooks.spans import month_rows
from reports.workbooks.staff import NUMBER, WHO, named

PEOPLE_PAID = Figure(
    "people_paid", N_("People paid"), "count", N_("People with a pay line"), "pay_lines.agent_id"
)
PAID = Figure(
    "paid", N_("Gross pay"), "amount", N_("Sum of the pay components"), "pay_lines.pay_amount"
)
FLOOR = Figure(
    "floor_top_up",
    N_("Minimum-wage top-up"),
    "amount",
    N_("Paid because the wage lay below the minimum for the time attended (P_min)"),
    "pay_lines.pay_amount",
)
OVERTIME = Figure(
    "overtime_pay",
    N_("Overtime pay"),
    "amount",
    N_("Overtime component (P9)"),
    "pay_lines.pay_amount",
)
RESTATED = Figure(
    "restated",
    N_("Adjustments"),
    "amount",
    N_("Back pay and recoveries of earlier months (P12)"),
    "pay_lines.pay_amount",
)
COMPONENTS = (
    Figure(
        "component",
        N_("Component"),
        "text",
        N_("Component of the pay"),
        "pay_lines.name_zh, name_en",
    ),
    Figure("code", N_("Type"), "text", N_("Type of the component (P1 … P12)"), "pay_lines.code"),
    Figure(
        "payroll_code",
        N_("Payroll code"),
        "text",
        N_("Code in the payroll system"),
        "pay_lines.payroll_code",
    ),
    Figure(
        "taxable",
        N_("Taxable"),
        "text",
        N_("Whether the component is taxable; tax itself is computed by payroll"),
        "pay_lines.taxable",
    ),
    Figure("people", N_("People"), "count", N_("People who have it"), "pay_lines.agent_id"),
    Figure(
        "component_amount",
        N_("Amount"),
        "amount",
        N_("Living sum of the column on the sheet with one row per person"),
        "pay_lines.pay_amount",
    ),
    Figure(
        "residual",
        N_("Rounding"),
        "number",
        N_("Sum of the differences that rounding made"),
        "pay_lines.rounding_residual",
        digits=6,
    ),
    Figure("rule", N_("Rule"), "text", N_("Rule file and day"), "pay_lines.rule_ref"),
)
SUMS = (
    Figure(
        "gross",
        N_("Gross pay"),
        "amount",
        N_("Living sum of the person's components"),
        "this sheet",
    ),
    Figure(
        "engine",
        N_("Engine's total"),
        "amount",
        N_("Sum of the pay lines as the engine computed them"),
        "pay_lines.pay_amount",
    ),
    Figure(
        "difference",
        N_("Difference"),
        "amount",
        N_("Living sum minus engine; 0.00 proves that the sheet adds up"),
        "this sheet",
    ),
)
AMOUNT_MEANING = N_("Amount of the component")
ADJUSTMENT, FLOOR_CODE, OVERTIME_CODE = "P12", "P_min", "P9"


def add_pay(book: Book, peers: Peers) -> None:
    """The overview by component, and behind it the sheet with one row per person."""
    overview = Sheet(book, N_("Pay overview"), N_("What is paid, by component and payroll code"))
    overview.link_home()
    overview.on_one_page()
    detail = Sheet(book, N_("Pay by person"), N_("Every component of everybody, with living sums"))
    detail.link_home()
    lines = month_rows(book, "pay_lines", "code", "component", "agent_id")
    if overview.says_missing("pay_lines"):
        detail.says_missing("pay_lines")
    groups = sorted(grouped(lines, "component").items(), key=lambda item: _order(item[1][0]))
    components = {key[0]: own for key, own in groups}
    grid = _write_people(detail, lines, components)
    _write_overview(overview, lines, components, grid)


def _order(line: Row) -> tuple[int, str, str]:
    number = line["code"].removeprefix("P")
    return (int(number) if number.isdigit() else 99, line["code"], line["component"])


def _write_people(sheet: Sheet, lines: Sequence[Row], components: dict[str, list[Row]]) -> Grid:
    book = sheet.book
    names = {key: book.language.choose(own[0]["name_zh"], own[0]["name_en"])
             for key, own in components.items()}  # fmt: skip
    parts = [
        Figure(f"pay:{key}", name, "amount", AMOUNT_MEANING, "pay_lines.pay_amount")
        for key, name in names.items()
    ]
    figures = (*WHO, NUMBER, *parts, *SUMS)
    people = _people(book, lines)
    grid = Grid.of(sheet.name, sheet.row, figures, len(people))
    keys = [part.key for part in parts]
    rows = [row | _living(grid, at, row, keys) for at, row in enumerate(people)]
    closing = _closing(book, grid, people, keys) if people else None
    write_table(sheet, figures, rows, freeze=2, total=closing)
    return grid


def _people(book: Book, lines: Sequence[Row]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {"agent_id": key[0], "engine": total(own, "pay_amount")}
        | {f"pay:{line['component']}": line["pay_amount"] for line in own}
        for key, own in grouped(lines, "agent_id").items()
    ]
    return sorted(named(book, rows), key=lambda row: (row["team_id"] or "", row["agent_id"]))


def _living(grid: Grid, at: int, row: Row, keys: Sequence[str]) -> dict[str, Any]:
    gross = f"=SUM({grid.across(at, keys[0], keys[-1])})"
    return {"gross": Formula(gross, row["engine"]), "difference": _difference(grid, at)}


def _difference(grid: Grid, at: int) -> Cell:
    own, other = grid.cell(at, "gross"), grid.cell(at, "engine")
    return Cell(Formula(f"=ROUND({own}-{other},2)", 0), "good")


def _closing(book: Book, grid: Grid, people: Sequence[Row], keys: Sequence[str]) -> dict[str, Any]:
    empty: dict[str, Any] = {key: "" for key in grid.keys}
    sums = {
        key: Formula(f"=SUM({grid.column(key)})", total(people, key) or Decimal(0))
        for key in (*keys, "engine")
    }
    gross = Formula(f"=SUM({grid.column('gross')})", sums["engine"].value)
    last = {"gross": gross, "difference": _difference(grid, grid.rows)}
    return empty | sums | last | {"agent_id": book.language.text(N_("Total"))}


def _write_overview(
    sheet: Sheet, lines: Sequence[Row], components: dict[str, list[Row]], people: Grid
) -> None:
    book = sheet.book
    if not lines:
        return
    write_tiles(sheet, _tiles(lines), width=26)
    _headlines(sheet, lines)
    grid = Grid.of(sheet.name, sheet.row, COMPONENTS, len(components))
    rows = [_component(book, key, own, people) for key, own in components.items()]
    closing: dict[str, Any] = {figure.key: "" for figure in COMPONENTS}
    closing |= {
        "component": book.language.text(N_("Total")),
        "component_amount": Formula(
            f"=SUM({grid.column('component_amount')})", total(lines, "pay_amount")
        ),
        "residual": Formula(f"=SUM({grid.column('residual')})", total(lines, "rounding_residual")),
    }
    placed = write_table(sheet, COMPONENTS, rows, total=closing)
    drawing = Drawing(
        "bar",
        book.language.text(N_("Gross pay by component")),
        (
            Series(
                placed.head("component_amount"),
                placed.cells("component"),
                placed.cells("component_amount"),
                0,
            ),
        ),
        unit="amount",
        digits=0,
        gap=30,
    )
    sheet.row = draw(sheet, drawing, sheet.row, 0, width=860, height=120 + 26 * len(rows))


def _component(book: Book, key: str, own: Sequence[Row], people: Grid) -> dict[str, Any]:
    first = own[0]
    taxable = {line["taxable"] for line in own} == {True}
    text = book.language.text
    rules = sorted({str(rule_place(book, line["rule_ref"])) for line in own})
    return {
        "component": book.language.choose(first["name_zh"], first["name_en"]),
        "code": first["code"],
        "payroll_code": ", ".join(sorted({line["payroll_code"] for line in own})),
        "taxable": text(N_("yes")) if taxable else Cell(text(N_("no")), "warn"),
        "people": len({line["agent_id"] for line in own}),
        "component_amount": Formula(
            f"=SUM({people.column(f'pay:{key}', elsewhere=True)})", total(own, "pay_amount")
        ),
        "residual": total(own, "rounding_residual"),
        "rule": ", ".join(rules),
    }


def _tiles(lines: Sequence[Row]) -> list[Tile]:
    def of(code: str) -> Decimal | None:
        return total([line for line in lines if line["code"] == code], "pay_amount")

    topped = of(FLOOR_CODE)
    return [
        Tile(PEOPLE_PAID, len({line["agent_id"] for line in lines})),
        Tile(PAID, total(lines, "pay_amount")),
        Tile(OVERTIME, of(OVERTIME_CODE)),
        Tile(FLOOR, topped, "warn" if topped else "plain"),
        Tile(RESTATED, of(ADJUSTMENT)),
    ]


def _headlines(sheet: Sheet, lines: Sequence[Row]) -> None:
    sheet.headline(
        N_("Gross pay {gross} {currency} for {people} people"),
        gross=f"{total(lines, 'pay_amount'):,.2f}",
        currency=sheet.book.context.currency,
        people=len({line["agent_id"] for line in lines}),
    )
