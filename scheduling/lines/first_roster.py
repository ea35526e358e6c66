"""Exact best response: everybody in turn takes the best line given the others', again and again."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from scheduling.lines.space import Column, LineSpace

SWEEPS = 3


def first_roster(space: LineSpace) -> list[Column]:
    """A roster from nothing: nobody works before their turn has come."""
    return respond(space, ())


def respond(space: LineSpace, roster: Iterable[Column]) -> list[Column]:
    """The roster after some sweeps; each lowers the objective or ends them."""
    chosen = {one.person: one for one in roster}
    there = sum((one.covers for one in chosen.values()), np.zeros(len(space.required)))
    objective = np.inf
    for _ in range(SWEEPS):
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
