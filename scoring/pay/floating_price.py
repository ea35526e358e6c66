"""P4: a pool of money shared by points at the price that spends it exactly.

Source: scoring.md 4.7, budget balancing, steps 1–6. Money is in fen (integers) throughout.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from scoring.exact import apportioned, rounded

Frozen = Literal["floor", "cap"]


class FloorsExceedPool(ValueError):
    """The person floors alone are more than the pool."""


@dataclass(frozen=True)
class Limits:
    """Per person floor and cap in fen, and the price collar in fen per point; None is open."""

    floor: int | None = None
    cap: int | None = None
    lowest_price: Fraction | None = None
    highest_price: Fraction | None = None


@dataclass(frozen=True)
class Balanced:
    """Shares in fen, in the order of the points given.

    `price` is exact, in fen per point. `last_fen` says who got a fen by largest remainder.
    pool = Σ shares + `reserve` − `breach`; both are 0 where the price is free.
    """

    price: Fraction
    shares: tuple[int, ...]
    raw: tuple[Fraction, ...]
    frozen: Mapping[int, Frozen]
    collared: bool
    reserve: int
    breach: int

    def last_fen(self, index: int) -> int:
        """1 where the person got one of the fen left after rounding down."""
        return self.shares[index] - self.raw[index].__floor__()


def balance(pool: int, points: Sequence[Decimal], limits: Limits) -> Balanced:
    """Share `pool` fen by `points` (≥ 0, ordered by person id, which settles ties).

    Raises FloorsExceedPool where Σ floors > pool.
    """
    exact = [Fraction(point) for point in points]
    if limits.floor is not None and limits.floor * len(exact) > pool:
        raise FloorsExceedPool(f"floors of {limits.floor} fen × {len(exact)} exceed {pool} fen")
    frozen: dict[int, Frozen] = {}
    while True:
        wanted, price = _price(pool, exact, frozen, limits)
        raw = [_raw(index, price, exact, frozen, limits) for index in range(len(exact))]
        violators = _violators(raw, frozen, limits)
        if not violators:
            return _rounded(pool, price, raw, frozen, collared=wanted != price)
        frozen |= violators


def _price(
    pool: int, points: Sequence[Fraction], frozen: Mapping[int, Frozen], limits: Limits
) -> tuple[Fraction, Fraction]:
    """The price that would spend what the frozen leave, and that price within the collar."""
    left = pool - sum(_limit(side, limits) for side in frozen.values())
    free = sum((x for index, x in enumerate(points) if index not in frozen), Fraction(0))
    wanted = Fraction(left) / free if free else Fraction(0)
    price = wanted
    if limits.highest_price is not None:
        price = min(price, limits.highest_price)
    if limits.lowest_price is not None and free:
        price = max(price, limits.lowest_price)
    return wanted, price


def _raw(
    index: int,
    price: Fraction,
    points: Sequence[Fraction],
    frozen: Mapping[int, Frozen],
    limits: Limits,
) -> Fraction:
    if index in frozen:
        return Fraction(_limit(frozen[index], limits))
    return price * points[index]


def _limit(side: Frozen, limits: Limits) -> int:
    return (limits.floor if side == "floor" else limits.cap) or 0


def _violators(
    raw: Sequence[Fraction], frozen: Mapping[int, Frozen], limits: Limits
) -> dict[int, Frozen]:
    """The free persons beyond the side whose total violation is larger; floors on a tie."""
    free = [index for index in range(len(raw)) if index not in frozen]
    floor, cap = limits.floor, limits.cap
    low = {i: floor - raw[i] for i in free if floor is not None and raw[i] < floor}
    high = {i: raw[i] - cap for i in free if cap is not None and raw[i] > cap}
    if sum(low.values()) >= sum(high.values()):
        return dict.fromkeys(low, "floor")
    return dict.fromkeys(high, "cap")


def _rounded(
    pool: int,
    price: Fraction,
    raw: Sequence[Fraction],
    frozen: Mapping[int, Frozen],
    *,
    collared: bool,
) -> Balanced:
    spent = sum(raw, Fraction(0))
    if spent == pool:
        shares = apportioned(raw, pool)
    else:
        shares = [int(rounded(amount, 0)) for amount in raw]
    left = pool - sum(shares)
    return Balanced(
        price=price,
        shares=tuple(shares),
        raw=tuple(raw),
        frozen=dict(frozen),
        collared=collared,
        reserve=max(0, left),
        breach=max(0, -left),
    )
