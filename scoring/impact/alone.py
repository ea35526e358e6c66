"""Pools shared for one change at a time: what each person gets if only their own points change.

The price is solved anew for each change (scoring.md 4.7); the shares of the others move, and
are not told here.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from data_contracts.located_yaml import LocatedYaml
from scoring.columns import Figures, Fractions, Ints, Rows, ints
from scoring.exact import POINT_DIGITS
from scoring.grouping import Grouping
from scoring.inputs.group import Group
from scoring.pay.floating_price import Limits, balance_groups
from scoring.pay.inputs import PayInputs
from scoring.pay.parts import Parts
from scoring.pay.points_pay import SharePools, limits_of, points_pay
from scoring.pay.shares import Shares
from scoring.rules.pay_plans import PointsPayPlan

ROWS_AT_ONCE = 400_000
HUNDRED = 100


def one_change_at_a_time(before: PayInputs) -> SharePools:
    """Shares of everybody as if they were the only one whose points and score are not those of
    `before`."""

    def share_pools(
        plan: PointsPayPlan, group: Group, inputs: PayInputs, document: LocatedYaml
    ) -> tuple[Parts, Shares]:
        parts, shares = points_pay(plan, group, before, document)
        if _splits_by_result(plan):
            own = _one_month_each(plan, group, before, inputs, document, shares, parts.rows)
        else:
            _, moved = points_pay(plan, group, inputs, document)
            own = _one_pool_each(shares, moved.points.units, limits_of(plan))
        exact = own.raw.times(Fractions.of(Figures(ints([1] * len(own.share)), 2)))
        return replace(parts, exact=exact), own

    return share_pools


def _splits_by_result(plan: PointsPayPlan) -> bool:
    """Pools split by scores or points change their size with one person's result."""
    return any(split.key in ("score", "points") for pool in plan.pools for split in pool.splits)


def _one_month_each(
    plan: PointsPayPlan,
    group: Group,
    before: PayInputs,
    inputs: PayInputs,
    document: LocatedYaml,
    shares: Shares,
    rows: Rows,
) -> Shares:
    """The whole component anew for every person whose points or score change."""
    person = group.people.person
    differs = np.asarray(
        (before.points.units != inputs.points.units)
        | (before.scores.units != inputs.scores.units)
        | (before.scores.is_known != inputs.scores.is_known),
        dtype=bool,
    )
    changed = np.unique(person[differs])
    own = shares
    for part in np.flatnonzero(np.isin(person[rows], changed)).tolist():
        mine = person == person[rows[part]]
        _, shared = points_pay(plan, group, _with_own(before, inputs, mine), document)
        own = _placed(own, np.array([part]), shared.take(np.array([part])))
    return own


def _with_own(before: PayInputs, inputs: PayInputs, mine: Rows) -> PayInputs:
    scores = Figures(
        np.where(mine, inputs.scores.units, before.scores.units),
        before.scores.digits,
        np.where(mine, inputs.scores.is_known, before.scores.is_known),
    )
    points = np.where(mine, inputs.points.units, before.points.units)
    return replace(before, scores=scores, points=Figures(points, POINT_DIGITS))


def _one_pool_each(shares: Shares, points: Ints, limits: Limits) -> Shares:
    """Every pool anew for every member whose points change, many such pools side by side."""
    own, pools = shares, Grouping.of(shares.pool)
    for place, pool in enumerate(pools.keys.tolist()):
        begin = int(pools.starts[place])
        members = np.sort(pools.order[begin : begin + int(pools.counts[place])])
        changed = np.flatnonzero(points[members] != shares.points.units[members])
        size = max(1, ROWS_AT_ONCE // len(members))
        for start in range(0, len(changed), size):
            some = changed[start : start + size]
            own = _placed(own, members[some], _shared(shares, pool, members, some, points, limits))
    return own


def _shared(
    shares: Shares, pool: int, members: Rows, changed: Rows, points: Ints, limits: Limits
) -> Shares:
    """The shares of the changed members, each in a pool in which only they have changed."""
    count, size = len(changed), len(members)
    table = np.tile(shares.points.units[members], (count, 1))
    table[np.arange(count), changed] = points[members[changed]]
    amount = int(shares.pools.amount[pool])
    codes = np.repeat(np.arange(count), size)
    done = balance_groups(ints([amount] * count), codes, table.ravel(), limits, digits=POINT_DIGITS)
    own = np.arange(count) * size + changed
    exact = ~np.asarray((done.reserve > 0) | (done.breach > 0), dtype=bool)
    return replace(
        shares,
        pool=shares.pool[members[changed]],
        points=Figures(points[members[changed]], POINT_DIGITS),
        raw=Fractions(done.raw[own], done.price.denominators),
        share=done.shares[own],
        frozen=done.frozen[own],
        exact=exact,
    )


def _placed(whole: Shares, at: Rows, part: Shares) -> Shares:
    """`whole` with the entries at these places taken from `part`."""

    def put(old: Ints, new: Ints) -> Ints:
        wide = object in (old.dtype, new.dtype)
        column = old.astype(object) if wide else old.copy()
        column[at] = new
        return column

    return replace(
        whole,
        points=Figures(put(whole.points.units, part.points.units), POINT_DIGITS),
        raw=Fractions(
            put(whole.raw.numerators, part.raw.numerators),
            put(whole.raw.denominators, part.raw.denominators),
        ),
        share=put(whole.share, part.share),
        frozen=put(whole.frozen, part.frozen),
        exact=put(whole.exact, part.exact),
    )
