"""P4 against the worked example of scoring.md 4.7, a naive oracle and the properties of 4.14."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.pay.floating_price import FloorsExceedPool, Limits, balance
from scoring.pay.points_pay import price_shown

OPEN = Limits()
POINTS = st.lists(
    st.decimals(min_value=0, max_value=5000, places=4), min_size=1, max_size=30
).filter(lambda points: sum(points) > 0)
POOL = st.integers(0, 10**9)


def naive_shares(pool: int, points: list[Decimal]) -> list[int]:
    """The oracle, row by row in plain Decimal: cut to the fen, then one fen each by remainder."""
    with localcontext() as context:
        context.prec = 120
        exact = [Decimal(pool) * x / sum(points) for x in points]
        shares = [amount.quantize(Decimal(1), rounding=ROUND_DOWN) for amount in exact]
        order = sorted(range(len(points)), key=lambda i: (shares[i] - exact[i], i))
        for i in order[: pool - int(sum(shares))]:
            shares[i] += 1
    return [int(share) for share in shares]


def test_worked_example_to_the_last_fen() -> None:
    points = [Decimal("1234.5"), Decimal("987.25"), Decimal("1100.75"), Decimal(0)]
    shared = balance(1_000_000, points, OPEN)
    assert shared.shares == (371_557, 297_141, 331_302, 0)
    assert sum(shared.shares) == 1_000_000
    assert price_shown(shared) == "3.009782"
    half_up = [round(1_000_000 * x / Decimal("3322.5")) for x in points]
    assert sum(half_up) == 1_000_001


@given(POOL, POINTS)
def test_spends_the_pool_to_the_fen_and_agrees_with_the_oracle(pool: int, points: list) -> None:
    shares = list(balance(pool, points, OPEN).shares)
    assert sum(shares) == pool
    assert shares == naive_shares(pool, points)


@given(POOL, POINTS)
def test_doubling_the_pool_doubles_pay_within_a_fen(pool: int, points: list) -> None:
    once, twice = balance(pool, points, OPEN).shares, balance(2 * pool, points, OPEN).shares
    assert all(abs(two - 2 * one) <= 1 for one, two in zip(once, twice, strict=True))


@given(POOL, POINTS, st.integers(1, 1000))
def test_the_unit_of_points_does_not_matter(pool: int, points: list, factor: int) -> None:
    scaled = balance(pool, [x * factor for x in points], OPEN)
    plain = balance(pool, points, OPEN)
    assert scaled.shares == plain.shares
    assert scaled.price * factor == plain.price


@given(POOL, POINTS, st.data())
def test_removing_somebody_without_points_changes_nobody(
    pool: int, points: list, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(points)))
    with_idle = balance(pool, [*points[:at], Decimal(0), *points[at:]], OPEN).shares
    assert with_idle[at] == 0
    assert with_idle[:at] + with_idle[at + 1 :] == balance(pool, points, OPEN).shares


@given(POOL, POINTS)
def test_more_points_never_earn_less(pool: int, points: list) -> None:
    shares = balance(pool, points, OPEN).shares
    ranked = sorted(zip(points, shares, strict=True))
    assert [share for _, share in ranked] == sorted(shares)


@settings(max_examples=200)
@given(POOL, POINTS, st.integers(0, 10**6), st.integers(0, 10**6))
def test_floors_and_caps_hold_and_the_rest_is_shared_by_points(
    pool: int, points: list, floor: int, width: int
) -> None:
    limits = Limits(floor=floor, cap=floor + width)
    if floor * len(points) > pool:
        with pytest.raises(FloorsExceedPool):
            balance(pool, points, limits)
        return
    shared = balance(pool, points, limits)
    assert all(floor <= share <= floor + width for share in shared.shares)
    assert sum(shared.shares) + shared.reserve == pool and shared.breach == 0
    if any(index not in shared.frozen and points[index] for index in range(len(points))):
        assert shared.reserve == 0


def test_water_filling_freezes_the_larger_violation_first() -> None:
    shared = balance(1000, [Decimal(1), Decimal(1), Decimal(8)], Limits(floor=150, cap=500))
    assert shared.shares == (250, 250, 500)
    assert shared.frozen == {2: "cap"}


def test_a_collar_leaves_a_reserve_or_shows_a_breach() -> None:
    points = [Decimal(100), Decimal(50)]
    dear = balance(100_000, points, Limits(highest_price=Fraction(500)))
    assert (dear.shares, dear.reserve, dear.breach) == ((50_000, 25_000), 25_000, 0)
    cheap = balance(30_000, points, Limits(lowest_price=Fraction(300)))
    assert (cheap.shares, cheap.reserve, cheap.breach) == ((30_000, 15_000), 0, 15_000)


def test_without_any_points_the_pool_stays_in_reserve() -> None:
    shared = balance(10_000, [Decimal(0), Decimal(0)], OPEN)
    assert (shared.shares, shared.reserve) == ((0, 0), 10_000)
