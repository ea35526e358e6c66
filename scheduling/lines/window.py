"""A part of a roster set free: some people, on the days of a window, all else as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scheduling.lines.automaton import NOWHERE, Automaton
from scheduling.lines.maxima import Automata
from scheduling.lines.pricing import Costs, cheapest_line
from scheduling.lines.problem import Line
from scheduling.lines.space import Column, LineSpace, Prices


@dataclass(frozen=True)
class Window:
    """The days from `first` up to, not including, `last`."""

    first: int
    last: int

    @property
    def days(self) -> slice:
        """The days of a line, as an index."""
        return slice(self.first, self.last)

    def filled(self, line: Line, inside: Line) -> Line:
        """The line with its days in the window replaced."""
        return np.concatenate([line[: self.first], inside, line[self.last :]])


class WindowLines:
    """Cheapest lines inside a window, the days before and after it being decided."""

    def __init__(self, automata: Automata, lines: Mapping[int, Line], window: Window) -> None:
        self._automata, self._lines, self._window = automata, lines, window
        self._parts = dict[int, Automaton]()

    def cheapest(self, person: int, cost: Costs) -> tuple[float, Line]:
        """Cost of the person's cheapest days in the window at `cost` [day, choice], and the days.

        An infinite cost where the rules and costs leave none.
        """
        value, inside = cheapest_line(self._part(person), cost)
        while np.isfinite(value) and not self._allows(person, inside):
            value, inside = cheapest_line(self._part(person), cost)
        return value, inside

    def _allows(self, person: int, inside: Line) -> bool:
        whole = self._window.filled(self._lines[person], inside)
        if self._automata.allows(person, whole):
            return True
        self._parts.pop(person, None)
        return False

    def _part(self, person: int) -> Automaton:
        line = self._lines[person]
        if self._window == Window(0, len(line)):
            return self._automata[person]
        if person not in self._parts:
            self._parts[person] = between(self._automata[person], line, self._window)
        return self._parts[person]


def rows_in(space: LineSpace, window: Window) -> NDArray[np.bool_]:
    """The cover rows that days of the window count for."""
    return np.asarray(space.given.covering[:, window.days].any(axis=(1, 2)))


def set_free(
    space: LineSpace, automata: Automata, roster: Sequence[Column], people: Sequence[int],
    window: Window,
) -> LineSpace:  # fmt: skip
    """The space of these people's choices in the window; the rest of the roster is decided."""
    lines = {one.person: one.line for one in roster}
    days, given = window.days, space.given
    inside = given.covering[:, days]
    rows = rows_in(space, window)
    still = space.required - sum(one.covers for one in roster)
    at = np.arange(window.last - window.first)
    for person in people:
        still = still + inside[:, at, lines[person][days]].sum(axis=1)
    none = np.zeros((0, int(rows.sum())))
    return LineSpace(
        Prices(given.requests[:, days], inside[rows], given.under[rows], given.over[rows], none),
        WindowLines(automata, lines, window),
        tuple(people),
        still[rows],
        {who: bars[days] for who, bars in space.barred.items() if who in people},
    )


def between(automaton: Automaton, line: Line, window: Window) -> Automaton:
    """What an automaton accepts in the window when the line's other days are kept."""
    layers = _reached(automaton, line, window)
    goal = _reaching_the_end(automaton, line, layers[-1], window.last)
    kept, sizes = list[NDArray[np.int64]](), list[int]()
    place = np.where(goal, 0, NOWHERE)
    for day, nodes in zip(
        range(window.last - 1, window.first - 1, -1), layers[-2::-1], strict=True
    ):
        after = automaton.after[nodes]
        at = np.searchsorted(layers[day + 1 - window.first], np.maximum(after, 0))
        onward = np.where(after == NOWHERE, NOWHERE, place[np.minimum(at, len(place) - 1)])
        alive = (onward != NOWHERE).any(axis=1)
        place = np.where(alive, np.cumsum(alive) - 1, NOWHERE)
        kept.append(onward[alive])
        sizes.append(int(alive.sum()))
    first = np.cumsum([0, *sizes[::-1], 1])
    arcs = [
        np.where(onward == NOWHERE, NOWHERE, onward + start)
        for onward, start in zip(kept[::-1], first[1:], strict=False)
    ]
    end = np.full((1, automaton.after.shape[1]), NOWHERE)
    after = np.vstack([*arcs, end]).astype(np.int32)
    return replace(automaton, first=first.astype(np.int32), after=after)


def _reached(automaton: Automaton, line: Line, window: Window) -> list[NDArray[np.int64]]:
    """The nodes of each layer of the window that the days before it lead to, in order."""
    node = 0
    for choice in line[: window.first]:
        node = automaton.after[node, automaton.group[choice]]
    layers = [np.array([node])]
    for _ in range(window.first, window.last):
        after = automaton.after[layers[-1]]
        layers.append(np.unique(after[after != NOWHERE]))
    return layers


def _reaching_the_end(
    automaton: Automaton, line: Line, nodes: NDArray[np.int64], day: int
) -> NDArray[np.bool_]:
    """From which of the nodes the days from `day` on can be worked as the line has them."""
    at = nodes
    for choice in line[day:]:
        onward = automaton.after[np.maximum(at, 0), automaton.group[choice]]
        at = np.where(at == NOWHERE, NOWHERE, onward)
    return at != NOWHERE
