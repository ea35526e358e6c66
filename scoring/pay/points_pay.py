"""P4 积分工资: the points of the people of a pool × the price that spends it exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from data_contracts.located_yaml import LocatedYaml
from data_contracts.refusal import Refusal
from scoring.exact import MONEY_DIGITS, from_units, shown, units
from scoring.inputs import Person
from scoring.pay.amounts import Amount, Factor, PoolShare
from scoring.pay.floating_price import Balanced, FloorsExceedPool, Limits, balance
from scoring.rules.plans import PointsPayPlan, PoolPlan
from scoring.rules.who import covers


@dataclass(frozen=True)
class SharedPool:
    """A pool and how it was shared among `amounts`; money in the plan's currency."""

    component_id: str
    pool: PoolPlan
    balanced: Balanced
    amounts: tuple[Amount, ...]


def points_pay(
    plan: PointsPayPlan,
    people: Sequence[Person],
    points: Mapping[str, Decimal],
    document: LocatedYaml,
) -> list[SharedPool]:
    """Every pool of the component shared among its people, ordered by agent_id.

    Raises Refusal where a person is in two pools, or the floors exceed the pool.
    """
    groups = [[p for p in people if covers(pool.applies_to, p.role)] for pool in plan.pools]
    _refuse_two_pools(plan, groups, document)
    return [
        _shared(plan, pool, group, points, document)
        for pool, group in zip(plan.pools, groups, strict=True)
    ]


def _refuse_two_pools(
    plan: PointsPayPlan, groups: Sequence[Sequence[Person]], document: LocatedYaml
) -> None:
    seen: dict[str, str] = {}
    for pool, group in zip(plan.pools, groups, strict=True):
        for person in group:
            if person.agent_id in seen:
                raise Refusal(
                    f"{person.agent_id} is in the pools '{seen[person.agent_id]}' and '{pool.id}'",
                    place=document.place(("components",)),
                    next_step="let each role stand in one pool only",
                )
            seen[person.agent_id] = pool.id


def _shared(
    plan: PointsPayPlan,
    pool: PoolPlan,
    people: Sequence[Person],
    points: Mapping[str, Decimal],
    document: LocatedYaml,
) -> SharedPool:
    ordered = sorted(people, key=lambda person: person.agent_id)
    earned = [points.get(person.agent_id, Decimal(0)) for person in ordered]
    try:
        shared = balance(units(pool.amount, MONEY_DIGITS), earned, _limits(plan))
    except FloorsExceedPool as error:
        raise Refusal(
            f"pool '{pool.id}': {error}",
            place=document.place(("components",)),
            value=str(pool.amount),
            next_step="raise the pool or lower the person floor",
        ) from None
    amounts = tuple(
        _amount(plan, pool, person, earned[index], shared, index)
        for index, person in enumerate(ordered)
    )
    return SharedPool(plan.id, pool, shared, amounts)


def _limits(plan: PointsPayPlan) -> Limits:
    return Limits(
        floor=None if plan.floor is None else units(plan.floor, MONEY_DIGITS),
        cap=None if plan.cap is None else units(plan.cap, MONEY_DIGITS),
        lowest_price=None if plan.lowest_price is None else 100 * Fraction(plan.lowest_price),
        highest_price=None if plan.highest_price is None else 100 * Fraction(plan.highest_price),
    )


def _amount(
    plan: PointsPayPlan,
    pool: PoolPlan,
    person: Person,
    points: Decimal,
    shared: Balanced,
    index: int,
) -> Amount:
    exact = shared.raw[index] / 100
    share = PoolShare(
        pool_id=pool.id,
        pool_amount=pool.amount,
        reserve_fen=shared.reserve,
        breach_fen=shared.breach,
        price=shared.price,
        points=points,
        raw_fen=shared.raw[index],
        share_fen=shared.shares[index],
        frozen=shared.frozen.get(index, ""),
        rounding="HALF_UP" if shared.reserve or shared.breach else "LARGEST_REMAINDER",
    )
    return Amount(
        plan,
        person,
        factors=(
            Factor("points", Fraction(points), shown(points, 4), "points"),
            Factor("price", shared.price / 100, price_shown(shared)),
        ),
        product=exact,
        limited=exact,
        amount=from_units(shared.shares[index], MONEY_DIGITS),
        share=share,
    )


def price_shown(shared: Balanced) -> str:
    """The price of a point at the 6 digits it is published with."""
    whole = (shared.price * 10**4).__round__()
    return shown(from_units(whole, 6), 6)
