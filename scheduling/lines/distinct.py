"""The distinct rows of a matrix of whole numbers, in the order in which they come first."""

from __future__ import annotations

from itertools import accumulate
from operator import mul
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]


def distinct_rows(rows: Whole) -> tuple[Whole, Whole]:
    """The distinct rows and, for each row, which of them it is."""
    first, which = _numbered(_codes(rows))
    unique = rows[first]
    if not np.array_equal(unique[which], rows):
        unique, which = np.unique(rows, axis=0, return_inverse=True)
    return unique, which


def _codes(rows: Whole) -> Whole:
    """A number for each row: in mixed radix where 62 bits hold it, else a random linear hash."""
    if not len(rows):
        return np.zeros(0, dtype=np.int64)
    low, high = _ranges(rows)
    radix = list(accumulate((high - low + 1).tolist(), mul, initial=1))
    if radix[-1] < 2**62:
        return (rows - low) @ np.array(radix[:-1])
    return rows @ (np.random.default_rng(0).integers(1, 2**62, rows.shape[1]) | 1)


@numba.njit(cache=True)
def _ranges(rows: Any) -> Any:
    """Least and most of each column."""
    low, high = rows[0].copy(), rows[0].copy()
    for row in range(1, len(rows)):
        for column in range(rows.shape[1]):
            low[column] = min(low[column], rows[row, column])
            high[column] = max(high[column], rows[row, column])
    return low, high


@numba.njit(cache=True)
def _numbered(codes: Any) -> Any:
    """Where each distinct code comes first, and which of them each one is (open addressing)."""
    size = 16
    while size < 2 * len(codes):
        size *= 2
    slots = np.full(size, -1, np.int64)
    first = np.empty(len(codes), np.int64)
    which = np.empty(len(codes), np.int64)
    known = 0
    for place in range(len(codes)):
        mixed = np.uint64(codes[place]) * np.uint64(0x9E3779B97F4A7C15)
        slot = np.int64((mixed ^ (mixed >> np.uint64(29))) & np.uint64(size - 1))
        while slots[slot] >= 0 and codes[first[slots[slot]]] != codes[place]:
            slot = (slot + 1) & (size - 1)
        if slots[slot] < 0:
            slots[slot], first[known] = known, place
            known += 1
        which[place] = slots[slot]
    return first[:known].copy(), which
