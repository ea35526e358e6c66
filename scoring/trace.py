"""Trace nodes: every number with the inputs that make it (scoring.md 4.13).

A node is added once for many people: what is the same for all is said once, what differs is a
column. Rows are written only when they are asked for, a node at a time, so that a trace of
millions of rows never stands in memory as text.

`inputs` of a row is a JSON list of {name, value} objects. Its first entry names the operation;
an entry with `node` repeats the output of that node. Numbers are written as text, fractions as
numerator/denominator, so that a checker recomputes them exactly. The operations:

    source      a figure as the mart or contract has it
    ratio       numerator ÷ denominator, rounded to `digits`
    F1 … F16    the scoring function, or the tiers of an amount
    missing     the missing policy's score
    stand_in    the value that a missing policy puts in the place of a person's own
    adjusted    a value as over the full month, or as after training
    bonus       an item with the points of an F6 in it
    clamp       the item's caps
    gate        result after gates (F14)
    gate_effect what the gates of a section took away
    lift        what a floor added to the total
    weigh       score × weight ÷ Σ weights, cut, plus `last_digit` by largest remainder
    share       what a child adds where the composition is not a mean
    sum         Σ of the children's outputs
    excluded    nothing, for what does not count
    product     product of the factors, cut at `digits` for display
    parts       Σ of products, over segments or entries
    limit       the amount after floor, cap and gates
    forfeit     what a leaver keeps
    round       the exact amount at 2 digits, with its residual
    pool_split  a part of a nested pool
    pool_share  points × price, with the fen it got by largest remainder
    points      quantity × standard × coefficients
    over_cap    points that a cap takes off again
    under_zero  points under 0, written off
    expired     points of an earlier month that run out
    minimum_wage    what is missing to the minimum wage
    deduction_cap   what may lawfully be deducted
    held        no figure until the data are complete
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

import pyarrow as pa

from scoring.arrow_text import Texts, chosen, filled, replaced
from scoring.columns import Figures, Fractions, Rows
from scoring.tables import NUMBER, TRACE_NODES

Text = str | Texts | Callable[[], Texts]


@dataclass(frozen=True)
class Each:
    """One JSON value per person, encoded already."""

    texts: Texts


Input = tuple[str, object] | tuple[str, object, str | Texts]


@dataclass(frozen=True)
class Frame:
    """One node of `rows` people; texts and inputs are constant or one per row."""

    rows: Rows
    path: str | Texts
    parent: str | Texts | None
    kind: str
    operation: str
    inputs: Sequence[Input]
    output: Figures
    notes: tuple[Text, Text]
    unit: str
    digits: int
    rule_ref: str | Texts | None = None


@dataclass
class Trace:
    """The nodes of one period; node ids are period/agent/path."""

    period: str
    agent_ids: pa.StringArray
    frames: list[Frame] = field(default_factory=list)

    def add(self, frame: Frame) -> None:
        """Take in a node, unless it is nobody's."""
        if len(frame.rows):
            self.frames.append(frame)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The rows by data_contracts/outputs/trace_nodes, parents before children."""
        prefixes = filled(f"{self.period}/", self.agent_ids, "/")
        for frame in self.frames:
            yield _rows_of(frame, self.period, self.agent_ids, prefixes)

    def table(self) -> pa.Table:
        """All rows at once."""
        return pa.Table.from_batches(self.batches(), TRACE_NODES)


def _rows_of(
    frame: Frame, period: str, agent_ids: pa.StringArray, prefixes: pa.StringArray
) -> pa.RecordBatch:
    rows, count = pa.array(frame.rows), len(frame.rows)
    prefix = prefixes.take(rows)
    columns = {
        "node_id": filled(prefix, frame.path),
        "parent_id": None if frame.parent is None else filled(prefix, frame.parent),
        "period": period,
        "agent_id": agent_ids.take(rows),
        "kind": frame.kind,
        "rule_ref": frame.rule_ref,
        "inputs": _json(frame, prefix),
        "output": frame.output.arrow(NUMBER),
        "unit": frame.unit,
        "digits": frame.digits,
        "note_zh": _called(frame.notes[0]),
        "note_en": _called(frame.notes[1]),
    }
    return pa.RecordBatch.from_arrays(
        [_array(columns[column.name], count, column.type) for column in TRACE_NODES],
        schema=TRACE_NODES,
    )


def _called(text: Text) -> str | Texts:
    return text() if callable(text) else text


def _array(value: object, count: int, kind: pa.DataType) -> pa.Array:
    if isinstance(value, pa.Array):
        return value
    if isinstance(value, list | tuple):
        return pa.array(value, kind)
    return pa.repeat(pa.scalar(value, kind), count)


def _json(frame: Frame, prefix: pa.StringArray) -> pa.StringArray:
    safe = replaced(replaced(prefix, "\\", "\\\\"), '"', '\\"')
    parts: list[str | Texts] = [f'[{{"name":"operation","value":{encoded(frame.operation)}']
    for name, value, *node in frame.inputs:
        parts += [f'}},{{"name":{encoded(name)},"value":', _encoded_column(value)]
        if node:
            parts += [',"node":"', safe, node[0], '"']
    return _array(filled(*parts, "}]"), len(frame.rows), pa.string())


def encoded(value: object) -> str:
    """A constant as JSON; numbers as exact text."""
    return json.dumps(_written(value), ensure_ascii=False, separators=(",", ":"))


def _encoded_column(value: object) -> str | Texts:
    if isinstance(value, Each):
        return value.texts
    if isinstance(value, Fractions):
        return filled('"', value.written(), '"')
    if isinstance(value, Figures):
        texts = filled('"', value.written(), '"')
        return texts if value.known is None else chosen(pa.array(value.known), texts, "null")
    return encoded(value)


def _written(value: object) -> object:
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, Decimal):
        return f"{value:f}" if value.is_finite() else str(value)
    if isinstance(value, list | tuple):
        return [_written(one) for one in value]
    return value
