"""F14 GATE / VETO 一票否决 on a column of values: which gates act, and what they leave.

Gates of one level see the same input; of several on one metric only the strictest acts
(scoring.md 4.3: one event fires at most one gate per level). No gate raises a value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from scoring.columns import Figures, Fractions, Mask, Rows, units_of
from scoring.functions.gate import HOLDS, GateRule, Multipliers
from scoring.inputs import Measured
from scoring.inputs.group import Group
from scoring.rules.gate_plan import GatePlan

DropBand = Callable[[int], Fractions]


@dataclass(frozen=True)
class Fired:
    """A gate and for whom of the group it acts, with the metric and the figure it compared."""

    plan: GatePlan
    who: Mask
    found: Measured
    figure: Figures

    def take(self, rows: Rows) -> Fired:
        """The gate for these rows of the group."""
        return Fired(self.plan, self.who[rows], self.found.take(rows), self.figure.take(rows))


def fired_gates(
    gates: Sequence[GatePlan], group: Group, value: Fractions, drop: DropBand | None
) -> tuple[Fired, ...]:
    """The gates whose condition holds for somebody, one per person and metric."""
    fired = [_fired(gate, group) for gate in gates]
    severities = [_alone(gate.plan.rule, value, drop) for gate in fired]
    acting = [_only_strictest(place, fired, severities) for place in range(len(fired))]
    return tuple(gate for gate in acting if gate.who.any())


def _fired(gate: GatePlan, group: Group) -> Fired:
    found = group.of(gate.metric.name, gate.metric.variant)
    figure = found.numerator if gate.rule.figure == "numerator" else found.value
    who = figure.is_known & _holds(gate.rule, figure)
    return Fired(gate, who, found, figure)


def _holds(rule: GateRule, figure: Figures) -> Mask:
    return np.asarray(HOLDS[rule.operator](figure.units, units_of(rule.threshold)), dtype=bool)


def _only_strictest(place: int, fired: Sequence[Fired], severities: Sequence[Fractions]) -> Fired:
    gate = fired[place]
    who = gate.who
    for other, rival in enumerate(fired):
        if other != place and rival.plan.metric == gate.plan.metric:
            who = who & ~(rival.who & _stricter(other, place, fired, severities))
    return Fired(gate.plan, who, gate.found, gate.figure)


def _stricter(
    left: int, right: int, fired: Sequence[Fired], severities: Sequence[Fractions]
) -> Mask:
    """Where the gate at `left` leaves less than the one at `right`; on a tie the earlier."""
    holds = [fired[place].plan.rule.action == "HOLD" for place in (left, right)]
    if any(holds):
        first = holds[0] and (not holds[1] or left < right)
        return np.full(len(fired[left].who), first)
    less = severities[left].less(severities[right])
    equal = ~less & ~severities[right].less(severities[left])
    return less | (equal & (left < right))


@dataclass(frozen=True)
class Gated:
    """What the gates leave, and whom they hold back."""

    value: Fractions
    held: Mask


def gated(
    value: Fractions,
    fired: Sequence[Fired],
    multipliers: Multipliers = "product",
    drop: DropBand | None = None,
) -> Gated:
    """`value` after gates that all see the same input.

    Multipliers combine by product unless `worst_only`; the strictest of the rest wins.
    """
    held = np.zeros(len(value), dtype=bool)
    one = Fractions.constant(Fraction(1), len(value))
    factor, left = one, value
    for gate in fired:
        rule = gate.plan.rule
        if rule.action == "HOLD":
            held |= gate.who
        elif rule.action == "MULTIPLY":
            here = Fractions.constant(Fraction(rule.value or 0), len(value)).where(gate.who, one)
            factor = factor.times(here) if multipliers == "product" else lower(factor, here)
        else:
            left = lower(left, _alone(rule, value, drop).where(gate.who, value))
    return Gated(lower(left, value.times(factor)), held)


def lower(left: Fractions, right: Fractions) -> Fractions:
    """The smaller of two, element by element."""
    return left.where(left.less(right), right)


def _alone(rule: GateRule, value: Fractions, drop: DropBand | None) -> Fractions:
    amount = Fractions.constant(Fraction(rule.value or 0), len(value))
    if rule.action in ("ZERO", "HOLD"):
        return Fractions.constant(Fraction(0), len(value))
    if rule.action == "CAP":
        return lower(value, amount)
    if rule.action == "MULTIPLY":
        return value.times(amount)
    if drop is None:
        raise ValueError("DROP_BAND needs bands; the compiler lets none through elsewhere")
    return drop(int(rule.value or 0))
