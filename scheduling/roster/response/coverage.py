"""What one more person is worth in each half-hour, and where a line puts its person."""

from __future__ import annotations

import numpy as np

from scheduling.compiled import compiled
from scheduling.roster.response.arrays import Demand, Floats, Lines, Shifts

SLOTS = 48


@compiled
def slot_cost(there: float, k: int, t: int, demand: Demand) -> float:
    """Cost of one half-hour of a queue: `coverage_cost.cost_parts`, compiled."""
    short = demand.required[k, t] - there
    band = demand.band[k, t]
    if short >= 0.0:
        return demand.short * min(short, band) + demand.short_beyond * max(0.0, short - band)
    return demand.over * min(-short, band) + demand.over_beyond * max(0.0, -short - band)


@compiled
def coverage_cost(cover: Floats, demand: Demand) -> float:
    """Cost of all half-hours; work behind the horizon, whose need nobody knows, is superfluous."""
    total = 0.0
    horizon = demand.required.shape[1]
    for k in range(demand.required.shape[0]):
        for t in range(horizon):
            total += slot_cost(cover[k, t], k, t, demand)
        total += demand.over * cover[k, horizon:].sum()
    return total


@compiled
def price_behind_horizon(whole: Floats, half: Floats, demand: Demand) -> None:
    """Work behind the horizon costs what a superfluous person costs."""
    horizon = demand.required.shape[1]
    whole[:, horizon:] = -demand.over
    half[:, horizon:] = -demand.over / 2.0


@compiled
def marginal_gains(cover: Floats, demand: Demand, whole: Floats, half: Floats) -> None:
    """Fill `whole` and `half` with what a person more, and half a person, would save."""
    for k in range(demand.required.shape[0]):
        for t in range(demand.required.shape[1]):
            now = slot_cost(cover[k, t], k, t, demand)
            whole[k, t] = now - slot_cost(cover[k, t] + 1.0, k, t, demand)
            half[k, t] = now - slot_cost(cover[k, t] + 0.5, k, t, demand)
    price_behind_horizon(whole, half, demand)


@compiled
def place_loss(
    first: int, place: int, k: int, whole: Floats, half: Floats, shifts: Shifts
) -> float:
    """Gain that a pause loses in one of its places; `first` is the shift's first half-hour."""
    loss = 0.0
    for part in range(shifts.part_at[place], shifts.part_at[place + 1]):
        t = first + shifts.part_slot[part]
        loss += whole[k, t]
        if shifts.part_halves[part] == 1:
            loss -= half[k, t]
    return loss


@compiled
def best_place(
    first: int, pause: int, k: int, whole: Floats, half: Floats, shifts: Shifts
) -> tuple[int, float]:
    """The place of a pause that loses least, and its loss."""
    best, least = shifts.place_at[pause], np.inf
    for place in range(shifts.place_at[pause], shifts.place_at[pause + 1]):
        loss = place_loss(first, place, k, whole, half, shifts)
        if loss < least:
            best, least = place, loss
    return best, least


@compiled
def shift_gain(
    day: int, o: int, k: int, whole: Floats, half: Floats, upto: Floats, shifts: Shifts
) -> float:
    """Gain of a shift with its best pauses; `upto[k, t]` sums `whole` before t."""
    first = day * SLOTS + shifts.first_slot[o]
    gain = upto[k, first + shifts.slots[o]] - upto[k, first]
    for pause in range(shifts.pause_at[o], shifts.pause_at[o + 1]):
        gain -= best_place(first, pause, k, whole, half, shifts)[1]
    return gain


@compiled
def sum_up(whole: Floats, upto: Floats) -> None:
    """Fill `upto`, one longer than `whole`, with its sums from the left."""
    for k in range(whole.shape[0]):
        for t in range(whole.shape[1]):
            upto[k, t + 1] = upto[k, t] + whole[k, t]


@compiled
def put(i: int, sign: float, lines: Lines, cover: Floats, shifts: Shifts) -> None:
    """Add a person's line to the cover (`sign` 1) or take it away (-1)."""
    for day in range(lines.option.shape[1]):
        o = lines.option[i, day]
        if o < 0:
            continue
        k, first = lines.queue[i, day], day * SLOTS + shifts.first_slot[o]
        for t in range(first, first + shifts.slots[o]):
            cover[k, t] += sign
        for n in range(shifts.pause_at[o + 1] - shifts.pause_at[o]):
            place = lines.place[i, day, n]
            for part in range(shifts.part_at[place], shifts.part_at[place + 1]):
                cover[k, first + shifts.part_slot[part]] -= sign * shifts.part_halves[part] / 2.0
