"""Half-hours of local days: stored in UTC, cut by the centre's zone.

A half-hour of a day is known by its wall-clock slot, 0 (00:00) to 47 (23:30). A day on which the
clock changes has 46 or 50 half-hours; a repeated hour has two half-hours with one slot.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

SLOTS_PER_DAY = 48
HALF_HOUR_S = 1800


@lru_cache(maxsize=4096)
def half_hours_of(day: date, zone: str) -> tuple[tuple[datetime, int], ...]:
    """(UTC start without zone, wall-clock slot) of every half-hour of the local `day`."""
    start, end = local_to_utc(day, 0, zone), local_to_utc(day + timedelta(days=1), 0, zone)
    count = int((end - start).total_seconds()) // HALF_HOUR_S
    starts = [start + timedelta(seconds=HALF_HOUR_S * i) for i in range(count)]
    return tuple((at, slot_of(at, zone)) for at in starts)


def slot_of(at_utc: datetime, zone: str) -> int:
    """The wall-clock slot in which a UTC instant without zone lies."""
    local = at_utc.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    return local.hour * 2 + local.minute // 30


def local_date_of(at_utc: datetime, zone: str) -> date:
    """The local date of a UTC instant without zone."""
    return at_utc.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date()


def local_to_utc(day: date, minute: int, zone: str) -> datetime:
    """UTC without zone of the wall-clock `minute` after local midnight (may pass 1440)."""
    wall = datetime.combine(day, time()) + timedelta(minutes=minute)
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)


def minute_of(clock: str) -> int:
    """Minutes after midnight of "08:00"; "24:00" is 1440. Raises ValueError on anything else."""
    hours, _, minutes = clock.partition(":")
    if not (hours.isdigit() and minutes.isdigit() and len(minutes) == 2):
        raise ValueError(f"'{clock}' is not a time of day; write it as 08:00")
    total = int(hours) * 60 + int(minutes)
    if int(minutes) > 59 or total > 1440:
        raise ValueError(f"'{clock}' is not a time of day; write it as 08:00, at most 24:00")
    return total


def monday_of(day: date) -> date:
    """The Monday of the week of `day`."""
    return day - timedelta(days=day.weekday())
