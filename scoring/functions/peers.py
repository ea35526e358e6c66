"""Where people stand in their peer groups: exact counts and sums, group by group.

Peer groups reach a score through F8 and F10 by name, and in no other way.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.columns import FITS, Ints, Rows, largest, product
from scoring.functions.scored import Read

NOBODY = -1


def peers_of(read: Read) -> Rows:
    """The peer group of everybody read, −1 for none."""
    if read.peers is None:
        return np.full(read.count, NOBODY, dtype=np.int64)
    return read.peers


@dataclass(frozen=True)
class Standing:
    """Per person: how many the group has, how many stand lower, and how many equal (with them).

    The average rank from below is lower + (equal + 1)/2.
    """

    group_n: NDArray[np.int64]
    lower: NDArray[np.int64]
    equal: NDArray[np.int64]


def standing(values: Ints, groups: Rows) -> Standing:
    """Everybody's standing within their own group."""
    steps, step = np.unique(values, return_inverse=True)
    places, place, equal = np.unique(
        groups * len(steps) + step, return_inverse=True, return_counts=True
    )
    group = places // max(len(steps), 1)
    before = np.cumsum(equal) - equal
    first = np.searchsorted(group, group, side="left")
    after = np.searchsorted(group, group, side="right") - 1
    lower = before - before[first]
    group_n = before[after] + equal[after] - before[first]
    return Standing(group_n[place], lower[place], equal[place])


@dataclass(frozen=True)
class Sums:
    """Per group, and which of them each person is in: how many, Σx and Σx²."""

    group: Rows
    n: Ints
    total: Ints
    squares: Ints


def sums(values: Ints, groups: Rows) -> Sums:
    """Exact sums of each group's values."""
    found, group, n = np.unique(groups, return_inverse=True, return_counts=True)
    if not len(found):
        return Sums(group, n, values, values)
    order = np.argsort(group, kind="stable")
    begins = np.cumsum(n) - n
    most = int(n.max())
    return Sums(
        group,
        n,
        _summed(values[order], begins, most),
        _summed(product(values, values)[order], begins, most),
    )


def _summed(values: Ints, begins: Rows, most: int) -> Ints:
    if largest(values) * most >= FITS:
        values = values.astype(object)
    return np.add.reduceat(values, begins)
