"""The price of coverage: convex, so that a shortage or surplus is spread over the half-hours."""

from __future__ import annotations

import math
from collections.abc import Iterable

import pulp

from scheduling.roster.working_time import CoveragePrices


def band_of(required: float, prices: CoveragePrices) -> float:
    """Agents up to which the first price holds: a share of the requirement, at least one agent."""
    return float(max(1, math.ceil(prices.band * math.ceil(required))))


def cost_parts(required: float, scheduled: float, prices: CoveragePrices) -> tuple[float, float]:
    """Cost of one half-hour of one skill group: for being short, for being over."""
    band = band_of(required, prices)
    short, over = max(0.0, required - scheduled), max(0.0, scheduled - required)
    return (
        prices.short * min(short, band) + prices.short_beyond * max(0.0, short - band),
        prices.over * min(over, band) + prices.over_beyond * max(0.0, over - band),
    )


def priced_coverage(
    model: pulp.LpProblem,
    name: str,
    required: float,
    scheduled: Iterable[tuple[pulp.LpVariable, float]],
    prices: CoveragePrices,
    constant: float = 0.0,
) -> list[tuple[pulp.LpVariable, float]]:
    """Tie `scheduled` (+ constant) to the requirement by slack variables; their priced terms."""
    band = band_of(required, prices)
    pieces = [
        (pulp.LpVariable(f"short_{name}", 0, band), 1.0, prices.short),
        (pulp.LpVariable(f"shortx_{name}", 0), 1.0, prices.short_beyond),
        (pulp.LpVariable(f"over_{name}", 0, band), -1.0, prices.over),
        (pulp.LpVariable(f"overx_{name}", 0), -1.0, prices.over_beyond),
    ]
    terms = [*scheduled, *((slack, sign) for slack, sign, _ in pieces)]
    model.addConstraint(
        pulp.LpConstraint(
            pulp.LpAffineExpression(terms),
            pulp.LpConstraintEQ,
            f"cover_{name}",
            required - constant,
        )
    )
    return [(slack, float(price)) for slack, _, price in pieces]
