"""Rosters out of the relaxation: decide the most certain lines, price again, until all are whole.

Diving with re-pricing after Sadykov, Vanderbeck, Pessoa, Tahiri & Uchoa (2019). The relaxation of
those left is a small one of its own, so the last people, on whom most depends, are priced best.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scheduling.lines.ascent import ascend
from scheduling.lines.generation import generate
from scheduling.lines.master import Master
from scheduling.lines.progress import TOLERANCE, Track, whole
from scheduling.lines.space import Column, Values

ROUNDS = 8
LEAST_LUCK = 0.5
PEOPLE_PER_LINE = 8
LIKELY = 0.3


def dive(
    master: Master,
    track: Track,
    near: Values,
    *,
    cutoff: float = np.inf,
    noise: np.random.Generator | None = None,
) -> list[Column] | None:
    """One column for each person; pricing begins at the prices `near`.

    None where the roster could only cost the cutoff or more, or time ends before. With `noise`
    the most certain line is not always the one.
    """
    decided = list[Column]()
    while True:
        left = cutoff - sum(one.cost for one in decided)
        relaxation = generate(master, track, near, cutoff=left, rounds=ROUNDS)
        near = relaxation.prices
        if whole(relaxation.bound) >= left:
            return None
        roster = master.whole_lines()
        if roster is not None:
            return decided + roster
        if track.seconds_left <= 0:
            return None
        certain = most_certain(master.columns, _lucky(master.shares(), noise))
        decided += certain
        master = master.without(certain, near)
        if master.space.people and whole(relaxation.bound) < relaxation.value:
            near, met = ascend(master.space, near, track)
            master.add(met)


def _lucky(shares: Values, noise: np.random.Generator | None) -> Values:
    """The shares, each of those in part less by chance."""
    if noise is None:
        return shares
    luck = noise.uniform(LEAST_LUCK, 1.0, len(shares))
    return np.where(shares < 1 - TOLERANCE, shares * luck, shares)


def most_certain(columns: Sequence[Column], certainty: Values) -> list[Column]:
    """The lines that are whole and the most certain other; more of a large staff's likely ones.

    At least one, and never two of the same person.
    """
    people = len({one.person for one in columns})
    order = np.argsort(-certainty, kind="stable")
    whole_ones = int((certainty >= 1 - TOLERANCE).sum())
    likely = whole_ones + max(1, people // PEOPLE_PER_LINE)
    chosen = dict[int, Column]()
    for rank, k in enumerate(order[:likely]):
        if rank <= whole_ones or certainty[k] > LIKELY:
            chosen.setdefault(columns[k].person, columns[k])
    return list(chosen.values())
