"""A scored tree as score lines: one row per person and node, and one where gates took away.

A gate that acts on a section or the total is a line of its own, of kind 'item' and function
F14, whose contribution is what it took away; so is a floor that lifted the total. So
contributions always sum to the score.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from scoring.arrow_text import chosen, filled
from scoring.columns import Figures, Rows
from scoring.gates import Fired
from scoring.rules.scorecard_plans import ItemPlan
from scoring.scores.nodes import POLICIES, Node, State
from scoring.scores.texts import Told
from scoring.tables import NUMBER, SCORE_LINES

LINE_POLICIES = np.array(
    [None, *(None if policy == "DATA_INCOMPLETE" else policy for policy in POLICIES[1:])],
    dtype=object,
)


@dataclass(frozen=True)
class Lines:
    """Whose lines are written: the group's agent ids, and what stands before their node ids
    ('' where the person has one segment; a segment's root feeds the person's total)."""

    period: str
    agent_ids: pa.Array
    scorecard_id: str
    prefix: str | pa.Array

    def named(self, node_id: str, rows: Rows | None = None) -> str | pa.Array:
        """A node's id, with the segment's prefix where there are segments."""
        prefix = self.prefix
        if isinstance(prefix, str) or rows is None:
            return filled(prefix, node_id)
        return filled(prefix.take(pa.array(rows)), node_id)


def score_lines(lines: Lines, total: Told) -> Iterator[pa.RecordBatch]:
    """The rows of a group, parents before children, in the order of the rule file."""
    yield from _below(lines, total, None)


def _below(lines: Lines, told: Told, parent: str | None) -> Iterator[pa.RecordBatch]:
    node = told.node
    yield _line(lines, told, parent)
    for child in told.children:
        yield from _below(lines, child, node.plan.id)
    if not isinstance(node.plan, ItemPlan):
        if node.fired:
            yield _gate_line(lines, told)
        if node.lifted.any():
            yield _floor_line(lines, told)


def _line(lines: Lines, told: Told, parent: str | None) -> pa.RecordBatch:
    node, plan = told.node, told.node.plan
    item = plan if isinstance(plan, ItemPlan) else None
    kind, above = ("section", lines.named(parent)) if parent is not None else _root(lines)
    target = None if item is None else item.function.target(item.full_score)
    return _batch(
        len(node),
        {
            "period": lines.period,
            "agent_id": lines.agent_ids,
            "scorecard_id": lines.scorecard_id,
            "node_id": lines.named(plan.id),
            "parent_id": above,
            "kind": "item" if item else kind,
            "name_zh": plan.name_zh,
            "name_en": plan.name_en,
            "metric": ", ".join(metric.name for metric in item.metrics) if item else None,
            **_figures(node),
            "target": target,
            "function": getattr(item.function, "code", None) if item else None,
            "score": Figures(node.score, known=node.counts),
            "ungated_score": Figures(node.ungated, known=node.counted_ungated),
            "weight_declared": Figures(node.weight),
            "weight_applied": Figures(node.weight_applied),
            "contribution": Figures(node.contribution),
            "policy": _policies(node),
            "flag": told.flag,
            "rule_ref": plan.rule_ref,
            "note_zh": told.zh,
            "note_en": told.en,
        },
    )


def _root(lines: Lines) -> tuple[str | pa.Array, pa.Array | None]:
    """Kind and parent of the root: a total, or a section of the person's total."""
    if isinstance(lines.prefix, str):
        return "total", None
    whole = pa.array([prefix == "" for prefix in lines.prefix.to_pylist()])
    return chosen(whole, "total", "section"), chosen(whole, pa.nulls(len(whole), "string"), "total")


def _figures(node: Node) -> dict[str, object]:
    """The metric behind an item that reads one."""
    if node.detail is None or len(node.detail.reads) != 1:
        return {}
    found = node.detail.reads[0].measured
    return {
        "n": pa.array(found.n, pa.int64(), mask=~found.present),
        "numerator": found.numerator,
        "denominator": found.denominator,
        "metric_value": found.value,
    }


