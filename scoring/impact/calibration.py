"""How far draws must be spread so that P10 to P90 holds the four fifths that it says it holds.

The days left of a month are drawn one by one; what moves a whole month (a drift of volume, other
shifts, a change of level) is not among the days that were, so the draws lie too close together.
By how much is seen from months that are over: how far they ended from their middle, measured in
the width they were given. That is split conformal prediction with scaled residuals (Lei et al.,
Journal of the American Statistical Association 113, 2018): no distribution is assumed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np

from scoring.columns import Ints, divided, minus, plus, product, units_of
from scoring.impact.pay_forecast import Quantiles
from scoring.impact.projection import FIGURES, Projection

HELD, LEAST_PEOPLE = 0.8, 30
# Draws are never moved together; a month that went beyond twice its width was of another kind.
NARROWEST, WIDEST = 1.0, 2.0
UNIT = 10**6


def spread_factors(judged: Sequence[tuple[Projection, Projection]]) -> dict[str, Decimal]:
    """The factor of each figure, from earlier months: as projected on a day, and as they ended.

    Of n people the ⌈0.8·(n + 1)⌉-th smallest distance counts. A figure of fewer than
    LEAST_PEOPLE has no factor.
    """
    found: dict[str, Decimal] = {}
    for figure in FIGURES:
        far = sorted(one for pair in judged for one in _distances(figure, *pair))
        if len(far) >= LEAST_PEOPLE:
            rank = math.ceil(HELD * (len(far) + 1))
            factor = min(max(far[min(rank, len(far)) - 1], NARROWEST), WIDEST)
            found[figure] = Decimal(f"{factor:.6f}")
    return found


def _distances(figure: str, projected: Projection, ended: Projection) -> Iterator[float]:
    """How far people ended from their middle, in widths of the side they ended on."""
    at = {agent: place for place, agent in enumerate(ended.people.persons)}
    for person, agent in enumerate(projected.people.persons):
        drawn = projected.drawn(figure, person)
        ends = ended.drawn(figure, at[agent]).tolist() if agent in at else []
        if ends and len(drawn) and drawn.any():
            found, last = Quantiles.of(drawn), int(ends[0])
            width = found.p90 - found.p50 if last > found.p50 else found.p50 - found.p10
            gap = abs(last - found.p50)
            yield gap / width if width else (math.inf if gap else 0.0)


def spread(projected: Projection, factors: dict[str, Decimal]) -> Projection:
    """The projection with every draw that much further from its person's middle.

    No figure falls below nought, and no score rises above the highest that anybody was drawn.
    """
    if projected.is_final:
        return projected
    columns = dict(projected.ends.figures)
    for figure, factor in factors.items():
        columns[figure] = _spread(projected, figure, units_of(factor))
    return replace(projected, ends=replace(projected.ends, figures=columns), factors=factors)


def _spread(projected: Projection, figure: str, factor: int) -> Ints:
    column = projected.ends.figures[figure].copy()
    drawn = column[1:]
    middle = np.array(
        [Quantiles.of(projected.drawn(figure, person)).p50 if known else 0
         for person, known in enumerate(_known(projected, figure))],
        dtype=column.dtype,
    )  # fmt: skip
    moved = plus(middle, divided(product(minus(drawn, middle), factor), UNIT))
    highest = drawn.max(initial=0) if figure == "score" else None
    column[1:] = np.clip(moved, 0, highest)
    return column


def _known(projected: Projection, figure: str) -> list[bool]:
    """Who has draws of the figure."""
    return [len(projected.drawn(figure, p)) > 0 for p in range(len(projected.people.persons))]
