"""The lines still open to some people over some days, and what the lines cost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from scheduling.lines.pricing import Costs
from scheduling.lines.problem import Line, LineProblem

Values = NDArray[np.float64]


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


class Pricer(Protocol):
    """Whoever finds a person's cheapest line at a cost [day, choice]; infinite where none is."""

    def cheapest(self, person: int, cost: Costs, /) -> tuple[float, Line]: ...


@dataclass(frozen=True)
class Prices:
    """What lines and cover cost: `requests` [person, day, choice]; the others by cover row.

    `covering` [row, day, choice] is 1 where a choice counts; one person missing costs `under`, one
    too many `over`. The last rows may be sums, one for each row of `sums`: no line covers them,
    but who is missing on row r counts sums[k, r] times.
    """

    requests: Values
    covering: Values
    under: Values
    over: Values
    sums: Values

    def bounded(self, prices: Values) -> Values:
        """The prices cut to where they prove a bound: nobody is missing for less than nothing."""
        plain = len(prices) - len(self.sums)
        of_sums = np.clip(prices[plain:], -self.over[plain:], self.under[plain:])
        most = self.under - of_sums @ self.sums
        return np.maximum(np.minimum(np.append(prices[:plain], of_sums), most), -self.over)

    def with_sum(self, counts: Values, price: float) -> Prices:
        """One row more, the sum of those missing by `counts`, at this price for each too few."""
        plain, old = len(self.under), len(self.sums)
        sums = np.zeros((old + 1, plain + 1))
        sums[:old, :plain], sums[old, : len(counts)] = self.sums, counts
        covering = np.concatenate([self.covering, np.zeros((1, *self.covering.shape[1:]))])
        under, over = np.append(self.under, price), np.append(self.over, 0.0)
        return Prices(self.requests, covering, under, over, sums)

    @cached_property
    def _rows_of(self) -> Any:
        """The cover rows of each cell (day, choice), sparse."""
        rows, days, choices = self.covering.shape
        return csr_array(self.covering.reshape(rows, days * choices).T)

    def paid(self, prices: Values) -> Costs:
        """What cover pays for each day and choice."""
        return np.asarray(self._rows_of @ prices).reshape(self.covering.shape[1:])

    @cached_property
    def _by_cell(self) -> Values:
        """The covering as [day, choice, row], so that a line's rows lie together."""
        return np.ascontiguousarray(np.moveaxis(self.covering, 0, 2))

    def covers(self, line: Line) -> Values:
        """How often a line counts per cover row."""
        return np.asarray(self._by_cell[np.arange(len(line)), line].sum(axis=0))


@dataclass(frozen=True)
class LineSpace:
    """The lines of `people` (by place in the staff), and the cover still `required` of them.

    `barred` holds, per person, infinity for the days and choices that are not to be used.
    """

    given: Prices
    pricer: Pricer
    people: tuple[int, ...]
    required: Values
    barred: Mapping[int, Costs] = field(default_factory=dict[int, Costs])

    @property
    def shape(self) -> tuple[int, int]:
        """Days and choices."""
        _, days, choices = self.given.covering.shape
        return days, choices

    def worth(self, there: Values) -> Values:
        """What one more person on each cover row saves, given how many are there."""
        return np.where(there < self.required, self.given.under, -self.given.over)

    def without(self, decided: Iterable[Column]) -> LineSpace:
        """The space that is left when these lines are decided."""
        gone = {one.person: one for one in decided}
        rest = tuple(person for person in self.people if person not in gone)
        covered = sum((one.covers for one in gone.values()), np.zeros(len(self.required)))
        return replace(self, people=rest, required=self.required - covered)

    def barring(self, person: int, day: int, choices: Sequence[int]) -> LineSpace:
        """The space without the person's lines that have one of these choices on the day."""
        cost = self._bars(person).copy()
        cost[day, list(choices)] = np.inf
        return replace(self, barred={**self.barred, person: cost})

    def summing(self, counts: Values, least: float, price: float) -> LineSpace:
        """The space with a sum of missing people, each below `least` at a price."""
        given = self.given.with_sum(counts, price)
        return replace(self, given=given, required=np.append(self.required, least))

    def _bars(self, person: int) -> Costs:
        return self.barred.get(person, np.zeros(self.shape))

    def admits(self, column: Column) -> bool:
        """Whether nothing of the line is barred."""
        bars = self.barred.get(column.person)
        return bars is None or np.isfinite(bars[np.arange(len(bars)), column.line].sum())

    def has_line(self, person: int) -> bool:
        """Whether the person has a line that nothing bars."""
        days, choices = self.shape
        varied = np.add.outer(np.arange(days), np.arange(choices)) % choices
        value, _ = self.pricer.cheapest(person, self._bars(person) + varied)
        return bool(np.isfinite(value))

    def column(self, person: int, line: Line) -> Column:
        """The column of a line."""
        days = np.arange(len(line))
        cost = float(self.given.requests[person, days, line].sum())
        return Column(person, line, cost, self.given.covers(line))

    def costs(self, prices: Values, people: Iterable[int]) -> Iterator[tuple[int, Costs]]:
        """Per person the cost of each day and choice: refused requests less what cover pays."""
        paid = self.given.paid(prices)
        for person in people:
            cost = self.given.requests[person] - paid
            yield person, cost + self.barred[person] if person in self.barred else cost

    def cheapest(self, prices: Values, people: Iterable[int]) -> tuple[float, list[Column]]:
        """These people's cheapest lines at these prices, and what they cost together."""
        total, columns = 0.0, list[Column]()
        for person, cost in self.costs(prices, people):
            value, line = self.pricer.cheapest(person, cost)
            total += value
            columns.append(self.column(person, line))
        return total, columns

    def objective(self, columns: Iterable[Column]) -> float:
        """What these lines cost together against the cover still asked."""
        chosen = list(columns)
        there = sum((one.covers for one in chosen), np.zeros(len(self.required)))
        missing = self.required - there
        cover = np.where(missing > 0, self.given.under * missing, -self.given.over * missing).sum()
        return float(cover) + sum(one.cost for one in chosen)


def whole_space(problem: LineProblem, pricer: Pricer, people: Iterable[int]) -> LineSpace:
    """The space of these people over all days, nobody decided yet."""
    held = tuple(people)
    return LineSpace(
        Prices(
            problem.request_cost,
            problem.covering,
            np.array([float(row.under_weight) for row in problem.cover]),
            np.array([float(row.over_weight) for row in problem.cover]),
            np.zeros((0, len(problem.cover))),
        ),
        pricer,
        held,
        np.array([float(row.required) for row in problem.cover]),
        {who: problem.bars(problem.staff[who]) for who in held if problem.staff[who].days_off},
    )
