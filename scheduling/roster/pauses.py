"""Where a shift and its pauses lie on the half-hours of the week."""

from __future__ import annotations

from scheduling.half_hours import SLOTS_PER_DAY
from scheduling.roster.person import DAYS
from scheduling.roster.shift_library import Pause, ShiftOption

WEEK_SLOTS = DAYS * SLOTS_PER_DAY
Shares = tuple[tuple[int, float], ...]
"""(slot of the week, share of it that is lost)."""


def shift_slots(day: int, option: ShiftOption) -> range:
    """Slots of the week in which the shift runs; what passes Sunday's midnight is cut."""
    first = day * SLOTS_PER_DAY + option.start_min // 30
    return range(first, min(first + option.length_min // 30, WEEK_SLOTS))


def pause_places(day: int, option: ShiftOption, pause: Pause) -> dict[Shares, list[int]]:
    """Minutes after the shift's start at which the pause may begin, by what they cost coverage.

    Starts lie on half-hours for pauses of whole half-hours, else on quarters that do not straddle
    two half-hours; if the window holds no such start, its first minute is taken.
    """
    starts = [
        start
        for start in range(pause.earliest_min, pause.latest_min + 1, 15)
        if _fits(option.start_min + start, pause.length_min)
    ]
    places: dict[Shares, list[int]] = {}
    for start in starts or [pause.earliest_min]:
        shares = _shares(day, option.start_min + start, pause.length_min)
        places.setdefault(shares, []).append(start)
    return places


def _fits(begins_min: int, length_min: int) -> bool:
    if length_min % 30 == 0:
        return begins_min % 30 == 0
    return begins_min % 30 + length_min % 30 <= 30


def _shares(day: int, begins_min: int, length_min: int) -> Shares:
    end = begins_min + length_min
    return tuple(
        (day * SLOTS_PER_DAY + slot, (min(end, slot * 30 + 30) - max(begins_min, slot * 30)) / 30)
        for slot in range(begins_min // 30, -(-end // 30))
        if day * SLOTS_PER_DAY + slot < WEEK_SLOTS
    )
