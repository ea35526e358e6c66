"""Actual cost by cost centre and element, and what a contact cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from reports.table import Placed, write_table
from reports.tile import Tile, write_tiles
from reports.vocabulary import word
from reports.workbooks.listing import names, open_sheet
from reports.workbooks.spans import month_rows

CENTRE = Figure("cost_centre", N_("Cost centre"), "text", N_("Team that the work was done in"),
                "cost_lines.cost_centre_id")  # fmt: skip
AMOUNT = N_("Actual cost, allocated to the fen")
KINDS = {
    "pay": Figure("sum:pay", N_("Pay in all"), "amount", N_("Living sum of the pay components"),
                  "this sheet"),
    "on_cost": Figure("sum:on_cost", N_("Contributions in all"), "amount",
                      N_("Living sum of the employer's contributions"), "this sheet"),
    "overhead": Figure("sum:overhead", N_("Overheads in all"), "amount",
                       N_("Living sum of the overheads"), "this sheet"),
}  # fmt: skip
WHOLE = Figure("whole", N_("Total"), "amount", N_("Sum of the three, living"), "this sheet")
PARTS = (
    Figure("handle_amount", N_("Handling"), "amount", N_("Cost of talk, hold and after-call work"),
           "cost_unit.handle_amount"),
    Figure("idle_amount", N_("Waiting"), "amount", N_("Cost of waiting for contacts, shown apart"),
           "cost_unit.idle_amount"),
    Figure("shrinkage_amount", N_("Shrinkage cost"), "amount",
           N_("Cost of time present or paid that served nothing else"),
           "cost_unit.shrinkage_amount"),
    Figure("support_amount", N_("Support"), "amount", N_("Cost of leaders and others who carry"),
           "cost_unit.support_amount"),
    Figure("other_amount", N_("Other work"), "amount",
           N_("Cost of evaluations, tickets and what stays unassigned"), "cost_unit.other_amount"),
)  # fmt: skip
COST = Figure("cost_amount", N_("Cost"), "amount", N_("Sum of the five"), "cost_unit.cost_amount")
PER_CONTACT = Figure("cost_per_contact", N_("Per contact"), "amount", N_("Cost ÷ contacts"),
                     "cost_unit.cost_per_contact")  # fmt: skip
PER_MINUTE = Figure("cost_per_minute", N_("Per minute"), "amount", N_("Cost ÷ handled minutes"),
                    "cost_unit.cost_per_minute")  # fmt: skip
PER_RESOLUTION = Figure("cost_per_resolution", N_("Per resolution"), "amount",
                        N_("Cost ÷ contacts that the customer did not repeat"),
                        "cost_unit.cost_per_resolution")  # fmt: skip
UNIT = (
    Figure("kind", N_("Compared by"), "text", N_("What is compared"), "cost_unit.scope_kind"),
    Figure("scope", N_("Scope"), "text", N_("Queue, contact type, product or cost centre"),
           "cost_unit.scope_id"),
    Figure("contacts", N_("Contacts handled"), "count", N_("Contacts handled"),
           "cost_unit.contacts"),
    Figure("resolutions", N_("Resolutions"), "count",
           N_("Contacts whose customer did not come back with the same type"),
           "cost_unit.resolutions"),
    Figure("handle_s", N_("Handle time"), "duration", N_("Talk, hold and after-call work"),
           "cost_unit.handle_s"),
    *PARTS,
    COST,
    PER_CONTACT,
    PER_MINUTE,
    PER_RESOLUTION,
)  # fmt: skip
KEYS = (
    Figure("activity", N_("Activity"), "text", N_("What time went to"), "cost_lines.activity"),
    Figure("driver", N_("Key"), "text", N_("Whose handled seconds spread it"),
           "cost_lines.driver"),
    Figure("amount", N_("Amount"), "amount", N_("Cost spread by this key"), "cost_lines.amount"),
)  # fmt: skip


def add_actual_cost(book: Book, peers: Peers) -> None:
    """Cost centre × element with living sums, and the keys that cost was spread by."""
    sheet = open_sheet(
        book, N_("Actual cost"), N_("What work cost, by cost centre and element, to the fen"),
        "cost_lines",
    )  # fmt: skip
    lines = month_rows(book, "cost_lines", "element_kind", "element", "cost_centre_id")
    if not lines:
        return
    _tiles(sheet)
    _chart(sheet, _write_elements(sheet, [one for one in lines if one["stage"] == "activity"]))
    _write_keys(sheet, [one for one in lines if one["stage"] == "object"])


def _tiles(sheet: Sheet) -> None:
    figures = (COST, PER_CONTACT, PER_MINUTE, PER_RESOLUTION)
    rows = month_rows(sheet.book, "cost_unit", "scope_kind", "scope_id")
    for row in rows:
        if row["scope_kind"] == "centre":
            write_tiles(sheet, [Tile(one, row[one.key]) for one in figures], width=26)
            sheet.headline(
                N_("A contact cost {contact} {currency}, a resolution {resolution}"),
                contact=_two(row["cost_per_contact"]),
                resolution=_two(row["cost_per_resolution"]),
                currency=sheet.book.context.currency,
            )


def _two(amount: Decimal | None) -> str:
    return "—" if amount is None else f"{amount:,.2f}"


def _write_elements(sheet: Sheet, lines: Sequence[Row]) -> Placed:
    figures, parts = [CENTRE], dict[str, list[str]]()
    for kind, sum_of_kind in KINDS.items():
        own = sorted({one["element"] for one in lines if one["element_kind"] == kind})
        parts[kind] = own
        figures += [_element(sheet.book, element) for element in own]
        figures += [sum_of_kind] if own else []
    figures.append(WHOLE)
    centres = grouped(sorted(lines, key=lambda one: one["cost_centre_id"]), "cost_centre_id")
    grid = Grid.of(sheet.name, sheet.row, figures, len(centres))
    called = names(sheet.book)
    rows = [
        {"cost_centre": centre_word(sheet.book, called, key[0])} | _living(own, grid, at, parts)
        for at, (key, own) in enumerate(centres.items())
    ]
    closing = _living(lines, grid, len(rows), parts)
    for element in (key for keys in parts.values() for key in keys):
        closing[element] = Formula(f"=SUM({grid.column(element)})", closing[element])
    closing["cost_centre"] = sheet.book.language.text(N_("Total"))
    return write_table(sheet, figures, rows, freeze=1, total=closing)


def _element(book: Book, element: str) -> Figure:
    return Figure(element, word(book, element) or "", "amount", AMOUNT, "cost_lines.amount")


def _living(
    own: Sequence[Row], grid: Grid, at: int, parts: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    """The amounts of one row by element, with living sums by kind and over all."""
    sums = {key[0]: total(lines, "amount") for key, lines in grouped(own, "element").items()}
    shown: dict[str, Any] = {}
    for kind, keys in parts.items():
        amounts = {key: sums.get(key, Decimal(0)) for key in keys}
        if keys:
            text = f"=SUM({grid.across(at, keys[0], keys[-1])})"
            shown |= amounts | {KINDS[kind].key: Formula(text, sum(amounts.values()))}
    cells = "+".join(grid.cell(at, KINDS[kind].key) for kind, keys in parts.items() if keys)
    return shown | {"whole": Formula(f"={cells}", total(own, "amount") or Decimal(0))}


def centre_word(book: Book, called: dict[str, str], name: str) -> str:
    """A cost centre by its team's name; what belongs to none is said to be so."""
    return called.get(name, name) if name else book.language.text(N_("unassigned"))


