"""Every line that a contract allows, as the smallest layered automaton that accepts just those.

A node of layer d is what the rules must remember after d days: kind and length of the current
run, minutes, weekends left, and shifts of each limited kind left, capped by what could still be
worked. An arc is a choice. Nodes with the same future are merged from the end, so whatever cannot
bind any more costs nothing (cost-regular, Demassey, Pesant & Rousseau 2006).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scheduling.lines.distinct import Whole, distinct_rows
from scheduling.lines.problem import Contract, LineProblem, Shift

Nodes = NDArray[np.int32]
NOWHERE = -1


@dataclass(frozen=True)
class Automaton:
    """`after[node, group]` is the node after a choice of a group, -1 where it is forbidden.

    Choices that lead alike everywhere are a group: `group[choice]`, -1 for one never allowed.
    Layer d is the nodes `first[d]` up to `first[d + 1]`: layer 0 the start, the last one the end.
    Without any line there are no nodes.
    """

    first: Nodes
    after: Nodes
    group: Nodes

    @property
    def empty(self) -> bool:
        """Whether no line exists at all."""
        return len(self.after) == 0


class _Run(NamedTuple):
    """What the rules on neighbouring days remember; `bans` is None on a day off."""

    bans: frozenset[str] | None
    length: int
    from_start: bool


class _States(NamedTuple):
    """The nodes of one layer while it is built, each field an array over the nodes."""

    run: Whole
    minutes: Whole
    weekends_left: Whole
    counted: Whole
    shifts_left: Whole


def line_automaton(problem: LineProblem, contract: Contract) -> Automaton:
    """All lines of a contract; `empty` where its rules leave none. Days off are not in it."""
    return _merged(_Layers(problem, contract).build())


def _next_run(contract: Contract, run: _Run, shift: Shift | None) -> _Run | None:
    """The run after one more day, None where it may not be."""
    if shift is None:
        return _next_rest(contract, run)
    if run.bans is None:
        return _on(contract, shift, 1, run) if run.length >= contract.minimum_rest else None
    if shift.code in run.bans or run.length >= contract.maximum_run:
        return None
    return _on(contract, shift, run.length + 1, run)


def _next_rest(contract: Contract, run: _Run) -> _Run | None:
    if run.bans is None:
        return _Run(None, min(run.length + 1, contract.minimum_rest), False)
    if run.length < contract.minimum_run and not run.from_start:
        return None
    return _Run(None, min(1, contract.minimum_rest), False)


def _on(contract: Contract, shift: Shift, length: int, before: _Run) -> _Run:
    short = length < contract.minimum_run
    return _Run(shift.not_followed_by, length, before.from_start and short)


def _run_table(problem: LineProblem, contract: Contract) -> Whole:
    """`table[run, choice]`, -1 where forbidden; run 0 is the start."""
    choices = (None, *problem.shifts)
    known = {_Run(None, contract.minimum_rest, True): 0}
    waiting, rows = list(known), list[list[int]]()
    for run in waiting:
        row = list[int]()
        for shift in choices:
            following = _next_run(contract, run, shift)
            if following is not None and following not in known:
                known[following] = len(known)
                waiting.append(following)
            row.append(NOWHERE if following is None else known[following])
        rows.append(row)
    return np.array(rows)


class _Layers:
    """Forward construction, layer by layer, of the nodes that the start reaches."""

    def __init__(self, problem: LineProblem, contract: Contract) -> None:
        self.problem, self.contract = problem, contract
        self.allowed = [0, *(k for k, one in enumerate(problem.shifts, 1) if self._may(one))]
        self.runs = _run_table(problem, contract)
        self.most = self._most_minutes()
        self.limited = self._limited()
        self.alike = self._alike()
        self.weekend_of = np.full(problem.days + 1, NOWHERE)
        for number, days in enumerate(problem.weekends):
            self.weekend_of[list(days)] = number

    def _may(self, shift: Shift) -> bool:
        return self.contract.shift_maximum.get(shift.code, 1) > 0

    def build(self) -> list[tuple[int, Whole]]:
        """Per day the number of nodes of the next layer and the arcs to them."""
        states, layers = self._start(), list[tuple[int, Whole]]()
        for day in range(self.problem.days):
            states, arcs = self._next_layer(day, states)
            layers.append((len(states.run), arcs))
        return layers

    def _start(self) -> _States:
        limits = [
            self.contract.shift_maximum[self.problem.shifts[k - 1].code] for k in self.limited
        ]
        one = np.zeros(1, dtype=np.int64)
        return _States(
            one, one, one + self.contract.maximum_weekends, one, np.array([limits], dtype=np.int64)
        )

    def _limited(self) -> list[int]:
        """The choices whose maximum could bind."""
        maximum = self.contract.shift_maximum
        return [
            choice
            for choice, shift in enumerate(self.problem.shifts, 1)
            if 0
            < maximum.get(shift.code, self.problem.days)
            < min(self.problem.days, self.contract.maximum_minutes // shift.minutes)
        ]

    def _alike(self) -> list[list[int]]:
        """The allowed choices in groups that the rules cannot tell apart."""
        groups = defaultdict[tuple[int, int, bytes], list[int]](list)
        for choice in self.allowed:
            counted = choice if choice in self.limited else 0
            minutes, runs = int(self.problem.minutes[choice]), self.runs[:, choice].tobytes()
            groups[counted, minutes, runs].append(choice)
        return list(groups.values())

    def _most_minutes(self) -> Whole:
        """Most minutes from a run state to the end, by neighbouring-day rules alone."""
        none = -(10**9)
        most = np.zeros((self.problem.days + 1, len(self.runs)), dtype=np.int64)
        for day in reversed(range(self.problem.days)):
            gained = self.problem.minutes + most[day + 1][self.runs]
            possible = np.where(self.runs != NOWHERE, gained, none)
            most[day] = possible[:, self.allowed].max(axis=1)
        return most

    def _next_layer(self, day: int, states: _States) -> tuple[_States, Whole]:
        arcs = np.full((len(states.run), len(self.problem.shifts) + 1), NOWHERE, dtype=np.int64)
        parts, places = list[_States](), list[tuple[list[int], Whole]]()
        for choices in self.alike:
            part, origin = self._successors(day, states, choices[0])
            parts.append(part)
            places.append((choices, origin))
        matrix = np.column_stack(
            [np.concatenate([getattr(part, name) for part in parts]) for name in _States._fields]
        )
        unique, inverse = distinct_rows(matrix)
        at = 0
        for choices, origin in places:
            for choice in choices:
                arcs[origin, choice] = inverse[at : at + len(origin)]
            at += len(origin)
        run, minutes, weekends, counted = unique[:, :4].T
        return _States(run, minutes, weekends, counted, unique[:, 4:]), arcs

    def _successors(self, day: int, states: _States, choice: int) -> tuple[_States, Whole]:
        """The states after a choice, and which states they come from."""
        run = self.runs[states.run, choice]
        minutes = states.minutes + self.problem.minutes[choice]
        works = int(choice > 0 and self.weekend_of[day] != NOWHERE)
        taken = works * (1 - states.counted)
        left = states.shifts_left.copy()
        if choice in self.limited:
            left[:, self.limited.index(choice)] -= 1
        keeps = (
            (run != NOWHERE)
            & (minutes <= self.contract.maximum_minutes)
            & (minutes + self.most[day + 1][run] >= self.contract.minimum_minutes)
            & (taken <= states.weekends_left)
            & (left >= 0).all(axis=1)
        )
        part = _States(run, minutes, states.weekends_left - taken, states.counted | works, left)
        chosen = _States(*(values[keeps] for values in part))
        return self._capped(day + 1, chosen), np.flatnonzero(keeps)

    def _capped(self, day: int, states: _States) -> _States:
        """Counters no larger than what the rest of the horizon could use."""
        inside = (
            self.weekend_of[day] != NOWHERE and self.weekend_of[day] == self.weekend_of[day - 1]
        )
        counted = states.counted * int(inside)
        weekends = sum(max(days) >= day for days in self.problem.weekends)
        rest = self.contract.maximum_minutes - states.minutes
        most = np.minimum(
            rest[:, None] // self.problem.minutes[self.limited], self.problem.days - day
        )
        return states._replace(
            weekends_left=np.minimum(states.weekends_left, weekends - counted),
            counted=counted,
            shifts_left=np.minimum(states.shifts_left, most),
        )


def _merged(layers: list[tuple[int, Whole]]) -> Automaton:
    """From the end back: nodes without a future go, nodes with the same future become one."""
    place, kept = np.zeros(layers[-1][0], dtype=np.int64), list[Whole]()
    for _, arcs in reversed(layers):
        onward = np.where(arcs == NOWHERE, NOWHERE, place[arcs]) if len(place) else arcs
        alive = (onward != NOWHERE).any(axis=1)
        futures, which = distinct_rows(onward[alive])
        place = np.full(len(arcs), NOWHERE)
        place[alive] = which
        kept.append(futures)
    kept.reverse()
    return _numbered(kept)


def _numbered(layers: list[Whole]) -> Automaton:
    """Arcs within layers as arcs between nodes numbered through all layers."""
    first = np.cumsum([0, *(len(arcs) for arcs in layers), 1])
    if not len(layers[0]):
        none = np.full(layers[0].shape[1], NOWHERE, np.int32)
        return Automaton(np.zeros(1, np.int32), np.zeros((0, 0), np.int32), none)
    after = [
        np.where(arcs == NOWHERE, NOWHERE, arcs + start)
        for arcs, start in zip(layers, first[1:], strict=False)
    ]
    end = np.full((1, layers[0].shape[1]), NOWHERE)
    arcs, group = _grouped(np.vstack([*after, end]).astype(np.int32))
    return Automaton(first.astype(np.int32), arcs, group)


def _grouped(after: Nodes) -> tuple[Nodes, Nodes]:
    """The distinct columns that lead anywhere, and the place of each choice's column in them."""
    places = dict[bytes, int]()
    group = np.full(after.shape[1], NOWHERE, np.int32)
    for choice in np.flatnonzero((after != NOWHERE).any(axis=0)):
        group[choice] = places.setdefault(after[:, choice].tobytes(), len(places))
    first_of = [int(np.flatnonzero(group == place)[0]) for place in range(len(places))]
    return np.ascontiguousarray(after[:, first_of]), group
