"""P4: pools of money shared by points, each at the price that spends it exactly.

Source: scoring.md 4.7, budget balancing, steps 1–6. Money is in fen (integers) throughout.
All pools are balanced at once: a pool is a group of rows, and a row is a person in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import numpy as np

from scoring.columns import (
    Fractions,
    Ints,
    Mask,
    Rows,
    divided,
    ints,
    minus,
    plus,
    product,
)
from scoring.grouping import Grouping

Frozen = Literal["floor", "cap"]
FREE, AT_FLOOR, AT_CAP = 0, 1, 2
SIDES: dict[int, Frozen] = {AT_FLOOR: "floor", AT_CAP: "cap"}


class FloorsExceedPool(ValueError):
    """The person floors alone are more than the pool; `pool` counts from 0."""

    def __init__(self, pool: int, message: str) -> None:
        super().__init__(message)
        self.pool = pool


@dataclass(frozen=True)
class Limits:
    """Per person floor and cap in fen, and the price collar in fen per point; None is open."""

    floor: int | None = None
    cap: int | None = None
    lowest_price: Fraction | None = None
    highest_price: Fraction | None = None


OPEN = Limits()


@dataclass(frozen=True)
class BalancedGroups:
    """Every pool shared. `price` is exact, one per pool, in fen per unit of the points given;
    `shares` and `frozen` (FREE, AT_FLOOR, AT_CAP) have one entry per row.

    Before rounding a share is `raw` ÷ the denominator of the pool's price, in fen.
    pool = Σ shares + `reserve` − `breach`. `exact` says which pools were spent to the fen by
    largest remainder; the others are rounded half up.
    """

    grouping: Grouping
    price: Fractions
    shares: Ints
    raw: Ints
    frozen: Rows
    collared: Mask
    exact: Mask
    reserve: Ints
    breach: Ints

    @property
    def raw_fractions(self) -> Fractions:
        """Each share before rounding, in fen."""
        return Fractions(self.raw, self.price.denominators[self.grouping.group])


@dataclass(frozen=True)
class _Task:
    pools: Ints
    points: Ints
    grouping: Grouping
    floor: Ints | None
    cap: Ints | None
    lowest: Fractions | None
    highest: Fractions | None


def balance_groups(
    pools: Ints,
    codes: Rows,
    points: Ints,
    limits: Limits = OPEN,
    *,
    digits: int = 0,
) -> BalancedGroups:
    """Share pool `pools[c]` (fen) among the rows of code c by their points (≥ 0).

    Points are whole numbers of 10^−digits; the collar of `limits` is per point. Codes run
    from 0 without a gap; rows of a pool stand by person id, which settles ties. Raises
    FloorsExceedPool where Σ floors of a pool exceed it.
    """
    task = _task(pools, codes, points, limits, digits)
    frozen = np.zeros(len(points), dtype=np.int64)
    while True:
        wanted, price = _prices(task, frozen)
        raw = _raw(task, price, frozen)
        violators = _violators(task, raw, price, frozen)
        if not violators.any():
            return _rounded(task, wanted, price, raw, frozen)
        frozen = np.where(violators > 0, violators, frozen)


def _task(pools: Ints, codes: Rows, points: Ints, limits: Limits, digits: int) -> _Task:
    grouping, count = Grouping.of(codes), len(points)
    if limits.floor is not None:
        for pool, size in enumerate(grouping.counts.tolist()):
            if limits.floor * size > pools[pool]:
                told = f"floors of {limits.floor} fen × {size} exceed {pools[pool]} fen"
                raise FloorsExceedPool(pool, told)
    lowest, highest = (
        None if one is None else Fractions.constant(one / 10**digits, len(pools))
        for one in (limits.lowest_price, limits.highest_price)
    )
    floor, cap = (
        None if one is None else ints([one] * count) for one in (limits.floor, limits.cap)
    )
    return _Task(pools, points, grouping, floor, cap, lowest, highest)


def _prices(task: _Task, frozen: Rows) -> tuple[Fractions, Fractions]:
    """The price that would spend what the frozen leave, and that price within the collar."""
    left = minus(task.pools, task.grouping.sums(_frozen_amounts(task, frozen)))
    free = task.grouping.sums(np.where(frozen == FREE, task.points, 0))
    some = np.asarray(free > 0, dtype=bool)
    wanted = Fractions(np.where(some, left, 0), np.where(some, free, 1)).reduced()
    price = wanted
    if task.highest is not None:
        price = task.highest.where(task.highest.less(price), price)
    if task.lowest is not None:
        price = task.lowest.where(some & price.less(task.lowest), price)
    return wanted, price


def _frozen_amounts(task: _Task, frozen: Rows) -> Ints:
    amounts = np.zeros(len(frozen), dtype=np.int64)
    for side, limit in ((AT_FLOOR, task.floor), (AT_CAP, task.cap)):
        if limit is not None:
            amounts = np.where(frozen == side, limit, amounts)
    return amounts


def _raw(task: _Task, price: Fractions, frozen: Rows) -> Ints:
    """Shares before rounding, as numerators over the denominator of the pool's price."""
    group = task.grouping.group
    free = product(task.points, price.numerators[group])
    if not frozen.any():
        return free
    fixed = product(_frozen_amounts(task, frozen), price.denominators[group])
    return np.where(frozen == FREE, free, fixed)


