"""P4 积分工资: the points of the people of a pool × the price that spends it exactly."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pyarrow as pa

from data_contracts.located_yaml import LocatedYaml
from data_contracts.refusal import Refusal
from scoring.columns import Figures, Fractions, Ints, Mask, Rows, ints, units_of
from scoring.exact import MONEY_DIGITS, POINT_DIGITS, from_units
from scoring.grouping import Grouping
from scoring.inputs.group import Group
from scoring.pay.floating_price import (
    Balanced,
    BalancedGroups,
    FloorsExceedPool,
    Limits,
    balance_groups,
)
from scoring.pay.inputs import PayInputs
from scoring.pay.nested_pools import leaves_of
from scoring.pay.parts import Factor, Parts
from scoring.pay.shares import Leaves, Pools, Shares
from scoring.rules.pay_plans import PointsPayPlan
from scoring.rules.who import covers

PER_POINT = 10**POINT_DIGITS
PRICE_DIGITS = 6

SharePools = Callable[[PointsPayPlan, Group, PayInputs, LocatedYaml], tuple[Parts, Shares]]


def points_pay(
    plan: PointsPayPlan, group: Group, inputs: PayInputs, document: LocatedYaml
) -> tuple[Parts, Shares]:
    """Every pool of the component shared among its people, who stand by agent_id.

    Raises Refusal where somebody is in two pools, or the floors exceed the pool.
    """
    leaves = leaves_of(plan, group, inputs, _pool_of(plan, group, document), document)
    members = leaves.pool >= 0
    rows, pool = group.rows[members], leaves.pool[members]
    entries = Grouping.of(pool * len(group.people) + _stand(group)[members])
    points = Figures(entries.sums(inputs.points.units[rows]), POINT_DIGITS)
    order = np.argsort(entries.keys % len(group.people), kind="stable")
    rows, pool = rows[entries.first], pool[entries.first]
    shared, places = _balanced(plan, leaves, pool, points.units, document)
    pools = _pools(plan, leaves, shared, places)
    shares = Shares(
        pools=pools,
        pool=pool,
        points=points,
        raw=shared.raw_fractions,
        share=shared.shares,
        frozen=shared.frozen,
        exact=~np.asarray((pools.reserve > 0) | (pools.breach > 0), dtype=bool)[pool],
        all_points=_all_points(group, inputs, rows, points),
    ).take(order)
    return _parts(shares, rows[order], group), shares


def _all_points(group: Group, inputs: PayInputs, rows: Rows, points: Figures) -> Mask:
    person = group.people.person
    totals = Grouping.of(person).sums(inputs.points.units)
    return np.asarray(totals[person[rows]] == points.units, dtype=bool)


def _stand(group: Group) -> Rows:
    """The first row of the group of each row's person."""
    persons = Grouping.of(group.people.person[group.rows])
    return group.rows[persons.first][persons.group]


def _pool_of(plan: PointsPayPlan, group: Group, document: LocatedYaml) -> Rows:
    """The pool of each row of the group, −1 where none is about its role."""
    roles = [group.people.role[row] for row in group.rows]
    found: dict[str | None, int] = {}
    for role in dict.fromkeys(roles):
        about = [at for at, pool in enumerate(plan.pools) if covers(pool.applies_to, role)]
        if len(about) > 1:
            agent = group.people.agent_ids[group.rows[roles.index(role)]]
            one, other = (plan.pools[at].id for at in about[:2])
            raise Refusal(
                f"{agent} is in the pools '{one}' and '{other}'",
                place=document.place(("components",)),
                next_step="let each role stand in one pool only",
            )
        found[role] = about[0] if about else -1
    return np.array([found[role] for role in roles], dtype=np.int64)


def _balanced(
    plan: PointsPayPlan, leaves: Leaves, pool: Rows, points: Ints, document: LocatedYaml
) -> tuple[BalancedGroups, Rows]:
    """The pools that have people, shared; and which pools those are."""
    places, codes = np.unique(pool, return_inverse=True)
    amounts = leaves.amount[places]
    try:
        return balance_groups(amounts, codes, points, limits_of(plan), digits=POINT_DIGITS), places
    except FloorsExceedPool as error:
        at = int(places[error.pool])
        raise Refusal(
            f"pool '{leaves.ids[at]}': {error}",
            place=document.place(("components",)),
            value=str(from_units(int(leaves.amount[at]), MONEY_DIGITS)),
            next_step="raise the pool or lower the person floor",
        ) from None


def limits_of(plan: PointsPayPlan) -> Limits:
    """The floor and cap of a person in fen, and the collar of the price."""
    return Limits(
        floor=None if plan.floor is None else units_of(plan.floor, MONEY_DIGITS),
        cap=None if plan.cap is None else units_of(plan.cap, MONEY_DIGITS),
        lowest_price=None if plan.lowest_price is None else 100 * Fraction(plan.lowest_price),
        highest_price=None if plan.highest_price is None else 100 * Fraction(plan.highest_price),
    )


def _pools(plan: PointsPayPlan, leaves: Leaves, shared: BalancedGroups, places: Rows) -> Pools:
    """All pools; one without people keeps its money as reserve. Prices are per point."""
    count = len(leaves.ids)
    numerators, denominators = ints([0] * count), ints([1] * count)
    price = shared.price.times(Fractions.constant(Fraction(PER_POINT), len(places)))
    wide = object in (price.numerators.dtype, price.denominators.dtype)
    if wide:
        numerators, denominators = numerators.astype(object), denominators.astype(object)
    numerators[places], denominators[places] = price.numerators, price.denominators
    reserve, breach = leaves.amount.copy(), np.zeros_like(leaves.amount)
    reserve[places], breach[places] = shared.reserve, shared.breach
    return Pools(
        component_id=plan.id,
        ids=leaves.ids,
        splits=leaves.splits,
        amount=leaves.amount,
        price=Fractions(numerators, denominators),
        reserve=reserve,
        breach=breach,
    )


def _parts(shares: Shares, rows: Rows, group: Group) -> Parts:
    hundredth = Fractions.constant(Fraction(1, 100), len(rows))
    price = shares.pools.price.take(shares.pool).times(hundredth)
    told = prices_shown(shares.pools.price)
    points = Factor(
        "points",
        Fractions.of(shares.points),
        lambda: shares.points.text(POINT_DIGITS),
        node="points",
    )
    factors = (points, Factor("price", price, lambda: told.take(pa.array(shares.pool))))
    return Parts(rows, factors, exact=shares.raw.times(hundredth))


def prices_shown(prices: Fractions) -> pa.Array:
    """Prices in fen per point at the 6 digits they are published with."""
    fen = prices.rounded(PRICE_DIGITS - MONEY_DIGITS, "HALF_EVEN")
    return Figures(fen.units, PRICE_DIGITS).text(PRICE_DIGITS)


def price_shown(shared: Balanced) -> str:
    """The price of one pool as it is published."""
    text: str = prices_shown(Fractions.constant(shared.price, 1))[0].as_py()
    return text
