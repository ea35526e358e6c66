"""Targets from the centre down, and whether children add up to their parent (S1-10)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from reports.book import Book
from reports.figure import Figure, metric_unit
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, grouped, read, total
from reports.table import Cell, write_table
from reports.vocabulary import word
from reports.workbooks.listing import open_sheet, twin

TREE = (
    Figure("node", N_("Target"), "text", N_("Node of the tree, set in by its depth"),
           "target_tree.name_zh"),
    Figure("level", N_("Level"), "text", N_("Centre, department, team or person"),
           "target_tree.level"),
    Figure("metric", N_("Metric"), "text", N_("What is measured"), "target_tree.metric"),
    Figure("volume", N_("Volume"), "count", N_("Weight of the node among its siblings"),
           "target_tree.volume"),
    Figure("baseline", N_("Baseline"), "number", N_("Where the node stands today"),
           "target_tree.baseline"),
    Figure("target", N_("Target value"), "number", N_("What the node is to reach"),
           "target_tree.target"),
    Figure("lowest", N_("Reach from"), "number", N_("Lowest target that the evidence supports"),
           "target_tree.lowest"),
    Figure("highest", N_("Reach to"), "number", N_("Highest target that the evidence supports"),
           "target_tree.highest"),
    Figure("below", N_("Children together"), "number",
           N_("Σ volume × target of the children ÷ the node's volume"),
           "target_tree.target_numerator"),
    Figure("error", N_("Consistency error"), "number",
           N_("Children together less the node's own; 0 is consistent"),
           "target_tree.target_numerator"),
    Figure("specific", N_("Specific"), "text", N_("What is to be reached, in words"),
           "target_tree.specific_zh"),
    Figure("evidence", N_("Achievable by"), "text", N_("Why the range can be reached"),
           "target_tree.evidence"),
    Figure("relevance", N_("Relevant for"), "text", N_("What it helps"), "target_tree.relevance"),
    Figure("owner", N_("Owner"), "text", N_("Who answers for it"), "target_tree.owner"),
    Figure("due_on", N_("Due"), "date", N_("Day on which it is due"), "target_tree.due_on"),
)  # fmt: skip
VALUES = ("baseline", "target", "lowest", "highest")


def add_targets(book: Book, peers: Peers) -> None:
    """Every tree of targets, parents before children, with its SMART fields."""
    sheet = open_sheet(
        book,
        N_("Target tree"),
        N_("Targets handed down from the centre; a tree that cannot be met is refused"),
        "target_tree",
    )
    rows = read(book.tables, "target_tree")
    below = grouped([row for row in rows if row["parent_id"]], "tree_id", "parent_id")
    shown = [
        _shown(book, row, depth, below.get((row["tree_id"], row["node_id"]), []))
        for root in [row for row in rows if row["parent_id"] is None]
        for row, depth in _downwards(root, 0, below)
    ]
    write_table(sheet, TREE, shown, freeze=1)
    if rows:
        sheet.headline(
            N_("{trees} target trees with {nodes} targets: children add up to their parents"),
            trees=len({row["tree_id"] for row in rows}),
            nodes=len(rows),
        )


def _downwards(row: Row, depth: int, below: Any) -> list[tuple[Row, int]]:
    found = [(row, depth)]
    for child in below.get((row["tree_id"], row["node_id"]), []):
        found += _downwards(child, depth + 1, below)
    return found


def _shown(book: Book, row: Row, depth: int, children: list[Row]) -> dict[str, Any]:
    metric = book.context.metrics.get(row["metric"])

    def measured(value: Decimal | None, tone: str = "plain") -> Cell:
        if metric is None or value is None:
            return Cell(value, tone)
        return Cell(value, tone, metric_unit(metric), metric.digits)

    together = error = None
    if children:
        per_unit = row["target_numerator"] / row["target"] if row["target"] else Decimal(1)
        together = total(children, "target_numerator") / per_unit
        error = together - row["target"]
    exact = not children or total(children, "target_numerator") == row["target_numerator"]
    return row | {
        "node": "\u3000" * depth + (twin(book, row, "name") or row["node_id"]),
        "level": word(book, row["level"]),
        "metric": book.language.choose(metric.name_zh, metric.name_en) if metric else row["metric"],
        **{key: measured(row[key]) for key in VALUES},
        "below": measured(together),
        "error": Cell(None) if error is None else Cell(error, "good" if exact else "bad"),
        "specific": twin(book, row, "specific"),
    }
