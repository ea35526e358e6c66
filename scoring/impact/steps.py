"""Where a metric may go next: one unit better, or to the next edge of a rule that reads it.

One unit is the last digit that the semantic layer shows the metric with (a tenth of a point of
a `%` shown with one digit). An edge is a breakpoint of F1, a band of F2 or F12, the threshold
of F3 or of a gate, a limit of F4, or a layer of F7; the step to it ends at the first value, at
6 digits, that lies on its other side. Counts of F5 and F6, standings of F8 and F10, changes of
F11, raters of F15 and formulas have no edge of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

import numpy as np

from scoring.catalogue import MetricRef
from scoring.columns import Figures, Fractions, Ints, Rows, divided, product, units_of
from scoring.exact import SCORE_DIGITS
from scoring.functions import Bands, Function, Matrix
from scoring.impact.edges import Next, edges, half_open, threshold_edges
from scoring.rules.gate_plan import GatePlan
from scoring.rules.pay_plans import TieredPlan
from scoring.rules.scorecard_plans import ItemPlan
from scoring.run import Run
from scoring.scores.nodes import Node

UNIT = 10**SCORE_DIGITS
Key = tuple[str, str]
Figure = Literal["value", "numerator"]


@dataclass(frozen=True)
class Reading:
    """A rule that reads a metric of some rows of People: the edges up and down, and how the
    value it reads is made of the measured one."""

    metric: MetricRef
    rows: Rows
    up: Next
    down: Next
    scaled: tuple[tuple[str, Figures | Fractions], ...] = ()
    domain: tuple[Decimal, Decimal] | None = None
    function: Function | None = None
    scored: bool = False
    earns: bool = False
    with_peers: bool = False

    @property
    def key(self) -> Key:
        """The metric by name and variant."""
        return (self.metric.name, self.metric.variant)


def readings(run: Run) -> list[Reading]:
    """Everything that reads a metric of somebody in this run."""
    found = [one for card in run.cards for one in _of_node(card.total, card.at.group.rows, run)]
    for ledger in run.ledgers:
        if ledger.quality is not None:
            plan, rows = ledger.quality.plan, ledger.group.rows[ledger.quality.who]
            found.append(_of_function(plan.metric, plan.function, 0, rows, earns=True))
    for paid in run.paid:
        found += [_of_gate(gate, paid.group.rows, run) for gate in paid.plan.gates]
        for component in paid.plan.components:
            found += [_of_gate(gate, paid.group.rows, run) for gate in component.gates]
            if isinstance(component, TieredPlan) and component.metric is not None:
                found.append(_of_tiers(component, component.metric, paid.group.rows, run))
    return found


def _of_node(node: Node, rows: Rows, run: Run) -> Iterator[Reading]:
    for child in node.children:
        yield from _of_node(child, rows, run)
    for gate in node.plan.gates:
        yield replace(_of_gate(gate, rows, run), scored=True)
    if node.detail is None or not isinstance(node.plan, ItemPlan):
        return
    item = node.plan
    with_peers = item.function.needs_peers or item.policy.name in ("TEAM_MEAN", "SHRINK")
    for place, metric in enumerate(item.metrics):
        yield _of_function(
            metric,
            item.function,
            place,
            rows,
            scaled=node.detail.reads[place].scaled,
            scored=True,
            with_peers=with_peers,
        )


def _of_gate(gate: GatePlan, rows: Rows, run: Run) -> Reading:
    both = threshold_edges(gate.rule.operator, gate.rule.threshold)
    return _of_figure(gate.rule.figure, gate.metric, both, rows, run)


def _of_tiers(plan: TieredPlan, metric: MetricRef, rows: Rows, run: Run) -> Reading:
    both = half_open([units_of(tier.from_) for tier in plan.tiers.tiers])
    return _of_figure(plan.figure, metric, both, rows, run)


def _of_figure(
    figure: Figure, metric: MetricRef, both: tuple[Next, Next], rows: Rows, run: Run
) -> Reading:
    up, down = both if figure == "value" else _behind_a_rate(both, metric, rows, run)
    return Reading(metric, rows, up, down)


def _of_function(
    metric: MetricRef,
    function: Function,
    place: int,
    rows: Rows,
    *,
    scaled: tuple[tuple[str, Figures | Fractions], ...] = (),
    scored: bool = False,
    earns: bool = False,
    with_peers: bool = False,
) -> Reading:
    up, down = edges(function, place)
    return Reading(
        metric=metric,
        rows=rows,
        up=up,
        down=down,
        scaled=scaled,
        domain=_domain(function, place),
        function=function,
        scored=scored,
        earns=earns,
        with_peers=with_peers,
    )


def _domain(function: Function, place: int) -> tuple[Decimal, Decimal] | None:
    if isinstance(function, Bands):
        return function.domain
    if isinstance(function, Matrix) and function.lookup == "bands":
        axis = (function.rows, function.columns)[place]
        return axis.bounds[0], axis.bounds[-1]
    return None


def _behind_a_rate(
    both: tuple[Next, Next], metric: MetricRef, rows: Rows, run: Run
) -> tuple[Next, Next]:
    """Edges of the count behind a rate, as values of the rate of each of the rows."""
    measured = run.measures.of(metric.name, metric.variant).take(rows)
    count, below = measured.numerator, measured.denominator
    some = count.is_known & below.is_known & np.asarray(below.units > 0, dtype=bool)
    over = np.where(some, below.units, 1)

    def up(values: Ints) -> Ints:
        edge = both[0](count.units)
        least = -divided(product(-edge, UNIT), over, "FLOOR")
        return np.where(some & (edge != count.units), least, values)

    def down(values: Ints) -> Ints:
        edge = both[1](count.units)
        most = divided(product(edge, UNIT), over, "FLOOR")
        return np.where(some & (edge != count.units), most, values)

    return up, down


def better_up(reading: Reading, functions: Sequence[Function]) -> bool:
    """Which way the metric is better: as the semantic layer says, else as its functions do."""
    if reading.metric.definition.direction != "neutral":
        return reading.metric.definition.direction == "up"
    told = [function.better for function in functions if function.better is not None]
    return not told or told[0] == "up"


def one_unit(metric: MetricRef) -> int:
    """The last shown digit of the metric, in 10^−6."""
    digits = metric.definition.digits + (2 if metric.definition.unit == "%" else 0)
    return max(1, 10 ** (SCORE_DIGITS - digits))


def next_edge(reading: Reading, values: Ints, up: bool) -> Ints:
    """The measured values (10^−6) of the reading's rows moved to the next edge; the same where
    there is none."""
    steps = [values]
    for how, by in reading.scaled:
        steps.append(_scaled(steps[-1], how, by))
    read = steps[-1]
    wanted = (reading.up if up else reading.down)(read)
    moved = np.asarray(wanted != read, dtype=bool)
    for how, by in reversed(reading.scaled):
        wanted = _unscaled(wanted, how, by, up)
    return np.where(moved, wanted, values)


def _ratio(how: str, by: Figures | Fractions) -> tuple[Ints, Ints]:
    """What a measured value is multiplied and divided by."""
    if isinstance(by, Fractions):
        none = np.asarray(by.numerators == 0, dtype=bool)
        return by.denominators, np.where(none, 1, by.numerators)
    unit = np.full(len(by), UNIT)
    return (by.units, unit) if how == "factor" else (unit, by.units)


def _scaled(values: Ints, how: str, by: Figures | Fractions) -> Ints:
    times, over = _ratio(how, by)
    return divided(product(values, times), over)


def _unscaled(wanted: Ints, how: str, by: Figures | Fractions, up: bool) -> Ints:
    """The first value whose scaled one, rounded half up, reaches `wanted` (≥ 0)."""
    times, over = _ratio(how, by)
    halves = product(2 * wanted + (-1 if up else 1), over)
    first = -divided(-halves, 2 * times, "FLOOR")
    return first if up else first - 1


def bounds(
    metric: MetricRef, values: Ints, domains: Sequence[tuple[Decimal, Decimal]]
) -> tuple[Ints, Ints]:
    """The least and largest value a step may end at: no count below 0, no share above 1, and
    no value outside a declared domain."""
    huge = np.full(len(values), 10**15)
    low = np.where(values >= 0, 0, -huge)
    high = huge
    if metric.definition.unit == "%":
        high = np.where(values <= UNIT, UNIT, huge)
    for begin, end in domains:
        low = np.maximum(low, units_of(begin)) if begin.is_finite() else low
        high = np.minimum(high, units_of(end)) if end.is_finite() else high
    return low, high
