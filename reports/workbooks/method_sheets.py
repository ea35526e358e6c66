"""How each metric is computed in the month, matrix weights, and where items are shown."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from reports.book import Book
from reports.context import Metric
from reports.figure import Figure, metric_unit
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, grouped, read
from reports.sheet import Sheet
from reports.table import Cell, write_table
from reports.vocabulary import word
from reports.warehouse_words import table_word
from reports.workbooks.listing import open_sheet, twin
from reports.workbooks.plan_sheets import kind_word
from reports.workbooks.rule_nodes import in_words
from reports.workbooks.spans import month_rows

CATALOGUE = "metric catalogue"
METHODS = (
    Figure("metric_id", N_("Number"), "text", N_("Number in the metric catalogue"), CATALOGUE),
    Figure("name", N_("Metric"), "text", N_("Name of the metric"), CATALOGUE),
    Figure("words", N_("In words"), "text", N_("What is counted, in words"), CATALOGUE),
    Figure("sql", N_("As SQL"), "text", N_("Sum, or numerator and denominator, as SQL"), CATALOGUE),
    Figure("mart", N_("Source"), "text", N_("Table that it is added up from"), CATALOGUE),
    Figure("basis", N_("Basis"), "text", N_("Instant that assigns an event to a period"),
           CATALOGUE),
    Figure("variant", N_("Variant"), "text", N_("Which of several usual definitions"), CATALOGUE),
    Figure("numerator", N_("Numerator"), "number", N_("Of the whole centre in the month"),
           "metric_values.numerator", digits=0),
    Figure("denominator", N_("Denominator"), "number", N_("Of the whole centre in the month"),
           "metric_values.denominator", digits=0),
    Figure("value", N_("Value"), "number", N_("Numerator ÷ denominator, or the sum"),
           "metric_values.value"),
    Figure("n", N_("Sample"), "count", N_("Number of cases behind the value"), "metric_values.n"),
)  # fmt: skip
MAP = (
    Figure("kind", N_("Kind"), "text", N_("Kind of rule"), "report_map.kind"),
    Figure("rule_id", N_("Rule"), "text", N_("Rule by its id"), "report_map.rule_id"),
    Figure("item", N_("Item"), "text", N_("Assessed item, component, question or criterion"),
           "report_map.name_zh"),
    Figure("table", N_("Result table"), "text", N_("Table that holds its results"),
           "report_map.table_name"),
    Figure("workbooks", N_("Shown in"), "text", N_("Workbooks of the centre that read the table"),
           "report_map.workbooks"),
    Figure("verdict", N_("Finding"), "text", N_("Whether a workbook shows it"),
           "report_map.state"),
)  # fmt: skip
ROW = Figure("row", N_("Item, type or band"), "text", N_("Row of the matrix"),
             "rule_values.value")  # fmt: skip
KINDS = {
    "multi_source": N_("Multi-source review"),
    "contest": N_("contest"),
    "cascade": N_("cascade"),
    "commission": N_("commission"),
    "guarantee": N_("guarantee"),
    "target_tree": N_("target tree"),
    "selection": N_("selection list"),
    "training": N_("training"),
    "statutory": N_("statutory rules"),
    "gaming": N_("flags"),
    "qualification": N_("qualification"),
    "work_matrix": N_("matrix of quantity and quality"),
    "approvals": N_("approval"),
    "quality_weights": N_("weights by situation"),
}
NO_MATRIX = N_("No rule of the centre weighs or looks up by two sides.")


def add_methods(book: Book, peers: Peers) -> None:
    """Every metric in words and as SQL, worked out with the centre's month."""
    sheet = open_sheet(
        book,
        N_("Methods"),
        N_("How each metric is computed, with the centre's own month as the example"),
        "metric_values",
    )
    own = {
        row["metric"]: row
        for row in month_rows(book, "metric_values")
        if row["subject_kind"] == "centre"
    }
    metrics = sorted(book.context.metrics.values(), key=lambda metric: metric.metric_id)
    write_table(sheet, METHODS, [_method(book, one, own.get(one.name, {})) for one in metrics],
                freeze=2)  # fmt: skip


def _method(book: Book, metric: Metric, example: Row) -> dict[str, Any]:
    choose = book.language.choose
    below = f" ÷ {metric.denominator}" if metric.denominator else ""
    return {
        "metric_id": metric.metric_id,
        "name": choose(metric.name_zh, metric.name_en),
        "words": choose(metric.definition_zh, metric.definition_en) or None,
        "sql": f"{metric.numerator}{below}" if metric.numerator else None,
        "mart": metric.source or None,
        "basis": metric.basis,
        "variant": metric.variant,
        "numerator": example.get("numerator"),
        "denominator": example.get("denominator") if metric.denominator else None,
        "value": Cell(example.get("value"), "plain", metric_unit(metric), metric.digits),
        "n": example.get("n"),
    }


