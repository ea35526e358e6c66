"""Rosters by best responses at softened cover: everybody in turn, while the softening fades.

At the true price of cover whoever answers last is locked into the hole they would leave. So the
cost of n people on a row is softened to

    min_m  cost(m) + v (m - n) + (m - n)^2 / 2w        with the relaxation's price v of the row,

which for a wide w is nearly the price alone and for a narrow one nearly the cost (the augmented
Lagrangian; Bertsekas, Nonlinear Programming, ch. 4). The width fades from sweep to sweep. After
each the prices follow as multipliers do, in part: a row that stays short becomes dearer.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from scheduling.lines.first_roster import respond
from scheduling.lines.pricing import compiled
from scheduling.lines.progress import Track
from scheduling.lines.space import Column, LineSpace, Values

WIDEST, NARROWEST = 300.0, 2.0
"""So many people more move a row's marginal cost by the price of one missing."""
LEARNING = 0.3


@compiled
def _nearest(there: Any, required: Any, under: Any, over: Any, price: Any, width: Any) -> Any:
    """The m that the softened cost of a row takes, for n people `there`."""
    short = there + width * (under - price)
    if short < required:
        return short
    return max(there - width * (over + price), required)


@compiled
def _softened(there: Any, required: Any, under: Any, over: Any, price: Any, width: Any) -> Any:
    """The softened cost of a row with n people `there`."""
    m = _nearest(there, required, under, over, price, width)
    cost = under * (required - m) if m < required else over * (m - required)
    return cost + price * (m - there) + (m - there) ** 2 / (2 * width)


@compiled
def _worth(there: Any, required: Any, under: Any, over: Any, prices: Any, width: Any) -> Any:
    """By row, what one person more saves at the softened cost."""
    worth = np.empty(len(there))
    for row in range(len(there)):
        its = required[row], under[row], over[row], prices[row], width
        worth[row] = _softened(there[row], *its) - _softened(there[row] + 1, *its)
    return worth


@compiled
def _followed(there: Any, required: Any, under: Any, over: Any, prices: Any, width: Any) -> Any:
    """The multipliers of the next sweep: prices moved towards what the rows lack."""
    moved = np.empty(len(there))
    for row in range(len(there)):
        m = _nearest(there[row], required[row], under[row], over[row], prices[row], width)
        price = prices[row] + LEARNING * (m - there[row]) / width
        moved[row] = min(max(price, -over[row]), under[row])
    return moved


def anneal(
    space: LineSpace, prices: Values, sweeps: int, random: np.random.Generator, track: Track
) -> list[Column]:
    """The best roster of so many softened sweeps from these prices, polished at the true costs."""
    _, lines = space.cheapest(prices, space.people)
    roster, best = {one.person: one for one in lines}, lines
    there, objective = sum(one.covers for one in lines), np.inf
    given, required = space.given, space.required
    for softness in np.geomspace(WIDEST, NARROWEST, sweeps):
        if track.seconds_left <= 0:
            break
        width = softness / given.under.max(initial=1.0)
        terms = required, given.under, given.over, prices, width
        track.work += len(space.people) * space.shape[0]
        for person in random.permutation(space.people).tolist():
            there = there - roster[person].covers
            _, (roster[person],) = space.cheapest(_worth(there, *terms), [person])
            there = there + roster[person].covers
        prices = _followed(there, *terms)
        now = space.objective(roster.values())
        if now < objective:
            best, objective = list(roster.values()), now
    return respond(space, best)
