"""The checker: recomputes every trace node from its inputs, with code of its own.

It shares nothing with the engine but the format of the trace (`trace.py`): its arithmetic
is plain Decimal and Fraction, written a second time on purpose.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pyarrow as pa


@dataclass(frozen=True)
class _Checked:
    """A node as the checker sees it: its row, inputs by name, and its children."""

    row: dict[str, Any]
    inputs: dict[str, Any]
    children: Sequence[dict[str, Any]]

    def number(self, name: str) -> Fraction:
        return Fraction(self.inputs[name])

    @property
    def digits(self) -> int:
        return int(self.row["digits"])


def check_trace(trace_nodes: pa.Table) -> list[str]:
    """What is wrong with the trace, one sentence per node; empty where all is well.

    Checks that every node's output follows from its inputs, that inputs which repeat a
    node's output agree with it, that sums equal their children exactly, and that parents
    exist, and that the shares of every pool spend it exactly.
    """
    rows = trace_nodes.to_pylist()
    by_id = {row["node_id"]: row for row in rows}
    children: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        children.setdefault(row["parent_id"], []).append(row)
    problems = [] if len(by_id) == len(rows) else ["a node id stands twice"]
    for row in rows:
        problems += _problems(row, by_id, children.get(row["node_id"], []))
    return [*problems, *_unbalanced_pools(rows)]


def _unbalanced_pools(rows: Sequence[dict[str, Any]]) -> list[str]:
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
        f"pool {pool}: {_at(rest, 2)} is not accounted for" for pool, rest in left.items() if rest
    ]


def _problems(
    row: dict[str, Any], by_id: dict[str, dict[str, Any]], children: Sequence[dict[str, Any]]
) -> list[str]:
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
    recompute = RECOMPUTE.get(inputs["operation"])
    if recompute is None:
        return [*problems, f"{name}: unknown operation {inputs['operation']}"]
    try:
        wanted = recompute(_Checked(row, {**inputs, "listed": listed}, children))
    except (KeyError, TypeError, ValueError, ZeroDivisionError) as error:
        return [*problems, f"{name}: cannot be recomputed ({error!r})"]
    if wanted != row["output"]:
        problems.append(f"{name}: output {row['output']}, recomputed {wanted}")
    return problems


def _agrees(entry: dict[str, Any], by_id: dict[str, dict[str, Any]]) -> bool:
    node = by_id.get(entry["node"])
    if node is None:
        return False
    output, value = node["output"], entry["value"]
    if output is None or value is None:
        return output is None and value is None
    return Fraction(value) == Fraction(output)


def _at(value: Fraction, digits: int, rounding: str = ROUND_HALF_UP) -> Decimal:
    with localcontext() as context:
        context.prec = 80
        quotient = Decimal(value.numerator) / Decimal(value.denominator)
        return quotient.quantize(Decimal(1).scaleb(-digits), rounding=rounding)


def _given(node: _Checked) -> Decimal | None:
    return node.row["output"]


def _sum(node: _Checked) -> Decimal | None:
    unit = node.row["unit"]
    return sum((c["output"] for c in node.children if c["unit"] == unit), Decimal(0))


def _ratio(node: _Checked) -> Decimal | None:
    if node.number("denominator") == 0:
        return None
    return _at(node.number("numerator") / node.number("denominator"), node.digits)


def _linear(node: _Checked) -> Decimal | None:
    x, points = node.number("value"), [(Fraction(a), Fraction(b)) for a, b in node.inputs["points"]]
    if x <= points[0][0]:
        return _at(points[0][1], node.digits)
    for (x0, y0), (x1, y1) in pairwise(points):
        if x <= x1:
            return _at((y0 * (x1 - x) + y1 * (x - x0)) / (x1 - x0), node.digits)
    return _at(points[-1][1], node.digits)


def _bands(node: _Checked) -> Decimal | None:
    x, bands = Decimal(node.inputs["value"]), node.inputs["bands"]
    earned = [score for low, _, score in bands if Decimal(low) <= x]
    return _at(Fraction(earned[-1]), node.digits)


def _deduction(node: _Checked) -> Decimal | None:
    counts = [Fraction(e["value"]) for e in node.inputs["listed"] if e["name"] == "value"]
    left = node.number("full_score")
    for count, (each, cap) in zip(counts, node.inputs["categories"], strict=True):
        loss = count * Fraction(each)
        left -= loss if cap is None or loss < Fraction(cap) else Fraction(cap)
    return _at(max(left, node.number("lowest")), node.digits)


def _missing(node: _Checked) -> Decimal | None:
    if "score" in node.inputs:
        return _at(node.number("score"), node.digits)
    score = {"NEUTRAL": node.inputs.get("full_score"), "ZERO": 0}.get(node.inputs["policy"])
    return None if score is None else _at(Fraction(score), node.digits)


def _clamp(node: _Checked) -> Decimal | None:
    value = node.number("input")
    low, high = node.inputs["cap_lo"], node.inputs["cap_hi"]
    value = value if high is None else min(value, Fraction(high))
    return _at(value if low is None else max(value, Fraction(low)), node.digits)


FIRES: dict[str, Callable[[Decimal, Decimal], bool]] = {
    ">=": lambda figure, threshold: figure >= threshold,
    ">": lambda figure, threshold: figure > threshold,
    "<=": lambda figure, threshold: figure <= threshold,
    "<": lambda figure, threshold: figure < threshold,
}


def _gates(value: Fraction, gates: Any, mode: str, drop: Any) -> Fraction | None:
    results, factors = [value], list[Fraction]()
    for action, amount, figure, operator, threshold in gates:
        if not FIRES[operator](Decimal(figure), Decimal(threshold)):
            raise ValueError(f"the gate {action} did not fire at {figure}")
        if action == "HOLD":
            return None
        if action == "MULTIPLY":
            factors.append(Fraction(amount))
        elif action == "DROP_BAND":
            results.append(drop(int(Fraction(amount))))
        else:
            results.append(Fraction(0) if action == "ZERO" else Fraction(amount))
    multiplied = value
    for factor in factors if mode == "product" else sorted(factors)[:1]:
        multiplied *= factor
    return min([multiplied, *results])


def _dropped(scores: Sequence[str], score: Fraction, bands: int) -> Fraction:
    below = sorted({Fraction(one) for one in scores if Fraction(one) < score}, reverse=True)
    return [score, *below][min(bands, len(below))]


def _gate(node: _Checked) -> Decimal | None:
    value, scores = node.number("input"), node.inputs.get("band_scores", [])
    drop: Callable[[int], Fraction] = lambda bands: _dropped(scores, value, bands)  # noqa: E731
    left = _gates(value, node.inputs["gates"], node.inputs["multipliers"], drop)
    return None if left is None else _at(left, node.digits)


def _gate_effect(node: _Checked) -> Decimal | None:
    value = node.number("ungated")
    left = _gates(value, node.inputs["gates"], node.inputs["multipliers"], None)
    if left is None:
        return None
    return _at(left, node.digits) - _at(value, node.digits)


def _weigh(node: _Checked) -> Decimal | None:
    share = node.number("score") * node.number("weight") / node.number("weights")
    cut = _at(share, node.digits, ROUND_FLOOR)
    return cut + Decimal(node.inputs["last_digit"]).scaleb(-node.digits)


def _product(node: _Checked) -> Decimal | None:
    result = Fraction(1)
    for entry in node.inputs["listed"][1:]:
        result *= Fraction(entry["value"])
    return _at(result, node.digits, ROUND_DOWN)


def _limit(node: _Checked) -> Decimal | None:
    value, floor, cap = node.number("exact"), node.inputs["floor"], node.inputs["cap"]
    value = value if cap is None else min(value, Fraction(cap))
    value = value if floor is None else max(value, Fraction(floor))

    def drop(bands: int) -> Fraction:
        scores = node.inputs["band_scores"]
        return node.number("per_coefficient") * _dropped(scores, node.number("coefficient"), bands)

    own = _gates(value, node.inputs["gates"], node.inputs["multipliers"], drop)
    if own is None:
        return None
    mode = node.inputs["variable_pay_multipliers"]
    left = _gates(own, node.inputs["variable_pay_gates"], mode, drop)
    return None if left is None else _at(left, node.digits, ROUND_DOWN)


def _round(node: _Checked) -> Decimal | None:
    mode = ROUND_HALF_EVEN if node.inputs["mode"] == "HALF_EVEN" else ROUND_HALF_UP
    return _at(node.number("exact"), node.digits, mode)


def _pool_share(node: _Checked) -> Decimal | None:
    exact, frozen = node.number("points") * node.number("price"), node.inputs["frozen"]
    if frozen:
        exact = node.number(frozen)
    if node.inputs["rounding"] == "HALF_UP":
        return _at(exact, node.digits)
    cut = _at(exact, node.digits, ROUND_FLOOR)
    return cut + Decimal(node.inputs["last_fen"]).scaleb(-node.digits)


def _points(node: _Checked) -> Decimal | None:
    k = node.number("role_coefficient") * Fraction(node.inputs.get("quality_coefficient", "1"))
    coefficient = Fraction(_at(k, 6))
    exact = node.number("quantity") * node.number("standard_points") * coefficient
    return _at(exact, node.digits)


RECOMPUTE: dict[str, Callable[[_Checked], Decimal | None]] = {
    "source": _given,
    "held": _given,
    "excluded": lambda node: _at(Fraction(0), node.digits),
    "sum": _sum,
    "ratio": _ratio,
    "F1": _linear,
    "F2": _bands,
    "F5": _deduction,
    "missing": _missing,
    "clamp": _clamp,
    "gate": _gate,
    "gate_effect": _gate_effect,
    "weigh": _weigh,
    "product": _product,
    "limit": _limit,
    "round": _round,
    "pool_share": _pool_share,
    "points": _points,
}
