"""The bound of a roster problem as given, by Lagrangian relaxation of coverage (response/bound.py).

It holds for every roster, whichever method made it.
"""

from __future__ import annotations

import numpy as np

from scheduling.roster.response import NoLine, RosterProblem
from scheduling.roster.response.arrays import no_lines
from scheduling.roster.response.bound import price_everybody
from scheduling.roster.response.counters import make_room
from scheduling.roster.response.encoding import encoded
from scheduling.roster.response.prices import plan_prices
from scheduling.roster.response.sweeps import make_desk


def lagrangian_bound(problem: RosterProblem) -> float:
    """No roster of the problem costs less. Raises NoLine where somebody has no legal line."""
    given, size = encoded(problem), len(problem.people)
    desk = make_desk(
        len(problem.queues), problem.days, given.spill, len(problem.options), given.kinds.units.size
    )
    pauses = max((len(one) for one in given.minutes), default=0)
    lines, legal = no_lines(size, problem.days, pauses), np.zeros(size, np.bool_)
    bound = price_everybody(
        plan_prices(given), given.demand, given.people, given.shifts, given.kinds, lines, legal,
        given.served, desk, make_room(given.people, given.kinds),
    )  # fmt: skip
    if not legal.all():
        raise NoLine([problem.people[i] for i in np.flatnonzero(~legal).tolist()])
    return bound
