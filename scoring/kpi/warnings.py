"""What threatens within 90 days, what it costs to wait, and the cheapest way out (S3-05)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pyarrow as pa

from scoring.kpi.ahead import Ahead, Prices
from scoring.kpi.tables import EARLY_WARNINGS
from scoring.kpi.ways_out import (
    WayOut,
    cheapest,
    hiring,
    moved_shifts,
    overtime,
    tenth,
)
from scoring.tables import table_of

HORIZONS = (1, 7, 30, 90)
CENT = Decimal("0.01")
DAYS_A_WEEK = Decimal(7)


def early_warnings(period: str, ahead: Ahead, prices: Prices) -> pa.Table:
    """Rows of outputs/early_warnings, the soonest first and the dearest before the cheaper."""
    found = [
        row
        for kind in (_gaps, _weeks, _leaves, _certificates, _leavers, _months)
        for row in kind(ahead, prices)
        if row["horizon_days"] is not None
    ]
    found.sort(key=lambda row: (row["horizon_days"], -row["cost_amount"], row["due_on"]))
    return table_of(
        [
            row | {"period": period, "as_of": ahead.as_of, "rank": rank}
            for rank, row in enumerate(found, start=1)
        ],
        EARLY_WARNINGS,
    )


def _row(
    ahead: Ahead, kind: str, subject: str, due: date, *, hours: Decimal, cost: Decimal, way: WayOut
) -> dict[str, Any]:
    """What every warning says; the horizon is empty beyond all."""
    days = (due - ahead.as_of).days
    return {
        "kind": kind, "subject_id": subject, "due_on": due,
        "horizon_days": next((one for one in HORIZONS if 0 <= days <= one), None),
        "hours": tenth(hours), "cost_amount": _money(cost), "fix_amount": _money(way.amount),
        "fix_zh": way.zh, "fix_en": way.en,
    }  # fmt: skip


def _gaps(ahead: Ahead, prices: Prices) -> Iterator[dict[str, Any]]:
    """Rostered days that are short."""
    for gap in ahead.gaps:
        if gap.short_h >= prices.least_hours:
            cost, contacts = prices.of_waiting(gap.short_h), tenth(gap.short_h * prices.contacts)
            way = moved_shifts(gap.short_h, gap.over_h, prices)
            yield _row(
                ahead, "cover", "centre", gap.day, hours=gap.short_h, cost=cost, way=way
            ) | {
                "name_zh": "排班缺口", "name_en": "Hours short in the plan",
                "risk_zh": f"缺 {tenth(gap.short_h)} 坐席小时，约 {contacts} 个联络受影响",
                "risk_en": f"{tenth(gap.short_h)} agent hours short: about {contacts} contacts "
                "affected",
            }  # fmt: skip


def _weeks(ahead: Ahead, prices: Prices) -> Iterator[dict[str, Any]]:
    """Forecast weeks that the people on the books cannot cover."""
    for week in ahead.weeks:
        short = week.required_h - week.available_h
        if short >= prices.least_hours:
            heads = short / ahead.weekly_hours if ahead.weekly_hours else Decimal(1)
            days = (week.monday - ahead.as_of).days
            way = cheapest([overtime(short, prices), *hiring(heads, short, prices, days)])
            yield _row(
                ahead, "forecast", "centre", week.monday, hours=short,
                cost=prices.of_waiting(short), way=way,
            ) | {
                "name_zh": "预测超出可排工时", "name_en": "Forecast above contract hours",
                "risk_zh": f"该周需排 {tenth(week.required_h)} 小时，扣除请假后可排 "
                f"{tenth(week.available_h)} 小时",
                "risk_en": f"the week takes {tenth(week.required_h)} h, contracts less leave give "
                f"{tenth(week.available_h)} h",
            }  # fmt: skip


def _leaves(ahead: Ahead, prices: Prices) -> Iterator[dict[str, Any]]:
    """Leaves not yet decided, granted as they are asked for."""
    over = {gap.day: gap.over_h for gap in ahead.gaps}
    for leave in ahead.leaves:
        way = moved_shifts(leave.hours, over.get(leave.first_day, Decimal(0)), prices)
        yield _row(
            ahead, "leave", leave.agent_id, leave.first_day, hours=leave.hours,
            cost=prices.of_waiting(leave.hours), way=way,
        ) | {
            "name_zh": "请假待批", "name_en": "Leave not yet decided",
            "risk_zh": f"若准假且无人顶班，少 {tenth(leave.hours)} 小时",
            "risk_en": f"{tenth(leave.hours)} h less if granted and not covered",
        }  # fmt: skip


def _certificates(ahead: Ahead, prices: Prices) -> Iterator[dict[str, Any]]:
    """Certificates that end: the hours from then to the last horizon that others must work."""
    for one in ahead.certificates:
        left = max(HORIZONS[-1] - (one.expires_on - ahead.as_of).days, 0)
        hours = one.weekly_hours * left / DAYS_A_WEEK
        renewed = WayOut("安排复训复考", "book the renewal", prices.renewal)
        way = cheapest([renewed, overtime(hours, prices)])
        yield _row(
            ahead, "certificate", one.agent_id, one.expires_on, hours=hours,
            cost=prices.of_waiting(hours), way=way,
        ) | {
            "name_zh": "资质到期", "name_en": "Certificate expires",
            "risk_zh": f"到期后不能接 {one.queue_id}",
            "risk_en": f"no work in {one.queue_id} after it",
        }  # fmt: skip


def _leavers(ahead: Ahead, prices: Prices) -> Iterator[dict[str, Any]]:
    """Leavers expected in the longest horizon at the rate seen."""
    horizon = HORIZONS[-1]
    if not ahead.left or not ahead.seen_days:
        return
    expected = Decimal(ahead.left) * horizon / ahead.seen_days
    # A leaver is missed for half of the horizon on average; the pay of who left pays who comes.
    hours = expected * ahead.weekly_hours * horizon / DAYS_A_WEEK / 2
    ways = [
        WayOut("招聘补员", "hire", expected * prices.hiring),
        WayOut("加班顶岗", "cover by overtime", hours * prices.overtime),
    ]
    yield _row(
        ahead, "attrition", "centre", ahead.as_of + timedelta(days=horizon), hours=hours,
        cost=prices.of_waiting(hours), way=cheapest(ways),
    ) | {
        "name_zh": "人员流失", "name_en": "Leavers",
        "risk_zh": f"{horizon} 天内预计离职 {tenth(expected)} 人"
        f"（近 {ahead.seen_days} 天 {ahead.left} 人，在册 {ahead.headcount} 人）",
        "risk_en": f"{tenth(expected)} people expected to leave in {horizon} days ({ahead.left} "
        f"left in the last {ahead.seen_days}, {ahead.headcount} on the books)",
    }  # fmt: skip


def _months(ahead: Ahead, prices: Prices) -> Iterator[dict[str, Any]]:
    """Months of the capacity plan in which the median lacks people."""
    for month in ahead.months:
        if month.short_h >= prices.least_hours:
            days = (month.first_day - ahead.as_of).days
            ways = hiring(month.short_fte, month.short_h, prices, days)
            way = cheapest([overtime(month.short_h, prices), *ways])
            yield _row(
                ahead, "capacity", "centre", month.first_day, hours=month.short_h,
                cost=prices.of_waiting(month.short_h), way=way,
            ) | {
                "name_zh": "人力缺口", "name_en": "People short",
                "risk_zh": f"中位缺 {tenth(month.short_fte)} 个全职人力，缺人概率 "
                f"{month.probability:.0%}",
                "risk_en": f"{tenth(month.short_fte)} full-time people short in the median, "
                f"understaffed with probability {month.probability:.0%}",
            }  # fmt: skip


def _money(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)
