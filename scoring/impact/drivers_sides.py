"""The two sides of a score gap: a person, or a group's mean, as leaves that add to the total.

A leaf is an item or a gate line of `score_lines`. Its effect on the total is the product of
the weights above it times its score, so that Σ effects + rounding = total exactly. A group is
the mean of its people: weights are averaged, scores are averaged by weight, atoms per head.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa

from data_contracts.refusal import Place, Refusal

NONE = Fraction(0)
HUNDRED = Fraction(100)
Row = Mapping[str, Any]

LINES_NEEDED = (
    "period",
    "agent_id",
    "node_id",
    "parent_id",
    "kind",
    "score",
    "weight_declared",
    "weight_applied",
    "contribution",
)


@dataclass(frozen=True)
class Leaf:
    """An item or gate line. `weight` and `declared` are shares of the total (0–1)."""

    id: str
    name_zh: str
    name_en: str
    metric: str | None
    gate: bool
    weight: Fraction
    declared: Fraction
    score: Fraction | None
    ungated: Fraction | None
    numerator: Fraction | None
    denominator: Fraction | None
    policy: str | None
    rule_ref: str
    effect: Fraction

    @property
    def value(self) -> Fraction | None:
        """numerator ÷ denominator, None where either is not known or there is nothing."""
        if self.numerator is None or not self.denominator:
            return None
        return self.numerator / self.denominator


@dataclass(frozen=True)
class Side:
    """One side of a comparison; `nodes` are the trace prefixes of its people."""

    label_zh: str
    label_en: str
    agents: tuple[str, ...]
    nodes: tuple[str, ...]
    total: Fraction
    leaves: Mapping[str, Leaf]


@dataclass(frozen=True)
class Tree:
    """One person's score lines of a period; `total` is None where the score is held."""

    period: str
    total: Fraction | None
    leaves: Mapping[str, Leaf]


Trees = Mapping[str, Tree]


def trees_by_agent(score_lines: pa.Table) -> dict[str, Tree]:
    """The score lines of one period by person.

    Raises Refusal for a missing column and for lines of more than one period.
    """
    for column in LINES_NEEDED:
        if column not in score_lines.column_names:
            raise Refusal(
                f"the table has no column '{column}'",
                place=Place("score_lines", key=column),
                next_step="hand over score_lines as the contract describes them",
            )
    periods = sorted(set(score_lines.column("period").to_pylist()))
    if len(periods) > 1:
        raise Refusal(
            "a side of a comparison is one period",
            place=Place("score_lines", key="period"),
            value=", ".join(periods),
            next_step="hand over the lines of one period",
        )
    found: dict[str, list[Row]] = defaultdict(list)
    for row in score_lines.to_pylist():
        found[row["agent_id"]].append(row)
    return {agent: _tree(rows) for agent, rows in found.items()}


def _tree(rows: Sequence[Row]) -> Tree:
    total = next((row["score"] for row in rows if row["kind"] == "total"), None)
    return Tree(rows[0]["period"], _fraction(total), _leaves(rows))


def scored(trees: Trees, agents: Iterable[str]) -> list[str]:
    """Those of `agents` who have a total score, in id order."""
    known = (agent for agent in set(agents) if agent in trees)
    return sorted(agent for agent in known if trees[agent].total is not None)


def side_of(trees: Trees, agents: Collection[str], labels: tuple[str, str]) -> Side | None:
    """The mean of those of `agents` who have a score; None where nobody has."""
    people = scored(trees, agents)
    if not people:
        return None
    group = [trees[agent] for agent in people]
    ids = sorted({leaf for tree in group for leaf in tree.leaves})
    return Side(
        label_zh=labels[0],
        label_en=labels[1],
        agents=tuple(people),
        nodes=tuple(f"{trees[agent].period}/{agent}" for agent in people),
        total=sum((tree.total or NONE for tree in group), NONE) / len(group),
        leaves={
            leaf: _mean([tree.leaves[leaf] for tree in group if leaf in tree.leaves], len(group))
            for leaf in ids
        },
    )


def _leaves(rows: Sequence[Row]) -> dict[str, Leaf]:
    by_id = {row["node_id"]: row for row in rows}
    return {row["node_id"]: _leaf(row, by_id) for row in rows if row["kind"] == "item"}


def _leaf(row: Row, by_id: Mapping[str, Row]) -> Leaf:
    applied, declared = _path(row, by_id)
    gate = row.get("function") == "F14"
    score = None if row["score"] is None else Fraction(row["score"])
    ungated = row.get("ungated_score")
    return Leaf(
        id=row["node_id"],
        name_zh=row.get("name_zh") or row["node_id"],
        name_en=row.get("name_en") or row["node_id"],
        metric=row.get("metric"),
        gate=gate,
        weight=NONE if gate else applied * Fraction(row["weight_applied"]) / HUNDRED,
        declared=NONE if gate else declared * Fraction(row["weight_declared"]) / HUNDRED,
        score=score,
        ungated=score if ungated is None else Fraction(ungated),
        numerator=_fraction(row.get("numerator")),
        denominator=_fraction(row.get("denominator")),
        policy=row.get("policy"),
        rule_ref=row.get("rule_ref") or "",
        effect=applied * Fraction(row["contribution"])
        if gate
        else applied * Fraction(row["weight_applied"]) / HUNDRED * (score or NONE),
    )


def _fraction(value: Decimal | int | None) -> Fraction | None:
    return None if value is None else Fraction(value)


def _path(row: Row, by_id: Mapping[str, Row]) -> tuple[Fraction, Fraction]:
    """The product of the weights of the sections above a line: applied and declared."""
    applied, declared = Fraction(1), Fraction(1)
    parent = by_id.get(row["parent_id"])
    while parent is not None and parent["kind"] != "total":
        applied *= Fraction(parent["weight_applied"]) / HUNDRED
        declared *= Fraction(parent["weight_declared"]) / HUNDRED
        parent = by_id.get(parent["parent_id"])
    return applied, declared


def _mean(leaves: Sequence[Leaf], people: int) -> Leaf:
    """The leaf of a group of `people`; those who lack it weigh it 0."""
    if people == 1:
        return leaves[0]
    weight = sum((leaf.weight for leaf in leaves), NONE)
    first = leaves[0]
    return Leaf(
        id=first.id,
        name_zh=first.name_zh,
        name_en=first.name_en,
        metric=first.metric,
        gate=first.gate,
        weight=weight / people,
        declared=sum((leaf.declared for leaf in leaves), NONE) / people,
        score=_weighted([(leaf.weight, leaf.score) for leaf in leaves]),
        ungated=_weighted([(leaf.weight, leaf.ungated) for leaf in leaves]),
        numerator=_per_head([leaf.numerator for leaf in leaves]),
        denominator=_per_head([leaf.denominator for leaf in leaves]),
        policy=first.policy if all(leaf.policy == first.policy for leaf in leaves) else None,
        rule_ref=first.rule_ref,
        effect=sum((leaf.effect for leaf in leaves), NONE) / people,
    )


def _weighted(pairs: Sequence[tuple[Fraction, Fraction | None]]) -> Fraction | None:
    known = [(weight, score) for weight, score in pairs if score is not None and weight]
    total = sum((weight for weight, _ in known), NONE)
    return sum((w * s for w, s in known), NONE) / total if total else None


def _per_head(values: Sequence[Fraction | None]) -> Fraction | None:
    known = [value for value in values if value is not None]
    return sum(known, NONE) / len(known) if known else None
