"""Targets from the centre down to people, so that children reproduce their parent (S1-10).

Children without a target of their own move from their baseline by one common step per unit of
volume, kept within what each can reach, until they add up to the parent exactly:
Σ volume × target ÷ Σ volume, or Σ target where targets are amounts. A tree that cannot be met
is refused with the range that can.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal

import pyarrow as pa
from pydantic import Field, model_validator

from data_contracts.dated import Dated, Rule
from data_contracts.located_yaml import LocatedYaml, validated
from data_contracts.refusal import Place, Refusal
from scoring.awards.contest_rules import Window
from scoring.awards.tables import TARGET_TREE
from scoring.catalogue import Catalogue, metric_ref
from scoring.exact import SCORE_DIGITS, apportioned, from_units, rounded, shown, units
from scoring.rules.month import rule_ref
from scoring.tables import table_of

Said = Annotated[str, Field(min_length=1)]
SCALE = 10**SCORE_DIGITS


class TargetNode(Rule):
    """One target and its SMART fields, none of which may be left out.

    Specific: `specific_zh/en`; measurable: the tree's metric; achievable: `lowest` and
    `highest` on the `evidence` of the `baseline`; relevant: `relevance`; in time: the window.
    """

    id: str
    parent: str | None = None
    level: Literal["centre", "department", "team", "person"]
    name_zh: Said
    name_en: Said
    volume: Annotated[Decimal, Field(gt=0)]
    target: Dated[Decimal] | None = None
    baseline: Decimal
    lowest: Decimal
    highest: Decimal
    owner: Said
    specific_zh: Said
    specific_en: Said
    evidence: Said
    relevance: Said

    @model_validator(mode="after")
    def _reachable(self) -> TargetNode:
        if self.lowest > self.highest:
            raise ValueError("the lowest target is above the highest")
        return self


class TargetTree(Rule):
    """Targets of one metric for one window; exactly one node has no parent, and has a target."""

    kind: Literal["target_tree"]
    id: str
    name_zh: str
    name_en: str
    owner: str
    metric: str
    variant: str = "-"
    combines: Literal["volume_weighted", "sum"]
    window: Window
    nodes: tuple[TargetNode, ...] = Field(min_length=1)


@dataclass(frozen=True)
class TargetPlan:
    """A checked tree with the document it stands in."""

    tree: TargetTree
    document: LocatedYaml
    root: TargetNode
    children: Mapping[str, Sequence[TargetNode]]

    def place(self, node: TargetNode, key: str) -> Place:
        """Where a key of a node stands."""
        return self.document.place(("nodes", self.tree.nodes.index(node), key))

    def stated(self, node: TargetNode) -> Decimal | None:
        """The target that the file states for the node, None where it is to be worked out."""
        day = self.tree.window.first
        return node.target.on(day, self.place(node, "target")) if node.target else None


def read_target_tree(document: LocatedYaml, catalogue: Catalogue) -> TargetPlan:
    """The tree of one file. Raises Refusal with file and line: an unknown metric or parent, a
    repeated id, no root or several, a circle, volumes that do not add up."""
    tree = validated(TargetTree, document)
    metric_ref(catalogue, tree.metric, tree.variant, document.place(("metric",)))
    roots = [node for node in tree.nodes if node.parent is None]
    ids = [node.id for node in tree.nodes]
    if len(roots) != 1 or roots[0].target is None or len(set(ids)) < len(ids):
        raise Refusal(
            "a target tree has one root, which has a target, and every id once",
            place=document.place(("nodes",)),
            next_step="give every other node a parent, the root a target, and correct the ids",
        )
    children = {name: [n for n in tree.nodes if n.parent == name] for name in ids}
    plan = TargetPlan(tree, document, roots[0], children)
    _refuse_unreached(plan)
    _refuse_volumes(plan)
    return plan


def _refuse_unreached(plan: TargetPlan) -> None:
    reached = {node.id for node in _downwards(plan, plan.root)}
    for node in plan.tree.nodes:
        if node.id not in reached:
            raise Refusal(
                "this node does not hang below the root",
                place=plan.place(node, "parent"),
                value=node.parent,
                next_step="name an existing parent, without a circle",
            )


def _downwards(plan: TargetPlan, node: TargetNode) -> Iterator[TargetNode]:
    yield node
    for child in plan.children[node.id]:
        yield from _downwards(plan, child)


def _refuse_volumes(plan: TargetPlan) -> None:
    if plan.tree.combines == "sum":
        return
    for node in plan.tree.nodes:
        below = plan.children[node.id]
        total = sum((child.volume for child in below), Decimal(0))
        if below and total != node.volume:
            raise Refusal(
                f"the children of '{node.id}' have a volume of {total:f} together",
                place=plan.place(node, "volume"),
                value=f"{node.volume:f}",
                next_step="correct the volumes so that the children add up to the parent",
            )


def decompose_targets(plan: TargetPlan) -> pa.Table:
    """Every node with its target, parents before children (contract target_tree).

    `target_numerator` is volume × target (or the target of an amount) at 6 digits and adds up
    exactly; `target` is target_numerator ÷ volume at 6 digits. Raises Refusal naming the node
    whose children cannot reach its target, with the range they can.
    """
    stated = plan.stated(plan.root)
    assert stated is not None
    _refuse_beyond(plan, plan.root)
    root = _units(plan, plan.root, Fraction(stated))
    return table_of(list(_rows(plan, plan.root, root)), TARGET_TREE)


def _numerator(plan: TargetPlan, node: TargetNode, target: Fraction) -> Fraction:
    return target if plan.tree.combines == "sum" else target * Fraction(node.volume)


def _bounds(plan: TargetPlan, node: TargetNode) -> tuple[int, int]:
    """The lowest and highest numerator in the last digit; a stated target leaves no choice."""
    stated = plan.stated(node)
    ends = (node.lowest, node.highest) if stated is None else (stated, stated)
    low, high = (_units(plan, node, Fraction(end)) for end in ends)
    return low, high


def _units(plan: TargetPlan, node: TargetNode, target: Fraction) -> int:
    """The numerator of a target as a count of its last digit."""
    return units(rounded(_numerator(plan, node, target), SCORE_DIGITS), SCORE_DIGITS)


def _rows(plan: TargetPlan, node: TargetNode, numerator: int) -> Iterator[dict[str, Any]]:
    yield _row(plan, node, numerator)
    below = plan.children[node.id]
    if below:
        for child, part in zip(below, _split(plan, node, below, numerator), strict=True):
            yield from _rows(plan, child, part)


def _refuse_beyond(plan: TargetPlan, node: TargetNode) -> None:
    stated = plan.stated(node)
    if stated is not None and not node.lowest <= stated <= node.highest:
        raise Refusal(
            f"the target of '{node.id}' lies outside what it can reach",
            place=plan.place(node, "target"),
            value=f"{stated:f}",
            next_step=f"choose a target from {node.lowest} to {node.highest}, or say why more can",
        )


def _split(
    plan: TargetPlan, parent: TargetNode, below: Sequence[TargetNode], numerator: int
) -> list[int]:
    """The children's numerators, within their bounds and Σ = `numerator` exactly."""
    for child in below:
        _refuse_beyond(plan, child)
    bounds = [_bounds(plan, child) for child in below]
    least, most = (sum(bound[side] for bound in bounds) for side in (0, 1))
    if not least <= numerator <= most:
        low, high, wanted = (_told(plan, parent, side) for side in (least, most, numerator))
        raise Refusal(
            f"the children of '{parent.id}' can reach {low} to {high} together, not {wanted}",
            place=plan.place(parent, "id"),
            next_step="change the parent's target or what the children can reach",
        )
    return _levelled(plan, below, bounds, numerator)


