"""From metric values to scores: items, then sections up to the total.

The order inside an item and inside a section is written as tuples; each step takes the
result so far and returns the next. Source: scoring.md 4.1–4.3.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from data_contracts.refusal import Place, Refusal
from scoring.exact import SCORE_DIGITS, apportioned, from_units, rounded, units
from scoring.functions import Bands, OutsideDomain
from scoring.functions.gate import DropBand, gated, strictest
from scoring.inputs import Measured, Measures
from scoring.rules.plans import GatePlan, ItemPlan, ScorecardPlan, SectionPlan

State = Literal["scored", "excluded", "held"]
WHOLE = Decimal(100)
NOTHING = Decimal(0)


@dataclass(frozen=True)
class FiredGate(GatePlan):
    """A gate whose condition held, with the metric it saw and the figure it compared."""

    found: Measured
    figure: Decimal


@dataclass(frozen=True)
class Node:
    """A scored node of the tree. `ungated` is the score before its gates.

    `contribution` is what the node adds to its parent; those of all children and the
    `gate_effect` of the parent sum to the parent's score exactly.
    """

    plan: ItemPlan | SectionPlan
    state: State = "scored"
    score: Decimal | None = None
    ungated: Decimal | None = None
    fired: tuple[FiredGate, ...] = ()
    policy: str | None = None
    where: str = ""
    raw: Decimal | None = None
    measured: tuple[Measured | None, ...] = ()
    children: tuple[Node, ...] = ()
    weight_applied: Decimal = NOTHING
    contribution: Decimal = NOTHING

    @property
    def gate_effect(self) -> Decimal:
        """What the node's own gates took away: 0 or less."""
        if self.score is None or self.ungated is None:
            return NOTHING
        return self.score - self.ungated


@dataclass(frozen=True)
class Subject:
    """One person as scoring sees them: an id and their metric values."""

    agent_id: str
    measures: Measures

    def of(self, metric: str, variant: str) -> Measured | None:
        """The person's value, or None where there is no row."""
        return self.measures.get((self.agent_id, metric, variant))


def score_person(card: ScorecardPlan, subject: Subject) -> Node:
    """The whole tree of one person; the root weighs and contributes itself."""
    total = score_section(card.total, subject)
    return replace(total, weight_applied=WHOLE, contribution=total.score or NOTHING)


def score_item(item: ItemPlan, subject: Subject) -> Node:
    """One item, through ITEM_ORDER."""
    node = Node(item)
    for step in ITEM_ORDER:
        node = step(node, item, subject)
    return node


def measure(node: Node, item: ItemPlan, subject: Subject) -> Node:
    """Look up the metrics that the function reads."""
    values = tuple(subject.of(metric.name, metric.variant) for metric in item.metrics)
    return replace(node, measured=values)


def judge_sample(node: Node, item: ItemPlan, subject: Subject) -> Node:
    """Where a value is missing or rests on too few cases, the missing policy decides."""
    enough = all(
        found is not None and found.value is not None and found.n >= item.min_sample
        for found in node.measured
    )
    if enough:
        return node
    if item.policy == "EXCLUDE_REWEIGHT":
        return replace(node, policy=item.policy, state="excluded")
    if item.policy == "HOLD":
        return replace(node, policy=item.policy, state="held")
    score = rounded(item.full_score if item.policy == "NEUTRAL" else 0, SCORE_DIGITS)
    return replace(node, policy=item.policy, score=score, ungated=score)


def apply_function(node: Node, item: ItemPlan, subject: Subject) -> Node:
    """F1, F2, F5 …, at 6 digits, unless the missing policy has decided.

    Raises Refusal where a value lies outside the bands.
    """
    if node.policy is not None:
        return node
    values = [found.value for found in node.measured if found and found.value is not None]
    try:
        scored = item.function.score(values, item.full_score)
    except OutsideDomain as error:
        raise Refusal(
            f"{subject.agent_id}, item '{item.id}': {error}",
            place=Place(item.rule_ref, key=item.id),
            next_step="widen the bands' domain, with -inf and inf for open ends",
        ) from None
    return replace(node, raw=scored.score, where=scored.where, score=scored.score)


def cap_item(node: Node, item: ItemPlan, subject: Subject) -> Node:
    """Keep the score of the function within the item's own caps."""
    if node.raw is None:
        return node
    score = node.raw
    if item.cap_hi is not None:
        score = min(score, item.cap_hi)
    if item.cap_lo is not None:
        score = max(score, item.cap_lo)
    score = rounded(score, SCORE_DIGITS)
    return replace(node, score=score, ungated=score)


