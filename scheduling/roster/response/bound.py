"""A lower bound by Lagrangian relaxation of coverage, priced by the same exact search.

With a value v for a person in each half-hour of each queue, the roster falls apart: each half-hour
chooses its people n freely at c(n) + v n, each person the line that is worth most. The sum of the
minima is a bound for every v.
"""

from __future__ import annotations

import numpy as np

from scheduling.compiled import compiled
from scheduling.roster.response.arrays import Demand, Flags, Floats, Kinds, Lines, People, Shifts
from scheduling.roster.response.counters import Room
from scheduling.roster.response.coverage import price_behind_horizon
from scheduling.roster.response.line import best_line
from scheduling.roster.response.sweeps import Desk, gains_of_shifts, value_kinds, write_line


@compiled
def demand_bound(values: Floats, demand: Demand) -> float:
    """Sum over half-hours of min over n >= 0 of c(n) + v (n - given)."""
    total = 0.0
    for k in range(values.shape[0]):
        for t in range(values.shape[1]):
            v, need, band = values[k, t], demand.required[k, t], demand.band[k, t]
            inner = max(0.0, need - band)
            first = demand.short * min(need, band)
            least = first + demand.short_beyond * inner
            least = min(least, first + v * inner)
            least = min(least, v * need)
            least = min(least, (v + demand.over) * band + v * need)
            total += least - v * demand.given[k, t]
    return total


@compiled
def price_everybody(
    values: Floats, demand: Demand, people: People, shifts: Shifts, kinds: Kinds, lines: Lines,
    legal: Flags, everybody: Flags, desk: Desk, room: Room,
) -> float:  # fmt: skip
    """The bound at `values`. `lines` become the best ones, `legal` says who has any."""
    horizon = values.shape[1]
    desk.whole[:, :horizon] = values
    desk.half[:, :horizon] = values / 2.0
    price_behind_horizon(desk.whole, desk.half, demand)
    gains_of_shifts(everybody, shifts, desk)
    bound = demand_bound(values, demand)
    for i in range(people.run_before.size):
        value_kinds(i, people, shifts, desk)
        best = best_line(i, desk.kind_value, desk.off_value, people, kinds, room, desk.kind_of_day)
        legal[i] = best > -np.inf
        if legal[i]:
            bound -= best
            write_line(i, lines, shifts, desk)
    return bound
