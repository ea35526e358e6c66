"""Large-neighbourhood search: free some people's lines, dive again with the others' decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from scheduling.lines.diving import dive
from scheduling.lines.master import Master
from scheduling.lines.progress import Track
from scheduling.lines.space import Column, LineSpace

FEWEST = 3
MOST = 24


class Neighbourhoods:
    """Random groups of people, and the lines of the relaxation that a dive starts from."""

    def __init__(self, space: LineSpace, lines: Iterable[Column], seed: int) -> None:
        self._space = space
        self._random = np.random.default_rng(seed)
        self._lines = defaultdict[int, list[Column]](list)
        for one in lines:
            self._lines[one.person].append(one)

    def neighbour(self, roster: list[Column], track: Track) -> list[Column] | None:
        """A roster, at least as good, that differs in a random group's lines; None if not found."""
        freed = self._group()
        kept = [one for one in roster if one.person not in freed]
        lines = [one for one in roster if one.person in freed]
        lines += [one for person in sorted(freed) for one in self._lines[person]]
        space = self._space.without(kept)
        worse = space.objective(one for one in roster if one.person in freed) + 1
        found = dive(Master(space, lines), track, cutoff=worse, noise=self._random)
        return None if found is None else kept + found

    def _group(self) -> set[int]:
        people = list(self._space.people)
        most = min(MOST, len(people))
        size = int(self._random.integers(min(FEWEST, most), most + 1))
        return set(self._random.choice(people, size, replace=False).tolist())
