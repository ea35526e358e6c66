"""The lines of a group of people, the others' being decided, and what the lines cost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scheduling.lines.automaton import Automaton, line_automaton
from scheduling.lines.pricing import Costs, cheapest_cost, cheapest_line
from scheduling.lines.problem import Line, LineProblem

Values = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Column:
    """A line of one person: its refused requests' price and how often it counts per cover row."""

    person: int
    line: Line
    cost: float
    covers: Values

    @property
    def key(self) -> tuple[int, bytes]:
        """The same for the same line of the same person."""
        return self.person, self.line.tobytes()


@dataclass(frozen=True)
class LineSpace:
    """All lines of some people (by place in the staff), and the cover still asked of them.

    `barred` holds, per person, infinity for the days and choices that are not to be used.
    """

    problem: LineProblem
    automata: Mapping[int, Automaton]
    required: Values
    barred: Mapping[int, Costs] = field(default_factory=dict[int, Costs])

    @property
    def people(self) -> Sequence[int]:
        """Those whose lines are open, by place in the staff."""
        return list(self.automata)

    @cached_property
    def under(self) -> Values:
        """Price of one person missing, per cover row."""
        return np.array([float(row.under_weight) for row in self.problem.cover])

    @cached_property
    def over(self) -> Values:
        """Price of one person too many, per cover row."""
        return np.array([float(row.over_weight) for row in self.problem.cover])

    def worth(self, there: Values) -> Values:
        """What one more person on each cover row saves, given how many are there."""
        return np.where(there < self.required, self.under, -self.over)

    def without(self, decided: Iterable[Column]) -> LineSpace:
        """The space that is left when these lines are decided."""
        gone = {one.person: one for one in decided}
        rest = {who: automaton for who, automaton in self.automata.items() if who not in gone}
        covered = sum((one.covers for one in gone.values()), np.zeros(len(self.required)))
        return replace(self, automata=rest, required=self.required - covered)

    def barring(self, person: int, day: int, choices: Sequence[int]) -> LineSpace:
        """The space without the person's lines that have one of these choices on the day."""
        cost = self._bars(person).copy()
        cost[day, list(choices)] = np.inf
        return replace(self, barred={**self.barred, person: cost})

    def _bars(self, person: int) -> Costs:
        free = np.zeros((self.problem.days, len(self.problem.shifts) + 1))
        return self.barred.get(person, free)

    def admits(self, column: Column) -> bool:
        """Whether nothing of the line is barred."""
        bars = self.barred.get(column.person)
        return bars is None or np.isfinite(bars[np.arange(len(bars)), column.line].sum())

    def has_line(self, person: int) -> bool:
        """Whether the person has a line that nothing bars."""
        automaton = self.automata[person]
        return not automaton.empty and np.isfinite(cheapest_cost(automaton, self._bars(person)))

    def column(self, person: int, line: Line) -> Column:
        """The column of a line."""
        days = np.arange(self.problem.days)
        cost = float(self.problem.request_cost[person, days, line].sum())
        return Column(person, line, cost, self.problem.covering[:, days, line].sum(axis=1))

    def costs(self, prices: Values, people: Iterable[int]) -> Iterator[tuple[int, Costs]]:
        """Per person the cost of each day and choice: refused requests less what cover pays."""
        paid = np.tensordot(prices, self.problem.covering, axes=1)
        for person in people:
            cost = self.problem.request_cost[person] - paid
            yield person, cost + self.barred[person] if person in self.barred else cost

    def cheapest(self, prices: Values, people: Iterable[int]) -> tuple[float, list[Column]]:
        """These people's cheapest lines at these prices, and what they cost together."""
        total, columns = 0.0, list[Column]()
        for person, cost in self.costs(prices, people):
            value, line = cheapest_line(self.automata[person], cost)
            total += value
            columns.append(self.column(person, line))
        return total, columns

    def objective(self, columns: Iterable[Column]) -> float:
        """What these lines cost together against the cover still asked."""
        chosen = list(columns)
        there = sum((one.covers for one in chosen), np.zeros(len(self.required)))
        missing = self.required - there
        cover = np.where(missing > 0, self.under * missing, -self.over * missing).sum()
        return float(cover) + sum(one.cost for one in chosen)


def whole_space(problem: LineProblem, people: Iterable[int]) -> LineSpace:
    """The space of these people, nobody decided yet; those of one contract share an automaton."""
    staff = {who: problem.staff[who] for who in people}
    contracts = {person.contract for person in staff.values()}
    known = {contract: line_automaton(problem, contract) for contract in contracts}
    return LineSpace(
        problem,
        {who: known[person.contract] for who, person in staff.items()},
        np.array([float(row.required) for row in problem.cover]),
        {who: problem.bars(person) for who, person in staff.items() if person.days_off},
    )