def add_report_map(book: Book, peers: Peers) -> None:
    """Every assessed item with the workbooks that show it; an orphan stands out."""
    sheet = open_sheet(
        book,
        N_("Report map"),
        N_("Which workbook shows the results of which item; none may be without one"),
        "report_map",
    )
    rows = read(book.tables, "report_map")
    text = book.language.text
    shown = [
        {
            "kind": text(KINDS[row["kind"]])
            if row["kind"] in KINDS
            else kind_word(book, row["kind"]),
            "rule_id": row["rule_id"],
            "item": twin(book, row, "name"),
            "table": table_word(book, row["table_name"]),
            "workbooks": row["workbooks"] or None,
            "verdict": Cell(text(N_("shown")), "good")
            if row["workbooks"]
            else Cell(text(N_("in no workbook")), "bad"),
        }
        for row in rows
    ]
    write_table(sheet, MAP, shown, freeze=1)


def add_matrices(book: Book, peers: Peers) -> None:
    """Weights by two sides, then lookups by two bands (F12)."""
    sheet = open_sheet(
        book,
        N_("Matrix weights"),
        N_("Weights by item and role, type or method; lookups by quantity and quality"),
        "rule_values",
    )
    rows = month_rows(book, "rule_values", "file", "position")
    weights = [
        row for row in rows if row["kind"] == "quality_weights" and row["field"] == "weights"
    ]
    by_role = [row for row in rows if row["field"].startswith("weight_by_")]
    lookups = [row for row in rows if row["kind"] == "work_matrix"]
    if "rule_values" in book.tables and sheet.says_none(
        "rule_values", [*weights, *by_role, *lookups], NO_MATRIX
    ):
        return
    _item_weights(book, sheet, by_role)
    for row in weights:
        _situations(book, sheet, json.loads(row["value"]))
    _lookup(book, sheet, {row["field"]: row for row in lookups})


def _item_weights(book: Book, sheet: Sheet, rows: Sequence[Row]) -> None:
    """Item × role or type of contact, a matrix for each scorecard."""
    for (card,), own in grouped(rows, "rule_id").items():
        sides = list(dict.fromkeys(row["field"].partition("/")[2] for row in own))
        lines = [
            {"row": twin(book, items[0], "name")}
            | {row["field"].partition("/")[2]: in_words(book, row) for row in items}
            for items in grouped(own, "path").values()
        ]
        sheet.caption(N_("Weights by item and side: {card}"), card=card)
        _write(book, sheet, sides, lines)


def _situations(book: Book, sheet: Sheet, matrix: dict[str, Any]) -> None:
    """Form × type of contact × method."""
    for form, types in matrix.items():
        methods = list(next(iter(types.values())))
        sheet.caption(N_("Weights of an evaluation by contact type and method: {form}"), form=form)
        lines = [{"row": word(book, kind)} | cells for kind, cells in types.items()]
        _write(book, sheet, methods, lines)


def _lookup(book: Book, sheet: Sheet, said: dict[str, Row]) -> None:
    """Bands of quantity × bands of quality."""
    if not {"quantity", "quality", "cells"} <= set(said):
        return
    quantity, quality, cells = (
        json.loads(said[key]["value"]) for key in ("quantity", "quality", "cells")
    )
    sheet.caption(N_("Lookup by quantity and quality"))
    across = [_band(book, band) for band in quality]
    lines = [
        {"row": _band(book, band)}
        | {name: twin(book, cell, "name") for name, cell in zip(across, row, strict=True)}
        for band, row in zip(quantity, cells, strict=True)
    ]
    _write(book, sheet, across, lines)


def _band(book: Book, band: dict[str, Any]) -> str:
    text = book.language.text
    return text(N_("{band}, from {lower}"), band=twin(book, band, "name"), lower=band["from"])


def _write(book: Book, sheet: Sheet, sides: Sequence[str], lines: Sequence[dict[str, Any]]) -> None:
    figures = [
        Figure(side, word(book, side) or side, "text", N_("Weight or name of the cell"),
               "rule_values.value")
        for side in sides
    ]  # fmt: skip
    write_table(sheet, (ROW, *figures), lines, filtered=False)
