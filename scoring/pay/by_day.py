"""The law's multiples and hourly divisors on the days of some entries, looked up once a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import numpy as np

from scoring.columns import Fractions, ints
from scoring.pay.entries import Entries
from scoring.rules.pay_kinds import System
from scoring.statutory.city import City


def multiples(
    entries: Entries, city: City, system: System, least: Fraction | None = None
) -> Fractions:
    """What an hour of each entry's day class is paid, as a multiple of the hourly amount."""

    def find(day: date, day_class: str) -> Fraction:
        times = city.on(day).multiplier(system, day_class)  # pyright: ignore[reportArgumentType]
        return times if least is None else max(times, least)

    return by_day(entries, find)


def by_day(entries: Entries, find: Callable[[date, str], Fraction]) -> Fractions:
    """`find(work_date, day_class)` for each entry, called once per pair that occurs."""
    days = entries.table["work_date"].to_pylist()
    classes = entries.table["day_class"].to_pylist()
    pairs = list(dict.fromkeys(zip(days, classes, strict=True)))
    number = {pair: code for code, pair in enumerate(pairs)}
    codes = np.array([number[pair] for pair in zip(days, classes, strict=True)], dtype=np.int64)
    found = [find(*pair) for pair in pairs] or [Fraction(1)]
    return Fractions(
        ints([one.numerator for one in found])[codes],
        ints([one.denominator for one in found])[codes],
    )
