"""Where a metric may go next: one unit better, or to the next edge of a rule that reads it.

One unit is the last digit that the semantic layer shows the metric with (a tenth of a point of
a `%` shown with one digit). An edge is a breakpoint of F1, a band of F2 or F12, the threshold
of F3 or of a gate, a limit of F4, or a layer of F7; the step to it ends at the first value, at
6 digits, that lies on its other side. Counts of F5 and F6, standings of F8 and F10, changes of
F11, raters of F15 and formulas have no edge of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

import numpy as np

from scoring.calculation import Run
from scoring.catalogue import MetricRef
from scoring.columns import Figures, Fractions, Ints, Rows, divided, product, units_of
from scoring.exact import SCORE_DIGITS
from scoring.functions import Bands, Function, Layer, Linear, Matrix, Ratio, Threshold
from scoring.functions.gate import GateRule, Operator
from scoring.rules.gate_plan import GatePlan
from scoring.rules.pay_plans import TieredPlan
from scoring.rules.scorecard_plans import ItemPlan
from scoring.scores.nodes import Node

UNIT = 10**SCORE_DIGITS
Key = tuple[str, str]
# For values in 10^−6: the next value beyond an edge, the same value where there is none.
Next = Callable[[Ints], Ints]


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
                starts = [units_of(tier.from_) for tier in component.tiers.tiers]
                up, down = _starts(starts)
                found.append(Reading(component.metric, paid.group.rows, up, down))
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
    if gate.rule.figure == "value":
        up, down = _threshold(gate.rule.operator, gate.rule.threshold)
        return Reading(gate.metric, rows, up, down)
    up, down = _numerator(gate.rule, gate.metric, rows, run)
    return Reading(gate.metric, rows, up, down)


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


def edges(function: Function, place: int = 0) -> tuple[Next, Next]:
    """The edges of a function for the metric at `place` of those it reads, up and down."""
    match function:
        case Linear():
            return _points([units_of(x) for x, _ in function.points])
        case Bands():
            return _starts([units_of(band.from_) for band in function.bands[1:]])
        case Threshold():
            return _threshold(function.operator, function.threshold)
        case Ratio():
            return _limits(function)
        case Layer():
            return _layers(function)
        case Matrix():
            axis = (function.rows, function.columns)[place]
            inner = [units_of(bound) for bound in axis.bounds if bound.is_finite()]
            return _points(inner) if function.lookup == "bilinear" else _starts(inner)
        case _:
            return _stay, _stay


def _stay(values: Ints) -> Ints:
    return values


def _points(edges: Sequence[int]) -> tuple[Next, Next]:
    """Edges that belong to both sides."""
    return _above(edges), _below(edges)


def _starts(edges: Sequence[int]) -> tuple[Next, Next]:
    """Edges that belong to the side above them."""
    return _above(edges), _below([edge - 1 for edge in edges])


def _above(edges: Sequence[int]) -> Next:
    rising = np.array(sorted(edges), dtype=np.int64)

    def up(values: Ints) -> Ints:
        place = np.searchsorted(rising, values, side="right")
        beyond = place < len(rising)
        return np.where(beyond, rising[np.minimum(place, len(rising) - 1)], values)

    return up if len(rising) else _stay


def _below(edges: Sequence[int]) -> Next:
    rising = np.array(sorted(edges), dtype=np.int64)

    def down(values: Ints) -> Ints:
        place = np.searchsorted(rising, values, side="left") - 1
        return np.where(place >= 0, rising[np.maximum(place, 0)], values)

    return down if len(rising) else _stay


def _threshold(operator: Operator, threshold: Decimal) -> tuple[Next, Next]:
    edge = units_of(threshold)
    starts = edge + 1 if operator in (">", "<=") else edge
    return _starts([starts])


def _limits(function: Ratio) -> tuple[Next, Next]:
    """Where the limits begin to hold, seen from between them and from beyond."""
    target = Fraction(units_of(function.target_value))
    lo, hi = Fraction(function.lo), Fraction(function.hi)
    exact = {
        "up": [target * lo, target * hi],
        "down": [target / hi, *([target / lo] if lo else [])],
        "symmetric": [target * (2 - hi), target * (2 - lo)],
    }[function.form]
    return (
        _above([-(-edge.numerator // edge.denominator) for edge in exact]),
        _below([edge.numerator // edge.denominator for edge in exact]),
    )


def _layers(function: Layer) -> tuple[Next, Next]:
    floor, width = units_of(function.floor), units_of(function.width)

    def up(values: Ints) -> Ints:
        layers = np.maximum((values - floor) // width, 0) + 1
        return floor + layers * width if function.direction == "up" else values

    def down(values: Ints) -> Ints:
        layers = np.maximum((floor - values) // width, 0) + 1
        return floor - layers * width if function.direction == "down" else values

    return up, down


def _numerator(rule: GateRule, metric: MetricRef, rows: Rows, run: Run) -> tuple[Next, Next]:
    """Edges of a count behind a rate: the value at which the count is the threshold."""
    below = run.measures.of(metric.name, metric.variant).denominator.take(rows)
    some = below.is_known & np.asarray(below.units > 0, dtype=bool)
    over = np.where(some, below.units, 1)
    edge = units_of(rule.threshold) * UNIT
    ceiling = -divided(np.full(len(rows), -edge), over, "FLOOR")
    strict = ceiling + (np.asarray(edge % over == 0) & (rule.operator in (">", "<=")))

    def up(values: Ints) -> Ints:
        return np.where(some & (values < strict), strict, values)

    def down(values: Ints) -> Ints:
        return np.where(some & (values >= strict), strict - 1, values)

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
