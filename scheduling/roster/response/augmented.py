"""Best response to prices that harden: the augmented Lagrangian of coverage.

Exact marginal gains are walls - 10 for the last person needed, -1 for the next one - so that after
the first sweep everybody is locked into the hole they would leave. Here a half-hour with n people
costs min over m of c(m) + v (m - n) + (m - n)^2 / 2 w instead: for a wide w nearly the price v of
the relaxation, for a narrow one nearly c itself.
"""

from __future__ import annotations

from scheduling.compiled import compiled
from scheduling.roster.response.arrays import (
    Demand,
    Flags,
    Floats,
    Kinds,
    Lines,
    People,
    Shifts,
    Whole,
)
from scheduling.roster.response.counters import Room
from scheduling.roster.response.coverage import price_behind_horizon, put, slot_cost
from scheduling.roster.response.sweeps import Desk, better_line


@compiled
def proximal_price(there: float, k: int, t: int, v: float, width: float, demand: Demand) -> float:
    """The price of the half-hour's best m: v + (m - there) / width, between -over and -short.

    The people m that a half-hour wants fall from all to none as its price rises; the price stops
    at the slope of c at which it meets `there`.
    """
    need, band = demand.required[k, t], demand.band[k, t]
    price = max(-demand.over_beyond, v + (need + band - there) / width)
    if price > -demand.over:
        price = max(-demand.over, v + (need - there) / width)
    if price > demand.short:
        price = max(demand.short, v + (max(0.0, need - band) - there) / width)
    if price > demand.short_beyond:
        price = max(demand.short_beyond, v - there / width)
    return price


@compiled
def softened_cost(there: float, k: int, t: int, v: float, width: float, demand: Demand) -> float:
    """min over m of c(m) + v (m - there) + (m - there)^2 / 2 width."""
    moved = width * (proximal_price(there, k, t, v, width, demand) - v)
    return slot_cost(there + moved, k, t, demand) + v * moved + moved * moved / (2.0 * width)


@compiled
def softened_gains(
    cover: Floats, demand: Demand, values: Floats, width: float, whole: Floats, half: Floats
) -> None:
    """Fill `whole` and `half` with what a person more, and half a person, would save."""
    for k in range(values.shape[0]):
        for t in range(values.shape[1]):
            there, v = cover[k, t], values[k, t]
            now = softened_cost(there, k, t, v, width, demand)
            whole[k, t] = now - softened_cost(there + 1.0, k, t, v, width, demand)
            half[k, t] = now - softened_cost(there + 0.5, k, t, v, width, demand)
    price_behind_horizon(whole, half, demand)


@compiled
def learn_prices(cover: Floats, demand: Demand, values: Floats, width: float, step: float) -> None:
    """Move `values` by `step` of the way to the prices at which the half-hours meet the cover."""
    for k in range(values.shape[0]):
        for t in range(values.shape[1]):
            there = cover[k, t]
            price = proximal_price(there, k, t, values[k, t], width, demand)
            values[k, t] += step * (price - values[k, t])


@compiled
def softened_sweep(
    order: Whole, values: Floats, width: float, cover: Floats, demand: Demand, people: People,
    shifts: Shifts, kinds: Kinds, lines: Lines, known: Flags, desk: Desk, room: Room,
) -> None:  # fmt: skip
    """Everybody in `order` takes their best line at the softened cost, once."""
    for i in order:
        if known[i]:
            put(i, -1.0, lines, cover, shifts)
        softened_gains(cover, demand, values, width, desk.whole, desk.half)
        better_line(i, people, shifts, kinds, lines, known, desk, room)
        if known[i]:
            put(i, 1.0, lines, cover, shifts)
