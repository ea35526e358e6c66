"""The centre's shift library and requirement on a grid of periods."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import gcd

from scheduling.half_hours import SLOTS_PER_DAY
from scheduling.roster.shift_library import ShiftOption
from scheduling.tours.shift_pattern import Pause, ShiftPattern

DAY_MIN = 1440
HALF_HOUR_MIN = 30


def shift_patterns(options: Iterable[ShiftOption], *, period_min: int = 15) -> list[ShiftPattern]:
    """Every option of a shift library as a pattern on periods of `period_min` minutes.

    Raises ValueError where a start, length or window does not lie on the grid.
    """
    return [
        ShiftPattern(
            name=f"{option.code} {option.start_min // 60:02d}:{option.start_min % 60:02d}",
            start=_periods(option.start_min, period_min),
            length=_periods(option.length_min, period_min),
            pauses=tuple(
                Pause(
                    _periods(pause.length_min, period_min),
                    _periods(pause.earliest_min, period_min),
                    _periods(pause.latest_min, period_min),
                    paid=pause.kind != "meal",
                )
                for pause in option.pauses
            ),
        )
        for option in options
    ]


def period_requirement(half_hours: Sequence[float], *, period_min: int = 15) -> list[list[float]]:
    """The requirement of whole days of half-hours as days of periods. Raises ValueError."""
    if len(half_hours) % SLOTS_PER_DAY or gcd(period_min, HALF_HOUR_MIN) != period_min:
        raise ValueError("give whole days of 48 half-hours and periods that divide 30 minutes")
    each = HALF_HOUR_MIN // period_min
    return [
        [float(n) for n in half_hours[day : day + SLOTS_PER_DAY] for _ in range(each)]
        for day in range(0, len(half_hours), SLOTS_PER_DAY)
    ]


def _periods(minutes: int, period_min: int) -> int:
    if minutes % period_min:
        raise ValueError(f"{minutes} min is not a whole number of periods of {period_min} min")
    return minutes // period_min
