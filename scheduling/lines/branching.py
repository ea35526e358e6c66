"""Branch and price: the bound raised, and in the end closed, by deciding sums and choices of days.

A roster lacks a whole number of people, which the relaxation need not: how many are missing in all
is decided first. It is one row more for the master, and changes no automaton. Then a node bars
some choices of some people on some days: whether somebody works on a day, later which shift, so
that few cells are left open. Each child's relaxation is solved by column generation again; nodes
are taken in the order of their bounds.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

import numpy as np

from scheduling.lines.generation import Relaxation, generate
from scheduling.lines.master import Master
from scheduling.lines.progress import TOLERANCE, Track, whole
from scheduling.lines.space import Column, LineSpace, Values

FORBIDDING = 100.0
"""So many times the dearest person missing, for each too many or too few in a decided sum."""
EVEN = 0.01


@dataclass(order=True)
class _Node:
    """A space with its bound, and what its children start from."""

    bound: float
    number: int
    space: LineSpace = field(compare=False)
    prices: Values = field(compare=False)
    columns: list[Column] = field(compare=False)
    shares: Values = field(compare=False)
    missing: float = field(compare=False)

    @property
    def torn(self) -> bool:
        """Whether it lacks a number of people that no roster lacks."""
        return abs(self.missing - round(self.missing)) > EVEN


class Tree:
    """The open nodes; every roster better than the best one known is in one of them."""

    def __init__(self, master: Master, relaxation: Relaxation) -> None:
        """Starts at the relaxation that was just solved in the master."""
        self._number, self._whole = count(), master.space
        self._counted = np.sign(master.space.given.under)
        self._open = [self._node(master, relaxation, relaxation.bound)]

    @property
    def open(self) -> bool:
        """Whether a node is left."""
        return bool(self._open)

    @property
    def torn(self) -> bool:
        """Whether the next node to branch at has a sum to decide."""
        return self.open and self._open[0].torn

    def expand(self, track: Track) -> None:
        """Branch at the node of the least bound and tell the bound that results."""
        while self._open and whole(self._open[0].bound) >= track.objective:
            heapq.heappop(self._open)
        if self._open:
            node = heapq.heappop(self._open)
            for space in self._divided(node):
                self._solve(node, space, track)
        track.proven(self._open[0].bound if self._open else np.inf, "branching")

    def _divided(self, node: _Node) -> Iterator[LineSpace]:
        """Spaces that hold all rosters of the node, but not its optimum."""
        if node.torn:
            price, most = FORBIDDING * self._whole.given.under.max(), np.floor(node.missing)
            yield node.space.summing(self._counted, most + 1, price)
            yield node.space.summing(-self._counted, -most, price)
            return
        place, day, choices = _division(node.shares)
        person = node.space.people[place]
        others = [one for one in range(node.shares.shape[2]) if one not in choices]
        for barred in (choices, others):
            space = node.space.barring(person, day, barred)
            if space.has_line(person):
                yield space

    def _solve(self, parent: _Node, space: LineSpace, track: Track) -> None:
        """Open a child, unless its bound shows that nothing better is in it."""
        near = np.zeros(len(space.required))
        near[: len(parent.prices)] = parent.prices
        _, own = space.cheapest(near, space.people)
        kept = [space.column(one.person, one.line) for one in parent.columns if space.admits(one)]
        master = Master(space, [*own, *kept])
        relaxation = generate(master, track, near, cutoff=track.objective)
        bound = max(parent.bound, relaxation.bound)
        roster = master.whole_lines()
        if roster is not None:
            lines = [self._whole.column(one.person, one.line) for one in roster]
            track.roster(lines, self._whole.objective(lines), "branching")
        if whole(bound) < track.objective:
            heapq.heappush(self._open, self._node(master, relaxation, bound))

    def _node(self, master: Master, relaxation: Relaxation, bound: float) -> _Node:
        columns = master.nearest(relaxation.prices)
        missing = float(self._counted @ master.missing()[: len(self._counted)])
        return _Node(
            bound, next(self._number), master.space, relaxation.prices, columns,
            master.cell_shares(), missing,
        )  # fmt: skip


def _division(shares: Values) -> tuple[int, int, Sequence[int]]:
    """Whose choice on which day to divide, and the choices of one side: the most even cell."""
    off = np.abs(shares[:, :, 0] - 0.5)
    if off.min() < 0.5 - TOLERANCE:
        place, day = np.unravel_index(int(off.argmin()), off.shape)
        return int(place), int(day), [0]
    place, day, choice = np.unravel_index(int(np.abs(shares - 0.5).argmin()), shares.shape)
    return int(place), int(day), [int(choice)]
