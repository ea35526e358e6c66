"""The parts of a component: what its formula gives for each segment, sale, day or pool.

A part is a product of factors. A person has one part per segment of the month, or one per
entry of a table; `Amounts` sums them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

from scoring.arrow_text import Texts, filled, repeated
from scoring.columns import Figures, Fractions, Mask, Rows
from scoring.trace import Each, Input


@dataclass(frozen=True)
class Hold:
    """Why no amount can be computed yet, in Chinese and English."""

    zh: str
    en: str


@dataclass(frozen=True)
class Factor:
    """One factor of a product, a value per part; `where` says which parts have it (None: all).

    `shown` gives its figures for people. `node` is the trace node that the factor repeats;
    with `own_node` every part has one of its own.
    """

    name: str
    value: Fractions
    shown: Callable[[], str | Texts]
    where: Mask | None = None
    node: str | None = None
    own_node: bool = False

    @property
    def applied(self) -> Fractions:
        """The value, 1 for parts without the factor."""
        if self.where is None:
            return self.value
        return self.value.where(self.where, ones(len(self.value)))


@dataclass(frozen=True)
class Coefficient:
    """The coefficient of each part (6 digits), the score it comes from, and where it lies."""

    value: Figures
    score: Figures
    told: Callable[[], list[str]]


@dataclass(frozen=True)
class Parts:
    """Parts in the order of people. `rows` are their rows of People.

    `base` is the amount the formula starts from. `hold` is 0, or the place (from 1) in
    `holds` of the reason why there is no amount. `labels` tell parts of one person apart,
    `reasons` say in Chinese and English why each is there.
    `exact` stands for the product where a pool's floor or cap changed it, or where another
    `operation` than a product makes it of `inputs`.
    """

    rows: Rows
    factors: tuple[Factor, ...]
    base: Figures | None = None
    hold: Rows | None = None
    holds: tuple[Hold, ...] = ()
    coefficient: Coefficient | None = None
    labels: pa.Array | None = None
    reasons: tuple[pa.Array, pa.Array] | None = None
    operation: str = "product"
    inputs: tuple[Input, ...] = ()
    exact: Fractions | None = None

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def product(self) -> Fractions:
        """Π of the factors; 0 where held."""
        if self.exact is not None:
            return self.exact
        return self._times(self.factors)

    @cached_property
    def rest(self) -> Fractions:
        """Π of the factors but the first."""
        return self._times(self.factors[1:])

    def without(self, name: str) -> Fractions:
        """Π of the factors but the one of this name."""
        return self._times(tuple(factor for factor in self.factors if factor.name != name))

    def _times(self, factors: tuple[Factor, ...]) -> Fractions:
        result = ones(len(self.rows))
        for factor in factors:
            result = result.times(factor.applied)
        if self.hold is None:
            return result
        return nothing(len(self.rows)).where(self.hold > 0, result)

    def patterns(self) -> list[tuple[Rows, tuple[Factor, ...]]]:
        """The parts by which factors they have: places, and those factors."""
        code = np.zeros(len(self.rows), dtype=np.int64)
        for bit, factor in enumerate(self.factors):
            code |= (1 << bit) * (1 if factor.where is None else factor.where.astype(np.int64))
        return [(np.flatnonzero(code == one), self._having(int(one))) for one in np.unique(code)]

    def _having(self, code: int) -> tuple[Factor, ...]:
        return tuple(factor for bit, factor in enumerate(self.factors) if code >> bit & 1)

    @cached_property
    def told(self) -> pa.Array:
        """Each product in figures, as 4,350.00 × 20/22."""
        texts = {id(one): repeated(one.shown(), len(self)) for one in self.factors}
        return scattered(
            [(at, _joined([texts[id(one)] for one in some], at)) for at, some in self.patterns()],
            len(self),
        )


def _joined(texts: list[pa.Array], places: Rows) -> pa.Array:
    some = [text.take(pa.array(places)) for text in texts]
    joined = [part for text in some for part in (" × ", text)]
    return repeated(filled(*joined[1:]), len(places)) if joined else repeated("0", len(places))


def scattered(pieces: list[tuple[Rows, pa.Array]], count: int) -> pa.Array:
    """One column of `count` texts from pieces that each know their places."""
    if len(pieces) == 1 and len(pieces[0][0]) == count:
        return pieces[0][1]
    place = np.empty(count, dtype=np.int64)
    begun = 0
    for rows, _ in pieces:
        place[rows] = np.arange(begun, begun + len(rows))
        begun += len(rows)
    arrays = [texts for _, texts in pieces]
    whole = pa.concat_arrays(arrays) if arrays else pa.array([], pa.string())
    return whole.take(pa.array(place))


def taken(inputs: tuple[Input, ...], places: Rows) -> list[Input]:
    """The inputs of the parts at these places; what is the same for all stays as it is.

    These inputs are figures of their own and repeat no node.
    """
    return [(name, _taken(value, places)) for name, value, *_ in inputs]


def _taken(value: object, places: Rows) -> object:
    if isinstance(value, Figures | Fractions):
        return value.take(places)
    if isinstance(value, Each):
        return Each(repeated(value.texts, len(places)).take(pa.array(places)))
    return value


def ones(count: int) -> Fractions:
    """1, `count` times."""
    return Fractions(np.ones(count, dtype=np.int64), np.ones(count, dtype=np.int64))


def nothing(count: int) -> Fractions:
    """0, `count` times."""
    return Fractions(np.zeros(count, dtype=np.int64), np.ones(count, dtype=np.int64))