def _policies(node: Node) -> object:
    return None if node.detail is None else LINE_POLICIES[node.detail.policy].tolist()


def _gate_line(lines: Lines, told: Told) -> pa.RecordBatch:
    node, rows = told.node, np.flatnonzero(told.node.any_fired)
    return _effect(
        lines,
        told,
        rows,
        {
            "node_id": lines.named(f"{node.plan.id}.gate", rows),
            "name_zh": [_joined(node, row, "name_zh", "、") for row in rows.tolist()],
            "name_en": [_joined(node, row, "name_en", ", ") for row in rows.tolist()],
            "metric": [_metrics(node, row) for row in rows.tolist()],
            "function": "F14",
            "contribution": Figures(
                np.where(node.state == State.SCORED, node.gate_effect, 0)[rows]
            ),
            "flag": told.flag.take(pa.array(rows)),
            "rule_ref": [_first(node, row).plan.rule_ref for row in rows.tolist()],
            "note_zh": told.gate_zh[rows].tolist(),
            "note_en": told.gate_en[rows].tolist(),
        },
    )


def _floor_line(lines: Lines, told: Told) -> pa.RecordBatch:
    node, rows = told.node, np.flatnonzero(told.node.lifted)
    zh, en = floor_notes(node, rows)
    return _effect(
        lines,
        told,
        rows,
        {
            "node_id": lines.named(f"{node.plan.id}.floor", rows),
            "name_zh": "培训期保底",
            "name_en": "Floor in training",
            "contribution": Figures(node.lifted[rows]),
            "rule_ref": node.plan.rule_ref,
            "note_zh": zh,
            "note_en": en,
        },
    )


def floor_notes(node: Node, rows: Rows) -> tuple[pa.Array, pa.Array]:
    """What the floor of people in training added."""
    before = Figures(node.ungated[rows] - node.lifted[rows]).text_cut()
    after = Figures(node.ungated[rows]).text_cut()
    return (
        filled("培训期保底：", before, " → ", after),
        filled("Floor in training: ", before, " → ", after),
    )


def _effect(lines: Lines, told: Told, rows: Rows, columns: dict[str, object]) -> pa.RecordBatch:
    """A line of what changed a node's score beside its children."""
    nothing = Figures(np.zeros(len(rows), dtype=np.int64))
    return _batch(
        len(rows),
        {
            "period": lines.period,
            "agent_id": lines.agent_ids.take(pa.array(rows)),
            "scorecard_id": lines.scorecard_id,
            "parent_id": lines.named(told.node.plan.id, rows),
            "kind": "item",
            "weight_declared": nothing,
            "weight_applied": nothing,
            **columns,
        },
    )


def _acting(node: Node, row: int) -> list[int]:
    return [place for place, gate in enumerate(node.fired) if gate.who[row]]


def _first(node: Node, row: int) -> Fired:
    return node.fired[_acting(node, row)[0]]


def _joined(node: Node, row: int, name: str, between: str) -> str:
    return between.join(getattr(node.fired[place].plan, name) for place in _acting(node, row))


def _metrics(node: Node, row: int) -> str:
    names = {node.fired[place].plan.metric.name for place in _acting(node, row)}
    return ", ".join(sorted(names))


def _batch(count: int, columns: dict[str, object]) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays(
        [_column(columns.get(one.name), count, one.type) for one in SCORE_LINES],
        schema=SCORE_LINES,
    )


def _column(value: object, count: int, kind: pa.DataType) -> pa.Array:
    if value is None:
        return pa.nulls(count, kind)
    if isinstance(value, Figures):
        return value.arrow(NUMBER)
    if isinstance(value, pa.Array):
        return value
    if isinstance(value, list):
        return pa.array(value, kind)
    return pa.repeat(pa.scalar(value, kind), count)
