"""Rows that belong together: their sums, first rows and places, without a loop per row."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scoring.columns import FITS, Fractions, Ints, Mask, Rows, largest


@dataclass(frozen=True)
class Grouping:
    """Rows by group: `keys` are the codes that occur, rising; `order` lists the rows group by
    group, each in the order given, and `starts` says where in `order` each group begins."""

    keys: Rows
    order: Rows
    starts: Rows

    @classmethod
    def of(cls, codes: Rows) -> Grouping:
        """Rows of one code are a group."""
        order = np.arange(len(codes))
        if len(codes) and (codes[1:] < codes[:-1]).any():
            order = np.argsort(codes, kind="stable")
        ordered = codes[order]
        new = np.ones(len(codes), dtype=bool)
        new[1:] = ordered[1:] != ordered[:-1]
        starts = np.flatnonzero(new)
        return cls(ordered[starts], order, starts)

    def __len__(self) -> int:
        return len(self.keys)

    @cached_property
    def counts(self) -> Rows:
        """How many rows each group has."""
        return np.diff(self.starts, append=len(self.order))

    @cached_property
    def group(self) -> Rows:
        """The group of each row, in the order the rows were given."""
        groups = np.empty(len(self.order), dtype=np.int64)
        groups[self.order] = np.repeat(np.arange(len(self)), self.counts)
        return groups

    @property
    def first(self) -> Rows:
        """The first row of each group."""
        return self.order[self.starts]

    def sums(self, column: Ints) -> Ints:
        """Σ of a column over each group."""
        if not len(self):
            return column[:0]
        ordered = column[self.order]
        if largest(column) * int(self.counts.max()) >= FITS:
            ordered = ordered.astype(object)
        return np.add.reduceat(ordered, self.starts)

    def running(self, column: Ints) -> Ints:
        """The sum of each row and the rows of its group before it, in the order given."""
        ordered = column[self.order]
        if largest(column) * len(column) >= FITS:
            ordered = ordered.astype(object)
        summed = np.cumsum(ordered)
        before = (summed - ordered)[self.starts]
        result = np.empty_like(summed)
        result[self.order] = summed - np.repeat(before, self.counts)
        return result

    def any(self, mask: Mask) -> Mask:
        """Where a mask holds for any row of the group."""
        return np.asarray(self.sums(np.asarray(mask, dtype=np.int64)) > 0, dtype=bool)

    def ranks(self) -> Rows:
        """The place of each row within its group, from 0, in the order given."""
        ranks = np.empty(len(self.order), dtype=np.int64)
        ranks[self.order] = np.arange(len(self.order)) - np.repeat(self.starts, self.counts)
        return ranks

    def fraction_sums(self, column: Fractions) -> Fractions:
        """Σ of exact ratios over each group; one step per place within a group."""
        if len(self) == len(self.order):
            return column.take(self.order)
        total, ranks = column.take(self.first), self.ranks()
        for place in range(1, int(self.counts.max()) if len(self) else 0):
            rows = np.flatnonzero(ranks == place)
            groups = self.group[rows]
            summed = total.take(groups).plus(column.take(rows))
            total = _placed(total, groups, summed)
        return total


def narrow(column: Ints) -> Ints:
    """The same whole numbers as int64 where all of them fit."""
    if column.dtype == object and largest(column) < FITS:
        return column.astype(np.int64)
    return column


def _placed(whole: Fractions, places: Rows, part: Fractions) -> Fractions:
    numerators, denominators = (
        _exchanged(old, places, new)
        for old, new in (
            (whole.numerators, part.numerators),
            (whole.denominators, part.denominators),
        )
    )
    return Fractions(numerators, denominators)


def _exchanged(column: Ints, places: Rows, others: Ints) -> Ints:
    wide = object in (column.dtype, others.dtype)
    result = column.astype(object) if wide else column.copy()
    result[places] = others
    return result
