"""Trace nodes: every number with the inputs that make it (scoring.md 4.13).

`inputs` is a JSON list of {name, value} objects. Its first entry names the operation; an
entry with `node` repeats the output of that node. Numbers are written as text, fractions
as numerator/denominator, so that a checker recomputes them exactly. The operations:

    source      a figure as the mart or contract has it
    ratio       numerator ÷ denominator, rounded to `digits`
    F1 F2 F5    the scoring function
    missing     the missing policy's score
    clamp       the item's caps
    gate        result after gates (F14)
    gate_effect what the gates of a section took away
    weigh       score × weight ÷ Σ weights, cut, plus `last_digit` by largest remainder
    sum         Σ of the children's outputs
    product     product of the factors, cut at `digits` for display
    limit       the product after floor, cap and gates
    round       the exact amount at 2 digits, with its residual
    pool_share  points × price, with the fen it got by largest remainder
    points      quantity × standard × coefficient
    held        no figure until the data are complete
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

Input = tuple[str, object] | tuple[str, object, str]


@dataclass
class Trace:
    """Collects the nodes of one person; node ids are period/agent/path."""

    period: str
    agent_id: str
    rows: list[dict[str, Any]] = field(default_factory=list)

    def node_id(self, path: str) -> str:
        """The full id of the node at `path`."""
        return f"{self.period}/{self.agent_id}/{path}"

    def add(
        self,
        path: str,
        parent: str | None,
        kind: str,
        operation: str,
        inputs: Sequence[Input],
        output: Decimal | None,
        *,
        notes: tuple[str, str],
        unit: str,
        digits: int,
        rule_ref: str | None = None,
    ) -> None:
        """Append a node at `path` that feeds the node at `parent`; `notes` are zh and en."""
        self.rows.append(
            {
                "node_id": self.node_id(path),
                "parent_id": None if parent is None else self.node_id(parent),
                "period": self.period,
                "agent_id": self.agent_id,
                "kind": kind,
                "rule_ref": rule_ref,
                "inputs": self._json(operation, inputs),
                "output": output,
                "unit": unit,
                "digits": digits,
                "note_zh": notes[0],
                "note_en": notes[1],
            }
        )

    def _json(self, operation: str, inputs: Sequence[Input]) -> str:
        listed: list[dict[str, object]] = [{"name": "operation", "value": operation}]
        for name, value, *node in inputs:
            entry: dict[str, object] = {"name": name, "value": written(value)}
            if node:
                entry["node"] = self.node_id(str(node[0]))
            listed.append(entry)
        return json.dumps(listed, ensure_ascii=False, separators=(",", ":"))


def written(value: object) -> object:
    """Numbers as exact text, everything else as it is."""
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, Decimal):
        return f"{value:f}" if value.is_finite() else str(value)
    if isinstance(value, list | tuple):
        return [written(one) for one in value]
    return value
