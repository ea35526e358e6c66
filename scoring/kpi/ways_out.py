"""Ways out of a threat, and the cheapest of them: shifts moved, overtime, hiring, a renewal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from scoring.kpi.ahead import Prices

TENTH = Decimal("0.1")


@dataclass(frozen=True)
class WayOut:
    """What to do, in two languages, and what it costs."""

    zh: str
    en: str
    amount: Decimal


def cheapest(ways: Iterable[WayOut]) -> WayOut:
    """The cheapest way out; of equal ones the first."""
    return min(ways, key=lambda way: way.amount)


def moved_shifts(short_h: Decimal, over_h: Decimal, prices: Prices) -> WayOut:
    """Shifts of the day moved as far as others are over, which costs nothing; then overtime."""
    moved = min(short_h, over_h)
    extra = short_h - moved
    return WayOut(
        f"同日调班 {tenth(moved)} 小时，加班 {tenth(extra)} 小时",
        f"move {tenth(moved)} h of shifts within the day, {tenth(extra)} h of overtime",
        extra * prices.overtime,
    )


def overtime(hours: Decimal, prices: Prices) -> WayOut:
    """The hours worked as overtime by who is there."""
    return WayOut(
        f"加班 {tenth(hours)} 小时", f"{tenth(hours)} h of overtime", hours * prices.overtime
    )


def hiring(heads: Decimal, hours: Decimal, prices: Prices, days_left: int) -> list[WayOut]:
    """So many people hired and their hours paid; no way out where hiring takes longer."""
    if days_left < prices.hiring_days:
        return []
    whole = heads.to_integral_value(ROUND_CEILING)
    amount = whole * prices.hiring + hours * prices.hour
    return [WayOut(f"招聘 {whole} 人", f"hire {whole}", amount)]


def tenth(figure: Decimal) -> Decimal:
    """A figure for a sentence, with one decimal."""
    return figure.quantize(TENTH, ROUND_HALF_UP)
