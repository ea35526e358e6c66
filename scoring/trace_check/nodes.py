"""Every node of a trace held against its inputs, and every pool against its shares."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pyarrow as pa

from scoring.trace_check.checked import Checked, at
from scoring.trace_check.operations import OPERATIONS

Row = dict[str, Any]


def check_trace(trace_nodes: pa.Table) -> list[str]:
    """What is wrong with the trace, one sentence per node; empty where all is well.

    Checks that every node's output follows from its inputs, that inputs which repeat a
    node's output agree with it, that sums equal their children exactly, that parents exist,
    and that the shares of every pool spend it exactly.
    """
    rows = trace_nodes.to_pylist()
    by_id = {row["node_id"]: row for row in rows}
    children: dict[str, list[Row]] = {}
    for row in rows:
        children.setdefault(row["parent_id"], []).append(row)
    problems = [] if len(by_id) == len(rows) else ["a node id stands twice"]
    for row in rows:
        problems += _problems(row, by_id, children.get(row["node_id"], []))
    return [*problems, *_unbalanced_pools(rows)]


def _unbalanced_pools(rows: Sequence[Row]) -> list[str]:
    """Pools whose shares, reserve and breach do not add up to the pool."""
    left: dict[tuple[str, str, str], Fraction] = {}
    for row in rows:
        inputs = {entry["name"]: entry["value"] for entry in json.loads(row["inputs"])}
        if inputs["operation"] == "pool_share":
            component = row["node_id"].split("/")[3].removesuffix(".share")
            pool = (row["rule_ref"], component, inputs["pool"])
            whole = Fraction(inputs["pool_amount"]) - Fraction(inputs["reserve"])
            left.setdefault(pool, whole + Fraction(inputs["breach"]))
            left[pool] -= Fraction(row["output"])
    return [
        f"pool {pool}: {at(rest, 2)} is not accounted for" for pool, rest in left.items() if rest
    ]


def _problems(row: Row, by_id: dict[str, Row], children: Sequence[Row]) -> list[str]:
    name, listed = row["node_id"], json.loads(row["inputs"])
    problems: list[str] = []
    if row["parent_id"] is not None and row["parent_id"] not in by_id:
        problems.append(f"{name}: the parent {row['parent_id']} does not exist")
    problems += [
        f"{name}: the input {entry['name']} is not the output of {entry['node']}"
        for entry in listed
        if "node" in entry and not _agrees(entry, by_id)
    ]
    inputs = {entry["name"]: entry["value"] for entry in listed}
    recompute = OPERATIONS.get(inputs["operation"])
    if recompute is None:
        return [*problems, f"{name}: unknown operation {inputs['operation']}"]
    try:
        wanted = recompute(Checked(row, inputs, listed, children))
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        return [*problems, f"{name}: cannot be recomputed ({error!r})"]
    if wanted != row["output"]:
        problems.append(f"{name}: output {row['output']}, recomputed {wanted}")
    return problems


def _agrees(entry: Row, by_id: dict[str, Row]) -> bool:
    node = by_id.get(entry["node"])
    if node is None:
        return False
    output, value = node["output"], entry["value"]
    if output is None or value is None:
        return output is None and value is None
    return Fraction(value) == Fraction(output)