def gate_item(node: Node, item: ItemPlan, subject: Subject) -> Node:
    """Item gates; DROP_BAND steps down the item's own bands."""
    return _gated(node, subject, _drop_band(node, item))


ItemStep = Callable[[Node, ItemPlan, Subject], Node]
ITEM_ORDER: tuple[ItemStep, ...] = (measure, judge_sample, apply_function, cap_item, gate_item)


def _drop_band(node: Node, item: ItemPlan) -> DropBand | None:
    function, score = item.function, node.ungated
    if not isinstance(function, Bands) or score is None:
        return None
    return lambda bands: Fraction(function.dropped(score, bands))


def score_section(section: SectionPlan, subject: Subject) -> Node:
    """A section, through SECTION_ORDER."""
    node = Node(section)
    for step in SECTION_ORDER:
        node = step(node, section, subject)
    return node


def score_children(node: Node, section: SectionPlan, subject: Subject) -> Node:
    """Every section and item below, in file order."""
    children = tuple(
        score_section(child, subject)
        if isinstance(child, SectionPlan)
        else score_item(child, subject)
        for child in section.children
    )
    return replace(node, children=children)


def weigh_children(node: Node, section: SectionPlan, subject: Subject) -> Node:
    """Weighted mean over the applicable children; one that is held holds the section."""
    if any(child.state == "held" for child in node.children):
        return replace(node, state="held", children=tuple(_declared(c) for c in node.children))
    weights = [child.plan.weight if child.state == "scored" else NOTHING for child in node.children]
    total = sum(weights, NOTHING)
    if total == 0:
        return replace(node, state="excluded")
    shares = [Fraction(weight) / Fraction(total) for weight in weights]
    parts = [s * Fraction(c.score or 0) for s, c in zip(shares, node.children, strict=True)]
    score = rounded(sum(parts, Fraction(0)), SCORE_DIGITS)
    contributions = _exactly(parts, score)
    applied = _exactly([share * 100 for share in shares], WHOLE)
    children = tuple(
        replace(child, weight_applied=weight, contribution=points)
        for child, weight, points in zip(node.children, applied, contributions, strict=True)
    )
    return replace(node, score=score, ungated=score, children=children)


def gate_section(node: Node, section: SectionPlan, subject: Subject) -> Node:
    """Section gates, or at the root the gates on the total."""
    return _gated(node, subject, None)


SectionStep = Callable[[Node, SectionPlan, Subject], Node]
SECTION_ORDER: tuple[SectionStep, ...] = (score_children, weigh_children, gate_section)


def _declared(child: Node) -> Node:
    weight = NOTHING if child.state == "excluded" else rounded(child.plan.weight, SCORE_DIGITS)
    return replace(child, weight_applied=weight)


def _exactly(parts: list[Fraction], total: Decimal) -> list[Decimal]:
    """`parts` at 6 digits that sum to `total`, the last digit by largest remainder."""
    scaled = [part * 10**SCORE_DIGITS for part in parts]
    counts = apportioned(scaled, units(total, SCORE_DIGITS))
    return [from_units(count, SCORE_DIGITS) for count in counts]


def fired_gates(
    gates: tuple[GatePlan, ...], subject: Subject, value: Fraction, drop: DropBand | None
) -> tuple[FiredGate, ...]:
    """The gates whose condition holds for the person, one per event."""
    fired: list[FiredGate] = []
    for gate in gates:
        found = subject.of(gate.metric.name, gate.metric.variant)
        if found is None:
            continue
        figure = found.numerator if gate.rule.figure == "numerator" else found.value
        if figure is not None and gate.rule.fires(figure):
            fired.append(FiredGate(**vars(gate), found=found, figure=figure))
    kept = strictest([gate.rule for gate in fired], value, drop)
    return tuple(gate for gate in fired if any(gate.rule is rule for rule in kept))


def _gated(node: Node, subject: Subject, drop: DropBand | None) -> Node:
    if node.ungated is None or not node.plan.gates:
        return node
    value = Fraction(node.ungated)
    fired = fired_gates(node.plan.gates, subject, value, drop)
    if not fired:
        return node
    result = gated(value, [gate.rule for gate in fired], node.plan.multipliers, drop)
    if result is None:
        return replace(node, fired=fired, score=None, state="held")
    return replace(node, fired=fired, score=rounded(result, SCORE_DIGITS))
