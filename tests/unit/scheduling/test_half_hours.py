"""Local days cut into half-hours, clock changes included."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from scheduling.half_hours import half_hours_of, local_to_utc, minute_of, slot_of


def test_a_plain_day_has_48_half_hours_from_local_midnight() -> None:
    day = half_hours_of(date(2026, 7, 6), "Asia/Shanghai")
    assert len(day) == 48
    assert day[0] == (datetime(2026, 7, 5, 16, 0), 0)
    assert day[-1] == (datetime(2026, 7, 6, 15, 30), 47)


@pytest.mark.parametrize(
    ("day", "count", "slots"), [(date(1999, 4, 2), 46, 46), (date(1999, 9, 3), 50, 48)]
)
def test_a_day_on_which_the_clock_changes(day: date, count: int, slots: int) -> None:
    found = half_hours_of(day, "Asia/Jerusalem")
    assert len(found) == count
    assert len({slot for _, slot in found}) == slots


def test_wall_clock_and_utc() -> None:
    assert local_to_utc(date(2026, 7, 6), 8 * 60, "Asia/Shanghai") == datetime(2026, 7, 6, 0, 0)
    assert local_to_utc(date(2026, 7, 6), 1500, "Asia/Shanghai") == datetime(2026, 7, 6, 17, 0)
    assert slot_of(datetime(2026, 7, 6, 0, 29), "Asia/Shanghai") == 16


@pytest.mark.parametrize("clock", ["8", "08:60", "24:30", "ab:cd", "8:5"])
def test_a_bad_clock_is_refused(clock: str) -> None:
    with pytest.raises(ValueError, match="time of day"):
        minute_of(clock)
    assert minute_of("24:00") == 1440
