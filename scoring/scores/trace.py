"""A scored tree as trace nodes, from the total down to its items."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from scoring.arrow_text import filled
from scoring.columns import Figures, Ints, Mask, Rows, divided, minus, product
from scoring.rules.scorecard_plans import ItemPlan, SectionPlan
from scoring.scores.item_trace import trace_item
from scoring.scores.lines import floor_notes
from scoring.scores.nodes import WHOLE, Node
from scoring.scores.sections import placement
from scoring.scores.texts import Told
from scoring.scores.trace_at import Path, ScoreTrace, fired_metrics, gate_inputs, notes_of
from scoring.trace import Each, Input


def trace_scores(at: ScoreTrace, total: Told, parent: Sequence[str | None]) -> None:
    """The whole tree of a group. `parent` is what each person's total feeds (None: a root)."""
    parents = np.array(parent, dtype=object)
    for one in dict.fromkeys(parent):
        who = (
            np.flatnonzero(parents == one)
            if one is not None
            else np.flatnonzero([place is None for place in parent])
        )
        _section_node(at, total, who, one)
    _below(at, total)


def _section_node(at: ScoreTrace, told: Told, who: Rows, parent: Path | None) -> None:
    node, name = told.node, told.node.plan.id
    for counts, operation in ((node.counts, "sum"), (~node.counts, "held")):
        some = who[counts[who]]
        inside = parent
        if parent is not None and not isinstance(parent, str):
            inside = parent.filter(pa.array(counts[who]))
        output = Figures(node.score[some], known=None if operation == "sum" else node.counts[some])
        at.add(
            some,
            name,
            inside,
            "weight",
            operation,
            [],
            output,
            notes_of(told, some),
            node.plan.rule_ref,
        )


def _below(at: ScoreTrace, told: Told) -> None:
    node = told.node
    _effects(at, told)
    for child in told.children:
        who = np.arange(len(node))
        if placement(child.node.plan) == "inside_item":
            continue
        _weight(at, node, child)
        parent = at.path(f"{child.node.plan.id}.weight", who)
        if isinstance(child.node.plan, ItemPlan):
            trace_item(at, child, child.node.plan, told)
        else:
            _section_node(at, child, who, parent)
            _below(at, child)


def _effects(at: ScoreTrace, told: Told) -> None:
    """What gates took from a section, and what a floor added to the total."""
    node, plan = told.node, told.node.plan
    who = np.flatnonzero(node.any_fired & node.counts)
    if len(who):
        inputs: list[Input] = [
            ("ungated", Figures(node.ungated[who])),
            *gate_inputs(node.fired, plan.multipliers, who),
        ]
        notes = (told.gate_zh[who].tolist(), told.gate_en[who].tolist())
        name, parent = f"{plan.id}.gate", at.path(plan.id, who)
        effect = Figures(node.gate_effect[who])
        at.add(who, name, parent, "gate", "gate_effect", inputs, effect, notes, plan.rule_ref)
        fired_metrics(at, node.fired, name, node.counts)
    raised = np.flatnonzero(np.asarray(node.lifted > 0, dtype=bool) & node.counts)
    if len(raised):
        inputs = [
            ("composed", Figures(minus(node.ungated, node.lifted)[raised])),
            ("floor", Figures(node.ungated[raised])),
        ]
        output, parent = Figures(node.lifted[raised]), at.path(plan.id, raised)
        notes = floor_notes(node, raised)
        at.add(
            raised, f"{plan.id}.floor", parent, "gate", "lift", inputs, output, notes, plan.rule_ref
        )


def _weight(at: ScoreTrace, node: Node, child: Told) -> None:
    """What a child adds to its section."""
    one, plan = child.node, child.node.plan
    name = f"{plan.id}.weight"
    adds = one.counts & node.counts
    if placement(plan) is None:
        adds &= _compared(node, one)
    rest = np.flatnonzero(~adds)
    zero = Figures(np.zeros(len(rest), dtype=np.int64))
    left_out = (f"{plan.name_zh} 不计入", f"{plan.name_en} does not count")
    at.add(
        rest,
        name,
        at.path(node.plan.id, rest),
        "weight",
        "excluded",
        [],
        zero,
        left_out,
        plan.rule_ref,
    )
    who = np.flatnonzero(adds)
    inputs, share = _weighing(at, node, one, who)
    operation = "weigh" if share is not None else "share"
    points, scores = Figures(one.contribution[who]), Figures(one.score[who]).text_cut()
    figures = filled(points.text(), " = ", scores, *([" × ", share] if share is not None else []))
    notes = (
        filled(f"{plan.name_zh} 贡献 ", figures),
        filled(f"{plan.name_en} contributes ", figures),
    )
    at.add(
        who,
        name,
        at.path(node.plan.id, who),
        "weight",
        operation,
        inputs,
        points,
        notes,
        plan.rule_ref,
    )


def _weighing(
    at: ScoreTrace, node: Node, one: Node, who: Rows
) -> tuple[list[Input], pa.Array | None]:
    """The inputs of a contribution: score × weight ÷ weights in a mean; else the score."""
    plan = node.plan
    score: Input = ("score", Figures(one.score[who]), at.path(one.plan.id, who))
    composition = plan.composition if isinstance(plan, SectionPlan) else "weighted_mean"
    if placement(one.plan) == "after_weighting":
        return [score, ("composition", "bonus")], None
    if composition not in ("weighted_mean", "sum_of_points"):
        return [score, *_before(at, node, one, who), ("composition", composition)], None
    weights = _weights(node)[who]
    weight = one.weight[who] if composition == "weighted_mean" else np.full(len(who), WHOLE)
    cut = divided(product(one.score[who], weight), weights, "FLOOR")
    last = Figures(minus(one.contribution[who], cut), 0)
    share = filled(Figures(weight).text(), "/", Figures(weights).text())
    inputs: list[Input] = [
        score,
        ("weight", Figures(weight)),
        ("weights", Figures(weights)),
        ("last_digit", Each(last.written())),
    ]
    return inputs, share


def _weights(node: Node) -> Ints:
    parts = [
        np.where(child.counts & (placement(child.plan) is None), child.weight, 0)
        for child in node.children
    ]
    return np.sum(parts, axis=0)


def _before(at: ScoreTrace, node: Node, one: Node, who: Rows) -> list[Input]:
    """The scores of the section's children that count, in order, and this one's place."""
    texts: list[pa.Array] = []
    for child in node.children:
        counts = child.counts & _compared(node, child)
        score = Figures(child.score[who], known=counts[who])
        texts.append(encoded_scores(score))
    parts: list[str | pa.Array] = ["["]
    for text in texts:
        parts += [text, ","]
    listed = filled(*parts[:-1], "]")
    place = [child.plan.id for child in node.children].index(one.plan.id)
    contribution = Figures(one.contribution[who])
    return [("scores", Each(listed)), ("place", place), ("settled", contribution)]


def _compared(node: Node, child: Node) -> Mask:
    """Whom a child may add to its section: in a min or product, who has a weight for it."""
    plan = node.plan
    composition = plan.composition if isinstance(plan, SectionPlan) else "weighted_mean"
    weighs = composition in ("weighted_mean", "sum_of_points")
    return np.asarray((child.weight > 0) | weighs, dtype=bool)


def encoded_scores(scores: Figures) -> pa.Array:
    """Scores as JSON values, null where they do not count."""
    texts = scores.written().to_pylist()
    return pa.array(
        [
            f'"{text}"' if known else "null"
            for text, known in zip(texts, scores.is_known, strict=True)
        ],
        pa.string(),
    )
