"""From items to sections and the total, for a group under one scorecard at once.

The order inside a section is written as a tuple. Source: scoring.md 4.2, 4.3.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from scoring.columns import Ints, Mask, minus, plus, units_of
from scoring.functions.formula import Formula, order_of_items
from scoring.rules.scorecard_plans import ItemPlan, NodePlan, SectionPlan
from scoring.scores.composition import WHOLE, Children, composed
from scoring.scores.items import Scored, base_of, placement, score_item, through_gates
from scoring.scores.nodes import Node, Situation, State


def score_card(at: Situation) -> Node:
    """The whole tree of a group: every item, then the sections over them; the root weighs and
    contributes itself."""
    total = score_section(at.card.total, at, score_items(at))
    whole = np.full(len(total), WHOLE)
    return replace(
        total,
        weight=whole,
        weight_applied=whole,
        contribution=np.where(total.counts, total.score, 0),
    )


def score_items(at: Situation) -> Scored:
    """Every item by id, each after those whose scores it reads."""
    items = {item.id: item for item in at.card.items}
    scored: dict[str, Node] = {}
    for name in order_of_items({item.id: _reads(item, items) for item in items.values()}):
        scored[name] = score_item(items[name], at, scored)
    return scored


def _reads(item: ItemPlan, items: Mapping[str, ItemPlan]) -> set[str]:
    """The items whose scores this one needs: those of its formula, and bonuses inside it."""
    named = set(item.function.items) if isinstance(item.function, Formula) else set[str]()
    return named | {other.id for other in items.values() if base_of(other) == item.id}


def score_section(section: SectionPlan, at: Situation, items: Scored) -> Node:
    """A section, through SECTION_ORDER."""
    nothing = np.zeros(len(at.group), dtype=np.int64)
    children = [
        score_section(child, at, items) if isinstance(child, SectionPlan) else items[child.id]
        for child in section.children
    ]
    node = Node(
        plan=section,
        state=nothing,
        score=nothing,
        ungated=nothing,
        fired=(),
        weight=nothing,
        weight_applied=nothing,
        contribution=nothing,
        lifted=nothing,
        children=tuple(replace(child, weight=_weights(child.plan, at)) for child in children),
    )
    for step in SECTION_ORDER:
        node = step(node, section, at)
    return node


def _weights(plan: NodePlan, at: Situation) -> Ints:
    """The weight of a node for each person: one for all, or the one of their role."""
    if "" in plan.weights:
        return np.full(len(at.group), units_of(plan.weights[""]))
    of_role = {role: units_of(weight) for role, weight in plan.weights.items()}
    return np.array([of_role.get(role or "", 0) for role in at.group.texts("role")])


def compose(node: Node, section: SectionPlan, at: Situation) -> Node:
    """The section's composition over the children that count; one that is held holds it.

    Bonus points after weighting are added to it; they make no section of their own.
    """
    weighing = [placement(child.plan) is None for child in node.children]
    held = np.logical_or.reduce([child.state == State.HELD for child in node.children])
    counts = [
        child.counts & (child.weight > 0) & weighs
        for child, weighs in zip(node.children, weighing, strict=True)
    ]
    made = ~held & np.logical_or.reduce(counts)
    weighed = composed(
        section.composition,
        Children(
            scores=np.stack([child.score for child in node.children], axis=1),
            weights=np.stack([child.weight for child in node.children], axis=1),
            counts=np.stack(counts, axis=1) & made[:, None],
        ),
    )
    children = tuple(
        replace(
            child,
            weight_applied=np.where(held, child.weight, weighed.weight_applied[:, place]),
            contribution=_contribution(child, weighed.contribution[:, place], made),
        )
        for place, child in enumerate(node.children)
    )
    score = weighed.score
    for child in children:
        if placement(child.plan) == "after_weighting":
            score = plus(score, child.contribution)
    state = np.where(held, State.HELD, np.where(made, State.SCORED, State.EXCLUDED))
    return replace(node, state=state, score=score, ungated=score, children=children)


def _contribution(child: Node, weighed: Ints, made: Mask) -> Ints:
    if placement(child.plan) == "after_weighting":
        return np.where(child.counts & made, child.score, 0)
    return weighed


def lift(node: Node, section: SectionPlan, at: Situation) -> Node:
    """The least total of people in training."""
    if section is not at.card.total or at.training is None:
        return node
    floor = at.training.score_floor
    score = np.where(node.counts & (floor > node.score), floor, node.score)
    return replace(node, score=score, ungated=score, lifted=minus(score, node.score))


def gate_section(node: Node, section: SectionPlan, at: Situation) -> Node:
    """Section gates, or at the root the gates on the total."""
    score, state, fired = through_gates(section, at, node.ungated, node.state, None)
    return replace(node, score=score, state=state, fired=fired)


SectionStep = Callable[[Node, SectionPlan, Situation], Node]
SECTION_ORDER: tuple[SectionStep, ...] = (compose, lift, gate_section)
