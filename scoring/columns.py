"""Exact columns: whole numbers of a last digit, for many people at once.

A column holds integers as int64; where a product or sum could leave int64 it becomes a column
of Python integers, which have no end. So every result is exact, and fast where it can be.
`Figures` are decimals (integers × 10^−digits, some not known), `Fractions` are exact ratios.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scoring.arrow_text import exchanged, filled, halved, trimmed
from scoring.exact import SCORE_DIGITS, RoundingMode, from_units

Ints = NDArray[Any]
Mask = NDArray[np.bool_]
Rows = NDArray[np.int64]
Cut = Literal["HALF_UP", "HALF_EVEN", "FLOOR", "TOWARDS_ZERO"]

# Below this bound sums of two and doubled remainders still fit 63 bits.
FITS = 2**62


def ints(values: Sequence[int]) -> Ints:
    """A column of these whole numbers."""
    bound = max((abs(value) for value in values), default=0)
    return np.array(values, dtype=np.int64 if bound < FITS else object)


def _filled(value: int, count: int) -> Ints:
    return np.full(count, value, dtype=np.int64 if abs(value) < FITS else object)


def largest(column: Ints | int) -> int:
    """The largest absolute value; 0 of an empty column."""
    if isinstance(column, int):
        return abs(column)
    return max(abs(int(column.max())), abs(int(column.min()))) if column.size else 0


def product(left: Ints | int, right: Ints | int) -> Ints:
    """left × right, element by element."""
    if largest(left) * largest(right) < FITS:
        return _small(left) * _small(right)
    return _boundless(left) * _boundless(right)


def plus(left: Ints | int, right: Ints | int) -> Ints:
    """left + right, element by element."""
    if largest(left) + largest(right) < FITS:
        return _small(left) + _small(right)
    return _boundless(left) + _boundless(right)


def minus(left: Ints | int, right: Ints | int) -> Ints:
    """left − right, element by element."""
    return plus(left, -_boundless(right) if largest(right) >= FITS else -_small(right))


def total(columns: Sequence[Ints]) -> Ints:
    """Σ of columns of one length, of which there is at least one."""
    whole = columns[0]
    for column in columns[1:]:
        whole = plus(whole, column)
    return whole


def divided(numerator: Ints, denominator: Ints | int, cut: Cut = "HALF_UP") -> Ints:
    """numerator ÷ denominator (> 0) as whole numbers; halves mirror around nought."""
    if isinstance(denominator, int) and denominator == 1:
        return numerator
    if largest(numerator) >= FITS or largest(denominator) >= FITS:
        numerator, denominator = _boundless(numerator), _boundless(denominator)
    if cut == "FLOOR":
        return numerator // denominator
    below_nought = numerator.min(initial=0) < 0
    size = np.abs(numerator) if below_nought else numerator
    whole, rest = _parted(size, denominator)
    if cut != "TOWARDS_ZERO":
        twice = 2 * rest
        tie = (twice == denominator) & ((cut == "HALF_UP") | (whole % 2 == 1))
        whole = whole + ((twice > denominator) | tie)
    return np.where(numerator < 0, -whole, whole) if below_nought else whole


def _is_boundless(column: Ints | int) -> bool:
    return not isinstance(column, int) and column.dtype == object


def _parted(numerator: Ints, denominator: Ints | int) -> tuple[Ints, Ints]:
    """Quotient and rest, both rounded down."""
    if numerator.dtype == object or _is_boundless(denominator):
        return numerator // denominator, numerator % denominator
    return np.divmod(numerator, denominator)


def _small(column: Ints | int) -> Any:
    if isinstance(column, int) or column.dtype != object:
        return column
    return column.astype(np.int64)


def _boundless(column: Ints | int) -> Any:
    return column if isinstance(column, int) else column.astype(object)


def apportioned_rows(numerators: Ints, denominators: Ints, totals: Ints) -> Ints:
    """Each row of parts (rows × parts, numerators ÷ the row's denominator) as whole numbers
    that sum to the row's total: rounded down, the missing units to the largest remainders,
    ties to the earlier place. See `exact.apportioned`, which does one row."""
    below = denominators[:, None]
    floors, rests = _parted(numerators, below)
    missing = minus(totals, floors.sum(axis=1))
    order = np.argsort(-rests, axis=1, kind="stable")
    place = np.empty_like(order)
    np.put_along_axis(place, order, np.arange(order.shape[1])[None, :], axis=1)
    return floors + (place < missing.astype(np.int64)[:, None])


@dataclass(frozen=True)
class Figures:
    """A column of decimals: `units` × 10^−digits, known where `known` says so (None: all)."""

    units: Ints
    digits: int = SCORE_DIGITS
    known: Mask | None = None

    def __len__(self) -> int:
        return len(self.units)

    @property
    def is_known(self) -> Mask:
        """Which are known, as a mask."""
        return np.ones(len(self.units), dtype=bool) if self.known is None else self.known

    def take(self, rows: Rows) -> Figures:
        """The figures at these places."""
        known = None if self.known is None else self.known[rows]
        return Figures(self.units[rows], self.digits, known)

    def at(self, digits: int) -> Figures:
        """The same figures counted in a smaller last digit."""
        return Figures(product(self.units, 10 ** (digits - self.digits)), digits, self.known)

    def decimals(self) -> list[Decimal | None]:
        """As Decimals, None where not known."""
        return [
            from_units(int(units), self.digits) if known else None
            for units, known in zip(self.units.tolist(), self.is_known.tolist(), strict=True)
        ]

    def arrow(self, kind: pa.Decimal128Type) -> pa.Array:
        """As an Arrow column of `kind`. Raises OverflowError where a figure is too large."""
        units = product(self.units, 10 ** (kind.scale - self.digits))
        if largest(units) >= 10**kind.precision:
            raise OverflowError(f"a figure has more than {kind.precision} digits")
        if units.dtype == object:
            return pa.array(Figures(units, kind.scale, self.known).decimals(), kind)
        halves = np.empty((len(units), 2), dtype=np.int64)
        halves[:, 0], halves[:, 1] = units, units >> 63
        known = (
            None if self.known is None else pa.py_buffer(np.packbits(self.known, bitorder="little"))
        )
        return pa.Array.from_buffers(kind, len(units), [known, pa.py_buffer(halves)])

    def written(self) -> pa.StringArray:
        """As exact text, for a machine to read again; not for figures that are not known."""
        if self.units.dtype == object:
            texts = [f"{from_units(int(u), self.digits):f}" for u in self.units.tolist()]
            return pa.array(texts, pa.string())
        return Figures(self.units, self.digits).arrow(pa.decimal128(38, self.digits)).cast("string")

    def text(self, least_digits: int = 0) -> pa.StringArray:
        """For people: thousands separated, trailing noughts dropped to `least_digits`."""
        texts, spare = self.written(), self.digits - least_digits
        if spare > 0:
            kept, rest = halved(texts, spare)
            texts = filled(kept, trimmed(rest, "0"))
            texts = trimmed(texts, ".") if least_digits == 0 else texts
        long = pa.array(np.asarray(np.abs(self.units) >= 1000 * 10**self.digits, dtype=bool))
        if long.true_count:
            some = texts.filter(long).to_pylist()
            texts = exchanged(texts, long, pa.array([_grouped(figure) for figure in some]))
        return texts

    def text_cut(self, digits: int = 2) -> pa.StringArray:
        """For people, cut towards nought at `digits` and not rounded."""
        cut = divided(self.units, 10 ** (self.digits - digits), "TOWARDS_ZERO")
        return Figures(cut, digits).text(digits)

    def shown(self, least_digits: int = 0) -> list[str]:
        """`text` as a list."""
        texts: list[str] = self.text(least_digits).to_pylist()
        return texts


def _grouped(figure: str) -> str:
    whole, point, rest = figure.partition(".")
    return f"{int(whole):,}{point}{rest}"


def figures_of(column: pa.ChunkedArray | pa.Array, digits: int = SCORE_DIGITS) -> Figures:
    """An Arrow column of numbers. Raises pa.ArrowInvalid where it has more decimals."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    kind = pa.decimal128(38, digits)
    array = array if array.type == kind else array.cast(kind)
    known = None
    if array.null_count:
        known = np.asarray(array.is_valid())
        array = array.fill_null(Decimal(0))
    halves = np.frombuffer(array.buffers()[1], dtype=np.int64).reshape(-1, 2)
    halves = halves[array.offset : array.offset + len(array)]
    low, high = halves[:, 0], halves[:, 1]
    if np.array_equal(high, low >> 63) and largest(low) < FITS:
        return Figures(low.copy(), digits, known)
    units = [int(one.scaleb(digits)) for one in array.to_pylist()]
    return Figures(np.array(units, dtype=object), digits, known)


def units_of(value: Decimal, digits: int = SCORE_DIGITS) -> int:
    """A rule's decimal as a count of its last digit. Raises ValueError where it has more."""
    scaled = Fraction(value) * 10**digits
    if scaled.denominator != 1:
        raise ValueError(f"{value} has more than {digits} decimals")
    return scaled.numerator


@dataclass(frozen=True)
class Fractions:
    """A column of exact ratios in lowest terms: numerators ÷ denominators (> 0)."""

    numerators: Ints
    denominators: Ints

    @classmethod
    def of(cls, figures: Figures) -> Fractions:
        """Decimals as ratios."""
        return cls(figures.units, np.full(len(figures), 10**figures.digits)).reduced()

    @classmethod
    def constant(cls, value: Fraction, count: int) -> Fractions:
        """One ratio, `count` times."""
        return cls(_filled(value.numerator, count), _filled(value.denominator, count))

    def __len__(self) -> int:
        return len(self.numerators)

    def reduced(self) -> Fractions:
        """In lowest terms, so that later products stay small."""
        shared = np.gcd(self.numerators, self.denominators)
        shared = np.where(shared == 0, 1, shared)
        return Fractions(self.numerators // shared, self.denominators // shared)

    def take(self, rows: Rows) -> Fractions:
        """The ratios at these places."""
        return Fractions(self.numerators[rows], self.denominators[rows])

    def times(self, other: Fractions) -> Fractions:
        """Element by element."""
        return Fractions(
            product(self.numerators, other.numerators),
            product(self.denominators, other.denominators),
        ).reduced()

    def plus(self, other: Fractions) -> Fractions:
        """Element by element."""
        left = product(self.numerators, other.denominators)
        right = product(other.numerators, self.denominators)
        below = product(self.denominators, other.denominators)
        return Fractions(plus(left, right), below).reduced()

    def less(self, other: Fractions) -> Mask:
        """Where self < other."""
        left = product(self.numerators, other.denominators)
        return np.asarray(left < product(other.numerators, self.denominators), dtype=bool)

    def where(self, mask: Mask, other: Fractions) -> Fractions:
        """Self where `mask` holds, else `other`."""
        return Fractions(
            np.where(mask, self.numerators, other.numerators),
            np.where(mask, self.denominators, other.denominators),
        )

    def rounded(self, digits: int, mode: RoundingMode = "HALF_UP") -> Figures:
        """As decimals, rounded once."""
        return Figures(self._cut(digits, mode), digits)

    def truncated(self, digits: int) -> Figures:
        """As decimals cut towards nought, to show an exact amount."""
        return Figures(self._cut(digits, "TOWARDS_ZERO"), digits)

    def written(self) -> pa.StringArray:
        """As exact text, numerator/denominator."""
        pairs = zip(self.numerators.tolist(), self.denominators.tolist(), strict=True)
        return pa.array([f"{above}/{below}" for above, below in pairs], pa.string())

    def _cut(self, digits: int, cut: Cut) -> Ints:
        return divided(product(self.numerators, 10**digits), self.denominators, cut)
