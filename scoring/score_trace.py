"""A scored tree as trace nodes, down to the numerators and denominators of its metrics."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from scoring.catalogue import MetricRef
from scoring.exact import SCORE_DIGITS, from_units, shown, shown_cut, units
from scoring.functions import Bands, Linear
from scoring.functions.gate import Multipliers
from scoring.inputs import Measured
from scoring.rules.plans import Function, ItemPlan
from scoring.score_lines import gate_notes, notes_of
from scoring.scores import FiredGate, Node
from scoring.trace import Input, Trace

SCORE_UNIT = "score"


def trace_score(trace: Trace, total: Node, parent: str | None) -> None:
    """Add the whole tree under the node at `parent` (None: it is a root)."""
    _trace_node(trace, total, f"score/{total.plan.id}", parent)


def _trace_node(trace: Trace, node: Node, path: str, parent: str | None) -> None:
    if isinstance(node.plan, ItemPlan):
        _trace_item(trace, node, node.plan, path, parent)
    else:
        _trace_section(trace, node, path, parent)


def _trace_section(trace: Trace, node: Node, path: str, parent: str | None) -> None:
    operation = "sum" if node.score is not None else "held"
    _add(trace, path, parent, "weight", operation, [], node.score, notes_of(node), node)
    if node.fired and node.ungated is not None and node.score is not None:
        inputs = [("ungated", node.ungated), *gate_inputs(node.fired, node.plan.multipliers)]
        effect = node.gate_effect
        _add(
            trace,
            f"{path}.gate",
            path,
            "gate",
            "gate_effect",
            inputs,
            effect,
            gate_notes(node),
            node,
        )
        trace_fired(trace, node.fired, f"{path}.gate")
    for child in node.children:
        child_path = f"score/{child.plan.id}"
        _trace_weight(trace, node, child, f"{child_path}.weight", path)
        _trace_node(trace, child, child_path, f"{child_path}.weight")


def _trace_weight(trace: Trace, node: Node, child: Node, path: str, parent: str) -> None:
    plan, child_path = child.plan, f"score/{child.plan.id}"
    if node.score is None or child.score is None:
        zh, en = (f"{plan.name_zh} 不计入", f"{plan.name_en} does not count")
        zero = from_units(0, SCORE_DIGITS)
        _add(trace, path, parent, "weight", "excluded", [], zero, (zh, en), child)
        return
    total = sum((c.plan.weight for c in node.children if c.state == "scored"), Decimal(0))
    cut = int(child.score * 10**SCORE_DIGITS * plan.weight // total)
    inputs: list[Input] = [
        ("score", child.score, child_path),
        ("weight", plan.weight),
        ("weights", total),
        ("last_digit", units(child.contribution, SCORE_DIGITS) - cut),
    ]
    share = f"{shown(plan.weight)}/{shown(total)}"
    figures = f"{shown(child.contribution)} = {shown_cut(child.score)} × {share}"
    notes = (f"{plan.name_zh} 贡献 {figures}", f"{plan.name_en} contributes {figures}")
    _add(trace, path, parent, "weight", "weigh", inputs, child.contribution, notes, child)


def _trace_item(trace: Trace, node: Node, item: ItemPlan, path: str, parent: str | None) -> None:
    if node.fired:
        inputs = [
            ("input", node.ungated, f"{path}.ungated"),
            *gate_inputs(node.fired, item.multipliers),
        ]
        if isinstance(item.function, Bands):
            inputs.append(("band_scores", [band.score for band in item.function.bands]))
        _add(trace, path, parent, "gate", "gate", inputs, node.score, gate_notes(node), node)
        trace_fired(trace, node.fired, path)
        path, parent = f"{path}.ungated", path
    _trace_ungated(trace, node, item, path, parent)


def _trace_ungated(trace: Trace, node: Node, item: ItemPlan, path: str, parent: str | None) -> None:
    notes = notes_of(node)
    if node.policy is not None:
        inputs: list[Input] = [("policy", node.policy), ("full_score", item.full_score)]
        _add(trace, path, parent, "function", "missing", inputs, node.ungated, notes, node)
        _trace_metrics(trace, node, item, path)
        return
    if item.cap_hi is not None or item.cap_lo is not None:
        inputs = [("input", node.raw, f"{path}.raw")]
        inputs += [("cap_lo", item.cap_lo), ("cap_hi", item.cap_hi)]
        _add(trace, path, parent, "function", "clamp", inputs, node.ungated, notes, node)
        path, parent = f"{path}.raw", path
    inputs = [*_values(item, node), *function_inputs(item.function, item.full_score)]
    _add(trace, path, parent, "function", item.function.code, inputs, node.raw, notes, node)
    _trace_metrics(trace, node, item, path)


def _values(item: ItemPlan, node: Node) -> list[Input]:
    return [
        ("value", found.value, f"score/{item.id}.{metric.name}")
        for metric, found in zip(item.metrics, node.measured, strict=True)
        if found is not None
    ]


def function_inputs(function: Function, full_score: Decimal) -> list[Input]:
    """The parameters of a function, complete enough to recompute it."""
    if isinstance(function, Linear):
        return [("points", [list(point) for point in function.points])]
    if isinstance(function, Bands):
        return [("bands", [[b.from_, b.to, b.score] for b in function.bands])]
    kinds = [[kind.per_event, kind.cap] for kind in function.categories]
    return [("full_score", full_score), ("lowest", function.lowest), ("categories", kinds)]


def gate_inputs(fired: Sequence[FiredGate], multipliers: Multipliers) -> list[Input]:
    """The gates that fired, as [action, value, figure, operator, threshold]."""
    return [("gates", fired_told(fired)), ("multipliers", multipliers)]


def fired_told(fired: Sequence[FiredGate]) -> list[list[object]]:
    """Each gate with the condition that held, complete enough to test it again."""
    return [
        [gate.rule.action, gate.rule.value, gate.figure, gate.rule.operator, gate.rule.threshold]
        for gate in fired
    ]


def trace_fired(trace: Trace, fired: Sequence[FiredGate], path: str) -> None:
    """Under the gate node at `path`, the metrics that made it fire."""
    for gate in fired:
        trace_metric(trace, gate.metric, gate.found, f"{path}.{gate.id}", path)


def _trace_metrics(trace: Trace, node: Node, item: ItemPlan, parent: str) -> None:
    for metric, found in zip(item.metrics, node.measured, strict=True):
        if found is not None:
            trace_metric(trace, metric, found, f"score/{item.id}.{metric.name}", parent)


def trace_metric(trace: Trace, metric: MetricRef, found: Measured, path: str, parent: str) -> None:
    """A metric and, where they are known, its numerator and denominator."""
    told = metric.definition
    value = "—" if found.value is None else shown(found.value)
    name = f"{told.id} n={found.n}"
    notes = (f"{told.name_zh} {value}（{name}）", f"{told.name_en} {value} ({name})")
    inputs: list[Input] = [("metric", told.id), ("variant", metric.variant)]
    inputs += [("basis", told.basis), ("n", found.n)]
    operation = "source"
    if found.numerator is not None and found.denominator is not None:
        operation = "ratio"
        inputs.append(("numerator", found.numerator, f"{path}.numerator"))
        inputs.append(("denominator", found.denominator, f"{path}.denominator"))
        _trace_sum(trace, metric, ("numerator", "分子"), found.numerator, path)
        _trace_sum(trace, metric, ("denominator", "分母"), found.denominator, path)
    _add_source(trace, path, parent, "metric", operation, inputs, found.value, notes, told.unit)


def _trace_sum(
    trace: Trace, metric: MetricRef, part: tuple[str, str], figure: Decimal, parent: str
) -> None:
    """The numerator or denominator of a metric: where the trace ends and the mart begins."""
    told, (en, zh) = metric.definition, part
    notes = (f"{told.name_zh} {zh} {shown(figure)}", f"{told.name_en} {en} {shown(figure)}")
    inputs: list[Input] = [("mart", told.mart), ("metric", metric.name)]
    inputs += [("metric_id", told.id), ("column", en)]
    path = f"{parent}.{en}"
    _add_source(trace, path, parent, "source", "source", inputs, figure, notes, told.unit)


def _add_source(
    trace: Trace,
    path: str,
    parent: str,
    kind: str,
    operation: str,
    inputs: list[Input],
    output: Decimal | None,
    notes: tuple[str, str],
    unit: str,
) -> None:
    trace.add(
        path, parent, kind, operation, inputs, output, notes=notes, unit=unit, digits=SCORE_DIGITS
    )


def _add(
    trace: Trace,
    path: str,
    parent: str | None,
    kind: str,
    operation: str,
    inputs: list[Input],
    output: Decimal | None,
    notes: tuple[str, str],
    node: Node,
) -> None:
    trace.add(
        path,
        parent,
        kind,
        operation,
        inputs,
        output,
        notes=notes,
        unit=SCORE_UNIT,
        digits=SCORE_DIGITS,
        rule_ref=node.plan.rule_ref,
    )
