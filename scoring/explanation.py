"""The trace told to people: one line per node, at most a screen per level."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc

from data_contracts.refusal import Place, Refusal

Locale = Literal["zh_CN", "en"]
SCREEN_LINES = 30

Children = dict[str | None, list[dict[str, Any]]]


def explain(
    trace_nodes: pa.Table,
    agent_id: str,
    locale: Locale,
    node: str | None = None,
    depth: int = 2,
) -> str:
    """Why a person's figures are what they are, as indented lines.

    `node` is a node id, or its part after period and person (such as `score/quality`);
    without it every root is told. `depth` levels follow below it. A level longer than a
    screen is cut and says how to see the rest. Raises Refusal where there is no such node.
    """
    rows = trace_nodes.filter(pc.field("agent_id") == agent_id).to_pylist()
    if not rows:
        raise Refusal(
            "the trace has nobody of this id in the period",
            place=Place("trace_nodes", key="agent_id"),
            value=agent_id,
            next_step="check the id and the period",
        )
    children: Children = {}
    for row in rows:
        children.setdefault(row["parent_id"], []).append(row)
    tops = children[None] if node is None else [_found(rows, node)]
    note = "note_zh" if locale == "zh_CN" else "note_en"
    return "\n".join(line for top in tops for line in _told(top, children, note, depth, 0))


def _found(rows: list[dict[str, Any]], node: str) -> dict[str, Any]:
    for row in rows:
        if row["node_id"] == node or row["node_id"].split("/", 2)[2] == node:
            return row
    raise Refusal(
        "the trace of this person has no such node",
        place=Place("trace_nodes", key="node_id"),
        value=node,
        next_step="explain without a node to see the roots, then go down one by one",
    )


def _told(
    row: dict[str, Any], children: Children, note: str, depth: int, level: int
) -> Iterator[str]:
    below = children.get(row["node_id"], [])
    path = row["node_id"].split("/", 2)[2]
    yield f"{'  ' * level}{row[note]}  [{path}]"
    if depth == 0:
        return
    for child in below[:SCREEN_LINES]:
        yield from _told(child, children, note, depth - 1, level + 1)
    if len(below) > SCREEN_LINES:
        left = len(below) - SCREEN_LINES
        more = f"…… 另有 {left} 项" if note == "note_zh" else f"… {left} more"
        yield f"{'  ' * (level + 1)}{more}  [{path}/…]"
