"""Many pools at once: each is balanced as it would be alone, and gates on pay are idempotent."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.columns import ints
from scoring.functions.gate import GateRule
from scoring.gates import Fired, gated
from scoring.pay.floating_price import (
    SIDES,
    FloorsExceedPool,
    Limits,
    balance,
    balance_groups,
)
from scoring.pay.parts import ones

POOLS = st.lists(
    st.tuples(st.integers(0, 10**9), st.lists(st.integers(0, 10**8), min_size=1, max_size=8)),
    min_size=1,
    max_size=6,
)
LIMITS = st.builds(
    Limits,
    floor=st.none() | st.integers(0, 1000),
    cap=st.none() | st.integers(1001, 10**7),
    lowest_price=st.none() | st.fractions(0, 3, max_denominator=50),
    highest_price=st.none() | st.fractions(3, 9, max_denominator=50),
)


@settings(max_examples=150, deadline=None)
@given(pools=POOLS, limits=LIMITS, order=st.randoms())
def test_pools_together_are_shared_like_each_alone(pools, limits: Limits, order) -> None:
    rows = [(code, x) for code, (_, points) in enumerate(pools) for x in points]
    mixed = sorted(range(len(rows)), key=lambda _: order.random())
    kept = {code: [at for at in mixed if rows[at][0] == code] for code in range(len(pools))}
    amounts = ints([amount for amount, _ in pools])
    codes = np.array([rows[at][0] for at in mixed])
    points = ints([rows[at][1] for at in mixed])
    alone = []
    for code, (amount, _) in enumerate(pools):
        own = [Decimal(rows[at][1]).scaleb(-4) for at in kept[code]]
        try:
            alone.append(balance(amount, own, limits))
        except FloorsExceedPool:
            with pytest.raises(FloorsExceedPool) as refused:
                balance_groups(amounts, codes, points, limits, digits=4)
            assert refused.value.pool == code
            return
    together = balance_groups(amounts, codes, points, limits, digits=4)
    for code, one in enumerate(alone):
        here = np.flatnonzero(codes == code)
        assert tuple(int(x) for x in together.shares[here]) == one.shares
        assert (together.reserve[code], together.breach[code]) == (one.reserve, one.breach)
        frozen = {place: SIDES[side] for place, side in enumerate(together.frozen[here]) if side}
        assert frozen == one.frozen


@given(pools=POOLS)
def test_every_pool_with_points_is_spent_to_the_fen(pools) -> None:
    codes = np.array([code for code, (_, points) in enumerate(pools) for _ in points])
    points = ints([x for _, points in pools for x in points])
    shared = balance_groups(ints([amount for amount, _ in pools]), codes, points)
    for code, (amount, own) in enumerate(pools):
        assert shared.shares[codes == code].sum() == (amount if sum(own) else 0)


def test_numbers_beyond_64_bits_are_still_exact() -> None:
    pool, points = 10**22 + 7, [10**25 + 1, 10**25, 3]
    shared = balance_groups(ints([pool]), np.zeros(3, dtype=np.int64), ints(points))
    exact = [Fraction(pool * x, sum(points)) for x in points]
    assert sum(shared.shares) == pool
    assert all(abs(share - raw) < 1 for share, raw in zip(shared.shares, exact, strict=True))


RULES = st.lists(
    st.sampled_from([("ZERO", None), ("CAP", 500), ("CAP", 10)]), min_size=1, max_size=3
)


@given(RULES, st.integers(0, 10**6))
def test_gates_that_zero_or_cap_do_the_same_twice(rules, amount: int) -> None:
    def fired(action: str, value: int | None) -> Fired:
        rule = GateRule(
            metric="m",
            operator=">",
            threshold=Decimal(0),
            action=action,
            value=None if value is None else Decimal(value),
        )
        plan = type("Plan", (), {"rule": rule})()
        return Fired(plan, np.array([True]), None, None)  # pyright: ignore[reportArgumentType]

    gates = [fired(*rule) for rule in rules]
    value = ones(1)
    value = type(value)(ints([amount]), ints([100]))
    once = gated(value, gates).value
    twice = gated(once, gates).value
    assert not once.less(twice).any() and not twice.less(once).any()
