"""A first roster: everybody in turn takes the best line given the others', again and again."""

from __future__ import annotations

import numpy as np

from scheduling.lines.space import Column, LineSpace

SWEEPS = 3


def first_roster(space: LineSpace, *, sweeps: int = SWEEPS) -> list[Column]:
    """Best responses by exact dynamic programming; each sweep lowers the objective or ends it."""
    chosen = dict[int, Column]()
    there, objective = np.zeros(len(space.required)), np.inf
    for _ in range(sweeps):
        for person in space.people:
            if person in chosen:
                there = there - chosen[person].covers
            _, (chosen[person],) = space.cheapest(space.worth(there), [person])
            there = there + chosen[person].covers
        now = space.objective(chosen.values())
        if now >= objective:
            break
        objective = now
    return list(chosen.values())
