"""Why an amount is what it is: each component's steps in words, from its trace."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

from reports.book import Book
from reports.figure import Figure
from reports.language import N_
from reports.rows import Row, read
from reports.sheet import Sheet
from reports.table import Cell, write_table
from reports.trace import KINDS
from reports.vocabulary import rule_place

STEPS = (
    Figure(
        "component",
        N_("Component"),
        "text",
        N_("Component of the pay"),
        "pay_lines.name_zh, name_en",
    ),
    Figure("note", N_("Why"), "text", N_("The step in words"), "trace_nodes.note_zh, note_en"),
    Figure("rule", N_("Rule"), "text", N_("Rule file and day"), "trace_nodes.rule_ref"),
    Figure("kind", N_("Step"), "text", N_("Kind of calculation step"), "trace_nodes.kind"),
    Figure(
        "result", N_("Result"), "number", N_("Result of the step"), "trace_nodes.output", digits=6
    ),
)
# The order in which a reader follows a component: what it starts from, what acts, the amount.
ORDER = ("source", "metric", "function", "weight", "amount", "gate", "round")


def is_product(line: Row) -> bool:
    """Whether base × factor is the unrounded amount; a gate or a cap makes them differ."""
    if line["base_amount"] is None or line["factor"] is None:
        return False
    return abs(line["base_amount"] * line["factor"] - line["unrounded_amount"]) < Decimal("0.01")


def why(book: Book, line: Row) -> Cell:
    """A component in one sentence; in warning colours where a gate or a cap changed it."""
    text = book.language.text
    note = next((_note(book, n) for n in _nodes(book) if n["node_id"] == _root(line)), "")
    if line["base_amount"] is None or line["factor"] is None or is_product(line):
        return Cell(note or rule_place(book, line["rule_ref"]))
    product = line["base_amount"] * line["factor"]
    changed = text(
        N_("A gate, a floor or a cap acted: {amount} instead of base × factor = {product}."),
        amount=f"{line['unrounded_amount']:,.2f}",
        product=f"{product:,.2f}",
    )
    return Cell(" ".join(filter(None, (changed, note))), "warn")


def write_steps(sheet: Sheet, lines: list[Row]) -> None:
    """Every step of every component, gates of the score first, and how a pool set its price."""
    book = sheet.book
    rows = _score_gates(book)
    for line in lines:
        own = [n for n in _nodes(book) if _belongs(n["node_id"], _root(line))]
        own.sort(key=lambda node: (_rank(node["kind"]), node["node_id"]))
        name = book.language.choose(line["name_zh"], line["name_en"])
        for node in own:
            rows.append(_step(book, name, node))
            rows += [row | {"component": name} for row in _pool(book, node)]
    if rows:
        sheet.caption(N_("How each component came about, step by step"))
        write_table(sheet, STEPS, rows)


def _root(line: Row) -> str:
    return f"{line['period']}/{line['agent_id']}/pay/{line['component']}"


def _belongs(node_id: str, root: str) -> bool:
    return node_id == root or node_id.startswith((f"{root}.", f"{root}/"))


def _rank(kind: str) -> int:
    return ORDER.index(kind) if kind in ORDER else len(ORDER)


def _nodes(book: Book) -> list[Row]:
    rows = read(book.tables, "trace_nodes")
    return [row for row in rows if row["period"] == book.context.period]


def _note(book: Book, node: Row) -> str:
    return book.language.choose(node["note_zh"], node["note_en"])


def _score_gates(book: Book) -> list[dict[str, Any]]:
    gates = [n for n in _nodes(book) if n["kind"] == "gate" and "/pay" not in n["node_id"]]
    name = book.language.text(N_("Score"))
    return [_step(book, name, node) for node in sorted(gates, key=lambda n: n["node_id"])]


def _step(book: Book, component: str, node: Row) -> dict[str, Any]:
    kind = book.language.text(KINDS[node["kind"]]) if node["kind"] in KINDS else node["kind"]
    money = node["unit"] == book.context.currency
    return {
        "component": component,
        "kind": Cell(kind, "warn") if node["kind"] == "gate" else kind,
        "note": _note(book, node),
        "result": Cell(node["output"], "plain", "amount" if money else "number", 2 if money else 6),
        "rule": rule_place(book, node["rule_ref"]),
    }


def _pool(book: Book, node: Row) -> list[dict[str, Any]]:
    """How a pool set the price of a point: its amount, floor, cap and reserve."""
    try:
        given = {each["name"]: each.get("value") for each in json.loads(node["inputs"] or "[]")}
        price = Fraction(str(given["price"]))
    except (ValueError, TypeError, KeyError):
        return []
    text = book.language.text
    none = text(N_("none"))
    words = text(
        N_(
            "Price of a point {price} = pool {pool} {amount} ÷ points of all its members; "
            "floor {floor}, cap {cap}; the last cents are handed out by largest remainder: {cents}"
        ),
        price=f"{float(price):.6f}",
        pool=given.get("pool") or "",
        amount=f"{Decimal(str(given.get('pool_amount') or 0)):,.2f}",
        floor=given.get("floor") or none,
        cap=given.get("cap") or none,
        cents=f"{Decimal(str(given.get('last_fen') or 0)) / 100:+.2f}",
    )
    return [
        {
            "kind": text(N_("price")),
            "note": words,
            "result": Decimal(str(float(price))),
            "rule": rule_place(book, node["rule_ref"]),
        }
    ]
