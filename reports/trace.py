"""The trace sheet: run identity and the nodes from which each score and amount follows."""

from __future__ import annotations

import json
from typing import Any

from reports.book import Book
from reports.figure import Figure
from reports.language import N_
from reports.rows import Row, read
from reports.sheet import Sheet
from reports.table import write_table
from reports.vocabulary import rule_place

IDENTITY = (
    Figure("part", N_("Part"), "text", N_("Part of the run's identity"), "run"),
    Figure("identity", N_("Identity"), "text", N_("Equal identity gives equal bytes"), "run"),
)
NODES = (
    Figure("node_id", N_("Node"), "text", N_("Node of the trace"), "trace_nodes.node_id"),
    Figure("parent_id", N_("Feeds"), "text", N_("Node that it feeds"), "trace_nodes.parent_id"),
    Figure("kind", N_("Kind"), "text", N_("Kind of calculation step"), "trace_nodes.kind"),
    Figure(
        "output", N_("Result"), "number", N_("Result of the step"), "trace_nodes.output", digits=6
    ),
    Figure("unit", N_("Unit"), "text", N_("Unit of the result"), "trace_nodes.unit"),
    Figure("rule_ref", N_("Rule"), "text", N_("Rule file and day"), "trace_nodes.rule_ref"),
    Figure("note", N_("Why"), "text", N_("The step in words"), "trace_nodes.note_zh, note_en"),
    Figure("inputs", N_("Inputs"), "text", N_("Named inputs of the step"), "trace_nodes.inputs"),
)
KINDS = {
    "source": N_("source"),
    "metric": N_("metric"),
    "function": N_("function"),
    "gate": N_("gate"),
    "weight": N_("weight"),
    "round": N_("rounding"),
    "amount": N_("amount"),
}
# A department's trace keeps the results; the full tree stands in each person's workbook.
RESULTS = ("gate", "round")
MOST_INPUT = 160


def add_trace(book: Book) -> None:
    """Identity of the run, then the trace nodes within the scope."""
    sheet = Sheet(book, N_("Trace"), N_("Where each score and amount comes from"))
    sheet.link_home()
    _identity(sheet)
    sheet.caption(N_("Calculation steps"))
    nodes = [n for n in read(book.tables, "trace_nodes") if n["period"] == book.context.period]
    if book.scope.kind != "agent":
        nodes = [node for node in nodes if node["kind"] in RESULTS]
    sheet.says_missing("trace_nodes")
    nodes.sort(key=lambda node: (node["agent_id"], node["node_id"]))
    write_table(sheet, NODES, [_shown(book, node) for node in nodes], freeze=1)


def _identity(sheet: Sheet) -> None:
    book, text = sheet.book, sheet.book.language.text
    context = book.context
    parts = (
        (N_("Run"), context.run_id),
        (N_("Period"), context.period),
        (N_("Rule fingerprint"), context.rule_fingerprint),
        (N_("Data as of"), book.language.instant(context.data_as_of, context.zone)),
        (N_("Code version"), context.code_version),
    )
    write_table(sheet, IDENTITY, [{"part": text(p), "identity": v} for p, v in parts])


def _shown(book: Book, node: Row) -> dict[str, Any]:
    words: str = KINDS.get(node["kind"]) or node["kind"]
    return node | {
        "kind": book.language.text(words),
        "rule_ref": rule_place(book, node["rule_ref"]),
        "inputs": inputs_in_words(node["inputs"]),
        "note": book.language.choose(node["note_zh"], node["note_en"]),
    }


def inputs_in_words(inputs: str | None) -> str | None:
    """The named inputs of a step as `name value; …`, one line; anything else as it stands."""
    try:
        named = json.loads(inputs or "[]")
        parts = [f"{each['name']} {_plain(each.get('value'))}" for each in named]
    except (ValueError, TypeError, KeyError):
        return inputs
    line = "; ".join(parts)
    return (line[: MOST_INPUT - 1] + "…" if len(line) > MOST_INPUT else line) or None


def _plain(value: object) -> str:
    if value is None or value == "":
        return "–"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
