"""Large-neighbourhood search: set a part of the roster free, and dive in it again."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from scheduling.lines.ascent import ascend
from scheduling.lines.diving import dive
from scheduling.lines.generation import Relaxation, generate
from scheduling.lines.master import Master
from scheduling.lines.maxima import Automata
from scheduling.lines.parts import Part, Parts
from scheduling.lines.progress import Track, whole
from scheduling.lines.space import Column, LineSpace
from scheduling.lines.window import rows_in, set_free

ROUNDS = 30
"""Of pricing a part: the last few lines of many kinds of shift take hundreds of rounds."""


class Neighbourhoods:
    """Rosters near a roster."""

    def __init__(
        self,
        space: LineSpace,
        automata: Automata,
        relaxation: Relaxation,
        known: Iterable[Column],
        seed: int,
    ) -> None:
        """`known` are good lines of the relaxation, to start from where all days are free."""
        self._space, self._automata, self._known = space, automata, list(known)
        self._random = np.random.default_rng(seed)
        self._prices = relaxation.prices
        self._parts = Parts(space, relaxation.prices, self._random)

    def neighbour(self, roster: list[Column], track: Track) -> list[Column] | None:
        """A roster, at least as good, that differs in a drawn part; None if not found."""
        part = self._parts.draw(roster)
        days = part.window.days
        lines = {one.person: one.line for one in roster}
        space = set_free(self._space, self._automata, roster, part.people, part.window)
        now = [space.column(person, lines[person][days]) for person in part.people]
        worse = space.objective(now) + 1
        near, met = ascend(space, self._prices[rows_in(self._space, part.window)], track)
        master = Master(space, [*now, *met, *self._known_lines(space, part)])
        relaxation = generate(master, track, near, cutoff=worse, rounds=ROUNDS)
        found = dive(master, track, relaxation.prices, cutoff=worse, noise=self._random)
        bound = whole(relaxation.bound)
        part.size.learn(found is not None and space.objective(found) <= bound)
        if found is None:
            return None
        new = {one.person: part.window.filled(lines[one.person], one.line) for one in found}
        kept = [one for one in roster if one.person not in new]
        return kept + [self._space.column(person, line) for person, line in new.items()]

    def _known_lines(self, space: LineSpace, part: Part) -> list[Column]:
        """The relaxation's lines of the part's people, where it holds all days."""
        return [
            space.column(one.person, one.line)
            for one in self._known
            if one.person in part.people and space.shape == self._space.shape
        ]
