"""What threatens within 90 days, what it costs to wait, and the cheapest way out (S3-05).

Hours missing on a day are covered first by moving shifts of the same day, which costs nothing,
then by overtime. Leavers are replaced by hiring, or covered by overtime, whichever is cheaper.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pyarrow as pa

from data_contracts.dated import Dated, Rule
from scoring.kpi.tables import EARLY_WARNINGS
from scoring.tables import table_of

HORIZONS = (1, 7, 30, 90)
CENT, TENTH = Decimal("0.01"), Decimal("0.1")


class Costs(Rule):
    """early_warning.yaml: what an hour, a lost contact and a new colleague cost; money in the
    centre's currency."""

    kind: str
    hour_amount: Dated[Decimal]
    overtime_multiplier: Dated[Decimal]
    contacts_per_hour: Dated[Decimal]
    lost_contact_amount: Dated[Decimal]
    hiring_amount: Dated[Decimal]
    least_hours: Dated[Decimal]


@dataclass(frozen=True)
class Gap:
    """Agent hours short and over on one planned day."""

    day: date
    short_h: Decimal
    over_h: Decimal


@dataclass(frozen=True)
class Absence:
    """A certificate that ends: whose, for which queue, and the last day it holds."""

    agent_id: str
    queue_id: str
    expires_on: date


@dataclass(frozen=True)
class Ahead:
    """What is known of the days ahead of `as_of`, and of who left in the `seen_days` before."""

    as_of: date
    gaps: Sequence[Gap]
    certificates: Sequence[Absence]
    headcount: int
    left: int
    seen_days: int
    weekly_hours: Decimal


@dataclass(frozen=True)
class Prices:
    """The values of early_warning.yaml on one day; `overtime` is what an hour of it costs."""

    overtime: Decimal
    contacts: Decimal
    lost: Decimal
    hiring: Decimal
    least_hours: Decimal


def early_warnings(period: str, ahead: Ahead, prices: Prices) -> pa.Table:
    """Rows of outputs/early_warnings, the soonest first and the dearest before the cheaper."""
    found = [*_gaps(ahead, prices), *_certificates(ahead), *_leavers(ahead, prices)]
    found.sort(key=lambda row: (row["horizon_days"], -(row["cost_amount"] or 0), row["due_on"]))
    return table_of(
        [
            row | {"period": period, "as_of": ahead.as_of, "rank": rank}
            for rank, row in enumerate(found, start=1)
        ],
        EARLY_WARNINGS,
    )


def _horizon(as_of: date, due: date) -> int | None:
    """The shortest horizon that reaches the day; None beyond all."""
    days = (due - as_of).days
    return next((one for one in HORIZONS if days <= one), None) if days >= 0 else None


def _gaps(ahead: Ahead, prices: Prices) -> Iterator[dict[str, Any]]:
    for gap in ahead.gaps:
        horizon = _horizon(ahead.as_of, gap.day)
        if horizon is None or gap.short_h < prices.least_hours:
            continue
        moved = min(gap.short_h, gap.over_h)
        overtime = gap.short_h - moved
        cost = _money(gap.short_h * prices.contacts * prices.lost)
        fix = _money(overtime * prices.overtime)
        hours, shifted, extra = (_tenth(one) for one in (gap.short_h, moved, overtime))
        contacts = _tenth(gap.short_h * prices.contacts)
        yield {
            "kind": "cover", "subject_id": "centre", "due_on": gap.day, "horizon_days": horizon,
            "name_zh": "排班缺口", "name_en": "Hours short in the plan",
            "hours": hours, "cost_amount": cost, "fix_amount": fix,
            "risk_zh": f"缺 {hours} 坐席小时，约 {contacts} 个联络受影响",
            "risk_en": f"{hours} agent hours short: about {contacts} contacts affected",
            "fix_zh": f"同日调班 {shifted} 小时，加班 {extra} 小时",
            "fix_en": f"move {shifted} h of shifts within the day, {extra} h of overtime",
        }  # fmt: skip


def _certificates(ahead: Ahead) -> Iterator[dict[str, Any]]:
    for one in ahead.certificates:
        horizon = _horizon(ahead.as_of, one.expires_on)
        if horizon is None:
            continue
        yield {
            "kind": "certificate", "subject_id": one.agent_id, "due_on": one.expires_on,
            "horizon_days": horizon, "name_zh": "资质到期", "name_en": "Certificate expires",
            "hours": None, "cost_amount": None, "fix_amount": None,
            "risk_zh": f"到期后不能接 {one.queue_id}",
            "risk_en": f"no work in {one.queue_id} after it",
            "fix_zh": "安排复训复考", "fix_en": "book the renewal",
        }  # fmt: skip


def _leavers(ahead: Ahead, prices: Prices) -> Iterator[dict[str, Any]]:
    """Leavers expected in the longest horizon at the rate seen."""
    horizon = HORIZONS[-1]
    if not ahead.left or not ahead.seen_days:
        return
    expected = Decimal(ahead.left) * horizon / ahead.seen_days
    # A leaver is missed for half of the horizon on average.
    hours = expected * ahead.weekly_hours * horizon / 7 / 2
    cost, hiring = _money(hours * prices.overtime), _money(expected * prices.hiring)
    zh, en = ("招聘补员", "hire") if hiring < cost else ("加班顶岗", "cover by overtime")
    yield {
        "kind": "attrition", "subject_id": "centre",
        "due_on": ahead.as_of + timedelta(days=horizon), "horizon_days": horizon,
        "name_zh": "人员流失", "name_en": "Leavers",
        "hours": _tenth(hours), "cost_amount": cost, "fix_amount": min(cost, hiring),
        "risk_zh": f"{horizon} 天内预计离职 {_tenth(expected)} 人"
        f"（近 {ahead.seen_days} 天 {ahead.left} 人，在册 {ahead.headcount} 人）",
        "risk_en": f"{_tenth(expected)} people expected to leave in {horizon} days ({ahead.left} "
        f"left in the last {ahead.seen_days}, {ahead.headcount} on the books)",
        "fix_zh": zh, "fix_en": en,
    }  # fmt: skip


def _money(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def _tenth(figure: Decimal) -> Decimal:
    return figure.quantize(TENTH, ROUND_HALF_UP)
