"""The price of a point against its budget: what meets it, what moves it, who bears it (N5, S1-19).

A floating pool spends B at u = B ÷ Σx, whatever the volume; a fixed price spends u·Σx, whatever
the budget. What 1 % more of a part does is solved anew, with collar, floors and caps; prices
are exact, shown at 6 digits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa

from scoring.columns import Ints, Mask, Rows, ints, product
from scoring.exact import (
    MONEY_DIGITS,
    POINT_DIGITS,
    SCORE_DIGITS,
    from_units,
    rounded,
    shown,
)
from scoring.impact.impact_tables import PRICE_SHEET
from scoring.impact.money import points_of
from scoring.impact.pay_forecast import PayForecast, Quantiles, last_row_of_each
from scoring.pay.amounts import Amounts
from scoring.pay.floating_price import Limits, balance_groups, price_of
from scoring.pay.points_pay import limits_of
from scoring.rules.pay_plans import FixedPointsPlan, PointsPayPlan
from scoring.run import Run
from scoring.tables import table_of

PER_POINT = 10**POINT_DIGITS
PERCENT = Fraction(1, 100)


@dataclass(frozen=True)
class _Priced:
    """Points paid at one price: a pool of a P4, or all of a P3 (without limits). Points in
    10^−4 by person of the run, money in fen; `budget` is None where nobody gave one."""

    component: str
    pool: str
    limits: Limits | None
    persons: Rows
    points: Ints
    price: Fraction
    budget: Fraction | None
    spent: int

    @property
    def volume(self) -> Fraction:
        """Σ points."""
        return Fraction(int(self.points[self.persons].sum()), PER_POINT)

    @property
    def break_even(self) -> Fraction | None:
        """The price in fen at which the volume costs the budget."""
        return self.budget / self.volume if self.budget is not None and self.volume else None

    @property
    def floats(self) -> bool:
        """Whether the price is the one that spends the budget."""
        return self.limits is not None and self.break_even == self.price

    def with_percent_more(self, part: Ints) -> tuple[Fraction, Fraction]:
        """Price and cost in fen with 1 % more of `part`, points by person."""
        if self.limits is None or self.budget is None or not len(self.persons):
            volume = self.volume + Fraction(int(part[self.persons].sum()), PER_POINT) * PERCENT
            return self.price, self.price * volume
        points = product(self.points[self.persons], 100) + part[self.persons]
        budget = int(self.budget)
        codes = np.zeros(len(points), dtype=np.int64)
        done = balance_groups(ints([budget]), codes, points, self.limits, digits=POINT_DIGITS + 2)
        cost = budget - int(done.reserve[0]) + int(done.breach[0])
        return price_of(done, 0) * PER_POINT * 100, Fraction(cost)


def price_sheet(
    run: Run,
    forecast: PayForecast | None = None,
    budgets: Mapping[str, Decimal] | None = None,
) -> pa.Table:
    """Rows of outputs/price_sheet: every pool and fixed price of `run`, then each department's
    and each type of work's part in it.

    `budgets` gives the money of fixed prices by component; pools have their own. `forecast` is
    of the same people; without it there is no collar proposal and no probability.
    """
    rows: list[dict[str, Any]] = []
    for priced in _priced(run, budgets or {}):
        rows.append(_whole(run, priced, forecast))
        for kind, parts in (("department", _departments), ("work_type", _work_types)):
            found = sorted(parts(run, priced).items())
            rows += [_row(run, priced, kind, name, part) for name, part in found]
    return table_of(rows, PRICE_SHEET)


def _priced(run: Run, budgets: Mapping[str, Decimal]) -> Iterator[_Priced]:
    points = points_of(run)
    for paid in run.paid:
        for amounts in paid.amounts:
            plan = amounts.component
            if isinstance(plan, PointsPayPlan):
                yield from _pools(run, plan, amounts, points)
            elif isinstance(plan, FixedPointsPlan):
                given = budgets.get(plan.id)
                yield _Priced(
                    component=plan.id,
                    pool="",
                    limits=None,
                    persons=run.people.person[amounts.group.rows],
                    points=points,
                    price=Fraction(plan.unit_price) * 100,
                    budget=None if given is None else Fraction(given) * 100,
                    spent=int(amounts.paid.units.sum()),
                )


def _pools(run: Run, plan: PointsPayPlan, amounts: Amounts, points: Ints) -> Iterator[_Priced]:
    share = amounts.share
    assert share is not None
    own = share.pool[amounts.first]
    for number, name in enumerate(share.pools.ids):
        mine = np.flatnonzero(own == number)
        price = share.pools.price
        yield _Priced(
            component=amounts.component.id,
            pool=name,
            limits=limits_of(plan),
            persons=run.people.person[amounts.group.rows[mine]],
            points=points,
            price=Fraction(int(price.numerators[number]), int(price.denominators[number])),
            budget=Fraction(int(share.pools.amount[number])),
            spent=int(amounts.paid.units[mine].sum()),
        )


def _departments(run: Run, priced: _Priced) -> dict[str, Ints]:
    """Points by person, for each department with people in the pool."""
    texts = run.people.attributes.get("department_id")
    if texts is None:
        return {}
    names = np.array([texts[row] for row in last_row_of_each(run.people)], dtype=object)
    found = {name for name in names[priced.persons].tolist() if name is not None}
    return {name: _only(priced, priced.points, names == name) for name in found}


def _work_types(run: Run, priced: _Priced) -> dict[str, Ints]:
    """Points by person, for each type of work, before caps took some of them off."""
    found: dict[str, Ints] = {}
    everybody = np.ones(len(priced.points), dtype=bool)
    for ledger in run.ledgers:
        person, units = run.people.person[ledger.lines.row], ledger.lines.points.units
        for kind in np.unique(ledger.lines.work_type).tolist():
            of_kind = np.flatnonzero(ledger.lines.work_type == kind)
            name = ledger.work_types[kind]
            part = found.get(name, np.zeros_like(priced.points)).copy()
            np.add.at(part, person[of_kind], units[of_kind])
            found[name] = part
    own = {name: _only(priced, part, everybody) for name, part in found.items()}
    return {name: part for name, part in own.items() if part.any()}


def _only(priced: _Priced, points: Ints, who: Mask) -> Ints:
    """The points of those of the pool whom `who` names."""
    mine = np.zeros(len(points), dtype=bool)
    mine[priced.persons] = True
    return np.where(mine & who, points, 0)


def _whole(run: Run, priced: _Priced, forecast: PayForecast | None) -> dict[str, Any]:
    lowest = highest = probability = None
    if forecast is not None and priced.budget is not None:
        drawn = forecast.points[:, priced.persons].sum(axis=1)
        volumes = Quantiles.of(drawn)
        lowest, highest = (
            priced.budget * PER_POINT / volume if volume else None
            for volume in (volumes.p90, volumes.p10)
        )
        spent = forecast.fen[priced.component][:, priced.persons].sum(axis=1)
        over = int((spent > priced.budget).sum())
        probability = rounded(Fraction(over, len(spent)), SCORE_DIGITS)
    return {
        **_row(run, priced, "pool", priced.pool or priced.component, priced.points),
        **_levers(priced),
        "lowest_price": _price(lowest),
        "highest_price": _price(highest),
        "over_budget_probability": probability,
    }


def _levers(priced: _Priced) -> dict[str, Any]:
    """What price, or how much less volume, would bring the cost back to the budget."""
    if priced.budget is None or priced.spent <= priced.budget:
        return {"lever": "none"}
    price = priced.break_even
    volume = priced.budget / priced.price - priced.volume
    less = _told(-volume, 1)
    zh = f"超出预算：单价降到 {_told(price)}，或减少 {less} 分"
    en = f"over budget: lower the price to {_told(price)}, or the volume by {less} points"
    return {
        "lever": "price_or_volume",
        "lever_price": _price(price),
        "lever_points": rounded(volume, SCORE_DIGITS),
        "note_zh": zh,
        "note_en": en,
    }


def _told(value: Fraction | None, over: int = 100) -> str:
    return "-" if value is None else shown(rounded(value / over, POINT_DIGITS))


def _row(run: Run, priced: _Priced, kind: str, name: str, part: Ints) -> dict[str, Any]:
    """The figures of a part of the volume: points by person. A point more pays the part the
    price, less what it takes from the part's other points where the price floats."""
    volume = Fraction(int(part[priced.persons].sum()), PER_POINT)
    share = volume / priced.volume if priced.volume else Fraction(0)
    more, after = priced.with_percent_more(part)
    now = Fraction(priced.spent) if priced.limits else priced.price * priced.volume
    cost = after - now
    own = priced.price * (1 - share) if priced.floats else priced.price
    return {
        "period": run.period.label,
        "component": priced.component,
        "pool_id": priced.pool,
        "scope_kind": kind,
        "scope_id": name,
        "points": rounded(volume, SCORE_DIGITS),
        "share_of_points": rounded(share, SCORE_DIGITS),
        "budget_amount": _money(priced.budget) if kind == "pool" else None,
        "price": _price(priced.price),
        "break_even_price": _price(priced.break_even) if kind == "pool" else None,
        "lowest_price": None,
        "highest_price": None,
        "pay_amount": from_units(priced.spent, MONEY_DIGITS)
        if kind == "pool"
        else _money(volume * priced.price),
        "pay_per_point": _price(own),
        "price_per_percent": _price(more - priced.price),
        "cost_per_percent_amount": _money(cost),
        "over_budget_probability": None,
        "lever": "none",
        "lever_price": None,
        "lever_points": None,
        "note_zh": f"每多 1% 工作量，单价 {_told(more - priced.price)}，成本 {_told(cost)}",
        "note_en": f"1% more volume: price {_told(more - priced.price)}, cost {_told(cost)}",
    }


def _price(fen: Fraction | None) -> Decimal | None:
    return None if fen is None else rounded(fen / 100, SCORE_DIGITS)


def _money(fen: Fraction | None) -> Decimal | None:
    return None if fen is None else rounded(fen / 100, MONEY_DIGITS)
