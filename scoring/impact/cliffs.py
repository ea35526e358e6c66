"""Cliffs: quantities at which pay jumps, in the rules and next to people (scoring.md 4.1 F13).

A cliff is a band edge of a P2 coefficient, or a bound of a `whole` tier of a P5. What is paid
just below and on or above it is the amount of a full month, before proration, gates and limits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import numpy as np

from scoring.columns import Figures, Ints, Mask, Rows, units_of
from scoring.exact import MONEY_DIGITS, SCORE_DIGITS, from_units, rounded
from scoring.functions import Bands
from scoring.impact.money import first_rows, points_of, scores_of
from scoring.pay.components import about
from scoring.rules.pay_plans import ComponentPlan, PayPlanInForce, PerformancePlan, TieredPlan
from scoring.run import Run

SPARE = 10 ** (SCORE_DIGITS - 4)


@dataclass(frozen=True)
class Cliff:
    """One edge of one component: at `edge` of `quantity` the amount goes from `below` to
    `above`."""

    component: str
    quantity: str
    edge: Decimal
    below: Decimal
    above: Decimal

    @property
    def jump(self) -> Decimal:
        """What the last step over the edge is worth."""
        return self.above - self.below


@dataclass(frozen=True)
class Near:
    """Somebody whose quantity lies no further from a cliff than the declared distance."""

    cliff: Cliff
    agent_id: str
    value: Decimal

    @property
    def distance(self) -> Decimal:
        """To the edge; negative below it."""
        return self.value - self.cliff.edge


@dataclass(frozen=True)
class Distances:
    """How near to an edge is near, by quantity: the score, points, or a metric by name.

    A quantity that is not named has nobody near.
    """

    score: Decimal = Decimal(1)
    points: Decimal = Decimal(0)
    metrics: Mapping[str, Decimal] | None = None

    def of(self, quantity: str) -> Decimal:
        """The distance of one quantity."""
        given = {"score": self.score, "points": self.points, **(self.metrics or {})}
        return given.get(quantity, Decimal(0))


def cliffs_of(component: ComponentPlan) -> list[Cliff]:
    """The cliffs of a component, in rising order; none where its pay has no jumps."""
    if isinstance(component, PerformancePlan) and isinstance(component.coefficient, Bands):
        return list(_of_bands(component, component.coefficient))
    if isinstance(component, TieredPlan):
        quantity = component.metric.name if component.metric else component.of
        return [
            Cliff(component.id, quantity, one.at, _money(one.below), _money(one.above))
            for one in component.tiers.cliffs
        ]
    return []


def _of_bands(component: PerformancePlan, bands: Bands) -> Iterator[Cliff]:
    for lower, upper in pairwise(bands.bands):
        if lower.score != upper.score:
            below, above = (
                _money(Fraction(component.base_amount) * Fraction(band.score))
                for band in (lower, upper)
            )
            yield Cliff(component.id, "score", upper.from_, below, above)


def _money(amount: Fraction) -> Decimal:
    return rounded(amount, MONEY_DIGITS)


def rule_cliffs(plans: tuple[PayPlanInForce, ...]) -> list[Cliff]:
    """Every cliff of the pay plans in force."""
    return [cliff for plan in plans for one in plan.components for cliff in cliffs_of(one)]


def near_cliffs(run: Run, distances: Distances) -> list[Near]:
    """Everybody near a cliff of a component that is about them, by component, edge and person."""
    found: list[Near] = []
    for paid in run.paid:
        for component in paid.plan.components:
            cliffs = cliffs_of(component)
            if not cliffs:
                continue
            group = about(paid.group, component.applies_to)
            persons = np.unique(run.people.person[group.rows])
            values, known = _quantity(run, component, cliffs[0].quantity)
            persons = persons[known[persons]]
            for cliff in cliffs:
                found += _near(run, cliff, values, persons, distances.of(cliff.quantity))
    return found


def _near(run: Run, cliff: Cliff, values: Ints, persons: Rows, distance: Decimal) -> Iterator[Near]:
    away = np.abs(values[persons] - units_of(cliff.edge))
    agents = run.people.persons
    for person in persons[np.asarray(away <= units_of(distance), dtype=bool)].tolist():
        value = from_units(int(values[person]), SCORE_DIGITS)
        yield Near(cliff, agents[person], value)


def _quantity(run: Run, component: ComponentPlan, quantity: str) -> tuple[Ints, Mask]:
    """The quantity of each person in 10^−6, and who has one."""
    if quantity == "score":
        return scores_of(run)
    if quantity == "points":
        points = points_of(run)
        return points * SPARE, np.ones(len(points), dtype=bool)
    assert isinstance(component, TieredPlan) and component.metric is not None
    measured = run.measures.of(component.metric.name, component.metric.variant)
    figures: Figures = measured.numerator if component.figure == "numerator" else measured.value
    figures = figures.take(first_rows(run))
    return figures.units, figures.is_known
