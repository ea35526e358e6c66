"""What a point was worth in a month, what its pool came to, and where the collar held (N5)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa

from scoring.cost.tables import POINT_PRICES
from scoring.exact import MONEY_DIGITS, POINT_DIGITS, SCORE_DIGITS, from_units, rounded
from scoring.pay.amounts import Amounts
from scoring.rules.pay_plans import FixedPointsPlan, PointsPayPlan
from scoring.run import Run
from scoring.tables import table_of


def point_prices(run: Run) -> pa.Table:
    """Rows of outputs/point_prices: every pool of a P4, and every fixed price.

    pool = paid + withheld + reserve − breach, to the fen: `withheld` is what gates and limits
    took off shares, the reserve what a collar kept back, the breach what it cost beyond.
    """
    rows: list[dict[str, Any]] = []
    for paid in run.paid:
        for amounts in paid.amounts:
            if isinstance(amounts.component, PointsPayPlan):
                rows += _pools(run.period.label, amounts, amounts.component)
            elif isinstance(amounts.component, FixedPointsPlan):
                rows.append(_fixed(run, amounts, amounts.component))
    return table_of(rows, POINT_PRICES)


def _pools(period: str, amounts: Amounts, plan: PointsPayPlan) -> Iterator[dict[str, Any]]:
    share = amounts.share
    assert share is not None, "a P4 has shares"
    pools, own = share.pools, share.pool[amounts.first]
    for number, name in enumerate(pools.ids):
        price = Fraction(int(pools.price.numerators[number]), int(pools.price.denominators[number]))
        parts = np.flatnonzero(share.pool == number)
        shared, spent = int(share.share[parts].sum()), _sum(amounts, own == number)
        yield {
            **_base(period, amounts, name, len(parts)),
            "points": from_units(int(share.points.units[parts].sum()), POINT_DIGITS),
            "price": rounded(price / 100, SCORE_DIGITS),
            "lowest_price": plan.lowest_price,
            "highest_price": plan.highest_price,
            "collar": _collar(price / 100, plan),
            "pool_amount": from_units(int(pools.amount[number]), MONEY_DIGITS),
            "paid_amount": from_units(spent, MONEY_DIGITS),
            "withheld_amount": from_units(shared - spent, MONEY_DIGITS),
            "reserve_amount": from_units(int(pools.reserve[number]), MONEY_DIGITS),
            "breach_amount": from_units(int(pools.breach[number]), MONEY_DIGITS),
        }


def _fixed(run: Run, amounts: Amounts, plan: FixedPointsPlan) -> dict[str, Any]:
    points = run.points.units[amounts.group.rows]
    everybody = np.ones(len(amounts), dtype=bool)
    return {
        **_base(run.period.label, amounts, plan.id, len(amounts)),
        "points": from_units(int(points.sum()), POINT_DIGITS),
        "price": plan.unit_price,
        "collar": "fixed",
        "paid_amount": from_units(_sum(amounts, everybody), MONEY_DIGITS),
    }


def _base(period: str, amounts: Amounts, pool: str, people: int) -> dict[str, Any]:
    return dict.fromkeys(POINT_PRICES.names) | {
        "period": period,
        "component": amounts.component.id,
        "pool_id": pool,
        "people": people,
    }


def _sum(amounts: Amounts, who: np.ndarray) -> int:
    return int(amounts.paid.units[np.flatnonzero(who)].sum())


def _collar(price: Fraction, plan: PointsPayPlan) -> str:
    if plan.lowest_price is None and plan.highest_price is None:
        return "open"
    bounds: tuple[tuple[str, Decimal | None], ...] = (
        ("at_lowest", plan.lowest_price),
        ("at_highest", plan.highest_price),
    )
    return next((name for name, bound in bounds if bound == price), "inside")