def _violators(task: _Task, raw: Ints, price: Fractions, frozen: Rows) -> Rows:
    """Rows beyond the side whose total violation in their pool is larger; floors on a tie."""
    if task.floor is None and task.cap is None:
        return np.zeros(len(raw), dtype=np.int64)
    below = price.denominators[task.grouping.group]
    low, high = (
        np.zeros(len(raw), dtype=np.int64)
        if limit is None
        else np.where(frozen == FREE, np.maximum(_gap(limit, below, raw, side), 0), 0)
        for side, limit in ((AT_FLOOR, task.floor), (AT_CAP, task.cap))
    )
    floors_first = task.grouping.sums(low) >= task.grouping.sums(high)
    by_floor = np.asarray(floors_first, dtype=bool)[task.grouping.group]
    return np.where(by_floor, AT_FLOOR * (low > 0), AT_CAP * (high > 0)).astype(np.int64)


def _gap(limit: Ints, below: Ints, raw: Ints, side: int) -> Ints:
    bound = product(limit, below)
    return minus(bound, raw) if side == AT_FLOOR else minus(raw, bound)


def _rounded(
    task: _Task, wanted: Fractions, price: Fractions, raw: Ints, frozen: Rows
) -> BalancedGroups:
    group, below = task.grouping.group, price.denominators
    exact = np.asarray(task.grouping.sums(raw) == product(task.pools, below), dtype=bool)
    shares = apportioned_groups(task.grouping, raw, below, task.pools, exact)
    if not exact.all():
        shares = np.where(exact[group], shares, divided(raw, below[group]))
    left = minus(task.pools, task.grouping.sums(shares))
    return BalancedGroups(
        grouping=task.grouping,
        price=price,
        shares=shares,
        raw=raw,
        frozen=frozen,
        collared=wanted.less(price) | price.less(wanted),
        exact=exact,
        reserve=np.maximum(left, 0),
        breach=np.maximum(-left, 0),
    )


def apportioned_groups(
    grouping: Grouping, raw: Ints, below: Ints, totals: Ints, which: Mask
) -> Ints:
    """raw ÷ below of each group rounded down; in the groups of `which` the missing units go,
    one each, to the largest remainders, ties to the earlier row, so that Σ = total."""
    over = below[grouping.group]
    floors, rests = raw // over, raw % over
    missing = np.where(which, minus(totals, grouping.sums(floors)), 0)
    order = np.argsort(-rests, kind="stable")
    order = order[np.argsort(grouping.group[order], kind="stable")]
    place = np.empty(len(raw), dtype=np.int64)
    place[order] = np.arange(len(raw)) - np.repeat(grouping.starts, grouping.counts)
    last = np.asarray(place < missing[grouping.group], dtype=bool)
    return plus(floors, last.astype(np.int64))


@dataclass(frozen=True)
class Balanced:
    """One pool: shares in fen, in the order of the points given.

    `price` is exact, in fen per point. pool = Σ shares + `reserve` − `breach`; both are 0
    where the price is free.
    """

    price: Fraction
    shares: tuple[int, ...]
    raw: tuple[Fraction, ...]
    frozen: Mapping[int, Frozen]
    collared: bool
    reserve: int
    breach: int


def balance(pool: int, points: Sequence[Decimal], limits: Limits) -> Balanced:
    """Share `pool` fen by `points` (≥ 0, ordered by person id, which settles ties).

    Raises FloorsExceedPool where Σ floors > pool.
    """
    if not points:
        return Balanced(Fraction(0), (), (), {}, False, pool, 0)
    digits = max(0, *(-int(x.as_tuple().exponent) for x in points))
    units = ints([int(x.scaleb(digits)) for x in points])
    codes = np.zeros(len(points), dtype=np.int64)
    shared = balance_groups(ints([pool]), codes, units, limits, digits=digits)
    raw = shared.raw_fractions
    below = zip(raw.numerators.tolist(), raw.denominators.tolist(), strict=True)
    return Balanced(
        price=price_of(shared, 0) * 10**digits,
        shares=tuple(int(share) for share in shared.shares),
        raw=tuple(Fraction(int(above), int(under)) for above, under in below),
        frozen={at: SIDES[side] for at, side in enumerate(shared.frozen.tolist()) if side},
        collared=bool(shared.collared[0]),
        reserve=int(shared.reserve[0]),
        breach=int(shared.breach[0]),
    )


def price_of(shared: BalancedGroups, pool: int) -> Fraction:
    """The price of one pool in fen per unit of the points given."""
    price = shared.price
    return Fraction(int(price.numerators[pool]), int(price.denominators[pool]))
