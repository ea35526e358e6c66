"""Rosters out of the relaxation: decide the most certain line, price again, until all are whole.

Diving with re-pricing after Sadykov, Vanderbeck, Pessoa, Tahiri & Uchoa (2019).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scheduling.lines.first_roster import first_roster
from scheduling.lines.generation import generate
from scheduling.lines.master import Master
from scheduling.lines.progress import TOLERANCE, Track, whole
from scheduling.lines.space import Column, Values

ROUNDS = 8
LEAST_LUCK = 0.5
PEOPLE_PER_LINE = 8


def dive(
    master: Master,
    track: Track,
    *,
    cutoff: float = np.inf,
    noise: np.random.Generator | None = None,
    spare_s: float = 0.0,
) -> list[Column] | None:
    """One column for each person; fixes lines in the master on the way.

    None where the roster could only cost the cutoff or more, or time ends before. With `noise`
    the most certain line is not always the one. When only `spare_s` are left, those without a
    line take the best one in turn.
    """
    while True:
        bound = generate(master, track, cutoff=cutoff, rounds=ROUNDS).bound
        if whole(bound) >= cutoff or track.seconds_left <= 0:
            return None
        roster = master.whole_lines()
        if roster is not None:
            return roster
        if track.seconds_left <= spare_s:
            decided = list(master.fixed.values())
            return decided + first_roster(master.space.without(decided))
        certainty = np.where(_doubtful(master), master.shares(), 0.0)
        if noise is not None:
            certainty *= noise.uniform(LEAST_LUCK, 1.0, len(certainty))
        _fix_most_certain(master, certainty)


def _fix_most_certain(master: Master, certainty: Values) -> None:
    """One line, or of a large staff several, as long as they are more than half certain."""
    many = max(1, len(master.space.people) // PEOPLE_PER_LINE)
    first, *more = np.argsort(-certainty, kind="stable")[:many]
    for k in (first, *(k for k in more if certainty[k] > 0.5)):
        if master.columns[k].person not in master.fixed:
            master.fix(master.columns[k])


def _doubtful(master: Master) -> NDArray[np.bool_]:
    """The lines that the last optimum takes in part."""
    shares = master.shares()
    return (shares > TOLERANCE) & (shares < 1 - TOLERANCE)
