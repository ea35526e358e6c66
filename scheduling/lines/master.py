"""The restricted master: which share of each known line, at what price of cover (HiGHS LP)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import highspy
import numpy as np

from scheduling.lines.progress import TOLERANCE
from scheduling.lines.space import Column, LineSpace, Values

PRIMAL_SIMPLEX = 4
LINES_EACH = 20


class Master:
    """Rows: a line for each person, then the cover; columns: missing, extra, then the lines."""

    def __init__(self, space: LineSpace, columns: Iterable[Column]) -> None:
        """`columns` hold at least one line of everybody."""
        self.space = space
        self.columns = list[Column]()
        self._place = dict[tuple[int, bytes], int]()
        self._row = {person: row for row, person in enumerate(space.people)}
        self._highs = highspy.Highs()
        for name, value in (
            ("output_flag", False),
            ("threads", 1),
            ("simplex_strategy", PRIMAL_SIMPLEX),
        ):
            self._highs.setOptionValue(name, value)
        for right in (*(1.0 for _ in space.people), *space.required):
            self._highs.addRow(right, right, 0, [], [])
        self._add_cover()
        self.add(columns)

    def _add_cover(self) -> None:
        """Columns of people missing, on their row and in the sums of it, and of people too many."""
        given, first = self.space.given, len(self._row)
        first_sum = first + len(given.under) - len(given.sums)
        for row, (under, over) in enumerate(zip(given.under, given.over, strict=True)):
            counts = given.sums[:, row]
            summed = np.flatnonzero(counts)
            at = np.concatenate([[first + row], first_sum + summed]).astype(np.int32)
            entries = np.concatenate([[1.0], counts[summed]])
            self._highs.addCol(under, 0.0, np.inf, len(at), at, entries)
            self._highs.addCol(over, 0.0, np.inf, 1, [first + row], [-1.0])

    def add(self, columns: Iterable[Column]) -> int:
        """Add what is not there yet; how many were new."""
        before = len(self.columns)
        for one in columns:
            if one.key in self._place:
                continue
            self._place[one.key] = len(self.columns)
            self.columns.append(one)
            hit = np.flatnonzero(one.covers)
            at = np.concatenate([[self._row[one.person]], hit + len(self._row)]).astype(np.int32)
            entries = np.concatenate([[1.0], one.covers[hit]])
            self._highs.addCol(one.cost, 0.0, np.inf, len(at), at, entries)
        return len(self.columns) - before

    def solve(self) -> tuple[float, Values, Values]:
        """Optimum, price of a line per person of the space, price of cover per row.

        Prices of cover are cut to where they prove a bound. Raises RuntimeError if HiGHS fails.
        """
        self._highs.run()
        status = self._highs.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:
            raise RuntimeError(f"relaxation: {self._highs.modelStatusToString(status)}")
        duals = np.array(self._highs.getSolution().row_dual)
        value = self._highs.getInfo().objective_function_value
        prices = self.space.given.bounded(duals[len(self._row) :])
        return value, duals[: len(self._row)], prices

    def nearest(self, prices: Values) -> list[Column]:
        """The lines of everybody that are worth keeping: least reduced cost at these prices."""
        ranked = sorted(self.columns, key=lambda one: (one.cost - one.covers @ prices, one.key))
        lines = defaultdict[int, list[Column]](list)
        for one in ranked:
            if len(lines[one.person]) < LINES_EACH:
                lines[one.person].append(one)
        return [one for group in lines.values() for one in group]

    def without(self, decided: Sequence[Column], prices: Values) -> Master:
        """The master of those left when these lines are decided, with the lines worth keeping."""
        gone = {one.person for one in decided}
        used = [self.columns[k] for k in np.flatnonzero(self.shares() > TOLERANCE)]
        kept = [one for one in (*used, *self.nearest(prices)) if one.person not in gone]
        return Master(self.space.without(decided), kept)

    def cell_shares(self) -> Values:
        """The share of each choice in the last optimum, [row of the person, day, choice]."""
        shares = np.zeros((len(self._row), *self.space.shape))
        days = np.arange(self.space.shape[0])
        for one, share in zip(self.columns, self.shares(), strict=True):
            shares[self._row[one.person], days, one.line] += share
        return shares

    def whole_lines(self) -> list[Column] | None:
        """The roster that the last optimum is; None where it shares people between lines."""
        chosen = [self.columns[k] for k in np.flatnonzero(self.shares() > 1 - TOLERANCE)]
        return chosen if len(chosen) == len(self._row) else None

    def missing(self) -> Values:
        """How many people the last optimum lacks on each row."""
        cover = self._highs.getSolution().col_value[: 2 * len(self.space.required)]
        return np.array(cover[::2])

    def shares(self) -> Values:
        """The share of each column in the last optimum."""
        return np.array(self._highs.getSolution().col_value[2 * len(self.space.required) :])
