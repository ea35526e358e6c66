"""Seats: how full they are by weekday and half-hour (M057, S4-31)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pyarrow as pa

from scoring.cost.rules import CostPlan
from scoring.cost.tables import SEAT_USE
from scoring.exact import SCORE_DIGITS, rounded
from scoring.period import Period
from scoring.tables import table_of

HALF_HOUR_S = 1800


def seat_use(plan: CostPlan, occupied: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Rows of outputs/seat_use: Σ seconds logged in ÷ Σ seconds of the seats there are.

    `occupied` has weekday (1 is Monday), half_hour (0 is midnight, local) and logged_in_s of the
    centre, one row for each half-hour of the month in which anybody was logged in. The peak is
    the fullest day of that half-hour, in seats.
    """
    days = _days(Period.of(plan.period))
    groups: dict[tuple[int, int], list[int]] = defaultdict(list)
    for row in occupied:
        groups[row["weekday"], row["half_hour"]].append(row["logged_in_s"])
    rows = [
        _row(plan, weekday, half_hour, seconds, days[weekday])
        for (weekday, half_hour), seconds in sorted(groups.items())
    ]
    return table_of(rows, SEAT_USE)


def _days(month: Period) -> Counter[int]:
    """How often each weekday comes in the month."""
    every = (month.first + timedelta(days=n) for n in range(month.days))
    return Counter(day.isoweekday() for day in every)


def _row(
    plan: CostPlan, weekday: int, half_hour: int, seconds: list[int], days: int
) -> dict[str, Any]:
    there = plan.seats * HALF_HOUR_S * days
    used = Fraction(sum(seconds), there) if there else None
    return {
        "period": plan.period,
        "weekday": weekday,
        "half_hour": half_hour,
        "days": days,
        "occupied_s": sum(seconds),
        "peak_seats": rounded(Fraction(max(seconds), HALF_HOUR_S), SCORE_DIGITS),
        "seats": plan.seats,
        "utilisation": None if used is None else rounded(used, SCORE_DIGITS),
    }
