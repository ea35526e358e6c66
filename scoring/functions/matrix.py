"""F12 MATRIX 二维: a score looked up by the bands of two metrics (scoring.md 4.1 F12 b)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Literal

import numpy as np
import pyarrow as pa
from pydantic import Field, field_validator, model_validator

from data_contracts.dated import Rule
from scoring.arrow_text import filled
from scoring.columns import Ints, Rows, divided, ints, minus, plus, product, units_of
from scoring.functions.intervals import Bound, closed, interval, place_in
from scoring.functions.scored import (
    Function,
    MetricKey,
    Number,
    Read,
    ScoredColumn,
    narrowed,
    refuse_repeated,
    told_by_code,
)

Lookup = Literal["bands", "bilinear"]


class Axis(Rule):
    """One metric and the rising bounds that cut it; neighbours bound a half-open band."""

    metric: str
    variant: str = "-"
    bounds: tuple[Bound, ...] = Field(min_length=2)

    @field_validator("bounds")
    @classmethod
    def _rising(cls, bounds: tuple[Bound, ...]) -> tuple[Bound, ...]:
        for before, after in pairwise(bounds):
            if not before < after:
                raise ValueError(f"the bounds of an axis must rise, but {after} follows {before}")
        return bounds

    @property
    def ranges(self) -> list[str]:
        """The bands in figures."""
        return closed([interval(a, b) for a, b in pairwise(self.bounds)], self.bounds[-1])


class Matrix(Function):
    """A table of scores with a row per band of one metric and a column per band of another.

    With `lookup: bilinear` the bounds are nodes instead of edges: the table holds the score at
    each node, a value between them is interpolated, and one beyond them stays at the edge.
    The table is complete: every row has every column.
    """

    code: Literal["F12"]
    rows: Axis
    columns: Axis
    table: tuple[tuple[Number, ...], ...]
    lookup: Lookup = "bands"

    @model_validator(mode="after")
    def _complete(self) -> Matrix:
        refuse_repeated(self.metrics, "axes of one F12")
        nodes = self.lookup == "bilinear"
        if nodes and not all(b.is_finite() for axis in self._axes for b in axis.bounds):
            raise ValueError("bilinear needs finite bounds: a node at infinity has no score")
        wide, high = (len(a.bounds) - (not nodes) for a in (self.columns, self.rows))
        if len(self.table) != high:
            raise ValueError(f"the matrix needs {high} rows, one per {self._place}")
        for number, row in enumerate(self.table, start=1):
            if len(row) != wide:
                raise ValueError(
                    f"row {number} of the matrix needs {wide} scores, one per {self._place}"
                )
        return self

    @property
    def _axes(self) -> tuple[Axis, Axis]:
        return (self.rows, self.columns)

    @property
    def _place(self) -> str:
        return "node" if self.lookup == "bilinear" else "band"

    @property
    def metrics(self) -> tuple[MetricKey, ...]:
        """The metric of the rows, then that of the columns."""
        return tuple((axis.metric, axis.variant) for axis in self._axes)

    def score_column(self, read: Read) -> ScoredColumn:
        """The score at each pair of values. Raises OutsideDomain, unless bilinear."""
        if self.lookup == "bilinear":
            return self._interpolated(read)
        row, column = (
            place_in(axis.bounds, values)
            for axis, values in zip(self._axes, read.values, strict=True)
        )
        return ScoredColumn(
            self._scores()[row * self._wide + column], lambda: self._told(row, column)
        )

    def _interpolated(self, read: Read) -> ScoredColumn:
        down, across = (
            _between(axis, values) for axis, values in zip(self._axes, read.values, strict=True)
        )
        corners = [
            product(product(height, width), self._scores()[(down.node + i) * self._wide + node])
            for i, height in enumerate((down.after, down.before))
            for node, width in ((across.node, across.after), (across.node + 1, across.before))
        ]
        whole = plus(plus(corners[0], corners[1]), plus(corners[2], corners[3]))
        score = narrowed(divided(whole, product(down.run, across.run)))
        return ScoredColumn(score, lambda: self._told(down.node, across.node))

    @property
    def _wide(self) -> int:
        return len(self.table[0])

    def _scores(self) -> Ints:
        return ints([units_of(score) for row in self.table for score in row])

    def _told(self, row: Rows, column: Rows) -> pa.StringArray:
        down = told_by_code(self.rows.ranges, row)
        across = told_by_code(self.columns.ranges, column)
        return filled(down(), " × ", across())

    def parameters(self, full_score: Decimal) -> list[tuple[str, object]]:
        """The lookup, both axes and the table."""
        return [
            ("lookup", self.lookup),
            ("row_bounds", self.rows.bounds),
            ("column_bounds", self.columns.bounds),
            ("table", self.table),
        ]


@dataclass(frozen=True)
class _Between:
    """Values on an axis of nodes: the node below, how far beyond it, how far to the next."""

    node: Rows
    before: Ints
    after: Ints
    run: Ints


def _between(axis: Axis, values: Ints) -> _Between:
    nodes = ints([units_of(one) for one in axis.bounds])
    inside = np.minimum(np.maximum(values, nodes[0]), nodes[-1])
    node = np.clip(np.searchsorted(nodes, inside, side="right") - 1, 0, len(nodes) - 2)
    low, high = nodes[node], nodes[node + 1]
    return _Between(node, minus(inside, low), minus(high, inside), minus(high, low))