def _told(plan: TargetPlan, node: TargetNode, numerator: int) -> str:
    """A numerator of the node as the target it stands for."""
    volume = Fraction(node.volume) if plan.tree.combines == "volume_weighted" else Fraction(1)
    return shown(rounded(Fraction(numerator, SCALE) / volume, SCORE_DIGITS))


def _levelled(
    plan: TargetPlan,
    below: Sequence[TargetNode],
    bounds: Sequence[tuple[int, int]],
    total: int,
) -> list[int]:
    """Baseline plus a common step per unit of volume; whoever hits a bound stays there.

    In each round only the side with the larger total violation is frozen (scoring.md 4.7).
    """
    base = [_numerator(plan, child, Fraction(child.baseline)) * SCALE for child in below]
    frozen: dict[int, int] = {}
    while True:
        free = [index for index in range(len(below)) if index not in frozen]
        left = total - sum(frozen.values()) - sum((base[i] for i in free), Fraction(0))
        volume = sum((Fraction(below[i].volume) for i in free), Fraction(0))
        step = left / volume if volume else Fraction(0)
        wanted = {i: base[i] + step * Fraction(below[i].volume) for i in free}
        low = {i: bounds[i][0] for i in free if wanted[i] < bounds[i][0]}
        high = {i: bounds[i][1] for i in free if wanted[i] > bounds[i][1]}
        if not low and not high:
            parts = [Fraction(frozen[i]) if i in frozen else wanted[i] for i in range(len(below))]
            return apportioned(parts, total)
        under = sum((bound - wanted[i] for i, bound in low.items()), Fraction(0))
        over = sum((wanted[i] - bound for i, bound in high.items()), Fraction(0))
        frozen |= low if under >= over else high


def _row(plan: TargetPlan, node: TargetNode, count: int) -> dict[str, Any]:
    tree = plan.tree
    numerator = from_units(count, SCORE_DIGITS)
    ratio = Fraction(numerator)
    if tree.combines == "volume_weighted":
        ratio /= Fraction(node.volume)

    def six(value: Decimal | Fraction) -> Decimal:
        return rounded(value, SCORE_DIGITS)

    told = ("level", "name_zh", "name_en", "owner", "specific_zh", "specific_en", "evidence")
    return {
        **{key: getattr(node, key) for key in told},
        "relevance": node.relevance,
        "tree_id": tree.id,
        "node_id": node.id,
        "parent_id": node.parent,
        "metric": tree.metric,
        "volume": six(node.volume),
        "target_numerator": numerator,
        "target": six(ratio),
        "baseline": six(node.baseline),
        "lowest": six(node.lowest),
        "highest": six(node.highest),
        "due_on": tree.window.last,
        "rule_ref": rule_ref(plan.document.file, tree.window.first),
    }