def _chart(sheet: Sheet, placed: Placed) -> None:
    series = [
        Series(placed.head(one.key), placed.cells("cost_centre"), placed.cells(one.key))
        for one in KINDS.values()
        if one.key in placed.columns
    ]
    title = sheet.book.language.text(N_("Cost by cost centre and kind"))
    drawing = Drawing("column", title, series, stacked=True, unit="amount", digits=0)
    sheet.row = draw(sheet, drawing, sheet.row, 0, width=1000, height=340)


def _write_keys(sheet: Sheet, lines: Sequence[Row]) -> None:
    book = sheet.book
    sheet.caption(N_("Keys that cost was spread by"))
    rows = [
        {
            "activity": word(book, activity),
            "driver": word(book, driver),
            "amount": total(own, "amount"),
        }
        for (activity, driver), own in sorted(grouped(lines, "activity", "driver").items())
    ]
    write_table(sheet, KEYS, rows)


def add_unit_cost(book: Book, peers: Peers) -> None:
    """Cost per contact, minute and resolution, and the five parts of it."""
    sheet = open_sheet(
        book, N_("Unit cost"), N_("What a contact cost, by product, queue, type and cost centre"),
        "cost_unit",
    )  # fmt: skip
    rows = month_rows(book, "cost_unit", "scope_kind", "scope_id")
    if not rows:
        return
    called = names(book)
    kinds = ("centre", "product", "queue", "contact_type", "channel", "cost_centre")
    rows.sort(key=lambda row: (kinds.index(row["scope_kind"]), row["scope_id"]))
    _unit_chart(sheet, book, [row for row in rows if row["scope_kind"] == "product"])
    shown = [
        row | {"kind": word(book, row["scope_kind"]), "scope": _scope(book, called, row)}
        for row in rows
    ]
    write_table(sheet, UNIT, shown, freeze=2)


def _scope(book: Book, called: dict[str, str], row: Row) -> str | None:
    if row["scope_kind"] == "cost_centre":
        return centre_word(book, called, row["scope_id"])
    return word(book, row["scope_id"])


def _unit_chart(sheet: Sheet, book: Book, products: Sequence[Row]) -> None:
    sheet.caption(N_("Cost by product"))
    figures = (UNIT[1], *PARTS)
    rows = [row | {"scope": word(book, row["scope_id"])} for row in products]
    placed = write_table(sheet, figures, rows)
    series = [
        Series(placed.head(one.key), placed.cells("scope"), placed.cells(one.key)) for one in PARTS
    ]
    title = book.language.text(N_("Cost by product, waiting and shrinkage apart"))
    drawing = Drawing("column", title, series, stacked=True, unit="amount", digits=0)
    sheet.row = draw(sheet, drawing, sheet.row, 0, width=860, height=320)
    sheet.caption(N_("Every scope"))
