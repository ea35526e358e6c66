"""Branch and price: the bound raised, and in the end closed, by deciding choices of days.

A node bars some choices of some people on some days; its relaxation is solved by column
generation again, with the same automata. Nodes are taken in the order of their bounds. First
whether somebody works on a day is decided, then which shift, so that few cells are left open.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

import numpy as np

from scheduling.lines.generation import Relaxation, generate
from scheduling.lines.master import Master
from scheduling.lines.progress import TOLERANCE, Track, whole
from scheduling.lines.space import Column, LineSpace, Values


@dataclass(order=True)
class _Node:
    """A space with its bound, and what its children start from."""

    bound: float
    number: int
    space: LineSpace = field(compare=False)
    prices: Values = field(compare=False)
    columns: list[Column] = field(compare=False)
    shares: Values = field(compare=False)


class Tree:
    """The open nodes; every roster better than the best one known is in one of them."""

    def __init__(self, master: Master, relaxation: Relaxation) -> None:
        """Starts at the relaxation that was just solved in the master."""
        self._number = count()
        self._open = [self._node(master, relaxation, relaxation.bound)]

    @property
    def open(self) -> bool:
        """Whether a node is left."""
        return bool(self._open)

    def expand(self, track: Track) -> None:
        """Branch at the node of the least bound and tell the bound that results."""
        while self._open and whole(self._open[0].bound) >= track.objective:
            heapq.heappop(self._open)
        if self._open:
            self._branch(heapq.heappop(self._open), track)
        track.proven(self._open[0].bound if self._open else np.inf, "branching")

    def _branch(self, node: _Node, track: Track) -> None:
        place, day, choices = _division(node.shares)
        person = node.space.people[place]
        others = [one for one in range(node.shares.shape[2]) if one not in choices]
        for barred in (choices, others):
            space = node.space.barring(person, day, barred)
            if space.has_line(person):
                self._solve(node, space, person, track)

    def _solve(self, parent: _Node, space: LineSpace, person: int, track: Track) -> None:
        """Open a child, unless its bound shows that nothing better is in it."""
        _, own = space.cheapest(parent.prices, [person])
        master = Master(space, [*own, *(one for one in parent.columns if space.admits(one))])
        relaxation = generate(master, track, parent.prices, cutoff=track.objective)
        bound = max(parent.bound, relaxation.bound)
        roster = master.whole_lines()
        if roster is not None:
            track.roster(roster, space.objective(roster), "branching")
        if whole(bound) < track.objective:
            heapq.heappush(self._open, self._node(master, relaxation, bound))

    def _node(self, master: Master, relaxation: Relaxation, bound: float) -> _Node:
        columns = master.nearest(relaxation.prices)
        shares = master.cell_shares()
        number = next(self._number)
        return _Node(bound, number, master.space, relaxation.prices, columns, shares)


def _division(shares: Values) -> tuple[int, int, Sequence[int]]:
    """Whose choice on which day to divide, and the choices of one side: the most even cell."""
    off = np.abs(shares[:, :, 0] - 0.5)
    if off.min() < 0.5 - TOLERANCE:
        place, day = np.unravel_index(int(off.argmin()), off.shape)
        return int(place), int(day), [0]
    place, day, choice = np.unravel_index(int(np.abs(shares - 0.5).argmin()), shares.shape)
    return int(place), int(day), [int(choice)]
